import functools

import keras
import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from kerasdense.errors import InputError
from kerasdense.export import ops
from kerasdense.export.tflite import to_tflite
from kerasdense.layers import Bilinear
from kerasdense.learner import Learner
from kerasdense.models.fcn import CLASSIC, fcn, fcn_sift_flow, score
from kerasdense.predictor import fast
from kerasdense.receptive_field import _copy, _positive, _sight
from kerasdense.tasks import Segmentation

SIDE = 1024
THIN = {"width": 1 / 64, "dropout": 0.0}
CLASSES = tuple(f"class {i}" for i in range(21))


def built(builder, *args, **options):
    """A network of which only the shapes are known: of any size, for nothing."""
    with keras.StatelessScope(initialize_variables=False):
        return builder(*args, **options)


def maps_of(trunk, pad_free, image, width=1 / 64):
    return CLASSIC[trunk](image, pad_free, width, 0.0)


# --- how many weights: labelling networks' published files, without frozen kernels


@pytest.mark.parametrize(
    "classes, options, expected",
    [
        (21, {"trunk": "alexnet", "stride": 32}, 56_954_261),
        (21, {"trunk": "googlenet", "stride": 32}, 5_995_077),
        (21, {"stride": 32}, 134_346_581),
        (21, {"stride": 16}, 134_357_354),
        (21, {"stride": 8}, 134_362_751),
        (21, {"stride": 8, "at_once": True}, 134_362_751),
        (21, {"stride": 8, "pad_free": True}, 134_362_751),
        (40, {"stride": 32}, 134_424_424),
        (60, {"stride": 32}, 134_506_364),
        (60, {"stride": 16}, 134_537_144),
        (60, {"stride": 8}, 134_552_564),
    ],
)
def test_weights_are_those_of_the_released_networks(classes, options, expected):
    network = built(fcn, classes, upsampling="fixed", **options)
    assert network.count_params() == expected
    assert sum(np.prod(w.shape) for w in network.trainable_weights) == expected


@pytest.mark.parametrize(
    "stride, expected", [(32, 134_408_036), (16, 134_426_504), (8, 134_435_756)]
)
def test_weights_are_those_released_for_sift_flow(stride, expected):
    network = built(fcn_sift_flow, upsampling="fixed", stride=stride)
    assert network.count_params() == expected


def test_a_finer_stride_costs_a_score_layer_and_learned_upsampling_its_kernels():
    def weights(stride, upsampling="fixed"):
        return built(fcn, 21, stride=stride, upsampling=upsampling).count_params()

    assert weights(8) - weights(32) == 21 * (512 + 1) + 21 * (256 + 1) == 16_170
    assert weights(8, "last_fixed") - weights(8) == 2 * (4 * 4 * 21 * 21)
    assert weights(8, "learned") - weights(8, "last_fixed") == 16 * 16 * 21 * 21
    assert weights(32, "last_fixed") == weights(32)  # the only one is the last


# --- sizes: the released networks' for 500 pixels

SIDES = {
    32: {"pool3": 88, "pool4": 44, "pool5": 22, "fc6": 16, "upscore": 544},
    16: {"upscore2": 34, "upscore16": 560, "score": 500},
    8: {"upscore2": 34, "upscore_pool4": 70, "upscore8": 568, "score": 500},
}


@pytest.mark.parametrize("stride", SIDES)
def test_sides_are_those_of_the_released_networks(stride):
    check_sides(SIDES[stride], stride=stride)


def test_sides_are_those_of_the_released_alexnet():
    check_sides({"fc6": 16, "upscore": 543, "score": 500}, trunk="alexnet", stride=32)


def check_sides(expected, **options):
    network = fcn(2, **THIN, **options)
    seen = [network.get_layer(name).output for name in expected]
    x = np.zeros((1, 500, 60, 3), np.float32)
    maps = keras.Model(network.input, seen)(x)
    assert [m.shape[1] for m in maps] == list(expected.values())


