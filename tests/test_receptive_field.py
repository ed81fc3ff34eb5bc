import keras
import numpy as np
import pytest
from keras import layers

from kerasdense.layers import CropLike, PadToMultiple
from kerasdense.models.dncnn import dncnn
from kerasdense.models.edsr import edsr
from kerasdense.models.half_resolution import half_resolution_denoiser
from kerasdense.models.segnet import segnet_basic
from kerasdense.models.unet import unet, unet_valid
from kerasdense.receptive_field import Reach, measure


def model(body, channels=1, sides=(None, None)):
    image = keras.Input((*sides, channels))
    return keras.Model(image, body(image))


def conv(kernel, **kwargs):
    return layers.Conv2D(1, kernel, padding="same", **kwargs)


def up(margin, to):
    return -(-margin // to) * to


def walk(convs_up, bottom, convs_down, finest=1):
    """The margin of a U-shaped network, from its output backwards.

    Each 3x3 convolution adds a pixel of its level, and each step to a coarser level
    rounds up to whole pixels of that; what a block of the coarsest pixel's size sees is
    seen by the pixel at its other end, too.
    """
    margin, side = 0, finest
    for convs in convs_up:
        margin, side = up(margin + convs * side, 2 * side), 2 * side
    margin += bottom * side
    coarsest = side
    for convs in convs_down:
        side //= 2
        margin += convs * side
    return margin + coarsest - 1


def test_dncnn_sees_17_pixels_to_each_side():
    """Its paper, section III-A: depth d has a receptive field of 2d + 1."""
    assert measure(dncnn(1, depth=17, filters=4)) == Reach(17, 1)


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_edsr_sees_as_far_as_it_has_convolutions_before_its_end(scale):
    """Head, two in a block, one after them, one before the first shuffle. All that
    come later, at the large sizes, together see into one more small pixel."""
    network = edsr(filters=4, blocks=2, scale=scale)
    assert measure(network) == Reach(1 + 2 * 2 + 1 + 1 + 1, 1)


@pytest.mark.parametrize("levels", [2, 3, 4])
def test_unet_sees_through_both_arms_and_the_bottom(levels):
    network = unet(3, 2, filters=(4,) * (levels + 1), batch_norm=levels == 3)
    convs = [2] * levels
    assert measure(network) == Reach(walk(convs, 2, convs), 2**levels)


def test_half_resolution_denoiser_sees_through_blocks_of_two():
    network = half_resolution_denoiser(1, filters=(4, 4, 4), blocks=(1, 1, 2))
    # The tail and the head are convolutions of the finest level, of 2 pixels.
    expected = walk([1 + 2, 2], 4, [2, 2 + 1], finest=2)
    assert measure(network) == Reach(expected, 8)


def test_segnet_basic_sees_wherever_a_maximum_may_have_been():
    """7x7 convolutions are as three of 3x3, and there are four on each way."""
    network = segnet_basic(2, width=1 / 16)
    assert measure(network) == Reach(walk([3] * 4, 0, [3] * 4), 16)


def test_a_stride_is_a_step():
    """An odd picture is padded; of an even one TensorFlow's 3x3 with stride 2 makes row
    i of rows 2i...2i + 2: the first of a block sees two pixels down."""

    def body(image):
        x = conv(3, strides=2)(PadToMultiple(2)(image))
        return CropLike()(layers.UpSampling2D(2)(x), image)

    assert measure(model(body)) == Reach(2, 2)


def test_a_stride_of_three_is_a_step_of_three():
    def body(image):
        x = conv(3, strides=3)(PadToMultiple(3)(image))  # each row i of 3i...3i + 2
        return CropLike()(layers.UpSampling2D(3)(x), image)

    assert measure(model(body)) == Reach(2, 3)


@pytest.mark.parametrize("kernel", [(9, 1), (1, 9)])
def test_the_farther_of_rows_and_columns_counts(kernel):
    assert measure(model(conv(kernel))) == Reach(4, 1)


def test_the_maximum_of_a_window_sees_all_of_it():
    pooling = layers.MaxPooling2D(7, strides=1, padding="same")
    assert measure(model(pooling)) == Reach(3, 1)


def test_what_is_inside_of_nested_models_and_depthwise_layers_counts():
    inner = model(layers.DepthwiseConv2D(5, padding="same"), channels=8)

    def body(image):
        return inner(layers.Conv2D(8, 3, padding="same")(image))

    assert measure(model(body)) == Reach(1 + 2, 1)


def test_a_dilated_kernel_sees_over_its_gaps():
    assert measure(model(conv(3, dilation_rate=150))) == Reach(150, 1)


def everywhere(image):
    x = conv(3)(image)
    return x * layers.GlobalAveragePooling2D(keepdims=True)(x)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(everywhere, id="global average"),
        pytest.param(layers.GroupNormalization(-1), id="instance normalisation"),
        pytest.param(conv((800, 1)), id="farther than is measured"),
    ],
)
def test_what_sees_everything_has_no_margin(body):
    assert measure(model(body)).margin is None


def test_networks_of_one_size_or_of_smaller_outputs_have_no_margin():
    assert measure(model(conv(3), sides=(32, 32))).margin is None
    assert measure(unet_valid(3, 2, filters=(2, 2))).margin is None


def test_own_weights_neither_matter_nor_change():
    network = dncnn(1, depth=4, filters=2)
    zeros = [np.zeros_like(weight) for weight in network.get_weights()]
    network.set_weights(zeros)
    assert measure(network) == Reach(4, 1)
    assert not any(weight.any() for weight in network.get_weights())


@pytest.mark.parametrize("wrong", [{"margin": "17"}, {"margin": -1}, {"step": 0}])
def test_what_is_no_number_of_pixels_is_refused(wrong):
    with pytest.raises(ValueError, match="is no number of pixels"):
        Reach(**{"margin": 17, "step": 1, **wrong})


def test_activations_that_are_full_hide_nothing():
    """Doubled five times, all is more than 6: ReLU6 lets no gradient through."""
    image = keras.Input((None, None, 1))
    x = layers.Conv2D(4, 5, padding="same")(image)
    for _ in range(5):
        x = layers.Add()([x, x])
    x = layers.ReLU(6.0)(x)
    assert (
        measure(keras.Model(image, layers.Conv2D(1, 3, padding="same")(x))).margin == 3
    )
