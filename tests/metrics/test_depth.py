import keras
import numpy as np
import pytest

from kerasdense.evaluate import results
from kerasdense.metrics import DepthErrors, ScaleInvariantError

RNG = np.random.default_rng(0)
TRUE = RNG.uniform(1, 9, (2, 4, 5, 1)).astype(np.float32)
FOUND = RNG.uniform(1, 9, (2, 4, 5, 1)).astype(np.float32)


def measured(metric, y, prediction, w=None):
    metric.update_state(y, prediction, w)
    return results([metric])


def test_two_pixels_by_hand():
    """1 m taken for 1.2, and 4 m for 2: ratios 1.2 and 2 > 1.25^3 = 1.953."""
    y, z = (np.float32([[[[a], [b]]]]) for a, b in ((1, 4), (1.2, 2)))
    one, two = np.log(1.2), np.log(0.5)
    expected = {
        "delta1": 0.5,
        "delta2": 0.5,
        "delta3": 0.5,
        "abs_rel": (0.2 + 0.5) / 2,
        "sqr_rel": (0.04 / 1 + 4 / 4) / 2,
        "rms": np.sqrt((0.04 + 4) / 2),
        "rms_log": np.sqrt((one**2 + two**2) / 2),
        "log10": (np.log10(1.2) + np.log10(2)) / 2,
    }
    found = measured(DepthErrors(), y, z)
    assert found == pytest.approx(expected, rel=1e-5)
    # The deviation of two numbers is half their distance.
    si_log = measured(ScaleInvariantError(), y, z)
    assert si_log == pytest.approx({"si_log": (one - two) / 2}, rel=1e-5)


def test_1_25_itself_is_not_within():
    y = np.full((1, 1, 2, 1), 2.0)
    z = y * np.float64([1.25 * (1 + 1e-9), 1.25 * (1 - 1e-9)]).reshape(1, 1, 2, 1)
    assert measured(DepthErrors(), y, z)["delta1"] == 0.5


def test_images_count_alike_and_only_their_known_pixels():
    w = np.ones_like(TRUE)
    w[1, 1:] = 0
    y, z = TRUE.copy(), FOUND.copy()
    y[0, 0, 0] = 0  # missing, whatever w says
    z[1, 1:] = np.nan
    alone = [
        measured(DepthErrors(), y[:1], z[:1]),
        measured(DepthErrors(), y[1:, :1], z[1:, :1]),
    ]
    both = measured(DepthErrors(), y, z, w)
    for name in both:
        assert both[name] == pytest.approx((alone[0][name] + alone[1][name]) / 2)
    empty = measured(DepthErrors(), y[:1], z[:1], 0 * w[:1])
    assert np.isnan(list(empty.values())).all()


def test_the_scale_matters_unless_it_is_aligned_and_names_say_so():
    scaled = np.stack([3 * FOUND[0], FOUND[1] / 7])
    for units in (True, False):
        before, after = (
            measured(DepthErrors(aligned=True, units=units), TRUE, z)
            for z in (FOUND, scaled)
        )
        assert before == pytest.approx(after)
        assert all(name.endswith("_aligned") for name in before)
        assert ("rms_aligned" in before) == units
    plain = [measured(DepthErrors(), TRUE, z)["abs_rel"] for z in (FOUND, scaled)]
    assert abs(plain[0] - plain[1]) > 0.1
    si_log = [measured(ScaleInvariantError(), TRUE, z) for z in (FOUND, scaled)]
    assert si_log[0] == pytest.approx(si_log[1])
    aligned = measured(DepthErrors(aligned=True), TRUE, TRUE * 5)
    assert aligned["delta1_aligned"] == 1
    assert aligned["rms_aligned"] == pytest.approx(0, abs=1e-6)


def test_a_truth_of_unknown_scale_has_no_metric_errors():
    with pytest.raises(ValueError, match="must be aligned"):
        DepthErrors(units=False)


def test_protocols_say_whether_scales_were_aligned():
    assert "as they are" in DepthErrors().protocol
    assert "median" in DepthErrors(aligned=True).protocol


@pytest.mark.parametrize(
    "metric",
    [DepthErrors(), DepthErrors(aligned=True, units=False), ScaleInvariantError()],
)
def test_its_configuration_makes_a_fresh_one(metric):
    metric.update_state(TRUE, FOUND)
    config = keras.saving.serialize_keras_object(metric)
    again = keras.saving.deserialize_keras_object(config)
    assert np.isnan(list(results([again]).values())).all()
    again.update_state(TRUE, FOUND)
    assert (again.name, results([again])) == (metric.name, results([metric]))
