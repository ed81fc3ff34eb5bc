import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from kerasdense.errors import InputError
from kerasdense.layers import InterpolateCells
from kerasdense.learner import Learner
from kerasdense.models.dilated import (
    DILATIONS,
    MEANS,
    PUBLISHED,
    add_context,
    dilated,
    dilated_valid,
)
from kerasdense.recipes.dilated import recipe
from kerasdense.tasks import Segmentation
from kerasdense.train import rest
from kerasdense.transforms import every

THIN = 1 / 64  # of VGG16's channels: one in the first block


@pytest.fixture(scope="module")
def pascal():
    return dilated(**PUBLISHED["pascal"])


def weights_of(network, part):
    """How many weights the layers have whose names begin so; ct begins ctx, too."""
    return sum(n.count_params() for n in network.layers if n.name.startswith(part))


def test_pascals_network_has_as_many_weights_as_published(pascal):
    front = weights_of(pascal, ("conv", "fc"))
    assert front == 134_346_581  # that of FCN-32s with 21 classes
    assert weights_of(pascal, "ct_") == 6_803_139
    assert pascal.count_params() == 141_149_720


def test_its_front_end_is_vgg16_and_a_1x1_convolution(pascal):
    widths = (3, 64, 64, 128, 128, 256, 256, 256, *[512] * 6)
    expected = [9 * a * b + b for a, b in zip(widths, widths[1:])]
    expected += [49 * 512 * 4096 + 4096, 4096 * 4096 + 4096, 4096 * 21 + 21]
    front = [n for n in pascal.layers if n.name.startswith(("conv", "fc"))]
    assert [n.count_params() for n in front] == expected
    names = [n.name for n in front]
    assert names[:3] == ["conv1_1", "conv1_2", "conv2_1"]
    assert names[-4:] == ["conv5_3", "fc6", "fc7", "fc-final"]


@pytest.mark.parametrize(
    "data, module, total",
    [
        ("camvid", 7_832, 134_313_443),
        ("kitti", 6_732, 134_312_343),
        ("cityscapes", 29_792, 134_368_179),
    ],
)
def test_the_other_networks_have_as_many_weights_as_published(
    pascal, data, module, total
):
    """Their front ends are Pascal's but for the last layer; what is built is thin.

    The file for Cityscapes holds 19 frozen kernels of 16x16 besides: here none.
    """
    network = dilated(width=THIN, **PUBLISHED[data])
    last = network.get_layer("final")
    assert last.kernel_size == (1, 1)
    front = weights_of(pascal, ("conv", "fc6", "fc7")) + last.filters * (4096 + 1)
    assert weights_of(network, "ctx_") == module
    assert front + module == total
    assert network.get_layer("data").mean == MEANS[data]


def test_the_front_end_of_11_classes(pascal):
    assert weights_of(pascal, ("conv", "fc6", "fc7")) + 11 * 4097 == 134_305_611


def test_the_basic_module_of_21_classes():
    assert weights_of(dilated(21, width=THIN), "ctx_") == 28_392


def test_the_layers_of_table_1(pascal):
    for name, network, maps in (
        ("ct", pascal, (42, 42, 84, 168, 336, 672, 672, 21)),
        ("ctx", dilated(21, width=THIN), (21,) * 8),
    ):
        module = [n for n in network.layers if n.name.startswith(f"{name}_")]
        module = [n for n in module if isinstance(n, layers.Conv2D)]
        assert [n.filters for n in module] == list(maps)
        assert [n.kernel_size[0] for n in module] == [3] * 7 + [1]
        assert [n.dilation_rate[0] for n in module] == [1, 1, 2, 4, 8, 16, 1, 1]
        relu = [keras.activations.relu] * 7 + [keras.activations.linear]
        assert [n.activation for n in module] == relu
        assert [n.name.removeprefix(f"{name}_") for n in module] == [
            "conv1_1", "conv1_2", "conv2_1", "conv3_1", "conv4_1", "conv5_1",
            "fc1", "final",
        ]  # fmt: skip


@pytest.mark.parametrize("depth, last", [(7, "ctx_conv4_1"), (10, "ctx_conv7_1")])
def test_the_shorter_and_the_longer_module(depth, last):
    names = [n.name for n in dilated(3, depth=depth, width=THIN).layers]
    module = [n for n in names if n.startswith("ctx_")]
    assert len(module) == depth and module[-3:] == [last, "ctx_fc1", "ctx_final"]


@pytest.mark.parametrize("side, cells", [(900, 66), (628, 32), (500, 16), (380, 1)])
def test_cells_of_a_picture_that_has_its_border(side, cells):
    network = dilated_valid(2, context="none", width=THIN)
    x = np.zeros((1, side, 380, 3), np.float32)
    assert network(x).shape == (1, cells, 1, 2)
    assert cells == (side - 372) / 8


