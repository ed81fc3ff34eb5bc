import numpy as np
import pytest
from scipy.ndimage import gaussian_filter, shift

from kerasdense.pixels.align import aligned

IMAGE = gaussian_filter(np.random.default_rng(0).random((60, 70, 3)), (3, 3, 0))


@pytest.mark.parametrize("by", [(0, 0), (3, -5), (0.25, 0), (-2.5, 1.75), (-8, 8)])
def test_what_was_shifted_is_laid_back(by):
    # scipy moves the picture down and right: a pixel is then found further on.
    moved = shift(IMAGE, (*by, 0), order=1, mode="nearest")
    found, inner, back = aligned(moved, IMAGE)
    assert back == pytest.approx(by)
    np.testing.assert_array_equal(inner, IMAGE[9:-9, 9:-9])
    assert np.abs(found - inner).max() < 0.02 * np.ptp(IMAGE)


def test_it_does_not_look_farther_than_it_is_told():
    moved = np.roll(IMAGE, 6, 0)
    assert np.abs(aligned(moved, IMAGE, 4)[2]).max() <= 4.75
    assert aligned(moved, IMAGE, 6)[2] == (6, 0)


def test_gray_pictures_are_laid_onto_each_other_as_well():
    gray = IMAGE[..., :1]
    found, inner, by = aligned(np.roll(gray, (1, 2), (0, 1)), gray)
    assert by == (1, 2) and found.shape == inner.shape == (42, 52, 1)
    np.testing.assert_allclose(found, inner)


@pytest.mark.parametrize("shape", [(60, 70, 1), (18, 70, 3)])
def test_what_cannot_be_laid_onto_each_other_is_refused(shape):
    fixed = IMAGE if shape[0] == 60 else IMAGE[:18]
    with pytest.raises(ValueError, match="of one size, larger than 18 pixels"):
        aligned(np.zeros(shape), fixed)
