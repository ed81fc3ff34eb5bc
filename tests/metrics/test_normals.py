import numpy as np
import pytest

from kerasdense.evaluate import results
from kerasdense.metrics import NormalErrors
from kerasdense.metrics.normals import degrees

RNG = np.random.default_rng(0)


def turned(angles):
    """Vectors off the z axis by so many degrees, as [1, 1, n, 3]."""
    angles = np.radians(angles)
    vectors = np.stack([np.sin(angles), 0 * angles, -np.cos(angles)], axis=-1)
    return vectors[None, None]


STRAIGHT = turned(np.zeros(5))
OFF = turned([5.0, 20.0, 11.0, 25.0, 90.0])


def test_five_angles_by_hand():
    metric = NormalErrors()
    metric.update_state(STRAIGHT, OFF)
    expected = {
        "mean_angle": (5 + 20 + 11 + 25 + 90) / 5,
        "median_angle": 20,
        "within_11": 2 / 5,
        "within_22": 3 / 5,
        "within_30": 4 / 5,
    }
    assert results([metric]) == pytest.approx(expected, abs=1e-6)
    metric.update_state(STRAIGHT[:, :, :1], turned([26.0]))  # the middle of two
    assert results([metric])["median_angle"] == pytest.approx((20 + 25) / 2)


def test_a_large_set_agrees_with_numpy():
    y = RNG.normal(size=(3, 30, 40, 3))
    z = y + RNG.normal(0, 0.5, y.shape)
    metric = NormalErrors()
    for pair in zip(y[:, None], z[:, None]):
        metric.update_state(*pair)
    cosine = (y * z).sum(-1) / np.linalg.norm(y, axis=-1) / np.linalg.norm(z, axis=-1)
    angles = np.degrees(np.arccos(cosine))
    found = results([metric])
    assert found["mean_angle"] == pytest.approx(angles.mean(), abs=0.01)
    assert found["median_angle"] == pytest.approx(np.median(angles), abs=0.01)
    assert found["within_22"] == pytest.approx(np.mean(angles < 22.5), abs=1e-3)


def test_unknown_directions_do_not_count():
    y, w = STRAIGHT.copy(), np.ones((1, 1, 5, 1))
    y[0, 0, 4] = 0
    w[0, 0, 3] = 0
    metric = NormalErrors()
    metric.update_state(y, OFF, w)
    assert results([metric])["mean_angle"] == pytest.approx(12, abs=1e-6)
    metric.reset_state()
    assert np.isnan(list(results([metric]).values())).all()


def test_equal_directions_are_off_by_nothing_and_opposite_ones_by_180():
    y = RNG.normal(size=(100, 3)).astype(np.float32)
    assert not degrees(y, y).any()
    np.testing.assert_allclose(degrees(y, -y), 180)
    np.testing.assert_array_equal(degrees(y, 0 * y), 90)  # it says nothing
    metric = NormalErrors()
    metric.update_state(y[None, None], -y[None, None])
    assert results([metric])["median_angle"] == pytest.approx(180)
