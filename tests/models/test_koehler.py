import numpy as np
import pytest

from kerasdense.layers.blended_patches import window
from kerasdense.models.koehler import mlp_inpainter
from kerasdense.tasks import Inpainting


def test_it_has_as_many_weights_as_the_denoiser_and_those_of_the_mask():
    side, width = 17 * 17, 2047
    denoiser = side * width + 3 * width**2 + width * side + 4 * width + side
    assert denoiser == 13_762_270
    assert mlp_inpainter().count_params() == denoiser + side * width == 14_353_853


@pytest.fixture
def network():
    made = mlp_inpainter(4, hidden=(9, 6))
    rng = np.random.default_rng(0)
    for weight in made.weights:
        weight.assign(rng.normal(0, 0.3, weight.shape))
    return made


def dense(network, patch):
    """A patch [4, 4, 2] -> [4, 4], by matrices."""
    picture, mask = patch[..., :1], patch[..., 1:]
    x = np.concatenate([(picture - 0.5) / 0.2 * (1 - mask), mask], axis=-1).ravel()
    for name in ("hidden1", "hidden2"):
        kernel, bias = network.get_layer(name).get_weights()
        x = np.tanh(x @ kernel.reshape(-1, kernel.shape[-1]) + bias)
    kernel, bias = network.get_layer("blended").get_weights()
    return 0.5 + 0.2 * (x @ kernel + bias).reshape(4, 4)


def example(rows, columns):
    rng = np.random.default_rng(1)
    x = rng.random((rows, columns, 2))
    x[..., 1] = rng.random((rows, columns)) < 0.4
    return x.astype(np.float32)


def test_convolutions_do_what_the_dense_network_does_to_patches(network):
    x, weight = example(7, 9), window(4)
    total, weights = np.zeros((7, 9)), np.zeros((7, 9))
    for i in range(7 - 3):
        for j in range(9 - 3):
            place = slice(i, i + 4), slice(j, j + 4)
            total[place] += weight * dense(network, x[place])
            weights[place] += weight
    found = np.asarray(network(x[None]))[0, ..., 0]
    np.testing.assert_allclose(found, total / weights, atol=1e-5)


def test_of_a_picture_of_one_patch_it_writes_the_patch(network):
    x = example(4, 4)
    found = np.asarray(network(x[None]))[0, ..., 0]
    np.testing.assert_allclose(found, dense(network, x), atol=1e-5)


def test_what_is_under_the_mask_changes_nothing(network):
    x = example(8, 8)
    other = x.copy()
    lost = x[..., 1] > 0
    other[lost, 0] = 1 - x[lost, 0]
    np.testing.assert_array_equal(network(x[None]), network(other[None]))


def test_without_holes_the_picture_comes_back(network):
    x = example(8, 8)[None]
    x[..., 1] = 0
    prediction = Inpainting(channels=1).decode(network(x), x)
    np.testing.assert_array_equal(prediction, x[..., :1])
