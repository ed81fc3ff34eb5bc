import functools

import keras
import numpy as np
import pytest

from kerasdense.models.burger import (
    OnePatch,
    blend_patches,
    mlp_denoiser,
    mlp_patches,
    move_weights,
)
from kerasdense.receptive_field import measure
from kerasdense.recipes import burger

SIZES = [(17, 17), (21, 17), (9, 5)]
IMAGE = np.random.default_rng(0).random((33, 40, 1), np.float32)


@functools.cache
def both(inside, outside):
    """The network of patches and that of pictures, of the same weights by chance."""
    patches = mlp_patches(inside, outside, hidden=(20, 12))
    network = mlp_denoiser(inside, outside, hidden=(20, 12))
    rng = np.random.default_rng(1)
    for weight in patches.weights:
        weight.assign(rng.normal(0, 0.2, weight.shape))
    move_weights(patches, network)
    return patches, network


# Weights of a dense layer: inputs * units + units, by hand in the sheet of the papers.
COUNTS = [
    (17, 17, (2047,) * 4, 13_762_270),
    (13, 13, (2047,) * 4, 13_270_870),
    (13, 13, (511,) * 2, 435_030),
    (39, 17, (3072, 3072, 2559, 2047), 27_811_839),
]


@pytest.mark.parametrize("inside, outside, hidden, expected", COUNTS)
def test_has_as_many_weights_as_the_papers_(inside, outside, hidden, expected):
    sizes = [inside**2, *hidden, outside**2]
    assert sum((a + 1) * b for a, b in zip(sizes, sizes[1:])) == expected
    if expected < 1e6:
        for make in (mlp_patches, mlp_denoiser):
            network = make(inside, outside, hidden=hidden)
            assert network.count_params() == expected


@pytest.mark.slow
@pytest.mark.parametrize("inside, outside, hidden, expected", COUNTS)
def test_both_forms_have_them(inside, outside, hidden, expected):
    for make in (mlp_patches, mlp_denoiser):
        network = make(inside, outside, hidden=hidden)
        assert network.count_params() == expected


def test_the_papers_network_is_the_default():
    assert mlp_patches().count_params() == 13_762_270


@pytest.mark.parametrize("inside, outside", SIZES)
def test_patch_by_patch_and_all_at_once_are_one(inside, outside):
    patches, network = both(inside, outside)
    expected = blend_patches(patches, IMAGE, stride=1)
    assert expected.std() > 0.01
    np.testing.assert_allclose(network(IMAGE[None])[0], expected, atol=1e-6)


def test_weights_move_both_ways():
    patches, network = both(9, 5)
    again = mlp_patches(9, 5, hidden=(20, 12))
    move_weights(network, again)
    for weight, expected in zip(again.get_weights(), patches.get_weights()):
        np.testing.assert_array_equal(weight, expected)


@pytest.mark.parametrize("stride", [1, 3, 4, 17])
@pytest.mark.parametrize("inside", [17, 21])
def test_a_matrix_that_takes_the_middle_gives_the_picture_back(inside, stride):
    """Without hidden layers the network is a matrix."""
    network = mlp_patches(inside, 17, hidden=())
    border = (inside - 17) // 2
    middle = np.zeros((inside, inside), int)
    middle[border : border + 17, border : border + 17] = 1
    matrix = np.eye(inside**2)[:, middle.ravel() > 0]
    network.get_layer("blended").set_weights([matrix, np.zeros(17**2)])
    found = blend_patches(network, IMAGE, stride)
    np.testing.assert_allclose(found, IMAGE, atol=1e-6)


def test_one_patch_is_scaled_as_the_paper_has_it():
    """y = b + W tanh(b1 + W1 x), of x = (pixel - 0.5) / 0.2."""
    patches, _ = both(9, 5)
    patch = np.random.default_rng(3).random((4, 9, 9, 1), np.float32)
    x = (patch.reshape(4, -1).astype(float) - 0.5) / 0.2
    (w1, b1), (w2, b2), (w3, b3) = (
        patches.get_layer(n).get_weights() for n in ("hidden1", "hidden2", "blended")
    )
    y = np.tanh(np.tanh(x @ w1 + b1) @ w2 + b2) @ w3 + b3
    expected = y.reshape(4, 5, 5, 1) * 0.2 + 0.5
    np.testing.assert_allclose(patches(patch), expected, atol=1e-5)


@pytest.mark.parametrize("inside, outside", SIZES)
def test_single_patches_are_taught_with_the_weights_of_the_whole(inside, outside):
    patches, network = both(inside, outside)
    taught = OnePatch(network)
    patch = np.random.default_rng(3).random((4, inside, inside, 1), np.float32)
    np.testing.assert_allclose(taught(patch), patches(patch), atol=1e-6)
    assert taught.trainable_variables[0] is network.trainable_variables[0]
    assert len(taught.trainable_variables) == len(network.weights) == 6


