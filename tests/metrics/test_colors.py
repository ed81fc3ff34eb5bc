import numpy as np
import pytest

from kerasdense.metrics import ColorErrors, GrayPixels
from kerasdense.pixels import gamut
from kerasdense.pixels.lab import to_lab, to_srgb

GRAY, RED = np.array([60.0, 0, 0]), np.array([60.0, 30, 0])


def picture(*rows):
    """Colours of Lab, a row of 4 pixels of each -> sRGB [1, H, 4, 3]."""
    return to_srgb(np.repeat(np.array(rows)[:, None], 4, axis=1))[None]


def scores(y, prediction, w=None):
    metric = ColorErrors()
    metric.update_state(y, prediction, w)
    return metric.result()


def test_numbers_of_a_picture_that_is_half_wrong():
    y, prediction = picture(RED, GRAY), picture(GRAY, GRAY)
    found = scores(y, prediction)
    # Half of the pixels are off by 30: below that, half of the curve is lost.
    assert found["auc"] == pytest.approx(1 - 0.5 * 30 / 150, abs=1e-5)
    common, rare = (
        max(gamut.shipped().prior[gamut.nearest(c[1:])], 1e-4) for c in (GRAY, RED)
    )
    share = (1 / rare) / (1 / rare + 1 / common)
    assert found["auc_rebalanced"] == pytest.approx(1 - share * 30 / 150, abs=1e-5)
    # The mean squared error is 900 in a quarter of the numbers: half of a.
    assert found["psnr_ab"] == pytest.approx(10 * np.log10(255**2 / 225), abs=1e-3)


def test_what_is_beyond_150_counts_no_more():
    y, prediction = picture((32.3, 79.19, -107.86)), picture((87.7, -86.18, 83.18))
    assert scores(y, prediction)["auc"] == 0


def test_area_is_that_under_the_curve():
    rng = np.random.default_rng(0)
    y, prediction = rng.random((2, 1, 40, 40, 3))
    apart = np.linalg.norm((to_lab(y) - to_lab(prediction))[..., 1:], axis=-1)
    steps = np.linspace(0, 150, 15001)
    curve = [np.mean(apart <= t) for t in steps]
    assert scores(y, prediction)["auc"] == pytest.approx(np.mean(curve), abs=1e-4)


def test_pixels_count_as_much_as_their_w_over_all_images():
    y, prediction = picture(RED, GRAY), picture(GRAY, GRAY)
    w = np.ones((1, 2, 4, 1))
    w[:, 0] = 0
    assert scores(y, prediction, w)["auc"] == pytest.approx(1, abs=1e-6)
    metric = ColorErrors()
    for weight in (w, 1 - w):
        metric.update_state(y, prediction, weight)
    assert metric.result()["auc"] == pytest.approx(1 - 0.5 * 30 / 150, abs=1e-5)
    metric.reset_state()
    assert np.isnan(metric.result()["auc"])


def test_gray_pixels_are_those_with_a_chroma_below_5():
    metric = GrayPixels()
    prediction = picture(GRAY, (60, 3, 3.5), (60, 4, 3.5), RED)
    metric.update_state(picture(RED, RED, RED, GRAY), prediction)
    assert metric.result() == {"gray": 0.5, "gray_true": 0.25}
    metric.reset_state()
    assert np.isnan(metric.result()["gray"])


def test_protocols_are_told():
    assert "t from 0 to 150" in ColorErrors().protocol
    assert "below 5" in GrayPixels().protocol
