"""Whatever the camera does, label and small picture show what the image shows.

The image says of each pixel where it came from: its row and its column. So what a
transform did can be read off its result, and the label be worked out again.
"""

import numpy as np
import pytest
import tensorflow as tf

from kerasdense.datasets.fields import FIELDS, Field
from kerasdense.transforms import crop, flip, scale, turn, turn_displaced


def scene(rows, columns):
    """-> an image of its own coordinates, and a label that follows from them."""
    row, column = np.mgrid[:rows, :columns].astype(np.uint8)
    image = np.stack([row, column, 0 * row], axis=-1)
    return {"image": image, "label": label_of(image)}


def label_of(image):
    row, column = image[..., :1].astype(int), image[..., 1:2].astype(int)
    return ((7 * row + 3 * column) % 251).astype(np.uint8)


def tensors(sample):
    return {name: tf.constant(array) for name, array in sample.items()}


def over(transform, sample, count, first=0):
    """The results of `count` keys, computed inside tf.data."""
    sample = tensors(sample)
    keys = tf.data.Dataset.range(first, first + count)
    moved = keys.map(lambda number: transform(sample, tf.stack([number, number + 5])))
    return list(moved.as_numpy_iterator())


@pytest.mark.parametrize("transform", [crop((8, 8)), flip, turn, crop((40, 50))])
def test_labels_follow_the_image_exactly(transform):
    for moved in over(transform, scene(20, 20), 30):
        np.testing.assert_array_equal(moved["label"], label_of(moved["image"]))
        assert moved["image"].dtype == moved["label"].dtype == np.uint8


@pytest.mark.parametrize("transform", [crop((8, 8)), flip, turn, scale(0.5, 2)])
def test_the_key_decides_inside_a_graph_and_outside(transform):
    sample = scene(16, 16)
    inside = over(transform, sample, 8)
    for number, moved in enumerate(inside):
        key = tf.constant([number, number + 5], tf.int64)
        for name, array in transform(tensors(sample), key).items():
            np.testing.assert_array_equal(array, moved[name])
    assert len({moved["image"].tobytes() for moved in inside}) > 1


def test_a_crop_is_a_window_without_gaps_and_every_window_comes():
    corners = set()
    for moved in over(crop((3, 3)), scene(5, 6), 300):
        row, column = moved["image"][0, 0, :2]
        expected = scene(5, 6)["image"][row : row + 3, column : column + 3]
        np.testing.assert_array_equal(moved["image"], expected)
        corners.add((int(row), int(column)))
    assert corners == {(row, column) for row in range(3) for column in range(4)}


@pytest.mark.parametrize("factor", [2, 3, 4])
def test_a_small_picture_is_cropped_on_the_same_grid(factor):
    sample = scene(factor * 10, factor * 13)
    sample["small"] = sample["image"][::factor, ::factor]
    for moved in over(crop((factor * 4, factor * 5)), sample, 20):
        assert moved["image"].shape == (factor * 4, factor * 5, 3)
        np.testing.assert_array_equal(
            moved["small"], moved["image"][::factor, ::factor]
        )
        np.testing.assert_array_equal(moved["label"], label_of(moved["image"]))


def test_pictures_smaller_than_the_window_go_on_as_in_a_mirror():
    (moved,) = over(crop((8, 10)), scene(3, 4), 1)
    assert moved["image"][:, 0, 0].tolist() == [0, 1, 2, 2, 1, 0, 0, 1]
    assert moved["image"][0, :, 1].tolist() == [0, 1, 2, 3, 3, 2, 1, 0, 0, 1]
    for moved in over(crop((8, 3)), scene(3, 40), 5):  # in one direction alone
        assert moved["image"][:, 0, 0].tolist() == [0, 1, 2, 2, 1, 0, 0, 1]
        assert np.ptp(moved["image"][0, :, 1]) == 2


