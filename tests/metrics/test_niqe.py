"""NIQE as its authors' program has it, and each step by another route."""

import keras
import numpy as np
import pytest
import skimage.data
from scipy.io import loadmat
from scipy.special import gamma

from kerasdense.metrics import NIQE
from kerasdense.metrics.niqe import (
    FEATURES,
    features,
    fitted,
    niqe,
    normalized,
    pristine,
    sharpness_of,
)
from kerasdense.pixels.color import luma
from kerasdense.pixels.resample import imresize

rng = np.random.default_rng(0)
# Of the authors' MATLAB, or a port that agrees with it: whole, and shaved by 4.
PUBLISHED = {
    "camera": (3.0962, 3.0467),
    "astronaut": (3.0645, 2.9908),
    "coffee": (4.1152, None),
    "chelsea": (2.6255, None),
    "rocket": (6.9692, None),
}


@pytest.fixture(scope="module")
def model(shared):
    content = loadmat(shared / "data" / "perceptual" / "niqe_modelparameters.mat")
    return content["mu_prisparam"].ravel(), content["cov_prisparam"]


def of(name):
    image = getattr(skimage.data, name)()
    return luma(image)[..., 0] if image.ndim == 3 else image


@pytest.mark.parametrize("name", PUBLISHED)
def test_photographs_have_the_published_distance(name, model):
    whole, shaved = PUBLISHED[name]
    assert niqe(of(name), *model) == pytest.approx(whole, abs=1e-3)
    if shaved:
        assert niqe(of(name)[4:-4, 4:-4], *model) == pytest.approx(shaved, abs=1e-3)


def test_what_bicubic_enlarged_is_less_natural(model):
    small = imresize(skimage.data.astronaut(), 1 / 4)
    blurred = luma(imresize(small, 4))[..., 0]
    assert niqe(blurred, *model) == pytest.approx(7.1730, abs=1e-3)


def test_the_metric_is_the_mean_over_predictions_and_looks_at_nothing_else(model):
    image = skimage.data.astronaut()[None] / np.float32(255)
    metric = NIQE(*model, border=4)
    metric.update_state(np.zeros_like(image), image)
    assert float(metric.result()) == pytest.approx(2.9908, abs=1e-3)
    small = imresize(skimage.data.astronaut(), 1 / 4)
    other = imresize(small, 4)[None] / np.float32(255)
    metric.update_state(image, other)
    alone = NIQE(*model, border=4)
    alone.update_state(image, other)
    mean = (2.9908 + float(alone.result())) / 2
    assert float(metric.result()) == pytest.approx(mean, abs=1e-3)
    metric.update_state(image[:, :100], image[:, :100])  # one row of blocks, of five
    before = float(metric.result())
    metric.update_state(image[:, :90], image[:, :90])  # no block at all
    assert float(metric.result()) == before
    assert "4 pixels shaved" in metric.protocol and "luma" in metric.protocol


def test_the_metric_can_be_made_again():
    mean, covariance = rng.normal(size=FEATURES), np.eye(FEATURES)
    metric = NIQE(mean, covariance, border=3)
    again = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(metric)
    )
    np.testing.assert_array_equal(again.mean, mean)
    np.testing.assert_array_equal(again.covariance, covariance)
    assert (again.border, again.channel, again.name) == (3, "y", "niqe")


def test_shapes_and_widths_of_known_distributions_are_found():
    noise = rng.normal(size=(1, 400, 400)), rng.laplace(size=(1, 400, 400))
    shape, left, right = np.concatenate([fitted(each) for each in noise], axis=1)
    assert shape == pytest.approx([2, 1], abs=0.03)
    # exp(-(x / beta)^alpha): sqrt 2 for a Gaussian of deviation 1, 1 for Laplace
    assert left == pytest.approx([2**0.5, 1], abs=0.03)
    assert right == pytest.approx(left, abs=0.03)
    wider = noise[0] * np.where(noise[0] > 0, 3, 1)
    shape, left, right = fitted(wider)
    assert right / left == pytest.approx([3], abs=0.05)


