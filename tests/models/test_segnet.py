import functools

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasdense import recipes
from kerasdense.datasets import Scenes
from kerasdense.errors import InputError
from kerasdense.export import ops as exported_ops
from kerasdense.export.predictor import open_exported
from kerasdense.export.tflite import to_tflite
from kerasdense.models.segnet import (
    CAMVID_WEIGHTS,
    ENCODER,
    fcn_basic,
    norm_weights,
    segnet,
    segnet_basic,
)
from kerasdense.tasks import Segmentation


def learned(network):
    return sum(int(np.prod(w.shape)) for w in network.trainable_weights)


@pytest.fixture(scope="module")
def camvid():
    return segnet(11)


@pytest.fixture(scope="module")
def basic():
    return segnet_basic(11)


def test_has_as_many_weights_as_the_released_network(camvid):
    """Convolutions with biases, and scale and shift of 15,872 / 2 channels."""
    there = [3, *(f for f, convs in ENCODER for _ in range(convs))]
    back = [*reversed(there[1:]), 11]
    pairs = [*zip(there, there[1:]), *zip(back, back[1:])]
    assert len(pairs) == 26
    convs = sum(9 * a * b + b for a, b in pairs)
    norms = 2 * (sum(there[1:]) + sum(back[1:-1]))
    assert norms == 15_872
    assert convs + norms == learned(camvid) == 29_449_355


@pytest.mark.parametrize(
    "classes, expected", [(12, 29_449_932), (21, 29_455_125), (38, 29_464_934)]
)
def test_has_as_many_weights_for_other_classes(camvid, classes, expected):
    """Of the demonstration, Pascal VOC and SUN RGB-D. Only the last layer differs."""
    (head,) = (w for w in camvid.trainable_weights if w.shape == (3, 3, 64, 11))
    assert head.path == "conv1_1_D/kernel"
    assert learned(camvid) + (classes - 11) * (3 * 3 * 64 + 1) == expected


def test_layers_follow_each_other_as_in_the_released_network(camvid):
    kinds = layers_of(camvid)
    assert kinds.count("Conv2D") == 26
    assert kinds.count("BatchNormalization") == kinds.count("ReLU") == 25
    for i, kind in enumerate(kinds):
        if kind == "BatchNormalization":
            assert (kinds[i - 1], kinds[i + 1]) == ("Conv2D", "ReLU")
    assert kinds[-1] == "Conv2D"


def layers_of(network):
    return [type(layer).__name__ for layer in network.layers]


# Rows, columns and channels at 360x480, where two poolings do not come out even.
STATIONS = {
    "pool1": (180, 240, 64), "pool2": (90, 120, 128), "pool3": (45, 60, 256),
    "pool4": (23, 30, 512), "pool5": (12, 15, 512), "upsample5": (23, 30, 512),
    "conv5_1_D": (23, 30, 512), "upsample4": (45, 60, 512), "conv4_1_D": (45, 60, 256),
    "upsample3": (90, 120, 256), "conv3_1_D": (90, 120, 128),
    "upsample2": (180, 240, 128), "conv2_1_D": (180, 240, 64),
    "upsample1": (360, 480, 64), "conv1_2_D": (360, 480, 64),
    "conv1_1_D": (360, 480, 11),
}  # fmt: skip


def test_sizes_are_those_of_the_released_network(camvid):
    channels = [output.shape[3] for output in stations(camvid)]
    assert channels == [shape[2] for shape in STATIONS.values()]
    slim = segnet(11, width=1 / 64)
    seen = keras.Model(slim.input, stations(slim))
    made = seen(np.zeros((1, 360, 480, 3), np.float32))
    assert [m.shape[1:3] for m in made] == [shape[:2] for shape in STATIONS.values()]


def stations(network):
    outputs = [network.get_layer(name).output for name in STATIONS]
    return [keras.tree.flatten(output)[0] for output in outputs]


@pytest.mark.parametrize("build", [segnet, segnet_basic])
@pytest.mark.parametrize("size", [(1, 1), (5, 7), (33, 47)])
def test_any_size_comes_out_as_it_went_in(build, size):
    network = build(5, width=1 / 16)
    assert network(np.zeros((1, *size, 3), np.float32)).shape == (1, *size, 5)


def test_basic_has_as_many_weights_as_the_released_network(basic):
    convs = 49 * 64 * (3 + 7 * 64) + 8 * 64
    assert convs + 8 * 2 * 64 + 65 * 11 == learned(basic) == 1_416_587