@pytest.mark.parametrize("size", [(5, 7), (17, 17), (1, 1), (30, 3)])
@pytest.mark.parametrize("inside", [17, 21])
def test_pictures_smaller_than_a_patch_are_mended_too(inside, size):
    patches, network = both(inside, 17)
    small = IMAGE[: size[0], : size[1]]
    more = [(0, max(0, 17 - side)) for side in size]
    larger = np.pad(small, (*more, (0, 0)), "reflect")
    expected = blend_patches(patches, larger, 1)[: size[0], : size[1]]
    np.testing.assert_allclose(network(small[None])[0], expected, atol=1e-6)


@pytest.mark.parametrize("inside, outside, side", [(17, 17, 33), (9, 5, 13)])
def test_a_pixel_sees_both_patches_around_it(inside, outside, side):
    assert 2 * measure(both(inside, outside)[1]).margin + 1 == side


def test_what_cannot_be_built_is_refused():
    with pytest.raises(ValueError, match="inside=5, outside=9"):
        mlp_denoiser(5, 9)


def test_first_weights_are_as_large_as_their_number_allows():
    network = mlp_denoiser(9, 9, hidden=(400, 400))
    for name, fan_in in (("hidden1", 81), ("hidden2", 400), ("blended", 400)):
        kernel, bias = network.get_layer(name).get_weights()
        assert kernel.std() == pytest.approx(fan_in**-0.5, rel=0.03)
        assert not bias.any()


# The recipe: what it teaches, and how fast.


def learner(**settings):
    recipe = burger.recipe(small=True, **settings)
    network = recipe.network(recipe.task)
    optimizer = recipe.stages[0].optimizer()
    return recipe, network, recipe.learner(network, recipe.task, optimizer)


def test_crops_are_cut_into_patches_and_the_middles_of_what_they_show():
    _, _, taught = learner()  # 9x9 to 5x5
    y = np.arange(2 * 16 * 16, dtype=np.float32).reshape(2, 16, 16, 1)
    x, y, w = taught.cut(y, y, np.ones_like(y))
    assert x.shape == (8, 9, 9, 1) and y.shape == w.shape == (8, 5, 5, 1)
    np.testing.assert_array_equal(x[:, 2:-2, 2:-2], y)
    assert x[0, 0, 0, 0] == 0 and x[1, 0, 0, 0] == 5 and x[2, 0, 0, 0] == 5 * 16


def test_a_step_is_the_papers():
    """Squared errors of a patch added up in the network's scale, their mean over the
    patches; each weight goes down by 0.1 / fan-in times its gradient."""
    recipe, network, taught = learner(learning_rate=0.1)
    rng = np.random.default_rng(0)
    y = rng.random((2, 16, 16, 1), np.float32)
    x = (y + rng.normal(0, 0.1, y.shape)).astype("f4")
    patches = mlp_patches(9, 5, hidden=(12, 8))
    move_weights(network, patches)
    before = [w.copy() for w in patches.get_weights()]
    seen, truth, _ = taught.cut(x, y, np.ones_like(y))

    def papers_loss():
        error = (np.asarray(patches(seen), float) - truth) / 0.2
        return np.mean(np.sum(error**2, axis=(1, 2, 3)))

    loss = float(taught.learn(x, y, np.ones_like(y)))
    assert loss * 25 / 0.2**2 == pytest.approx(papers_loss(), rel=1e-5)
    for layer, fan_in, place in (("hidden1", 81, 0), ("blended", 8, 4)):
        weight = patches.get_layer(layer).kernel
        after = network.get_layer(layer).get_weights()[0].reshape(weight.shape)
        moved = after - before[place]
        at = np.unravel_index(np.argmax(np.abs(moved)), moved.shape)
        slopes = []
        for nudge in (1e-2, -1e-2):
            changed = before[place].copy()
            changed[at] += nudge
            weight.assign(changed)
            slopes.append(papers_loss())
        weight.assign(before[place])
        gradient = (slopes[0] - slopes[1]) / 2e-2
        assert moved[at] == pytest.approx(-0.1 / fan_in * gradient, rel=0.02)


def test_adam_and_other_noises_can_be_asked_for():
    recipe, _, _ = learner(optimizer="adam", noise="stripe:30", learning_rate=0.2)
    assert recipe.task.damage == "stripe:30"
    assert isinstance(recipe.stages[0].optimizer(), keras.optimizers.Adam)
    sample = recipe.validation.read(0)
    assert 255 * (sample["noisy"] - sample["image"] / 255).std() == pytest.approx(
        30, 0.1
    )
    white = burger.recipe(small=True, noise="awgn:50")
    assert white.task.damage == ""  # it can be measured at any level
    sample = white.validation.read(0)
    assert 255 * (sample["noisy"] - sample["image"] / 255).std() == pytest.approx(
        50, 0.1
    )
