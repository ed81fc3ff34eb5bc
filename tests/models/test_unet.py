import keras
import numpy as np
import pytest
from keras import layers

from kerasdense.models.unet import unet, unet_overlap, unet_valid
from kerasdense.predict import predict_in_parts
from kerasdense.predictor import fast
from kerasdense.receptive_field import measure
from kerasdense.tasks import Segmentation

WIDTHS = (64, 128, 256, 512, 1024)


@pytest.fixture(scope="module")
def paper():
    return unet_valid(1, 2)


def test_has_the_papers_23_convolutions(paper):
    """Section 2: "In total the network has 23 convolutional layers"."""
    kinds = layers.Conv2D, layers.Conv2DTranspose
    assert sum(isinstance(layer, kinds) for layer in paper.layers) == 23


def test_has_as_many_weights_as_figure_1(paper):
    def conv(side, a, b):
        return side * side * a * b + b

    down = [conv(3, a, b) + conv(3, b, b) for a, b in zip((1,) + WIDTHS, WIDTHS)]
    up = [conv(2, 2 * b, b) + conv(3, 2 * b, b) + conv(3, b, b) for b in WIDTHS[:-1]]
    assert sum(down) + sum(up) + conv(1, 64, 2) == 31_030_658
    assert paper.count_params() == 31_030_658


# Of figure 1, the side of every picture of features, in the order of the layers.
FIGURE_1 = {
    572: {
        "down1_conv2": 568, "down2_conv2": 280, "down3_conv2": 136, "down4_conv2": 64,
        "bottom_conv1": 30, "bottom_conv2": 28,
        "up4_deconv": 56, "up4_conv2": 52, "up3_deconv": 104, "up3_conv2": 100,
        "up2_deconv": 200, "up2_conv2": 196, "up1_deconv": 392, "up1_conv2": 388,
        "head": 388,
    },
    188: {"down1_conv2": 184, "bottom_conv2": 4, "up1_deconv": 8, "head": 4},
}  # fmt: skip


@pytest.mark.parametrize("side", FIGURE_1)
def test_sides_are_those_of_figure_1(side):
    network = unet_valid(1, 2, filters=(1, 1, 1, 1, 1), dropout=0)
    stations = FIGURE_1[side]
    seen = keras.Model(
        network.input, [network.get_layer(name).output for name in stations]
    )
    maps = seen(np.zeros((1, side, side, 1), np.float32))
    assert [m.shape[1] for m in maps] == list(stations.values())


def test_a_skip_is_cut_from_the_middle():
    """A pixel of the output lies 92 rows and columns into the input."""
    network = unet_valid(1, 1, filters=(1, 1, 1, 1, 1), dropout=0)
    for weight in network.weights:  # the finest level alone: it copies its pixel
        weight.assign(np.zeros(weight.shape))
    for name in "down1_conv1", "down1_conv2", "up1_conv1", "up1_conv2", "head":
        kernel = np.zeros(network.get_layer(name).kernel.shape)
        middle = kernel.shape[0] // 2
        kernel[middle, middle, 0, 0] = 1  # of up1_conv1's two channels, the skip
        network.get_layer(name).kernel.assign(kernel)
    x = np.random.default_rng(0).random((1, 188, 188, 1), np.float32)
    np.testing.assert_array_equal(network(x), x[:, 92:-92, 92:-92])


@pytest.mark.parametrize("size", [(1, 1), (16, 33), (47, 20)])
def test_the_padded_form_takes_any_size(size):
    network = unet(3, 5, filters=(2, 2, 2), dropout=0)
    assert network(np.zeros((1, *size, 3), np.float32)).shape == (1, *size, 5)


def test_the_padded_form_has_the_same_weights(paper):
    assert [w.shape for w in unet(1, 2).weights] == [w.shape for w in paper.weights]


def test_half_of_the_coarsest_features_drop_out(paper):
    """Section 3.1: "Drop-out layers at the end of the contracting path"."""
    drop = paper.get_layer("bottom_drop")
    assert (drop.rate, drop.input.shape[-1]) == (0.5, 1024)
    assert paper.get_layer("up4_deconv").input is drop.output


def test_batch_norm_stands_between_each_3x3_convolution_and_its_relu():
    network = unet(3, 2, filters=(2, 4), batch_norm=True)
    kinds = [type(layer).__name__ for layer in network.layers]
    places = [i for i, kind in enumerate(kinds) if kind == "BatchNormalization"]
    assert len(places) == 6  # two of each double convolution: down1, bottom, up1
    for i in places:
        assert (kinds[i - 1], kinds[i + 1]) == ("Conv2D", "ReLU")
        assert not network.layers[i - 1].use_bias