def test_basic_normalises_its_input_and_has_no_relu_on_the_way_up(basic):
    kinds = layers_of(basic)
    assert kinds[1:4] == ["CaffeInput", "LocalResponseNormalization", "Conv2D"]
    assert kinds.count("ReLU") == 4
    assert "ReLU" not in kinds[kinds.index("MaxUnpool") :]


# In front of and behind each place where features drop out, by the released files.
BAYESIAN = {
    segnet: {
        "encdrop3": ("pool3", "conv4_1"), "encdrop4": ("pool4", "conv5_1"),
        "encdrop5": ("pool5", "upsample5"), "decdrop5": ("relu5_1_D", "upsample4"),
        "decdrop4": ("relu4_1_D", "upsample3"), "decdrop3": ("relu3_1_D", "upsample2"),
    },
    segnet_basic: {
        "encdrop3": ("pool3", "conv4"), "encdrop4": ("pool4", "upsample4"),
        "decdrop4": ("conv_decode4_bn", "upsample3"),
        "decdrop3": ("conv_decode3_bn", "upsample2"),
    },
}  # fmt: skip


@pytest.mark.parametrize("build", BAYESIAN)
def test_bayesian_networks_drop_half_in_their_places(build):
    plain, network = (build(11, width=1 / 16, bayesian=b) for b in (False, True))
    drops = [n for n in network.layers if isinstance(n, keras.layers.Dropout)]
    assert {drop.rate for drop in drops} == {0.5}
    found = {drop.name: (before(drop), after(drop)) for drop in drops}
    assert found == BAYESIAN[build]
    assert [w.path for w in plain.weights] == [w.path for w in network.weights]
    network.set_weights(plain.get_weights())
    x = np.random.default_rng(0).random((1, 20, 20, 3), np.float32)
    np.testing.assert_array_equal(network(x), plain(x))


def before(layer):
    return layer.input._keras_history.operation.name


def after(layer):
    (node,) = layer._outbound_nodes
    return node.operation.name


@pytest.mark.parametrize("build", [segnet, segnet_basic])
def test_pictures_are_seen_in_blue_green_red_of_255(build):
    network = build(2, width=1 / 16)
    seen = keras.Model(network.input, network.get_layer("data").output)
    x = np.array([0.2, 0.4, 1.0], np.float32).reshape(1, 1, 1, 3)
    np.testing.assert_allclose(np.ravel(seen(x)), [255, 102, 51], rtol=1e-6)


def test_the_decoders_of_table_1_are_as_large_as_it_says(basic):
    """In millions: 1.425, 1.425 and 0.625; FCN-Basic has 0.65. Bilinear-Interpolation
    and FCN-Basic-NoDimReduction are said to have 0.625 and 1.625: what the paper counts
    there is not known."""
    added = segnet_basic(11, decoder="encoder_addition")
    single = segnet_basic(11, decoder="single_channel")
    assert learned(added) == learned(basic)
    convs = 49 * 64 * (3 + 3 * 64) + 4 * 49 * 64 + 8 * 64
    assert convs + 8 * 2 * 64 + 65 * 11 == learned(single) == 626_315
    encoder = 49 * 64 * (3 + 3 * 64) + 4 * 64 + 4 * 2 * 64
    kernels = 4 * 64 * 11 * 11
    fcn = encoder + 4 * 65 * 11 + kernels
    assert learned(fcn_basic(11)) == fcn == 646_124
    assert learned(fcn_basic(11, add=False)) == encoder + 65 * 11 + kernels
    bilinear = fcn_basic(11, add=False, learned=False)
    assert learned(bilinear) == encoder + 65 * 11 == 613_003
    wide = fcn_basic(11, reduce=False)
    assert learned(wide) == encoder + 4 * 64 * 64 * 64 + 65 * 11 == 1_661_579


@pytest.mark.parametrize(
    "options", [{}, {"add": False, "learned": False}, {"reduce": False}]
)
def test_fcn_basic_takes_any_size_and_begins_by_interpolating(options):
    network = fcn_basic(3, width=1 / 16, **options)
    assert network(np.zeros((1, 37, 53, 3), np.float32)).shape == (1, 37, 53, 3)
    up = network.get_layer("upsample1")
    ramp = np.arange(20.0, dtype=np.float32)[None, :, None, None]
    ramp = np.tile(ramp, (1, 1, 20, up.input.shape[-1]))
    fine = np.asarray(up(ramp))[0, 8:-8, 8:-8]
    # Pixels lie at the quarters of those they come from.
    expected = (np.arange(8, 32) - 0.5) / 2
    np.testing.assert_allclose(fine, expected[:, None, None] + 0 * fine, rtol=1e-5)


def test_a_decoder_that_there_is_none_of_is_refused():
    with pytest.raises(ValueError, match="encoder_addition"):
        segnet_basic(3, decoder="bilinear_addition")