def test_the_mirror_keeps_small_pictures_in_step():
    sample = scene(4, 6)
    sample["small"] = sample["image"][::2, ::2] // 2
    (moved,) = over(crop((12, 12)), sample, 1)
    np.testing.assert_array_equal(moved["small"], moved["image"][::2, ::2] // 2)


def test_a_flip_mirrors_left_and_right_half_of_the_time():
    sample, flipped = scene(3, 5), 0
    for moved in over(flip, sample, 400):
        mirrored = moved["image"][0, 0, 1] == 4
        expected = sample["image"][:, ::-1] if mirrored else sample["image"]
        np.testing.assert_array_equal(moved["image"], expected)
        flipped += mirrored
    assert 160 <= flipped <= 240  # 4 standard deviations about 200


def test_a_turn_is_one_of_the_eight_ways_to_lay_a_square():
    image = scene(5, 5)["image"]
    ways = [np.rot90(side, k) for k in range(4) for side in (image, image[:, ::-1])]
    known = {way.tobytes(): 0 for way in ways}
    assert len(known) == 8
    for moved in over(turn, scene(5, 5), 800):
        known[moved["image"].tobytes()] += 1
    assert len(known) == 8
    assert min(known.values()) >= 60  # 4 standard deviations below 100


def test_scaling_gives_sides_between_the_two_factors():
    sides = [len(moved["image"]) for moved in over(scale(0.5, 1.5), scene(100, 40), 60)]
    assert 50 <= min(sides) <= 60 and 140 <= max(sides) < 150
    (moved,) = over(scale(1, 1), scene(9, 7), 1)
    for name, array in scene(9, 7).items():
        np.testing.assert_array_equal(moved[name], array)


def test_scaled_labels_are_of_the_nearest_pixel_and_no_new_ids():
    image = np.mgrid[:30, :40][0][..., None].astype(np.float32)
    sample = {"image": image, "label": 2 * image.astype(np.uint8)}
    for moved in over(scale(0.5, 2), sample, 30):
        assert not (moved["label"] % 2).any()  # between two ids lie the odd ones
        off = np.abs(moved["image"] - moved["label"] / 2)
        assert off.max() <= 0.5 + 1e-4


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_scaled_pictures_keep_their_type_and_their_brightness(dtype):
    image = np.full((10, 12, 3), 200, dtype)
    for moved in over(scale(0.4, 2.2), {"image": image}, 5):
        assert moved["image"].dtype == dtype
        assert (moved["image"] == 200).all()


def test_scaled_small_pictures_stay_on_the_grid():
    sample = scene(30, 42)
    sample["small"] = sample["image"][::2, ::2]
    for moved in over(scale(0.5, 1.5), sample, 20):
        sides = [2 * side for side in moved["small"].shape[:2]]
        assert list(moved["image"].shape[:2]) == sides


@pytest.fixture
def flow(monkeypatch):
    """A field of directions: u to the right, v down."""
    field = Field((2,), ("float32",), "pixels", vector=True)
    monkeypatch.setitem(FIELDS, "flow", field)
    return np.random.default_rng(0).normal(size=(3, 4, 2)).astype(np.float32)


def test_what_points_right_points_left_in_the_mirror(flow):
    results = over(flip, {"flow": flow}, 10)
    mirrored = np.stack([-flow[:, ::-1, 0], flow[:, ::-1, 1]], axis=-1)
    flips = [np.array_equal(moved["flow"], mirrored) for moved in results]
    stays = [np.array_equal(moved["flow"], flow) for moved in results]
    assert all(a != b for a, b in zip(flips, stays))
    assert any(flips) and any(stays)


def test_directions_turn_with_the_picture(flow):
    """A place and the direction to another place stay place and direction."""
    flow = np.zeros((5, 5, 2), np.float32)
    flow[1, 2] = (2, 1)  # from row 1, column 2 to row 2, column 4
    places = np.zeros((5, 5, 1), np.uint8)
    places[1, 2], places[2, 4] = 1, 2
    ways = set()
    for moved in over(turn, {"image": places, "flow": flow}, 60):
        (row, column), (row_to, column_to) = (
            np.argwhere(moved["image"][..., 0] == value)[0] for value in (1, 2)
        )
        right, down = moved["flow"][row, column]
        np.testing.assert_allclose(
            (row + down, column + right), (row_to, column_to), atol=1e-5
        )
        ways.add((row, column, row_to, column_to))
    assert len(ways) == 8


def test_directions_in_pixels_grow_with_the_picture(flow):
    for moved in over(scale(1, 2), {"flow": np.tile(flow[:1, :1], (20, 30, 1))}, 5):
        grown = np.array(moved["flow"].shape[1::-1]) / (30, 20)
        np.testing.assert_allclose(
            moved["flow"], np.broadcast_to(flow[0, 0] * grown, moved["flow"].shape)
        )


@pytest.mark.parametrize("key", range(12))
def test_labels_that_lie_off_the_picture_lie_so_after_every_turn(key):
    rng = np.random.default_rng(key)
    image = rng.integers(0, 250, (18, 18, 1)).astype(np.uint8)
    label = np.roll(image, (-1, 2), (0, 1))  # a pixel above, and two to the right
    sample = {"image": tf.constant(image), "label": tf.constant(label)}
    turned = turn_displaced(-1, 2)(sample, tf.constant((key, 3), tf.int64))
    alike = turn(sample, tf.constant((key, 3), tf.int64))
    np.testing.assert_array_equal(turned["image"], alike["image"])
    expected = np.roll(np.asarray(turned["image"]), (-1, 2), (0, 1))
    inside = (slice(6, -6), slice(6, -6))
    np.testing.assert_array_equal(np.asarray(turned["label"])[inside], expected[inside])


def test_a_displacement_of_parts_of_a_pixel_is_right_in_the_mean():
    at = np.zeros((9, 9, 1), np.float32)
    at[4, 4] = 1
    sample = {"image": tf.constant(at), "weight": tf.constant(at)}
    transform = tf.function(turn_displaced(-0.5, 0.25))
    places = []
    for key in range(600):
        turned = transform(sample, tf.constant((key, 0), tf.int64))
        weight = np.asarray(turned["weight"])[..., 0]
        places.append(np.argwhere(weight == 1)[0] - 4)
    # aligned when it came: by as much as the turn takes it away, it is moved back
    np.testing.assert_allclose(np.mean(places, 0), (-0.5, 0.25), atol=0.08)
