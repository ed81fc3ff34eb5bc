import numpy as np
import pytest

from kerasdense.evaluate import results
from kerasdense.metrics import FlowErrors
from kerasdense.metrics.flow_errors import angle

# Four pixels in a row. Speeds 5, 5, 50 and 30; errors 0, 4, 2 and 10.
TRUE = np.float32([[[[3, 4], [3, 4], [50, 0], [0, 30]]]])
FOUND = np.float32([[[[3, 4], [7, 4], [52, 0], [0, 20]]]])


def errors(*arrays):
    metric = FlowErrors()
    metric.update_state(*arrays)
    return results([metric])


def test_errors_of_all_pixels():
    found = errors(TRUE, FOUND)
    assert found["epe"] == pytest.approx((0 + 4 + 2 + 10) / 4)
    assert found["epe_s0_10"] == pytest.approx((0 + 4) / 2)
    assert found["epe_s10_40"] == pytest.approx(10)
    assert found["epe_s40"] == pytest.approx(2)
    # Off by more than 3 pixels and more than 5 %: the second and the last.
    assert found["fl_all"] == pytest.approx(50)
    assert not {"epe_matched", "epe_unmatched"} & set(found)


def test_an_error_that_is_small_beside_a_long_way_is_no_outlier():
    far = np.float32([[[[100, 0]]]])
    assert errors(far, far + (4.9, 0))["fl_all"] == 0
    assert errors(far, far + (5.1, 0))["fl_all"] == 100


def test_hidden_pixels_are_told_apart_where_w_says_which_they_are():
    w = np.float32([[[[1, 0], [0, 1], [0, 0], [1, 0]]]])  # the third is not known
    found = errors(TRUE, FOUND, w)
    assert found["epe"] == pytest.approx((0 + 4 + 10) / 3)
    assert found["epe_matched"] == pytest.approx((0 + 10) / 2)
    assert found["epe_unmatched"] == pytest.approx(4)
    assert "epe_s40" not in found


def test_all_pixels_of_all_pictures_count_alike():
    metric = FlowErrors()
    metric.update_state(TRUE, FOUND)
    metric.update_state(TRUE[:, :, :1], FOUND[:, :, :1] + (0, 1))
    assert results([metric])["epe"] == pytest.approx((0 + 4 + 2 + 10 + 1) / 5)
    metric.reset_state()
    metric.update_state(TRUE, TRUE)
    assert set(results([metric]).values()) == {0}


@pytest.mark.parametrize(
    "one, other, degrees",
    [
        ((0, 0), (1, 0), 45),  # (0, 0, 1) and (1, 0, 1)
        ((1, 0), (-1, 0), 90),
        ((1, 0), (0, 1), 60),  # the cosine is 1 / (sqrt 2 sqrt 2)
        ((3, -2), (3, -2), 0),
    ],
)
def test_angles_are_those_of_vectors_in_space_and_time(one, other, degrees):
    found = angle(np.float64(one), np.float64(other))
    assert float(found) == pytest.approx(degrees, abs=1e-12)


def test_it_names_its_errors_and_is_made_anew_from_its_settings():
    metric = FlowErrors.from_config(FlowErrors().get_config())
    assert "epe" in metric.errors and "Fl-all" in metric.protocol