def test_a_released_normalisation_is_scale_and_shift_and_no_more():
    """compute_bn_statistics.py has put everything into two arrays, [1, C, 1, 1]."""
    draw = np.random.default_rng(0)
    scale, shift = draw.normal(size=(2, 1, 6, 1, 1))
    norm = keras.layers.BatchNormalization(epsilon=1e-3)
    norm.build((None, 4, 4, 6))
    norm.set_weights(norm_weights(scale, shift, epsilon=1e-3))
    x = draw.normal(size=(2, 4, 4, 6)).astype("float32")
    expected = x * scale.ravel() + shift.ravel()
    np.testing.assert_allclose(norm(x), expected, rtol=1e-5, atol=1e-6)


def test_norms_have_the_epsilon_and_the_beginning_of_caffe_segnet(camvid, basic):
    bayesian = segnet(2, width=1 / 16, bayesian=True)
    for network, shift in (camvid, 0.001), (basic, 0.001), (bayesian, 0):
        kind = keras.layers.BatchNormalization
        norms = [layer for layer in network.layers if isinstance(layer, kind)]
        assert {norm.epsilon for norm in norms} == {1e-9}
        for norm in norms:
            np.testing.assert_array_equal(norm.gamma, np.ones(norm.gamma.shape))
            np.testing.assert_allclose(norm.beta, np.full(norm.beta.shape, shift))


def test_the_released_weights_of_classes_are_those_of_camvid():
    data = Scenes(2)
    data.classes = ("car", "sky", "bicyclist")
    task = recipes.load("segnet")(data, small=True, balance="released").task
    assert task.weights == (0.6823, 0.2595, 7.3614)
    # Median frequency over other classes than these: 0.9051, and not 1.
    assert np.median(list(CAMVID_WEIGHTS.values())) == 0.9051
    with pytest.raises(InputError, match="balance=median"):
        recipes.load("segnet")(Scenes(2), small=True, balance="released")


@pytest.mark.slow
def test_two_steps_at_full_size_bring_the_loss_down(camvid):
    """Steps of the released solver's size on one picture."""
    draw = np.random.default_rng(0)
    x = draw.random((1, 96, 128, 3), np.float32)
    y = np.zeros((1, 96, 128, 1), np.int32)
    y[:, 48:] = 3
    task = Segmentation(classes=tuple(CAMVID_WEIGHTS))
    optimizer = keras.optimizers.SGD(1e-3, momentum=0.9)
    losses = []
    for _ in range(3):
        with tf.GradientTape() as tape:
            output = camvid(x, training=True)
            loss = tf.reduce_mean(task.loss(y, output, np.ones_like(y, np.float32)))
        losses.append(float(loss))
        gradients = tape.gradient(loss, camvid.trainable_variables)
        optimizer.apply(gradients, camvid.trainable_variables)
    assert losses[2] < losses[0]


@functools.cache
def small(build):
    """A network of three classes whose statistics have seen pictures."""
    keras.utils.set_random_seed(0)
    network = build(3, width=1 / 16)
    pictures = np.stack([blobs(seed) for seed in range(6)])
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = 0.0
    network(pictures, training=True)
    return network


def blobs(seed):
    """float32 [64, 64, 3] in [0, 1], in steps of 1 / 255."""
    coarse = np.random.default_rng(seed).integers(0, 256, (8, 8, 3)) / 255
    return coarse.repeat(8, axis=0).repeat(8, axis=1).astype(np.float32)


@pytest.mark.parametrize("build", [segnet, segnet_basic])
@pytest.mark.parametrize("precision, agree", [("float32", 0.999), ("int8", 0.5)])
def test_it_is_exported_with_built_in_ops_alone(build, precision, agree, tmp_path):
    network, task = small(build), Segmentation(("a", "b", "c"))
    path, pictures = tmp_path / "small.tflite", [blobs(seed) for seed in range(6)]
    to_tflite(network, task, path, precision, calibration=pictures)
    found = exported_ops.of(path)
    assert found["SPACE_TO_DEPTH"] == found["DEPTH_TO_SPACE"] > 3
    assert not [name for name in found if name is None or name.startswith("Flex")]
    assert not {"CUSTOM", "DELEGATE"} & set(found)
    x = blobs(9)[None, :45, :59]  # odd sides, and odd again when halved
    labels = np.asarray(open_exported(path)(x))[..., 0]
    expected = np.argmax(network(x), axis=-1)
    assert labels.shape == expected.shape
    shares = [np.mean(labels[expected == i] == i) for i in range(3)]
    assert np.mean(shares) > agree  # a third, were it blind
