"""Noises, by their statistics; counted by hand where they can be."""

import cv2
import numpy as np
import pytest

from kerasdense.damage import parse
from kerasdense.damage.noise import demosaiced, through_jpeg, tone_curve

GRAY = np.full((120, 163, 1), 0.5)
RAMP = np.linspace(0, 1, 160)[None, :, None].repeat(96, 0).repeat(3, 2)


def done(text, image, seed=0):
    return parse(text)(image, np.random.default_rng(seed))["damaged"]


def psnr(damaged, image):
    return -10 * np.log10(np.mean((damaged - image) ** 2))


def photograph(shared):
    path = shared / "data" / "denoising" / "Set12_gray" / "08.png"  # Lena
    return cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)[..., None] / 255.0


@pytest.mark.parametrize("kind", ["awgn", "stripe"])
def test_gaussian_noise_has_its_deviation_and_leaves_the_range(kind):
    noise = 255 * (done(f"{kind}:50", np.ones((200, 200, 3))) - 1)
    assert noise.std() == pytest.approx(50, rel=0.03)
    assert noise.mean() == pytest.approx(0, abs=1.5)
    # 10 log10(255^2 / 25^2) = 20.17 dB
    assert psnr(done(f"{kind}:25", GRAY), GRAY) == pytest.approx(20.17, abs=0.2)


def test_eight_neighbours_in_a_row_share_a_stripe():
    begins = set()
    for seed in range(40):
        noise = done("stripe:25", GRAY, seed) - GRAY
        changes = np.flatnonzero(np.any(np.diff(noise[..., 0], axis=1), axis=0))
        assert (np.diff(changes) == 8).all() and len(changes) >= 163 // 8
        assert np.abs(np.diff(noise, axis=0)).min(axis=(1, 2)).all()  # rows differ
        begins.add(changes[0] % 8)
    assert begins == set(range(8))


def test_salt_and_pepper_fall_on_a_share_of_the_pixels():
    damaged = done("salt-pepper:0.2", np.full((300, 300, 3), 0.5))
    assert (damaged == damaged[..., :1]).all()
    shares = [np.mean(damaged == value) for value in (0.0, 0.5, 1.0)]
    np.testing.assert_allclose(shares, [0.1, 0.8, 0.1], atol=0.005)


def test_counted_photons_vary_as_many_as_they_are():
    for light in (0.2, 0.8):
        image = np.full((300, 300, 1), light)
        counted = done("poisson:50", image)
        np.testing.assert_allclose(counted * 50, np.rint(counted * 50), atol=1e-4)
        assert counted.mean() == pytest.approx(light, rel=0.01)
        assert counted.var() == pytest.approx(light / 50, rel=0.03)
        read = done("poisson-gaussian:50", image)
        assert read.var() == pytest.approx(light / 50 + (3 / 50) ** 2, rel=0.03)


@pytest.mark.parametrize("channels", [1, 3])
def test_a_jpeg_is_worse_the_lower_its_quality(channels):
    rng = np.random.default_rng(0)
    image = cv2.GaussianBlur(rng.random((64, 72, 3)), (0, 0), 2)[..., :channels]
    found = [psnr(done(f"jpeg:{q}", image), image) for q in (5, 30, 95)]
    assert found == sorted(found) and found[-1] > 35
    damaged = done("jpeg:30", image)
    np.testing.assert_allclose(255 * damaged, np.rint(255 * damaged), atol=1e-4)


def test_a_jpeg_keeps_red_red():
    red = np.zeros((16, 16, 3)) + [1.0, 0.0, 0.0]
    np.testing.assert_allclose(through_jpeg(red, 95), red, atol=0.02)


