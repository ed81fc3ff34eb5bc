import keras
import numpy as np
import pytest

from kerasdense.models.hed import SIDES, hed, hed_mobile
from kerasdense.receptive_field import measure

NAMES = ["fuse", "side1", "side2", "side3", "side4", "side5"]


@pytest.fixture(scope="module")
def whole():
    return hed()


def test_weights_are_as_many_as_in_the_released_network(whole):
    assert whole.count_params() == 14_716_171
    trunk = sum(
        layer.count_params() for layer in whole.layers if layer.name.startswith("conv")
    )
    assert trunk == 14_714_688
    assert list(whole.output) == NAMES


def test_maps_are_as_large_as_in_the_released_network():
    """321 x 481 with a border of 35 (Caffe's own sizes): scores of 389x549, 195x275,
    98x138, 49x69 and 25x35, upsampled to 392x552, 396x556, 400x560, 416x576."""
    narrow = hed(width=1 / 32)
    inner = keras.Model(
        narrow.input,
        [narrow.get_layer(f"score-dsn{i}").output for i in SIDES]
        + [narrow.get_layer(f"upsample_{s}").output for s in (2, 4, 8, 16)],
    )
    shapes = [y.shape[1:3] for y in inner(np.zeros((1, 321, 481, 3), "float32"))]
    assert [tuple(shape) for shape in shapes] == [
        *[(389, 549), (195, 275), (98, 138), (49, 69), (25, 35)],
        *[(392, 552), (396, 556), (400, 560), (416, 576)],
    ]


@pytest.mark.parametrize("number, sees", [(1, 5), (2, 14), (3, 40), (4, 92), (5, 196)])
def test_sides_see_as_far_as_the_paper_says(number, sees):
    """With positive weights, one bright column after the other: those that change a
    score in the middle."""
    network = hed(width=1 / 32)
    for layer in network.layers:
        for weight in layer.weights:
            value = 1 / np.prod(weight.shape[:-1]) if len(weight.shape) > 1 else 0
            weight.assign(np.full(weight.shape, value))
    score = keras.Model(network.input, network.get_layer(f"score-dsn{number}").output)
    columns = sees + 40
    x = np.full((columns + 1, 1, columns, 3), 0.6, "float32")
    x[np.arange(columns), 0, np.arange(columns)] = 60.0
    y = np.concatenate([score(part) for part in np.array_split(x, 8)])
    middle = y[:, y.shape[1] // 2, y.shape[2] // 2, 0]
    seen = np.flatnonzero(np.abs(middle[:-1] - middle[-1]) > 1e-6 * abs(middle[-1]))
    assert len(seen) == sees == seen[-1] - seen[0] + 1


@pytest.mark.parametrize("pad_free", [False, True])
def test_scores_lie_upon_what_they_are_of(pad_free):
    """With ramps for maps: a score that says where its field's middle is says, after
    upsampling and cropping, where each pixel is."""
    network = hed(width=1 / 32, pad_free=pad_free)
    ramp = np.arange(64.0)
    image = np.zeros((1, 64, 64, 3), "float32")
    for number, (_, stride, _) in SIDES.items():
        if stride == 1:
            continue
        score = network.get_layer(f"score-dsn{number}")
        rest = keras.Model(score.output, network.get_layer(f"upsample_{stride}").output)
        cells = 64 // stride if pad_free else -(-132 // stride)
        border = 0 if pad_free else 34  # the first window of conv1_1 begins at -35
        middles = stride * np.arange(cells) + (stride - 1) / 2 - border
        x = np.tile(middles[None, :, None, None], (1, 1, 8, 1)).astype("float32")
        y = np.asarray(rest(x))
        first = 0 if pad_free else SIDES[number][2]
        found = y[0, first : first + 64, 4 * stride, 0]
        inner = slice(stride, -stride) if pad_free else slice(None)
        np.testing.assert_allclose(found[inner], ramp[inner], atol=1e-3)
    assert network(image)["fuse"].shape == (1, 64, 64, 1)


def test_the_fusion_begins_as_the_mean_of_the_sides():
    network = hed(width=1 / 32, zero_scores=False)
    x = np.random.default_rng(0).random((1, 37, 53, 3)).astype("float32")
    written = {name: np.asarray(y) for name, y in network(x).items()}
    mean = sum(written[name] for name in NAMES[1:]) / 5
    assert np.std(mean) > 1e-3
    np.testing.assert_allclose(written["fuse"], mean, rtol=1e-4, atol=1e-4)
    assert not np.any(hed(width=1 / 32)(x)["side3"])  # scores begin as zeros


def test_a_small_hed_for_phones():
    network = hed_mobile()
    assert 4 * network.count_params() < 8e6  # bytes
    assert list(network.output) == NAMES
    x = np.random.default_rng(0).random((1, 33, 50, 3)).astype("float32")
    written = network(x)
    assert {y.shape for y in written.values()} == {(1, 33, 50, 1)}
    sides = [np.asarray(written[name]) for name in NAMES[1:]]
    np.testing.assert_allclose(written["fuse"], sum(sides) / 5, rtol=1e-4, atol=1e-4)


def test_hed_sees_a_block_of_16_pixels_in_tiles():
    reach = measure(hed(width=1 / 32))
    assert reach.margin is not None and reach.step == 16
    assert 100 <= reach.margin <= 130  # half of 196, and a stride of upsampling