KINDS = [
    {"stride": stride, "pad_free": free} for stride in (32, 16, 8) for free in (0, 1)
]
KINDS += [
    {"trunk": trunk, "stride": 32, "pad_free": free}
    for trunk in ("alexnet", "googlenet")
    for free in (0, 1)
]
KINDS += [{"trunk": "efficientnet_lite0", "stride": 8}]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_any_size_comes_out_as_it_went_in(kind):
    network = fast(fcn(3, **THIN, **{**kind, "pad_free": bool(kind.get("pad_free"))}))
    for size in (1, 7), (33, 34), (75, 64):
        assert network(np.zeros((1, *size, 3), np.float32)).shape == (1, *size, 3)


# --- where things lie


@functools.cache
def sight(trunk, name, pad_free):
    """-> rows of a map, and how the pixels of an image move some of them."""
    image = keras.Input((SIDE, 32, 3))
    rows = maps_of(trunk, pad_free, image)[name].shape[1]
    image = keras.Input((None, None, 3))
    network = keras.Model(image, maps_of(trunk, pad_free, image)[name])
    return rows, _sight(_copy(network, _positive))


def rows_seen(trunk, name, pad_free, row):
    """-> the first and the last row of an image that a row of a map sees."""
    rows, moves = sight(trunk, name, pad_free)
    # In pixels of the image, which are rounded down to those of the map.
    top, bottom = (-(-r * SIDE // rows) for r in (row, row + 1))
    x = np.random.default_rng(0).uniform(1, 2, (1, SIDE, 32, 3)).astype(np.float32)
    seen = np.flatnonzero(np.abs(moves(x, (top, bottom, 0, 32))).max((0, 2, 3)))
    return int(seen[0]), int(seen[-1])


@pytest.mark.parametrize(
    "trunk, expected", [("alexnet", 355), ("vgg16", 404), ("googlenet", 715)]
)
def test_receptive_fields_are_table_1s(trunk, expected):
    """The paper's 907 for GoogLeNet is with the 7x7 pool that it takes away: six more
    pixels of 32."""
    first, last = rows_seen(trunk, "fr", False, 15)
    assert last - first + 1 == expected
    assert 715 + 6 * 32 == 907


# Where pixel i of a map lies in the image: stride * i + the number.
PLACES = {
    ("vgg16", "fr", False): (32, 12.5),
    ("vgg16", "pool4", False): (16, -91.5),
    ("vgg16", "pool3", False): (8, -95.5),
    ("vgg16", "fr", True): (32, 15.5),
    ("vgg16", "pool4", True): (16, 7.5),
    ("vgg16", "pool3", True): (8, 3.5),
    ("alexnet", "fr", False): (32, 13),
    ("alexnet", "fr", True): (32, 15),
    ("googlenet", "fr", False): (32, 0),
    ("googlenet", "fr", True): (32, 15),
}


@pytest.mark.parametrize("trunk, name, pad_free", PLACES)
def test_pixels_of_maps_lie_where_they_are_said_to(trunk, name, pad_free):
    """What a pixel sees lies around it: its place is the middle of that."""
    stride, offset = PLACES[trunk, name, pad_free]
    for row in (512 // stride, 512 // stride + 1):
        first, last = rows_seen(trunk, name, pad_free, row)
        assert first > 0
        assert last < SIDE - 1
        assert (first + last) / 2 == stride * row + offset


def head(trunk, pad_free, stride, path):
    """What stands on the maps, alone: it passes one of them and drops the others."""
    names = ["fr", "pool4", "pool3"][: {32: 1, 16: 2, 8: 3}[stride]]
    image = keras.Input((None, None, 1))
    maps = {name: keras.Input((None, None, 1)) for name in names}
    scores = score({"": maps}, image, 1, stride=stride, pad_free=pad_free, trunk=trunk)
    network = keras.Model([image, *maps.values()], scores)
    for name in names:
        kernel = np.full((1, 1, 1, 1), name == path)
        network.get_layer(f"score_{name}").set_weights([kernel, np.zeros(1)])
    return network, names


WAYS = [(stride, path) for stride, path in ((32, "fr"), (16, "fr"), (16, "pool4"))]
WAYS += [(8, path) for path in ("fr", "pool4", "pool3")]
CASES = [("vgg16", free, *way) for free in (False, True) for way in WAYS]
CASES += [(t, free, 32, "fr") for t in ("alexnet", "googlenet") for free in (0, 1)]


@pytest.mark.parametrize("side", [224, 256, 375, 500])
@pytest.mark.parametrize("trunk, pad_free, stride, path", CASES)
def test_scores_come_to_lie_where_their_maps_do(trunk, pad_free, stride, path, side):
    """A map of which each pixel tells where it lies, upsampled, tells it of each pixel
    of the image: the error is 0."""
    pad_free = bool(pad_free)
    network, names = head(trunk, pad_free, stride, path)
    whole = -(-side // 32) * 32 if pad_free else side
    shapes = maps_of(trunk, pad_free, keras.Input((whole, whole, 3)))
    ramps = {}
    for name in names:
        step, offset = PLACES[trunk, name, pad_free]
        ramp = step * np.arange(shapes[name].shape[1]) + offset
        ramps[name] = np.broadcast_to(ramp[:, None], (len(ramp), len(ramp)))
    x = [np.zeros((side, side)), *ramps.values()]
    found = network([np.array(m, np.float32)[None, ..., None] for m in x])
    # Before the first pixel of a map and behind its last there are zeros, which each
    # step carries in by half a pixel: at most 12.5 + 8 + 4 pixels.
    inside = slice(32, side - 32)
    expected = np.arange(side)[inside]
    np.testing.assert_array_equal(found[0, inside, side // 2, 0], expected)


# --- what it computes


def deconvolution(x, stride, kernel):
    """As Caffe defines it, [n, m] -> [stride (n - 1) + kernel, ...]."""
    window = np.asarray(Bilinear()((kernel, kernel, 1, 1)))[..., 0, 0]
    y = np.zeros([stride * (n - 1) + kernel for n in x.shape])
    for i, j in np.ndindex(*x.shape):
        y[i * stride :, j * stride :][:kernel, :kernel] += x[i, j] * window
    return y


def test_fcn_16s_begins_as_fcn_32s_upsampled_in_two_steps():
    coarse = fcn(1, stride=32, zero_scores=False, **THIN)
    fine = fcn(1, stride=16, upsampling="fixed", **THIN)  # its score_pool4 is zero
    for layer in coarse.layers:
        if layer.weights:
            fine.get_layer(layer.name).set_weights(layer.get_weights())
    x = np.random.default_rng(0).random((1, 60, 75, 3), np.float32)
    scores = keras.Model(coarse.input, coarse.get_layer("score_fr").output)(x)
    twice = deconvolution(np.asarray(scores)[0, :, :, 0], 2, 4)
    expected = deconvolution(twice, 16, 32)[27 : 27 + 60, 27 : 27 + 75]
    found = np.asarray(fine(x))[0, :, :, 0]
    assert np.ptp(expected) > 1e-3
    np.testing.assert_allclose(found, expected, atol=1e-4 * np.abs(expected).max())


@pytest.mark.parametrize("upsampling", ["fixed", "last_fixed", "learned"])
def test_scores_begin_as_zeros_and_upsampling_as_interpolation(upsampling):
    network = fcn(21, stride=8, upsampling=upsampling, pad_free=True, **THIN)
    x = np.random.default_rng(0).random((1, 40, 33, 3), np.float32)
    output = network(x)
    assert not np.any(output)
    y = np.zeros((1, 40, 33, 1), np.int32)
    loss = Segmentation(CLASSES).loss(y, output, np.ones(y.shape, np.float32))
    np.testing.assert_allclose(loss, [np.log(21)], rtol=1e-6)
    other = fcn(21, stride=8, upsampling="fixed", pad_free=True, **THIN)
    drawn = np.random.default_rng(1)
    for layer in other.layers:
        if layer.weights:
            weights = [drawn.normal(0, 0.3, w.shape) for w in layer.get_weights()]
            for each in layer, network.get_layer(layer.name):
                each.set_weights(weights)
    np.testing.assert_allclose(network(x), other(x), rtol=1e-3, atol=1e-2)


def test_what_learns_at_once_sees_finer_maps_scaled_down():
    once = fcn(2, stride=8, at_once=True, upsampling="fixed", pad_free=True, **THIN)
    staged = fcn(2, stride=8, upsampling="fixed", pad_free=True, **THIN)
    drawn = np.random.default_rng(1)
    scales = {"score_pool4": 0.01, "score_pool3": 0.0001}
    for layer in staged.layers:
        if layer.weights:
            kernel, bias = (drawn.normal(0, 0.3, w.shape) for w in layer.get_weights())
            once.get_layer(layer.name).set_weights([kernel, bias])
            layer.set_weights([scales.get(layer.name, 1) * kernel, bias])
    x = drawn.random((1, 32, 32, 3)).astype(np.float32)
    np.testing.assert_allclose(once(x), staged(x), rtol=1e-4, atol=1e-3)


def test_sift_flow_has_two_outputs_on_one_trunk():
    network = fcn_sift_flow(5, 3, stride=16, pad_free=True, **THIN)
    outputs = network(np.zeros((1, 35, 40, 3), np.float32))
    shapes = {name: tuple(output.shape) for name, output in outputs.items()}
    assert shapes == {"semantic": (1, 35, 40, 5), "geometric": (1, 35, 40, 3)}
    names = {layer.name for layer in network.layers}
    assert {"score_fr_sem", "score_pool4_geo", "upscore2_sem", "upscore16_geo"} <= names
    assert "conv1_1" in names


@pytest.mark.parametrize(
    "options, words",
    [
        ({"trunk": "resnet"}, "no trunk 'resnet', only vgg16"),
        ({"trunk": "alexnet"}, "say stride=32"),
        ({"stride": 4}, "32, 16 or 8, not 4"),
        ({"upsampling": "frozen"}, "last_fixed, fixed or learned, not 'frozen'"),
    ],
)
def test_what_there_is_not_is_refused(options, words):
    with pytest.raises(InputError, match=words):
        fcn(2, **THIN, **options)


# --- in exported files


@pytest.mark.parametrize(
    "kind",
    [
        {"stride": 8, "pad_free": True, "at_once": True},
        {"trunk": "alexnet", "stride": 32},
    ],
    ids=str,
)
def test_tflite_writes_the_same_with_built_in_ops_alone(kind, tmp_path):
    keras.utils.set_random_seed(0)
    network = fcn(3, zero_scores=False, **THIN, **kind)
    x = np.random.default_rng(0).integers(0, 256, (1, 45, 60, 3), np.uint8)
    usual = np.median(network(x / np.float32(255)), axis=(0, 1, 2))
    network.get_layer("score_fr").bias.assign(-usual)  # so that more than one wins
    path = tmp_path / "fcn.tflite"
    to_tflite(network, Segmentation(("a", "b", "c")), path)
    assert not [name for name in ops.of(path) if name.startswith(("Flex", "CUSTOM"))]
    interpreter = Interpreter(str(path))
    interpreter.resize_tensor_input(0, x.shape)
    found = interpreter.get_signature_runner()(image=x)["result"][..., 0]
    expected = np.argmax(network(x / np.float32(255)), axis=-1)
    assert len(np.unique(expected)) > 1
    assert np.mean(found != expected) < 2e-3


# --- at full size


@pytest.mark.slow
def test_two_steps_of_fcn_8s_at_full_size_lower_its_loss():
    keras.utils.set_random_seed(0)
    network = fcn(21, stride=8, pad_free=True, dropout=0.0)
    task = Segmentation(CLASSES)
    x = np.random.default_rng(0).random((1, 64, 64, 3), np.float32)
    y = np.full((1, 64, 64, 1), 7, np.int32)
    w = np.ones((1, 64, 64, 1), np.float32)
    learner = Learner(network, task, keras.optimizers.SGD(1e-7))
    losses = [float(learner.learn(x, y, w)) for _ in range(2)]
    losses.append(float(task.loss(y, network(x), w)[0]))
    assert losses[0] == pytest.approx(np.log(21), rel=1e-5)
    assert losses[0] > losses[1] > losses[2]
