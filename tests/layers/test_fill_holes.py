import keras
import numpy as np
import pytest

from kerasdense.layers import FillHoles


def filled(picture, lost, levels=2):
    x = np.concatenate([picture, lost], axis=-1).astype(np.float32)[None]
    return np.asarray(FillHoles(levels)(x))[0, ..., :-1]


@pytest.fixture
def picture():
    return np.random.default_rng(0).random((8, 16, 3), np.float32)


def test_what_is_known_stays_and_so_does_the_mask(picture):
    lost = np.random.default_rng(1).random((8, 16, 1)) < 0.5
    x = np.concatenate([picture, lost], axis=-1).astype(np.float32)[None]
    y = np.asarray(FillHoles(2)(x))
    np.testing.assert_array_equal(y[..., -1], x[..., -1])
    known = ~lost[..., 0]
    np.testing.assert_array_equal(y[0, known, :3], picture[known])


def test_what_is_under_the_mask_changes_nothing(picture):
    lost = np.random.default_rng(1).random((8, 16, 1)) < 0.5
    other = np.where(lost, 1 - picture, picture)
    np.testing.assert_array_equal(filled(picture, lost), filled(other, lost))


def test_a_single_hole_is_the_mean_of_its_neighbours(picture):
    lost = np.zeros((8, 16, 1))
    lost[3, 5] = 1
    around = picture[2:5, 4:7].reshape(9, 3)
    expected = np.delete(around, 4, axis=0).mean(axis=0)
    np.testing.assert_allclose(filled(picture, lost)[3, 5], expected, rtol=1e-5)


def test_holes_in_an_even_picture_are_not_seen():
    even = np.full((16, 16, 1), 0.25)
    lost = np.zeros((16, 16, 1))
    lost[2:11, 3:13] = 1  # wider than blocks of 4, not of 8
    np.testing.assert_allclose(filled(even, lost, levels=3), even, rtol=1e-5)


def test_where_nothing_is_known_it_is_gray():
    nothing = filled(np.zeros((8, 8, 1)), np.ones((8, 8, 1)))
    np.testing.assert_array_equal(nothing, np.full((8, 8, 1), 0.5))


def test_it_survives_its_record_and_keeps_the_shape():
    layer = FillHoles(3)
    again = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(layer)
    )
    assert again.levels == 3
    assert layer.compute_output_shape((None, None, 8, 4)) == (None, None, 8, 4)


def test_no_hole_is_filled_from_farther_than_it_is_said_to_see():
    """What `seeing_all` is moved by holds all that moves the layer."""
    draw = np.random.default_rng(0)
    single = np.eye(32 * 32, dtype=np.float32).reshape(-1, 32, 32, 1)
    moved = np.asarray(FillHoles(2).seeing_all()(np.repeat(single, 2, axis=-1)))
    seen = moved[:, 13, 14, 0].reshape(32, 32) > 0
    layer, at = FillHoles(2), (0, 13, 14, 0)
    for share in (0.3, 0.6, 0.9, 0.97):
        x = draw.random((1, 32, 32, 2), np.float32)
        x[..., 1] = draw.random((1, 32, 32)) < share
        other = np.where(seen[None, ..., None], x, 1 - x)
        np.testing.assert_allclose(layer(x)[at], layer(other)[at], rtol=1e-5)
    assert 0.05 < seen.mean() < 0.5
