import numpy as np
import pytest
import tensorflow as tf

from kerasdense.learner import Learner
from kerasdense.models.eigen_dirt import eigen_dirt, without_mirror
from kerasdense.recipes.dirt import MiddleLearner, recipe


def test_has_as_many_weights_as_the_paper():
    """16x16x3 -> 512, 512 -> 512, 8x8x512 -> 3, and biases."""
    parts = 393_728, 262_656, 98_307
    assert parts == (16 * 16 * 3 * 512 + 512, 512 * 512 + 512, 8 * 8 * 512 * 3 + 3)
    network = eigen_dirt()
    assert network.count_params() == sum(parts) == 754_691
    drawn = network.get_layer("conv1").kernel.numpy()
    assert drawn.std() == pytest.approx(0.001, rel=0.02)


def filled(network, seed=0):
    """Gives it weights that do more than its own first ones."""
    rng = np.random.default_rng(seed)
    for weight in network.weights:
        weight.assign(rng.normal(0, 0.3 / np.sqrt(weight.shape[0]), weight.shape))
    return network


def in_numpy(network, x):
    """The paper's formulas: [H, W, 3] -> [H - 8, W - 8, 3], patch by patch."""
    (k1, b1), (k2, b2), (k3, b3) = (
        [np.float64(w) for w in network.get_layer(f"conv{i}").get_weights()]
        for i in (1, 2, 3)
    )
    rows, columns = x.shape[0] - 15, x.shape[1] - 15
    total = np.zeros((rows + 7, columns + 7, 3))
    m = np.zeros((rows + 7, columns + 7, 1))
    for i in range(rows):
        for j in range(columns):
            patch = x[i : i + 16, j : j + 16]
            hidden = np.tanh(np.einsum("hwc,hwcf->f", patch, k1) + b1)
            hidden = np.tanh(hidden @ k2[0, 0] + b2)
            # A full convolution lays the turned kernel over what is written.
            written = np.einsum("f,hwfc->hwc", hidden, k3[::-1, ::-1])
            total[i : i + 8, j : j + 8] += written
            m[i : i + 8, j : j + 8] += 1
    return (total + b3) / m


def test_is_the_formula_of_the_paper():
    network = filled(eigen_dirt(filters=5))
    x = np.random.default_rng(1).random((22, 19, 3))
    found = without_mirror(network)(np.float32(x)[None])[0]
    assert found.shape == (14, 11, 3)
    np.testing.assert_allclose(found, in_numpy(network, x), atol=1e-5)


def test_the_output_lies_where_the_input_does():
    """Of 64 pixels the paper writes 56, those from 4 to 59."""
    network = filled(eigen_dirt(filters=3))
    x = np.random.default_rng(2).random((1, 64, 64, 3), np.float32)
    middle = without_mirror(network)(x)
    assert middle.shape == (1, 56, 56, 3)
    # Pixels that lie in 64 patches do not know of the mirror.
    np.testing.assert_allclose(
        network(x)[:, 11:-11, 11:-11], middle[:, 7:-7, 7:-7], atol=1e-5
    )


def test_the_bias_is_added_before_the_division():
    """Without kernels the output is b_3 / m."""
    network = eigen_dirt(filters=2)
    for weight in network.weights:
        weight.assign(np.zeros(weight.shape))
    network.get_layer("conv3").bias.assign([1.0, 2.0, 64.0])
    found = without_mirror(network)(np.ones((1, 40, 40, 3), np.float32))[0].numpy()
    np.testing.assert_allclose(found[16, 16], [1 / 64, 2 / 64, 1], rtol=1e-6)
    np.testing.assert_allclose(found[0, 0], [1, 2, 64], rtol=1e-6)


def test_a_pixel_sees_23_by_23():
    network = eigen_dirt(filters=2)
    for weight in network.weights:
        weight.assign(np.full(weight.shape, 0.001))
    x = tf.ones((1, 41, 41, 3))
    with tf.GradientTape() as tape:
        tape.watch(x)
        middle = network(x)[0, 20, 20, 0]
    seen = tape.gradient(middle, x)[0, ..., 0].numpy() != 0
    assert seen.any(0).sum() == seen.any(1).sum() == 23
    assert seen[20 - 11 : 20 + 12, 20 - 11 : 20 + 12].all()


@pytest.mark.parametrize("shape", [(5, 7), (8, 8), (9, 30), (1, 1)])
def test_pictures_smaller_than_a_patch_keep_their_size(shape):
    x = np.random.default_rng(0).random((1, *shape, 3), np.float32)
    found = filled(eigen_dirt(filters=2))(x)
    assert found.shape == (1, *shape, 3)
    assert np.all(np.isfinite(found))


def test_what_is_taught_is_half_the_squared_error_of_the_middle():
    """One step moves the last bias by rate times d/db sum (F - y)^2 / 2."""
    experiment = recipe(small=True, learning_rate=1e-3)
    network = experiment.network(experiment.task)
    optimizer = experiment.stages[0].optimizer()
    learner = MiddleLearner(network, experiment.task, optimizer)
    assert isinstance(learner, Learner)
    rng = np.random.default_rng(0)
    x, y = rng.random((2, 2, 24, 24, 3), np.float32)
    w = np.ones((2, 24, 24, 1), np.float32)
    part = without_mirror(network)
    error = part(x).numpy() - y[:, 4:-4, 4:-4]
    m = 1 / part.get_layer("mean")(np.ones((1, 16, 16, 1), np.float32)).numpy()
    gradient = (error / m).sum((1, 2)).mean(0)
    before = network.get_layer("conv3").bias.numpy()
    learner.learn(*map(tf.constant, (x, y, w)))
    moved = network.get_layer("conv3").bias.numpy() - before
    np.testing.assert_allclose(moved, -1e-3 * gradient, rtol=1e-4)
    rate = optimizer._learning_rate
    values = 3 * 16 * 16
    # rate / (1 + 5e-7 t) falls to a half after 2 million steps
    assert float(rate(2_000_000)) / float(rate(0)) == pytest.approx(0.5)
    assert float(rate(0)) == pytest.approx(1e-3 * values / 2)
