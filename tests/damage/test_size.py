"""Shrinking by MATLAB's bicubic, alone, and with what else becomes of pictures."""

import numpy as np
import pytest

from kerasdense.damage import parse
from kerasdense.errors import InputError
from kerasdense.pixels.resample import imresize

BYTES = np.random.default_rng(0).integers(0, 256, (25, 31, 3), np.uint8)
IMAGE = BYTES / 255.0


def done(text, image=IMAGE):
    return parse(text)(image, np.random.default_rng(0))


@pytest.mark.parametrize("times", [2, 3, 4])
def test_shrinking_gives_the_bytes_that_matlab_gives(times):
    made = done(f"shrink:{times}")
    rows, columns = (side - side % times for side in BYTES.shape[:2])
    expected = imresize(BYTES[:rows, :columns], 1 / times)
    np.testing.assert_array_equal(np.rint(255 * made["damaged"]), expected)
    np.testing.assert_allclose(made["damaged"], expected / 255, atol=1e-7)
    np.testing.assert_allclose(made["image"], IMAGE[:rows, :columns], atol=1e-7)


@pytest.mark.parametrize("times", [2, 3, 4])
def test_bicubic_loses_what_shrinking_loses_and_no_size(times):
    image = IMAGE[:24, :24]
    found = done(f"bicubic:{times}", image)["damaged"]
    expected = imresize(imresize(image, 1 / times), times)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert done(f"bicubic:{times}")["damaged"].shape == IMAGE.shape


def test_blur_comes_before_and_noise_after():
    """A Gaussian of 1.6 is cut at 5 pixels; what is left of 25x31 is 15x21."""
    made = done("gaussian-blur:1.6+shrink:3+awgn:30")
    assert made["damaged"].shape == (5, 7, 3) and made["image"].shape == (15, 21, 3)
    np.testing.assert_allclose(made["image"], IMAGE[5:20, 5:26], atol=1e-7)
    assert made["kernel"].shape == (11, 11, 1)
    noise = made["damaged"] - done("gaussian-blur:1.6+shrink:3")["damaged"]
    assert 255 * noise.std() == pytest.approx(30, rel=0.2)


def test_one_scale_of_several_is_drawn():
    plan = parse("bicubic:2,bicubic:3,bicubic:4")
    rng = np.random.default_rng(0)
    found = {float(plan(IMAGE, rng)["damaged"].std()) for _ in range(20)}
    assert len(found) == 3 and plan.shrinks == 1


def test_what_is_too_small_to_shrink_is_told():
    with pytest.raises(InputError, match="A picture of 31x2 is too small to be made 3"):
        done("shrink:3", IMAGE[:2])