def test_features_of_a_block_by_the_letter():
    """One block after the other, shapes by trying all of them, loops for the blur."""
    image = rng.normal(100, 30, (96, 200))
    image = 0.5 * image + 0.5 * np.roll(image, 1, 1)
    found = features(image)
    assert found.shape == (2, FEATURES)
    fine = by_the_letter(image[:, :192])
    for number in (0, 1):
        block = fine[:, 96 * number : 96 * (number + 1)]
        np.testing.assert_allclose(found[number, :18], block_features(block), rtol=1e-6)
    half = by_the_letter(imresize(image[:, :192], 0.5))
    np.testing.assert_allclose(found[1, 18:], block_features(half[:, 48:96]), rtol=1e-6)


def by_the_letter(image):
    side = np.arange(-3, 4)
    window = np.exp(-(side[:, None] ** 2 + side**2) / (2 * (7 / 6) ** 2))
    window /= window.sum()
    padded = np.pad(image, 3, "edge")
    mean, square = np.zeros(image.shape), np.zeros(image.shape)
    rows, columns = image.shape
    for i in range(7):
        for j in range(7):
            part = padded[i : i + rows, j : j + columns]
            mean += window[i, j] * part
            square += window[i, j] * part**2
    return (image - mean) / (np.sqrt(np.abs(square - mean**2)) + 1)


def block_features(block):
    shape, left, right = by_trial(block)
    found = [shape, (left + right) / 2]
    for down, across in ((0, 1), (1, 0), (1, 1), (1, -1)):
        moved = np.roll(np.roll(block, down, 0), across, 1)
        shape, left, right = by_trial(block * moved)
        mean = (right - left) * gamma(2 / shape) / gamma(1 / shape)
        found += [shape, mean, left, right]
    return found


def by_trial(block):
    shapes = np.arange(0.2, 10.0005, 0.001)
    ratios = gamma(2 / shapes) ** 2 / (gamma(1 / shapes) * gamma(3 / shapes))
    left = np.sqrt(np.mean(block[block < 0] ** 2))
    right = np.sqrt(np.mean(block[block > 0] ** 2))
    skew = left / right
    peak = np.mean(np.abs(block)) ** 2 / np.mean(block**2)
    peak *= (skew**3 + 1) * (skew + 1) / (skew**2 + 1) ** 2
    shape = shapes[np.argmin((ratios - peak) ** 2)]
    width = np.sqrt(gamma(1 / shape) / gamma(3 / shape))
    return shape, left * width, right * width


def test_what_rounding_leaves_on_flat_parts_is_nothing():
    image = np.full((96, 96), 255 / 3)
    image[:, 60:] += rng.normal(0, 20, (96, 36))
    result, contrast = normalized(image)
    assert (result[:, :50] == 0).all() and contrast[:, :50].max() < 1e-5
    assert (result[:, 70:] != 0).all()


@pytest.mark.parametrize("shape", [(95, 400), (96, 96), (150, 191)])
def test_too_small_a_picture_has_no_distance(shape):
    levels = rng.normal(100, 30, shape)
    assert np.isnan(niqe(levels, np.zeros(FEATURES), np.eye(FEATURES)))


def test_a_picture_of_one_colour_has_no_distance():
    flat = np.full((192, 192), 7)
    assert np.isnan(niqe(flat, np.zeros(FEATURES), np.eye(FEATURES)))


def test_pristine_parameters_are_those_of_sharp_blocks():
    """Noise of four strengths: the blocks of the two that are strong are taken."""
    strength = np.repeat([1, 20, 38, 40], 96)
    pictures = [100 + strength * rng.normal(size=(96, 4 * 96)) for _ in range(3)]
    mean, covariance, blocks = pristine(pictures)
    assert blocks == 3 * 2
    sharp = np.concatenate([features(p)[2:] for p in pictures])
    np.testing.assert_allclose(mean, sharp.mean(axis=0))
    np.testing.assert_allclose(covariance, np.cov(sharp.T))
    assert sharpness_of(pictures[0]).argsort().tolist()[:2] == [0, 1]
    # What was fitted is at home: white noise is nearer to it than a slope is.
    slope = np.add.outer(np.arange(192.0), np.arange(192.0)) / 2
    noise = 100 + 39 * rng.normal(size=(192, 192))
    near, far = (niqe(levels, mean, covariance) for levels in (noise, slope))
    assert near < far / 2


def test_no_pictures_give_no_parameters():
    mean, _, blocks = pristine([np.zeros((40, 40))])
    assert np.isnan(mean).all() and blocks == 0
