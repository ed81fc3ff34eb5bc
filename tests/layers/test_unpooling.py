import importlib.util
import os
import subprocess
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasdense.layers import MaxPoolWithPlaces, MaxUnpool

SIZES = [(4, 6), (5, 7), (1, 1), (2, 5), (23, 30)]


def picture(rows, columns, channels=3, levels=None):
    draw = np.random.default_rng(rows * columns)
    if levels:  # few, so that many are equal
        return draw.integers(0, levels, (2, rows, columns, channels)).astype("float32")
    return draw.standard_normal((2, rows, columns, channels), np.float32)


def caffe_pool(x):
    """caffe-segnet's pooling_layer.cpp, loop by loop -> maxima, and where they were: an
    index row * W + column of the plane that is pooled."""
    batch, rows, columns, channels = x.shape
    shape = batch, -(-rows // 2), -(-columns // 2), channels
    maxima, index = np.full(shape, -np.inf, np.float32), np.full(shape, -1)
    for n, row, column, c in np.ndindex(*shape):
        for y in range(2 * row, min(2 * row + 2, rows)):
            for z in range(2 * column, min(2 * column + 2, columns)):
                if x[n, y, z, c] > maxima[n, row, column, c]:
                    maxima[n, row, column, c] = x[n, y, z, c]
                    index[n, row, column, c] = y * columns + z
    return maxima, index


def caffe_unpool(x, index, rows, columns):
    """Its upsample_layer.cpp."""
    out = np.zeros((x.shape[0], rows * columns, x.shape[3]), np.float32)
    for n, row, column, c in np.ndindex(*x.shape):
        out[n, index[n, row, column, c], c] = x[n, row, column, c]
    return out.reshape(x.shape[0], rows, columns, x.shape[3])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("levels", [None, 3])
def test_maxima_and_what_is_put_back_are_those_of_caffe(size, levels):
    x = picture(*size, levels=levels)
    maxima, index = caffe_pool(x)
    pooled, places = MaxPoolWithPlaces()(x)
    np.testing.assert_array_equal(pooled, maxima)
    other = picture(*maxima.shape[1:3])  # not what was pooled: as after convolutions
    np.testing.assert_array_equal(
        MaxUnpool()(other, places, x), caffe_unpool(other, index, *size)
    )


@pytest.mark.parametrize("size", SIZES)
def test_what_is_put_back_and_pooled_again_is_the_same(size):
    x = np.abs(picture(*size))
    pooled, places = MaxPoolWithPlaces()(x)
    back = MaxUnpool()(pooled, places, x)
    again, _ = MaxPoolWithPlaces()(back)
    np.testing.assert_array_equal(again, pooled)
    assert np.count_nonzero(back) == np.count_nonzero(pooled)


def test_of_equal_pixels_the_first_is_the_maximum_and_gets_the_gradient():
    x = tf.constant([[1.0, 2, 2, 0, 0], [2, 2, 0, 0, 0], [0, 3, 3, 5, 5]])[
        None, ..., None
    ]
    with tf.GradientTape() as tape:
        tape.watch(x)
        pooled, places = MaxPoolWithPlaces()(x)
        total = tf.reduce_sum(pooled)
    assert pooled.numpy()[0, ..., 0].tolist() == [[2, 2, 0], [3, 5, 5]]
    expected = [[0, 1, 1, 0, 1], [0, 0, 0, 0, 0], [0, 1, 0, 1, 1]]
    assert tape.gradient(total, x).numpy()[0, ..., 0].tolist() == expected
    ones = MaxUnpool()(tf.ones_like(pooled), places, x)
    assert ones.numpy()[0, ..., 0].tolist() == expected


def test_a_value_gets_the_gradient_of_its_place():
    x, values = picture(5, 4), tf.constant(picture(3, 2))
    _, places = MaxPoolWithPlaces()(x)
    slope = picture(5, 4, levels=9)
    with tf.GradientTape() as tape:
        tape.watch(values)
        total = tf.reduce_sum(MaxUnpool()(values, places, x) * slope)
    _, index = caffe_pool(x)
    flat = slope.reshape(2, 20, 3)
    expected = np.take_along_axis(flat, index.reshape(2, 6, 3), axis=1)
    np.testing.assert_array_equal(
        tape.gradient(total, values), expected.reshape(2, 3, 2, 3)
    )


def test_it_is_what_tensorflow_addons_makes(shared):
    """`MaxUnpooling2D` after `tf.nn.max_pool_with_argmax`."""
    golden = np.load(shared / "golden" / "max_unpooling2d.npz")
    pooled, places = MaxPoolWithPlaces()(golden["x"])
    np.testing.assert_array_equal(pooled, golden["pooled"])
    unpooled = MaxUnpool()(pooled, places, golden["x"])
    np.testing.assert_array_equal(unpooled, golden["unpooled"])


@pytest.mark.parametrize("size", [(5, 7), (6, 8)])
def test_sizes_that_are_known_late_are_the_same(size):
    def there_and_back(x):
        pooled, places = MaxPoolWithPlaces()(x)
        return MaxUnpool()(pooled, places, x)

    late = tf.function(
        there_and_back, input_signature=[tf.TensorSpec((None, None, None, 3))]
    )
    x = picture(*size)
    np.testing.assert_array_equal(late(x), there_and_back(x))


@pytest.mark.parametrize("sides", [(5, 8), (None, None)])
def test_the_shapes_that_layers_announce_are_those_they_make(sides):
    image = keras.Input((*sides, 3))
    pooled, places = MaxPoolWithPlaces()(image)
    half = (None, 3, 4) if sides[0] else (None, None, None)
    assert (pooled.shape, pooled.dtype) == ((*half, 3), "float32")
    assert (places.shape, places.dtype) == ((*half, 12), "bool")
    back = MaxUnpool()(pooled, places, image)
    assert back.shape == image.shape
    made = keras.Model(image, [pooled, places, back])(picture(5, 8))
    assert [m.shape[1:] for m in made] == [(3, 4, 3), (3, 4, 12), (5, 8, 3)]


def test_in_mixed_precision_values_are_of_16_bits():
    pooled, places = MaxPoolWithPlaces(dtype="mixed_bfloat16")(picture(4, 4))
    back = MaxUnpool(dtype="mixed_bfloat16")(pooled, places, picture(4, 4))
    assert [t.dtype.name for t in (pooled, places, back)] == [
        "bfloat16",
        "bool",
        "bfloat16",
    ]


@pytest.mark.parametrize("kind", [MaxPoolWithPlaces, MaxUnpool])
def test_a_layer_is_made_anew_from_its_record(kind):
    record = keras.saving.serialize_keras_object(kind(name="level1"))
    again = keras.saving.deserialize_keras_object(record)
    assert (type(again), again.name) == (kind, "level1")


def test_to_measure_a_network_means_stand_for_maxima_and_go_everywhere():
    x = picture(3, 4)
    mean, places = MaxPoolWithPlaces().seeing_all()(x)
    filled = np.pad(x, ((0, 0), (0, 1), (0, 0), (0, 0)), "edge")
    expected = filled.reshape(2, 2, 2, 2, 2, 3).mean((2, 4))
    np.testing.assert_allclose(mean, expected, rtol=1e-5, atol=1e-6)
    back = MaxUnpool().seeing_all()(mean, places, x)
    expected = np.asarray(mean).repeat(2, axis=1).repeat(2, axis=2)[:, :3]
    np.testing.assert_array_equal(back, expected)


JAX = """
import numpy as np
from kerasdense.layers import MaxPoolWithPlaces, MaxUnpool

x = np.load("x.npy")
pooled, places = MaxPoolWithPlaces()(x)
np.save("back.npy", MaxUnpool()(pooled, places, x))
"""


@pytest.mark.skipif(
    not importlib.util.find_spec("jax"),
    reason='needs JAX: pip install "kerasdense[jax]"',
)
def test_on_jax_it_is_the_same(tmp_path):
    x = picture(5, 7, levels=4)
    np.save(tmp_path / "x.npy", x)
    subprocess.run(
        [sys.executable, "-c", JAX],
        env={**os.environ, "KERAS_BACKEND": "jax"},
        cwd=tmp_path,
        check=True,
    )
    pooled, places = MaxPoolWithPlaces()(x)
    expected = MaxUnpool()(pooled, places, x)
    np.testing.assert_array_equal(np.load(tmp_path / "back.npy"), expected)
