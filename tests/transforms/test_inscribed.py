import math

import numpy as np
import pytest
import tensorflow as tf

from kerasdense.transforms import enlarge_one_of, turn_inscribed
from kerasdense.transforms.inscribed import inscribed


@pytest.mark.parametrize("size", [(60, 100), (100, 60), (80, 80), (20, 200)])
@pytest.mark.parametrize("degrees", [0, 22.5, 45, 67.5, 90, 157.5, 270])
def test_the_rectangle_is_inside_and_none_is_larger(size, degrees):
    angle = math.radians(degrees)
    rows, columns = inscribed(tf.constant(size), tf.constant(angle)).numpy()

    def inside(rows, columns):
        down, right = rows / 2, columns / 2
        sine, cosine = abs(math.sin(angle)), abs(math.cos(angle))
        return (
            down * cosine + right * sine <= size[0] / 2 + 1e-2
            and down * sine + right * cosine <= size[1] / 2 + 1e-2
        )

    assert inside(rows, columns)
    # By brute force: of all heights, the widest rectangle that is inside.
    best = max(
        height * width
        for height in range(1, 201)
        for width in range(1, 201)
        if inside(height, width)
    )
    assert rows * columns > best - (rows + columns) - 1  # rounded down


def tensors(**arrays):
    return {name: tf.constant(array) for name, array in arrays.items()}


def keys(count):
    return [tf.constant([i, 7], tf.int64) for i in range(count)]


def test_lines_follow_the_picture_in_whole_quarters():
    """Four angles: what comes out is the picture turned, to the last pixel."""
    rng = np.random.default_rng(0)
    image = rng.integers(0, 255, (6, 9, 3), np.uint8)
    boundary = (image[..., :1] > 128).astype("float32")
    turns = [np.rot90(image, k) for k in range(4)]
    seen = set()
    for key in keys(30):
        after = turn_inscribed(4)(tensors(image=image, boundary=boundary), key)
        matches = [k for k in range(4) if np.array_equal(after["image"], turns[k])]
        assert len(matches) == 1
        drawn = after["image"].numpy()[..., :1] > 128
        np.testing.assert_allclose(after["boundary"], drawn, atol=1e-5)
        seen.update(matches)
    assert seen == {0, 1, 2, 3}


def test_nothing_is_shown_that_was_not_seen():
    """A picture that is bright but for its border, which no rectangle reaches."""
    image = np.full((61, 91, 1), 0.5, "float32")
    for key in keys(12):
        after = turn_inscribed(16)(tensors(image=image), key)["image"]
        assert after.shape[0] > 20 and after.shape[1] > 20
        np.testing.assert_allclose(after, 0.5, atol=1e-6)


def test_directions_are_refused():
    with pytest.raises(ValueError, match="how to turn normals"):
        sample = {"normals": np.zeros((4, 4, 3), "float32")}
        turn_inscribed()(sample, tf.constant([0, 0], tf.int64))


def test_pictures_become_one_of_some_sizes():
    image = np.arange(10 * 14, dtype="float32").reshape(10, 14, 1)
    label = (np.arange(10 * 14) % 7).astype(np.uint8).reshape(10, 14, 1)
    sizes = set()
    for key in keys(20):
        after = enlarge_one_of((0.5, 1.0, 1.5))(tensors(image=image, label=label), key)
        shape = tuple(after["image"].shape[:2])
        sizes.add(shape)
        if shape == (10, 14):
            np.testing.assert_allclose(after["image"], image)
            np.testing.assert_array_equal(after["label"], label)
        if shape == (5, 7):  # the mean of four pixels
            expected = image.reshape(5, 2, 7, 2, 1).mean((1, 3))
            np.testing.assert_allclose(after["image"], expected)
    assert sizes == {(5, 7), (10, 14), (15, 21)}
