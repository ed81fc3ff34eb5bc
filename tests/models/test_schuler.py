"""Stages that estimate kernel and picture: counts, and what they compute."""

import keras
import numpy as np

from kerasdense.models.schuler import schuler


def test_the_weights_are_those_of_the_features_and_the_divisions():
    """Stage 1 has 3,288 weights and two betas, a later one sees two pictures."""
    # 9 9 1 32 + 32, 32 16 + 16, 16 8 + 8, and a beta for each of the divisions
    assert schuler(17, 1).count_params() == 2624 + 528 + 136 + 2 == 3288 + 2
    second = 9 * 9 * 2 * 32 + 32 + 528 + 136
    assert schuler(17, 3).count_params() == 3288 + 2 * second + 3 + 3
    names = [layer.name for layer in schuler(17, 2).layers]
    for name in ("bank", "mix1", "mix2", "kernel"):
        assert f"stage1_{name}" in names and f"stage2_{name}" in names
    assert "stage1_image" in names and "deconvolution" in names


def test_it_writes_a_picture_and_a_kernel_of_each_stage():
    network = schuler(9, 3, channels=3, filters=4)
    output = network(np.zeros((2, 20, 31, 3), np.float32))
    assert output["image"].shape == (2, 20, 31, 3)
    assert output["kernel"].shape == (2, 9, 9, 3)
    assert network.output["kernel"].shape == (None, 9, 9, 3)


def oracle(size, channels=1):
    """The network of one stage whose features are the sharp picture's own: the bank
    takes the picture as it is, all but linearly, and mixing gives it to both maps."""
    keras.utils.set_random_seed(0)
    network = schuler(size, 1, channels=channels, filters=4, mixed=2, pairs=1)
    bank, mix1, mix2 = (
        network.get_layer(f"stage1_{name}") for name in ("bank", "mix1", "mix2")
    )
    small = 1e-2  # tanh x = x - x^3 / 3 ...
    kernel = np.zeros(bank.kernel.shape)
    kernel[4, 4, 0, 0] = small
    bank.set_weights([kernel, np.zeros(4)])
    mix1.set_weights([np.eye(4)[None, None, :, :2], np.zeros(2)])
    mix2.set_weights([np.array([[[[1, 1], [0, 0]]]]) / small, np.zeros(2)])
    return network


def test_a_picture_is_its_own_blur_by_one_pixel():
    """X = Y gives a kernel of a single 1, and the picture comes out as it went in."""
    network = oracle(5)
    for name, beta in (("stage1_kernel", 1e-9), ("deconvolution", 1e-6)):
        network.get_layer(name).log_beta.assign(np.log(beta))
    image = np.random.default_rng(0).random((1, 40, 33, 1), np.float32)
    output = network(image)
    expected = np.zeros((5, 5))
    expected[2, 2] = 1
    np.testing.assert_allclose(output["kernel"][0, ..., 0], expected, atol=1e-3)
    np.testing.assert_allclose(output["image"], image, atol=1e-3)


def test_the_kernel_does_not_depend_on_where_the_picture_lies():
    keras.utils.set_random_seed(1)
    network = schuler(5, 2, filters=4)
    image = np.zeros((2, 48, 48, 1), np.float32)
    patch = np.random.default_rng(1).random((16, 16, 1))
    image[0, 12:28, 12:28] = patch
    image[1, 20:36, 17:33] = patch
    one, two = np.asarray(network(image)["kernel"])
    # But for the border, which lies elsewhere.
    np.testing.assert_allclose(one, two, atol=0.05 * np.abs(one).max())
