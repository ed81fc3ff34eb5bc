import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasdense.layers import (
    CropLike,
    CropMiddle,
    DepthToSpace,
    PadToMultiple,
    SpaceToDepth,
)


def picture(rows, columns, channels=1):
    return np.random.default_rng(0).random((2, rows, columns, channels), np.float32)


@pytest.mark.parametrize("rows, columns", [(5, 7), (8, 4), (1, 1), (9, 16)])
def test_padding_repeats_the_far_edges(rows, columns):
    x = picture(rows, columns, 3)
    missing = -rows % 4, -columns % 4
    expected = np.pad(x, ((0, 0), (0, missing[0]), (0, missing[1]), (0, 0)), "edge")
    np.testing.assert_array_equal(PadToMultiple(4)(x), expected)


def test_a_crop_undoes_the_padding():
    x = picture(5, 7)
    np.testing.assert_array_equal(CropLike()(PadToMultiple(8)(x), x), x)


def test_a_crop_can_be_a_multiple_of_what_it_is_like():
    x, like = picture(12, 12), picture(3, 5, 4)
    np.testing.assert_array_equal(CropLike(scale=2)(x, like), x[:, :6, :10])


def test_a_crop_can_be_a_part_of_what_it_is_like_that_covers_all_of_it():
    x, like = picture(6, 6), picture(9, 16, 4)
    crop = CropLike(stride=4)
    np.testing.assert_array_equal(crop(x, like), x[:, :3, :4])
    assert crop.compute_output_shape(x.shape, like.shape) == (2, 3, 4, 1)
    unknown = (None, None, None, 4)
    assert crop.compute_output_shape(x.shape, unknown) == (2, None, None, 1)
    again = CropLike.from_config(crop.get_config())
    np.testing.assert_array_equal(again(x, like), x[:, :3, :4])


def test_the_middle_is_what_is_left_by_equal_borders():
    np.testing.assert_array_equal(
        CropMiddle()(picture(8, 9), picture(4, 3)), picture(8, 9)[:, 2:6, 3:6]
    )


def test_where_borders_cannot_be_equal_the_far_one_is_larger():
    np.testing.assert_array_equal(
        CropMiddle()(picture(5, 6), picture(2, 3)), picture(5, 6)[:, 1:3, 1:4]
    )


def test_depth_to_space_by_hand():
    """Four channels of one pixel: the upper row first, from left to right."""
    x = np.arange(4.0).reshape(1, 1, 1, 4)
    np.testing.assert_array_equal(DepthToSpace(2)(x)[0, ..., 0], [[0, 1], [2, 3]])


@pytest.mark.parametrize("block", [2, 3])
def test_the_order_of_channels_is_tensorflows(block):
    x = picture(3, 4, 2 * block**2)
    large = DepthToSpace(block)(x)
    np.testing.assert_array_equal(large, tf.nn.depth_to_space(x, block))
    np.testing.assert_array_equal(SpaceToDepth(block)(large), x)


LAYERS = {
    "PadToMultiple": (PadToMultiple(4), [(None, 5, 7, 3)]),
    "CropLike": (CropLike(2), [(None, 12, 12, 3), (None, 3, 5, 1)]),
    "CropMiddle": (CropMiddle(), [(None, 12, 12, 3), (None, 3, 5, 1)]),
    "DepthToSpace": (DepthToSpace(2), [(None, 5, 7, 12)]),
    "SpaceToDepth": (SpaceToDepth(2), [(None, 6, 8, 3)]),
}


@pytest.mark.parametrize("name", LAYERS)
def test_the_shape_that_a_layer_announces_is_the_one_it_makes(name):
    layer, shapes = LAYERS[name]
    made = layer(*[np.zeros((2, *shape[1:]), np.float32) for shape in shapes])
    assert layer.compute_output_shape(*shapes) == (None, *made.shape[1:])
    unknown = [(None, None, None, shape[3]) for shape in shapes]
    announced = layer.compute_output_shape(*unknown)
    assert announced == (None, None, None, made.shape[3])


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_is_made_anew_from_its_record(name):
    layer, _ = LAYERS[name]
    record = keras.saving.serialize_keras_object(layer)
    again = keras.saving.deserialize_keras_object(record)
    assert type(again) is type(layer)
    assert again.get_config() == layer.get_config()