def test_the_papers_noisy_pictures_are_about_as_noisy(shared):
    """Burger 2012, figures: stripe 20.23, salt and pepper 12.39, JPEG 27.33 dB."""
    lena = photograph(shared)
    assert psnr(done("stripe:25", lena), lena) == pytest.approx(20.17, abs=0.1)
    assert psnr(done("salt-pepper:0.2", lena), lena) == pytest.approx(12.4, abs=0.5)
    assert psnr(done("jpeg:5", lena), lena) == pytest.approx(27.3, abs=1.5)


def test_a_camera_without_noise_leaves_a_good_jpeg():
    assert psnr(done("camera:0", RAMP), RAMP) > 40


def correlation(noise, rows, columns):
    """Of pixels that lie so far apart."""
    height, width = noise.shape[:2]
    one = noise[: height - rows, : width - columns]
    other = noise[rows:, columns:]
    return np.mean(one * other) / np.mean(noise * noise)


def test_camera_noise_is_smooth_and_coloured_as_polyu_s():
    """Of 20 pairs measured, neighbours agree by 0 to 0.7 and red with green by 0.44
    to 0.91, both mostly by more than one half; deviations are 2 to 5."""
    image = np.full((128, 128, 3), 0.5)
    near, colour, level = [], [], []
    for seed in range(30):
        noise = done("camera:12", image, seed) - image
        noise -= noise.mean(axis=(0, 1))
        near.append(correlation(noise[..., 1], 0, 1))
        colour.append(np.corrcoef(noise.reshape(-1, 3).T)[0, 1])
        level.append(255 * noise[..., 1].std())
    assert 0.4 < np.mean(near) < 0.6 and min(near) < 0.1 and 0.6 < max(near) < 0.85
    assert 0.5 < np.mean(colour) < 0.9
    assert 2 < min(level) and max(level) < 13 and 4 < np.mean(level) < 9


def test_twice_the_deviation_is_twice_the_noise():
    image = np.full((128, 128, 3), 0.5)
    one, two = (
        np.mean([(done(f"camera:{a}", image, s) - image).std() for s in range(8)])
        for a in (12, 24)
    )
    assert two / one == pytest.approx(2, rel=0.05)


def test_gray_pictures_have_camera_noise_too():
    damaged = done("camera:20", GRAY)
    assert damaged.shape == GRAY.shape
    assert 3 < 255 * damaged.std() < 25


def test_tone_curves_rise_from_black_to_white():
    for contrast in (0.0, 0.5, 1.0):
        light, tone = tone_curve(contrast)
        assert light[0] == tone[0] == 0
        assert light[-1] == pytest.approx(1) and tone[-1] == pytest.approx(1)
        assert (np.diff(light) > 0).all() and (np.diff(tone) > 0).all()
    light, tone = tone_curve(0.0)  # sRGB: middle gray 0.2140 is 0.5
    assert np.interp(0.2140, light, tone) == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize("first", [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_demosaicing_fills_in_what_is_even(first):
    """One colour stays, and so does a slope, but for the border."""
    colour = np.zeros((10, 12, 3)) + [0.2, 0.5, 0.7]
    np.testing.assert_allclose(demosaiced(colour, first), colour)
    slope = colour + 0.1 * np.arange(12)[:, None]
    inner = slice(1, -1), slice(1, -1)
    np.testing.assert_allclose(demosaiced(slope, first)[inner], slope[inner])


def test_demosaicing_sees_one_colour_a_pixel():
    mosaic = np.random.default_rng(0).random((6, 8, 3))
    filled = demosaiced(mosaic, (0, 1))
    np.testing.assert_allclose(filled[0::2, 1::2, 0], mosaic[0::2, 1::2, 0])  # red
    np.testing.assert_allclose(filled[1::2, 0::2, 2], mosaic[1::2, 0::2, 2])  # blue
    np.testing.assert_allclose(filled[0::2, 0::2, 1], mosaic[0::2, 0::2, 1])
    red = mosaic[0:3:2, 1:4:2, 0].mean()  # of the four reds around (1, 2)
    assert filled[1, 2, 0] == pytest.approx(red)