@pytest.mark.parametrize("output", ["interpolation", "deconvolution", "cells"])
@pytest.mark.parametrize("size", [(1, 1), (8, 17), (30, 3)])
def test_the_padded_form_takes_any_size(size, output):
    network = dilated(2, width=THIN, output=output)
    found = network(np.zeros((1, *size, 3), np.float32))
    expected = [-(-side // 8) for side in size] if output == "cells" else size
    assert found.shape == (1, *expected, 2)


def test_the_padded_form_is_the_valid_one_on_a_mirrored_picture():
    x = np.random.default_rng(0).random((1, 200, 192, 3), np.float32)
    border = (186, 186)
    mirrored = np.pad(x, ((0, 0), border, border, (0, 0)), "reflect")
    keras.utils.set_random_seed(0)
    padded = dilated(3, width=1 / 16, output="cells", context="none")
    valid = dilated_valid(3, width=1 / 16, context="none")
    valid.set_weights(padded.get_weights())
    found = np.asarray(padded(x))
    assert found.shape == (1, 25, 24, 3) and found.std() > 0
    np.testing.assert_allclose(found, valid(mirrored), rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("output", ["interpolation", "deconvolution"])
def test_whole_pictures_are_their_cells_enlarged(output):
    keras.utils.set_random_seed(0)
    x = np.random.default_rng(1).random((1, 43, 30, 3), np.float32)
    cells = dilated(3, width=1 / 16, context="none", output="cells")
    cells.get_layer("final").kernel.assign(np.eye(256, 3)[None, None])
    whole = dilated(3, width=1 / 16, context="none", output=output)
    whole.set_weights(cells.get_weights())
    cell, pixels = np.asarray(cells(x)), np.asarray(whole(x))
    assert cell.std() > 1
    if output == "interpolation":  # cell i is pixel 8i
        expected = keras.ops.log_softmax(cell)
        np.testing.assert_allclose(pixels[:, ::8, ::8], expected, rtol=1e-3, atol=1e-3)
        inner = np.asarray(InterpolateCells(8)(cell))
        np.testing.assert_allclose(pixels[:, :40, :24], inner, rtol=1e-3, atol=1e-3)
    else:  # cell i is the middle of pixels 8i to 8i + 7, as bilinear resizing has it
        smooth = tf.image.resize(cell, (48, 32)).numpy()
        np.testing.assert_allclose(
            pixels[:, 4:43, 4:28], smooth[:, 4:43, 4:28], rtol=1e-3, atol=1e-3
        )


def test_what_is_not_there_is_named():
    with pytest.raises(InputError, match="output of interpolation, .* not 'strided'"):
        dilated(2, output="strided", width=THIN)
    with pytest.raises(InputError, match="depth of a large context of 8, not 7"):
        dilated(2, context="large", depth=7, width=THIN)
    with pytest.raises(InputError, match="basic context of 7, 8, 10, not 9"):
        dilated(2, depth=9, width=THIN)
    with pytest.raises(InputError, match="context of none, basic, large, not 'small'"):
        dilated(2, context="small", width=THIN)


def module(context="basic", depth=8, deviation=0.0, classes=3):
    x = keras.Input((None, None, classes))
    return keras.Model(x, add_context(x, classes, context, depth, deviation))


@pytest.mark.parametrize(
    "context, depth", [("basic", 7), ("basic", 8), ("basic", 10), ("large", 8)]
)
def test_without_noise_the_module_begins_as_a_relu(context, depth):
    x = np.random.default_rng(0).normal(size=(1, 40, 50, 3)).astype(np.float32)
    found = np.asarray(module(context, depth)(x))
    np.testing.assert_allclose(found, np.maximum(x, 0), atol=4e-6)
    np.testing.assert_allclose(module(context, depth)(np.abs(x)), np.abs(x), atol=4e-6)


def test_with_the_usual_noise_it_begins_near_to_it():
    x = np.abs(np.random.default_rng(0).normal(size=(1, 40, 50, 3))).astype("float32")
    found = np.asarray(module(deviation=0.01)(x))
    off = np.linalg.norm(found - x) / np.linalg.norm(x)
    assert 0.01 < off < 0.5


@pytest.mark.parametrize(
    "context, depth, cells, pixels",
    [
        ("none", 8, 1, 380),
        ("basic", 7, 35, 652),
        ("basic", 8, 67, 908),
        ("large", 8, 67, 908),
        ("basic", 10, 259, 2444),
    ],
)
def test_receptive_fields(context, depth, cells, pixels):
    """Of the middle cell, by the gradient of a network whose paths cannot cancel."""
    assert pixels == 380 + 8 * (cells - 1)
    if context != "none":
        assert 1 + 2 * sum(DILATIONS[depth]) == cells
    network = positive(dilated_valid(1, context=context, depth=depth, width=THIN))
    x = tf.ones((1, 380 + 8 * (cells + 1), 380, 3))
    with tf.GradientTape() as tape:
        tape.watch(x)
        middle = network(x)[0, (cells + 1) // 2, 0, 0]
    seen = np.flatnonzero(np.abs(tape.gradient(middle, x)[0]).sum((1, 2)))
    assert (seen[0], seen[-1] + 1) == (8, 8 + pixels)


def positive(network):
    """The network with positive weights, and averages in place of maxima."""

    def clone(layer):
        if isinstance(layer, layers.MaxPooling2D):
            return layers.AveragePooling2D(2, name=layer.name)
        config = layer.get_config()
        if layer.name == "data":
            config["mean"] = (0, 0, 0)
        return type(layer).from_config(config)

    copy = keras.models.clone_model(network, clone_function=clone)
    for weight in copy.trainable_weights:
        fan = np.prod(weight.shape[:-1]) if len(weight.shape) > 1 else 1
        weight.assign(np.full(weight.shape, 1 / fan))
    return copy


def test_what_stands_behind_a_missing_pooling_is_dilated():
    network = dilated_valid(2, context="none", width=THIN)
    names = ("conv4_3", "conv5_1", "conv5_2", "conv5_3", "fc6", "fc7")
    rates = [network.get_layer(name).dilation_rate[0] for name in names]
    assert rates == [1, 2, 2, 2, 4, 1]
    kinds = [type(layer) for layer in network.layers]
    assert kinds.count(layers.MaxPooling2D) == 3


@pytest.mark.parametrize("context, final", [("basic", "final"), ("large", "fc-final")])
def test_the_stages_of_the_recipe_hand_on_their_weights(context, final):
    front, module, joint = (
        recipe(small=True, stage=stage, context=context)
        for stage in ("front", "context", "joint")
    )
    networks = [each.network(each.task) for each in (front, module, joint)]
    first, second, third = (
        {w.path: tuple(w.shape) for w in network.weights} for network in networks
    )
    assert first.items() < second.items() == third.items()
    assert f"{final}/kernel" in first
    rest(networks[1], module.stages[0].frozen)
    learns = {w.path for w in networks[1].trainable_weights}
    assert learns == second.keys() - first.keys()
    assert networks[1].get_layer("drop6").rate == 0
    assert networks[2].get_layer("drop6").rate == 0.5
    assert front.stages[0].frozen == joint.stages[0].frozen == ()


def test_the_learning_rates_of_the_stages():
    rates = [
        float(recipe(stage=stage).stages[0].optimizer().learning_rate)
        for stage in ("front", "context", "joint")
    ]
    assert rates == pytest.approx([1e-3, 1e-3, 1e-5])
    with pytest.raises(InputError, match="stage is one of front, context, joint"):
        recipe(stage="back")


def test_labels_at_every_eighth_pixel_are_those_of_cells():
    """The loss of interpolated outputs is that of cells and strided labels."""
    keras.utils.set_random_seed(1)
    draw = np.random.default_rng(2)
    x = draw.random((1, 48, 40, 3), np.float32)
    label = draw.integers(0, 3, (48, 40, 1)).astype(np.uint8)
    label[8, 16] = 255
    task = Segmentation(("a", "b", "c"))
    cells = dilated(3, width=1 / 16, context="none", output="cells")
    cells.get_layer("final").kernel.assign(np.eye(256, 3)[None, None] / 10)
    whole = dilated(3, width=1 / 16, context="none")
    whole.set_weights(cells.get_weights())
    y, w = (part[None] for part in task.target({"label": label[::8, ::8]}))
    expected = task.loss(y, cells(x), w)
    sample = every(8)({"label": tf.constant(label)}, (0, 0))
    y, w = (part[None] for part in task.target(sample))
    assert np.abs(expected - np.log(3)) > 0.1
    np.testing.assert_allclose(task.loss(y, whole(x), w), expected, rtol=1e-4)


@pytest.mark.slow
def test_pascals_network_learns_at_full_size(pascal):
    x = tf.constant(np.random.default_rng(0).random((1, 16, 16, 3), np.float32))
    y, task = tf.zeros((1, 16, 16, 1), tf.int32), Segmentation(("void",) * 21)
    learner = Learner(pascal, task, keras.optimizers.SGD(1e-4))
    losses = [float(learner.learn(x, y, tf.ones((1, 16, 16, 1)))) for _ in range(2)]
    assert np.isfinite(losses).all(), losses
    assert losses[1] < losses[0], losses
