"""Brightness formulas, against MATLAB's numbers."""

import numpy as np
import pytest
from PIL import Image

from kerasdense.pixels.color import gray, luma

COLOURS = np.array(
    [[1, 1, 1], [0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [128 / 255] * 3]
)
LEVELS = [235, 16, 81.481, 144.553, 40.966, 125.9294]


def test_luma_of_pure_colours():
    np.testing.assert_allclose(255 * luma(COLOURS)[:, 0], LEVELS, atol=5e-5)


def test_luma_of_bytes_is_rounded():
    result = luma(np.uint8(255 * COLOURS + 0.5))
    assert result.dtype == np.uint8
    np.testing.assert_array_equal(result[:, 0], [235, 16, 81, 145, 41, 126])


def test_gray_weighs_as_the_manual_of_matlab_says():
    weights = gray(np.eye(3, dtype=np.float32))
    assert weights.dtype == np.float32
    np.testing.assert_allclose(weights[:, 0], [0.2989, 0.5870, 0.1140], atol=5e-5)
    # From the definition: the row of Y in the inverse of RGB -> YIQ's NTSC matrix.
    ntsc = [[1, 0.956, 0.621], [1, -0.272, -0.647], [1, -1.106, 1.703]]
    np.testing.assert_allclose(weights[:, 0], np.linalg.inv(ntsc)[0], atol=1e-7)


def test_gray_pictures_stay_as_they_are():
    level = np.arange(256, dtype=np.uint8)[:, None]
    np.testing.assert_array_equal(gray(np.repeat(level, 3, axis=1)), level)


def test_axes_before_the_channels_are_kept():
    assert luma(np.zeros((2, 5, 4, 3))).shape == (2, 5, 4, 1)
    assert gray(np.zeros((5, 4, 3), np.uint8)).shape == (5, 4, 1)


@pytest.mark.parametrize("wrong", [np.zeros((4, 4, 1)), np.zeros((4, 3), np.int32)])
def test_other_pixels_are_an_error(wrong):
    with pytest.raises(ValueError, match="luma needs"):
        luma(wrong)


def test_gray_makes_the_published_bsd68_from_its_colour_originals(shared):
    # MATLAB made BSD68 from photographs that BSDS500 has in colour; four-digit weights
    # miss some pixels of each.
    colour = shared / "data" / "boundaries" / "bsds500" / "val" / "images"
    made = {gray(picture(path)).tobytes() for path in sorted(colour.glob("10*.jpg"))}
    folder = shared / "data" / "denoising" / "BSD68_gray"
    published = {picture(path).tobytes() for path in folder.glob("*.png")}
    assert len(made & published) == len(made)


def picture(path):
    with Image.open(path) as opened:
        return np.asarray(opened)