@pytest.fixture(scope="module")
def released():
    return unet_valid(1, 2, variant="phseg_v5")


def test_the_released_file_has_more_weights_than_the_paper(released):
    up = 4 * 128 * (128 - 64) + (128 - 64)  # the last up-convolution: 64 more maps,
    conv = 9 * 64 * 64  # and 64 more for the convolution behind it to read
    assert 31_030_658 + up + conv == 31_100_354
    assert released.count_params() == 31_100_354
    assert released.get_layer("up1_deconv").filters == 128
    assert released.get_layer("up1_skip").output.shape[-1] == 128 + 64


def test_the_released_file_has_relus_dropout_and_the_copy_in_other_places(released):
    for level in (1, 2, 3, 4):
        deconv = released.get_layer(f"up{level}_deconv")
        assert deconv.activation is keras.activations.relu
        below, copy = released.get_layer(f"up{level}_skip").input
        assert below is deconv.output
        assert copy is released.get_layer(f"up{level}_crop").output
    drops = [n.name for n in released.layers if isinstance(n, layers.Dropout)]
    assert drops == ["down4_drop", "bottom_drop"]
    dropped = released.get_layer("down4_drop").output
    assert released.get_layer("down4_pool").input is dropped
    assert released.get_layer("up4_crop").input[0] is dropped
    with pytest.raises(ValueError, match="variant is paper or phseg_v5.*'caffe'"):
        unet_valid(1, 2, variant="caffe")


@pytest.mark.parametrize("filters", [(2, 2), (2, 2, 2), (2, 2, 2, 2), (2,) * 5])
@pytest.mark.parametrize("size", [(1, 1), (5, 7), (20, 33)])
def test_the_mirrored_form_takes_any_size(filters, size):
    network = unet_overlap(3, 5, filters=filters, dropout=0)
    assert network(np.zeros((1, *size, 3), np.float32)).shape == (1, *size, 5)


@pytest.mark.parametrize("variant", ["paper", "phseg_v5"])
def test_the_mirrored_form_is_the_papers_on_a_mirrored_picture(variant):
    """A side of 36 = 16 * 2 + 4 needs 92 pixels of the mirror; one of 30, 6 more."""
    filters = (4, 4, 4, 4, 4)
    paper = unet_valid(3, 2, filters=filters, dropout=0, variant=variant)
    ours = unet_overlap(3, 2, filters=filters, dropout=0, variant=variant)
    ours.set_weights(paper.get_weights())
    x = np.random.default_rng(0).random((1, 36, 30, 3), np.float32)
    border = ((0, 0), (92, 92), (92, 98), (0, 0))
    mirrored = np.pad(x, border, "reflect")
    np.testing.assert_allclose(
        ours(x), np.asarray(paper(mirrored))[:, :, :30], rtol=1e-4, atol=1e-6
    )


def test_tiles_with_the_measured_reach_are_one_pass():
    """Section 2's overlap-tile strategy, by the tiles that all networks have."""
    keras.utils.set_random_seed(3)
    network = unet_overlap(3, 2, filters=(4, 4, 4, 4, 4), dropout=0)
    reach = measure(network)
    assert reach.step == 16  # of the coarsest pixel
    # A pixel sees 188 to 204 across, by its place on the grid of 16, and the margin is
    # that of all pixels of a place: counted from the far end of it.
    assert 92 + 15 <= reach.margin <= 102 + 15
    x = np.random.default_rng(0).random((520, 410, 3), np.float32)
    predictor, task = fast(network), Scores(("a", "b"))
    whole = predict_in_parts(predictor, task, x, tile=0)
    tiled = predict_in_parts(predictor, task, x, reach=reach, tile=330)
    assert tiled.exact and tiled.tiles > 4 and whole.tiles == 1
    assert whole.prediction.std() > 1e-3
    np.testing.assert_allclose(tiled.prediction, whole.prediction, atol=1e-5)


class Scores(Segmentation):
    """The scores themselves, so that small differences show."""

    writes = "picture"

    def decode(self, output, x):
        return output


def test_all_forms_start_from_each_others_weights():
    thin = (2, 2, 2, 2, 2)
    forms = [form(3, 2, filters=thin) for form in (unet, unet_overlap, unet_valid)]
    shapes = [{w.path: w.shape for w in form.weights} for form in forms]
    assert shapes[0] == shapes[1] == shapes[2]
