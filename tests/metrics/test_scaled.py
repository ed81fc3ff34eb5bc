import numpy as np
import pytest

from kerasdense.metrics import PSNR, ScaledPSNR

TRUTH = np.random.default_rng(0).uniform(0.2, 0.6, (2, 8, 9, 3)).astype(np.float32)


def score(metric, prediction):
    metric.update_state(TRUTH, prediction)
    return float(metric.result())


def test_a_picture_that_is_only_too_dark_is_right():
    factors = np.float32([0.25, 0.5]).reshape(-1, 1, 1, 1)  # one for each image
    assert score(ScaledPSNR(), factors * TRUTH) == np.inf
    assert score(PSNR(), factors * TRUTH) < 15


def test_what_is_as_bright_scores_as_it_does():
    """Errors of +d and -d by turns leave the mean."""
    off = np.where(np.arange(8)[:, None, None] % 2, 0.1, -0.1).astype(np.float32)
    found = score(ScaledPSNR(), TRUTH + off)
    assert found == pytest.approx(score(PSNR(), TRUTH + off), abs=0.02)
    assert found == pytest.approx(20, abs=0.1)  # -20 log10(0.1), but for rounding
