import keras
import numpy as np
import pytest
from keras import layers

from kerasdense.errors import InputError
from kerasdense.layers import SampledDropout
from kerasdense.models.segnet import segnet_basic
from kerasdense.models.unet import unet
from kerasdense.reach import Reach
from kerasdense.tasks import Segmentation
from kerasdense.uncertainty import (
    as_gray,
    dropping,
    most_uncertain,
    predict_sampled,
    sampling,
    softmax,
)

TASK = Segmentation(("a", "b"))


def coin(rate=0.5):
    """Writes the logits 0 and its red, which drops out at each pixel by itself."""
    image = keras.Input((None, None, 3))
    x = layers.Dropout(rate)(image)
    kernel = np.zeros((1, 1, 3, 2))
    kernel[0, 0, 0, 1] = 1 - rate  # what remains is made larger by as much
    head = layers.Conv2D(2, 1)
    network = keras.Model(image, head(x))
    head.set_weights([kernel, np.zeros(2)])
    return network


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_mean_and_variance_are_those_of_a_coin():
    """A pixel of red 2 has the softmax .5, .5 as often as it has 1 - s, s."""
    x = np.full((1, 40, 40, 3), 2.0, np.float32)
    found = sampling(coin(), samples=60)(x)
    s = sigmoid(2.0)
    mean, variance = (0.5 + s) / 2, ((s - 0.5) / 2) ** 2
    # Of 96,000 throws: their deviation is 0.0006 of the mean.
    assert found[..., 1].mean() == pytest.approx(mean, abs=0.003)
    np.testing.assert_allclose(found[..., 0] + found[..., 1], 1, rtol=1e-5)
    # Divided by the samples and not by one less, a sixtieth is missing.
    assert found[..., 2].mean() == pytest.approx(variance * 59 / 60, rel=0.02)


def test_it_is_the_mean_and_variance_of_the_softmax_of_samples():
    network = coin()
    x = np.random.default_rng(0).random((2, 5, 7, 3), np.float32)
    predictor = sampling(network, samples=7, seed=3)
    found = predictor(x)
    once = dropping(network)
    (drop,) = (n for n in once.layers if isinstance(n, SampledDropout))
    state = np.random.SeedSequence(3).generate_state(1)[0] // 2
    drop.seed_generator.state.assign([int(state), 0])
    odds = np.stack([softmax(once(x)) for _ in range(7)])
    np.testing.assert_allclose(found[..., :2], odds.mean(0), rtol=1e-5)
    np.testing.assert_allclose(
        found[..., 2], odds.var(0).mean(-1), rtol=1e-4, atol=1e-8
    )


def test_the_seed_decides_whatever_came_before():
    x = np.random.default_rng(0).random((1, 9, 9, 3), np.float32)
    network = coin()
    one, other = sampling(network, 3, seed=1), sampling(network, 3, seed=2)
    first = one(x)
    one(1 - x)
    np.testing.assert_array_equal(one(x), first)
    np.testing.assert_array_equal(sampling(network, 3, seed=1)(x), first)
    assert np.any(other(x) != first)


def test_layers_do_not_drop_alike():
    image = keras.Input((None, None, 3))
    two = [layers.Dropout(0.5)(image) for _ in range(2)]
    network = keras.Model(image, layers.Concatenate()(two))
    found = sampling(network, samples=2)(np.ones((1, 20, 20, 3), np.float32))
    # The softmax over both tells what fell in each.
    assert np.mean(found[..., :3] != found[..., 3:6]) > 0.3


def test_normalisation_stays_as_learned_and_the_network_as_it_was():
    network = segnet_basic(3, width=1 / 16, bayesian=True)
    norm = network.get_layer("conv1_bn")
    norm.moving_mean.assign([1.0, 2, 3, 4])
    before = [w.numpy() for w in network.weights]
    x = np.random.default_rng(0).random((1, 21, 18, 3), np.float32)
    plain = np.asarray(network(x))
    copy = dropping(network)
    sampling(network, 2)(x)
    for a, b, c in zip(before, network.weights, copy.weights, strict=True):
        np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(a, c)
    np.testing.assert_array_equal(network(x), plain)
    # What comes before the first dropout is the same in each sample.
    seen = [
        keras.Model(n.input, n.get_layer("relu3").output)(x) for n in (network, copy)
    ]
    np.testing.assert_array_equal(*seen)
    assert np.any(np.asarray(copy(x)) != plain)


@pytest.mark.parametrize(
    "build, options",
    [
        (unet, {"channels_in": 3, "filters": (2, 2), "dropout": 0.0}),
        (segnet_basic, {"width": 1 / 16}),
    ],
)
def test_a_network_without_dropout_is_refused(build, options):
    network = build(channels_out=2, **options)
    with pytest.raises(InputError, match="no dropout"):
        sampling(network)


def test_labels_are_those_of_the_mean_and_not_of_most_samples():
    """Sure of class 1 three times of five, and surer of class 0 the others."""
    odds = np.array([[0.4, 0.6]] * 3 + [[0.95, 0.05]] * 2)
    both = [*odds.mean(0), odds.var(0).mean()]

    def predictor(x):
        return np.broadcast_to(both, (*x.shape[:3], 3)).astype(np.float32)

    found = predict_sampled(predictor, TASK, np.zeros((6, 5, 3), np.uint8))
    assert (found.prediction.dtype, found.prediction.shape) == (np.uint8, (6, 5, 1))
    assert not found.prediction.any()
    assert found.uncertainty.shape == (6, 5, 1)
    np.testing.assert_allclose(found.uncertainty, both[2], rtol=1e-6)
    assert found.exact


@pytest.mark.parametrize("reach", [Reach(3, 1), Reach(None, 1)])
def test_large_pictures_are_seen_in_tiles(reach):
    """Red is the logit: what is in a tile is what is in the picture."""
    picture = np.random.default_rng(0).integers(0, 256, (70, 90, 3), np.uint8)

    def predictor(x):
        x = np.asarray(x)
        return np.stack([1 - x[..., 0], x[..., 0], x[..., 1]], axis=-1)

    found = predict_sampled(predictor, TASK, picture, reach=reach, tile=40)
    assert found.tiles > 1 and found.exact == (reach.margin is not None)
    np.testing.assert_array_equal(found.prediction, picture[..., :1] > 127)
    np.testing.assert_allclose(found.uncertainty, picture[..., 1:2] / 255, atol=1e-5)


@pytest.mark.parametrize("classes", [2, 3, 11])
def test_the_most_uncertain_is_sure_of_each_class_in_turn(classes):
    most = np.eye(classes).var(axis=0).mean()
    assert most_uncertain(classes) == pytest.approx(most)
    draw = np.random.default_rng(0).dirichlet([0.1] * classes, size=(1000, 4))
    assert draw.var(axis=1).mean(axis=-1).max() <= most


def test_gray_is_the_deviation_as_a_share_of_the_largest():
    shares = np.array([0, 0.25, 1, 1 / 255**2])[:, None, None]
    gray = as_gray(most_uncertain(3) * shares, 3)
    assert gray.dtype == np.uint8 and gray.shape == (4, 1, 1)
    assert gray.ravel().tolist() == [0, 128, 255, 1]
