import numpy as np
import pytest

from kerasdense.metrics import HolesPSNR, WholePSNR

Y = np.full((2, 4, 4, 3), 100 / 255, np.float32)
LOST = np.zeros((2, 4, 4, 1), np.float32)
LOST[0, :2, :2] = 1  # a quarter of the first picture; nothing of the second


def wrong_by(levels):
    return Y + levels / 255 * LOST


def score(metric, prediction, y=Y):
    metric.update_state(y, prediction, LOST[: len(y)])
    return float(metric.result())


def test_in_the_holes_only_what_was_lost_counts():
    # 4 of 255 off in all of the hole: 20 log10(255 / 4) = 36.09 dB.
    assert score(HolesPSNR(), wrong_by(4)) == pytest.approx(36.0896, abs=1e-3)


def test_a_picture_without_holes_does_not_count_among_them():
    assert score(HolesPSNR(), wrong_by(4)) == score(HolesPSNR(), wrong_by(4)[:1], Y[:1])


def test_over_the_whole_picture_known_pixels_count_too():
    # The same error on a quarter of the pixels: 10 log10(4) = 6.02 dB more.
    whole = score(WholePSNR(), wrong_by(4)[:1], Y[:1])
    assert whole == pytest.approx(36.0896 + 6.0206, abs=1e-3)


def test_their_names_and_words_tell_them_apart():
    assert (HolesPSNR().name, WholePSNR().name) == ("psnr_holes", "psnr")
    assert "in holes" in HolesPSNR().protocol and "all pixels" in WholePSNR().protocol
    for metric in (HolesPSNR(border=1), WholePSNR(border=1)):
        again = type(metric).from_config(metric.get_config())
        assert (again.name, again.border) == (metric.name, 1)
