"""Lab against scikit-image, and pictures that are given colours."""

import numpy as np
import pytest
import skimage.color

from kerasdense.pixels.lab import lightness, recoloured, to_lab, to_srgb

RNG = np.random.default_rng(0)
COLOURS = RNG.random((2000, 3))
CUBE = np.stack(np.meshgrid(*[np.linspace(0, 1, 18)] * 3), axis=-1).reshape(-1, 3)


@pytest.mark.parametrize("rgb", [COLOURS, CUBE])
def test_it_is_that_of_scikit_image(rgb):
    expected = skimage.color.rgb2lab(rgb)
    np.testing.assert_allclose(to_lab(rgb), expected, atol=1e-6)
    np.testing.assert_allclose(lightness(rgb), expected[:, :1], atol=1e-6)
    # Their way back and forth differs by some 1e-6: the two knees do not quite meet.
    np.testing.assert_allclose(to_srgb(expected), rgb, atol=2e-5)


def test_known_colours():
    # Red, green and blue of sRGB, by scikit-image's digits of white.
    lab = to_lab(np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]]))
    known = [(53.24, 80.09, 67.20), (87.73, -86.18, 83.18), (32.30, 79.19, -107.86)]
    np.testing.assert_allclose(lab[:3], known, atol=0.01)
    np.testing.assert_allclose(lab[3], (100, 0, 0), atol=0.01)


@pytest.mark.filterwarnings("ignore:Conversion from CIE-LAB")
def test_what_no_screen_can_show_loses_colour_and_no_lightness():
    lab = np.concatenate(
        [RNG.uniform(0.5, 99.5, (4000, 1)), RNG.uniform(-110, 110, (4000, 2))], axis=1
    )
    rgb = to_srgb(lab)
    assert rgb.min() >= 0 and rgb.max() <= 1
    np.testing.assert_allclose(lightness(rgb), lab[:, :1], atol=2e-4)
    chroma = np.hypot(*to_lab(rgb)[:, 1:].T) - np.hypot(*lab[:, 1:].T)
    shown = np.abs(skimage.color.lab2rgb(lab) - rgb).max(axis=1) < 1e-6
    assert 0.1 < shown.mean() < 0.9
    np.testing.assert_allclose(chroma[shown], 0, atol=1e-3)
    assert np.percentile(chroma[~shown], 99) < 0


@pytest.mark.parametrize("dtype, most", [("uint8", 255), ("uint16", 65535)])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_recoloured_picture_keeps_its_lightness(dtype, most, channels):
    pixels = RNG.integers(0, most + 1, (33, 47, channels)).astype(dtype)
    colours = to_srgb(np.full((9, 13, 3), (60.0, 20.0, -30.0)))
    result = recoloured(pixels, colours, dtype)
    assert (result.dtype, result.shape) == (np.dtype(dtype), (33, 47, 3))
    before = lightness(np.broadcast_to(pixels / most, result.shape))
    # In the type of the picture, each channel is rounded by half a level.
    apart = np.abs(lightness(result / most) - before)
    assert apart.max() < 0.5 * 100 * 12.92 / most / 1.2
    exact = recoloured(pixels, colours)
    assert exact.dtype == np.float32
    np.testing.assert_allclose(lightness(exact.astype(float)), before, atol=2e-3)
    np.testing.assert_allclose(result / most, exact, atol=0.51 / most)
    inside = (before[..., 0] > 40) & (before[..., 0] < 75)
    np.testing.assert_allclose(
        to_lab(exact)[inside, 1:], [[20, -30]] * inside.sum(), atol=0.05
    )


def test_colours_are_interpolated_between_the_middles_of_pixels(monkeypatch):
    lab = np.array([[[50.0, 0, 0], [50.0, 40, 0]]])
    gray = np.full((3, 8, 1), 119, np.uint8)
    a = to_lab(recoloured(gray, to_srgb(lab)))[..., 1]
    # 8 pixels, 2 colours: middles at 1.5 and 5.5; eighths of the way in between.
    expected = 40 * np.array([0, 0, 1 / 8, 3 / 8, 5 / 8, 7 / 8, 1, 1])
    np.testing.assert_allclose(a, np.tile(expected, (3, 1)), atol=0.02)
    monkeypatch.setattr("kerasdense.pixels.lab.ROWS", 8)  # a row at a time
    tall = recoloured(gray.swapaxes(0, 1), to_srgb(lab).swapaxes(0, 1))
    np.testing.assert_allclose(
        to_lab(tall)[..., 1], np.tile(expected, (3, 1)).T, atol=0.02
    )
