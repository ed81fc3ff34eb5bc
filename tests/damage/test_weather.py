"""Rain, dirt and drops do what their formulas say, in crops as in whole pictures."""

import numpy as np
import pytest

from kerasdense.damage import parse, weather

GRAY = np.full((80, 96, 3), 0.4, np.float32)


def generator(seed=0):
    return np.random.default_rng(seed)


def test_dirt_is_composed_as_the_paper_has_it():
    """I' = p alpha D + (1 - alpha) I: nothing is hidden at 0, and all at 1."""
    rng = generator()
    image, light = rng.random((4, 5, 3)), rng.random((4, 5, 1))
    p = np.array([0.5, 0.6, 0.7])
    compose = weather.composed
    np.testing.assert_allclose(compose(image, np.zeros((4, 5, 1)), light, p), image)
    np.testing.assert_allclose(compose(image, np.ones((4, 5, 1)), light, p), p * light)
    half = compose(image, np.full((4, 5, 1), 0.5), light, p)
    np.testing.assert_allclose(half, (image + p * light) / 2)


def test_dirt_has_one_brightness_and_nearly_no_colour():
    """p is a scalar times (0.9 to 1.1) in each channel: 1.1 / 0.9 is the most apart."""
    white = np.ones((128, 128, 3), np.float32)
    for seed in range(8):
        dirty = parse("dirt:1")(white, generator(seed))["damaged"]
        darkest = dirty.reshape(-1, 3)[dirty.mean(-1).argmin()]
        alpha = weather.opacity(white.shape[:2], generator(seed), 1.0).max()
        assert 0.2 < alpha <= 1
        assert darkest.max() - darkest.min() < 0.21


def test_more_dirt_hides_more():
    hidden = [
        np.mean([weather.opacity((96, 96), generator(s), a).mean() for s in range(6)])
        for a in (0, 0.5, 1, 2)
    ]
    assert hidden[0] == 0
    assert 0 < hidden[1] < hidden[2] < hidden[3] < 0.5


def test_rain_only_adds_light_the_same_to_each_channel_or_screened():
    screened = 0
    for seed in range(24):
        image = GRAY * np.array([0.5, 1, 1.5], np.float32)
        light = parse("rain:1")(image, generator(seed))["damaged"] - image
        assert light.min() >= -1e-6
        free = (light + image).max(-1) < 1
        added = np.ptp(light[free], axis=-1).max() < 1e-6
        ratio = light[free] / (1 - image[free])
        assert added or np.ptp(ratio, axis=-1).max() < 1e-5
        screened += not added
    assert 0 < screened < 12


def test_as_bright_as_is_said():
    black = np.zeros_like(GRAY)
    one = parse("rain:0.2")(black, generator(3))["damaged"]
    two = parse("rain:0.4")(black, generator(3))["damaged"]
    np.testing.assert_allclose(two, 2 * one, atol=1e-6)
    assert not parse("rain:0")(black, generator(3))["damaged"].any()


@pytest.mark.parametrize("angle", [-30, 0, 20])
def test_streaks_are_as_long_thick_and_tilted_as_said(angle):
    kernel = weather.streak(40, 1.5, angle)
    rows, columns = (
        np.indices(kernel.shape) - (np.array(kernel.shape) - 1)[:, None, None] / 2
    )
    assert kernel.max() == pytest.approx(1)
    covariance = np.cov(
        np.stack([rows.ravel(), columns.ravel()]), aweights=kernel.ravel()
    )
    short, long = np.linalg.eigvalsh(covariance)
    # A line of length l has the variance l^2 / 12, and the thickness is a deviation.
    assert long == pytest.approx(40**2 / 12, rel=0.05)
    assert short == pytest.approx(1.5**2, rel=0.05)
    along = np.linalg.eigh(covariance)[1][:, 1]
    found = np.degrees(np.arctan(along[1] / along[0]))
    assert found == pytest.approx(-angle, abs=1) or found == pytest.approx(angle, abs=1)


