import numpy as np
import pytest
import tensorflow as tf

from kerasdense.losses import kl_sparsity
from kerasdense.models.xie import (
    EVEN,
    GROWING,
    OneAutoencoder,
    WholeStack,
    sparse_denoising_autoencoders,
)


@pytest.mark.parametrize(
    "widths, weights", [((320,), 41_344), (GROWING, 1_067_264), (EVEN, 246_784)]
)
def test_counts_of_patches_of_8_with_five_times_the_units(widths, weights):
    # K = 1, d = 64: 2 * 5 d^2 + 5 d + d = 40960 + 320 + 64.
    assert sparse_denoising_autoencoders(8, widths).count_params() == weights


@pytest.fixture
def network():
    """Of patches of 4x4, with biases that are seen."""
    made = sparse_denoising_autoencoders(4, (10, 7))
    rng = np.random.default_rng(0)
    for weight in made.weights:
        weight.assign(rng.normal(0, 0.5, weight.shape))
    return made


def dense(network, name, x):
    kernel, bias = network.get_layer(name).get_weights()
    kernel = kernel.reshape(-1, kernel.shape[-1])
    return 1 / (1 + np.exp(-(x @ kernel + bias)))


def by_patches(network, image, side=4):
    """The dense network on each patch of [H, W], and the mean of what they write."""
    total, count = np.zeros(image.shape), np.zeros(image.shape)
    for i in range(image.shape[0] - side + 1):
        for j in range(image.shape[1] - side + 1):
            place = slice(i, i + side), slice(j, j + side)
            x = image[place].reshape(1, -1)
            for name in ("encode1", "encode2", "decode2", "decode1"):
                x = dense(network, name, x)
            total[place] += x.reshape(side, side)
            count[place] += 1
    return total / count


def test_convolutions_do_what_the_dense_network_does_to_patches(network):
    image = np.random.default_rng(1).random((9, 11))
    found = np.asarray(network(image[None, ..., None].astype("f4")))[0, ..., 0]
    np.testing.assert_allclose(found, by_patches(network, image), atol=1e-5)


def test_what_it_writes_lies_between_black_and_white(network):
    x = np.random.default_rng(2).normal(0, 50, (1, 8, 9, 1)).astype("f4")
    found = np.asarray(network(x))
    assert 0 <= found.min() and found.max() <= 1


def test_a_picture_smaller_than_a_patch_goes_on_as_in_a_mirror(network):
    small = np.random.default_rng(3).random((1, 3, 6, 1), np.float32)
    mirrored = np.concatenate([small, small[:, 1:2]], axis=1)  # rows 0 1 2 1
    np.testing.assert_allclose(network(small), network(mirrored)[:, :3], atol=1e-6)


def test_an_autoencoder_is_taught_the_features_of_the_one_below(network):
    rng = np.random.default_rng(4)
    noisy, clean = rng.random((2, 5, 4, 4, 1), np.float32)
    second = OneAutoencoder(network, 2, rho=0.05, beta=0.01, decay=1e-4)
    flat = noisy.reshape(5, 16), clean.reshape(5, 16)
    below, wanted = (dense(network, "encode1", x) for x in flat)
    hidden = dense(network, "encode2", below)
    np.testing.assert_allclose(
        np.reshape(second(noisy), (5, 10)), dense(network, "decode2", hidden), atol=1e-5
    )
    np.testing.assert_allclose(
        np.reshape(second.features(clean), (5, 10)), wanted, atol=1e-5
    )
    squares = sum(
        np.sum(network.get_layer(name).get_weights()[0] ** 2)
        for name in ("encode2", "decode2")
    )
    penalty = 0.01 * float(kl_sparsity(hidden, 0.05)) + 1e-4 / 2 * squares
    assert float(sum(second.losses)) == pytest.approx(penalty, rel=1e-4)
    names = {v.path.split("/")[0] for v in second.trainable_variables}
    assert names == {"encode2", "decode2"}


def test_the_first_autoencoder_is_taught_pixels(network):
    clean = np.random.default_rng(5).random((3, 4, 4, 1), np.float32)
    first = OneAutoencoder(network, 1, rho=0.05, beta=0.01, decay=0)
    assert first(clean).shape == (3, 1, 1, 16)
    np.testing.assert_array_equal(
        np.reshape(first.features(clean), (3, 16)), clean.reshape(3, 16)
    )


def test_the_whole_stack_is_tuned_without_sparsity(network):
    patches = np.random.default_rng(6).random((3, 4, 4, 1), np.float32)
    stack = WholeStack(network, decay=1e-2)
    np.testing.assert_allclose(stack(patches), network(patches))
    kernels = [w for w in network.get_weights() if w.ndim == 4]
    squares = sum(np.sum(np.square(kernel)) for kernel in kernels)
    assert float(tf.add_n(stack.losses)) == pytest.approx(1e-2 / 2 * squares, rel=1e-5)
    assert len(stack.trainable_variables) == 8
