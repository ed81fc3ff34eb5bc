import numpy as np
import pytest
import tensorflow as tf
from scipy import ndimage

from kerasdense.datasets.fields import FIELDS, Field
from kerasdense.transforms import elastic
from kerasdense.transforms.elastic import displacements, shares
from kerasdense.transforms.sampling import bilinear, nearest


def moved(transform, sample, key=(3, 4)):
    sample = {name: tf.constant(array) for name, array in sample.items()}
    result = tf.function(transform)(sample, tf.constant(key, tf.int64))
    return {name: array.numpy() for name, array in result.items()}


def places(rows, columns):
    """-> an image of its own coordinates, and a label that says the same."""
    image = np.stack(np.mgrid[:rows, :columns], -1).astype(np.float32)
    image = np.pad(image, ((0, 0), (0, 0), (0, 1)))
    return {"image": image, "label": image[..., 1:2].astype(np.uint8)}


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_no_deviation_moves_nothing(dtype):
    image = np.random.default_rng(0).integers(0, 255, (17, 20, 3)).astype(dtype)
    sample = {"image": image, "label": image[..., :1].astype(np.uint8)}
    for name, array in moved(elastic(0.0), sample).items():
        assert array.dtype == sample[name].dtype
        np.testing.assert_array_equal(array, sample[name])


def test_label_and_image_move_together():
    sample = places(120, 160)
    result = moved(elastic(3.0), sample)
    inside = (result["image"][..., 1] > 12) & (result["image"][..., 1] < 148)
    off = result["image"][..., 1] - result["label"][..., 0]
    assert np.abs(off[inside]).max() <= 0.5 + 1e-3
    assert np.abs(off[inside]).max() > 0.4  # the image is between pixels, labels not
    assert np.abs(result["image"] - sample["image"]).max() > 2


def test_at_the_nodes_the_displacement_is_what_was_drawn():
    drawn = np.random.default_rng(1).normal(0, 10, (3, 3, 2)).astype(np.float32)
    field = displacements(tf.constant(drawn), (201, 301)).numpy()
    assert field.shape == (201, 301, 2)
    np.testing.assert_allclose(field[100, 150], drawn[1, 1], atol=1e-4)
    # The outer nodes lie on the picture's edge, half a pixel beyond the last one.
    for row, node_row in ((0, 0), (200, 2)):
        for column, node_column in ((0, 0), (300, 2)):
            np.testing.assert_allclose(
                field[row, column], drawn[node_row, node_column], atol=0.1
            )


def test_the_field_is_smooth():
    """Cubic convolution has no kinks: slopes, too, go on without a step."""
    drawn = np.random.default_rng(2).normal(0, 10, (3, 3, 2)).astype(np.float32)
    field = displacements(tf.constant(drawn), (400, 400)).numpy().astype(np.float64)
    bend = np.diff(field, 2, axis=0)  # of pixels, 200 to a node
    assert np.abs(bend).max() < 20 * np.abs(drawn).max() / 200**2
    assert np.abs(np.diff(field, axis=0)).max() > 0.01


def test_shares_are_keys_cubic_convolution():
    share = shares(8, 5).numpy().astype(np.float64)
    np.testing.assert_allclose(share.sum(1), 1, atol=1e-6)
    # Pixel 2 is at 2.5 / 8 of the line: a quarter from node 1 to node 2.
    by_hand = [-0.0703125, 0.8671875, 0.2265625, -0.0234375, 0]
    np.testing.assert_allclose(share[2], by_hand, atol=1e-6)


def test_displacements_are_as_large_as_was_asked():
    sample = {"image": tf.constant(places(65, 65)["image"])}
    shifts = []
    for number in range(60):
        image = elastic(4.0)(sample, (number, 9))["image"].numpy()
        shifts.append(image[32, 32, :2] - 32)
    assert np.std(shifts) == pytest.approx(4.0, rel=0.3)
    assert len(np.unique(np.round(shifts, 3))) > 100


def test_values_between_pixels_are_those_of_scipy():
    draw = np.random.default_rng(5)
    array = draw.random((9, 11, 2), np.float32)
    place = draw.uniform(-15, 25, (6, 7, 2)).astype(np.float32)
    for take, order in ((bilinear, 1), (nearest, 0)):
        found = take(tf.constant(array), tf.constant(place)).numpy()
        for k in range(2):
            expected = ndimage.map_coordinates(
                array[..., k], np.moveaxis(place, -1, 0), order=order, mode="reflect"
            )
            np.testing.assert_allclose(found[..., k], expected, atol=1e-5)


def test_a_small_picture_moves_by_as_much_less():
    sample = places(64, 64)
    sample["small"] = sample["image"][::2, ::2] / 2
    result = moved(elastic(3.0), sample)
    expected = result["image"].reshape(32, 2, 32, 2, 3).mean((1, 3)) / 2 - 0.25
    inner = np.s_[8:24, 8:24, :2]
    np.testing.assert_allclose(result["small"][inner], expected[inner], atol=0.05)


def test_directions_are_refused(monkeypatch):
    field = Field((2,), ("float32",), "pixels", vector=True)
    monkeypatch.setitem(FIELDS, "flow", field)
    with pytest.raises(ValueError, match="how to move flow"):
        elastic()({"flow": tf.zeros((4, 4, 2))}, (0, 0))