def test_streaks_lie_as_deep_as_said_however_large_the_picture():
    """In the mean `deep` streaks lie on a pixel, of a brightness of 0.6 in the mean."""
    for shape in (64, 64), (256, 192):
        means = [
            weather.streaks(shape, generator(s), 2.0, 20, 1.0, 10).mean()
            for s in range(24)
        ]
        assert np.mean(means) == pytest.approx(0.6 * 2.0, rel=0.1)


def test_no_streak_begins_or_ends_with_the_picture():
    """As many lie on the border as in the middle."""
    layers = [
        weather.streaks((40, 60), generator(s), 3.0, 30, 1.0, 0) for s in range(80)
    ]
    mean = np.mean(layers, axis=0)
    assert mean[[0, -1]].mean() == pytest.approx(mean.mean(), rel=0.1)
    assert mean[:, [0, -1]].mean() == pytest.approx(mean.mean(), rel=0.15)


def test_a_drop_shows_the_scene_upside_down():
    """Below dark, above bright; in the middle of a large drop it is the other way."""
    image = np.zeros((240, 240, 3), np.float32)
    image[:120] = 0.8
    flipped = 0
    for seed in range(20):
        made = parse("drops:2")(image, generator(seed))["damaged"]
        flipped += (made[130:, :] > 0.3).sum()  # of the sky, where there is ground
    assert flipped > 100


def test_without_drops_nothing_happens():
    image = generator().random((30, 40, 3), np.float32)
    made = parse("drops:0")(image, generator())["damaged"]
    np.testing.assert_allclose(made, image, atol=1e-6)


def test_drops_are_as_many_as_said():
    """About a hundred square pixels each; four times as many hide more than twice."""
    image = np.zeros((200, 200, 1), np.float32)
    image[:, ::2] = 1  # drops blur it
    few, many = (
        np.mean(
            [
                (parse(text)(image, generator(s))["damaged"] != image).mean()
                for s in range(8)
            ]
        )
        for text in ("drops:1", "drops:4")
    )
    assert 2 * few < many < 4.5 * few


def test_dirt_costs_about_what_the_papers_did(shared):
    """The mean of their dirty pictures was 28.93 dB."""
    from kerasdense.datasets import Images
    from kerasdense.datasets.changes import as_float
    from kerasdense.pixels.color import in_channels

    pictures = Images(shared / "data/super_resolution/Set14/HR")
    psnr = []
    for index in range(len(pictures)):
        image = in_channels(as_float(pictures.read(index)["image"]), 3)
        for seed in range(3):
            dirty = parse("dirt:1")(image, generator((index, seed)))["damaged"]
            psnr.append(-10 * np.log10(np.mean((dirty - image) ** 2)))
    assert np.mean(psnr) == pytest.approx(28.93, abs=1.5)


def test_rain_has_the_light_of_what_it_was_made_after(shared):
    """Mean, deviation and share of streaks of generated rain lie among real pairs'."""
    import cv2

    from kerasdense.datasets.rain import Rain

    pairs = Rain(shared / "data/rain/ddn_pairs")
    theirs = []
    for index in range(len(pairs)):
        sample = pairs.read(index)
        light = (sample["damaged"].astype(float) - sample["image"]).mean(-1) / 255
        theirs.append(measured(light, cv2))
    black = np.zeros((321, 481, 1), np.float32)
    ours = [
        measured(parse("rain:1")(black, generator(s))["damaged"][..., 0], cv2)
        for s in range(40)
    ]
    ratio = np.median(ours, axis=0) / np.median(theirs, axis=0)
    assert np.all((ratio > 0.5) & (ratio < 2)), ratio


def measured(light, cv2):
    """-> its mean, the deviation of what is slow, and of the streaks."""
    slow = cv2.GaussianBlur(np.asarray(light, np.float32), (0, 0), 16)
    return light.mean(), slow.std(), (light - slow).std()
