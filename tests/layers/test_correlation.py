import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasdense.layers import Correlation

RNG = np.random.default_rng(0)


def by_hand(a, b, most, step):
    """One displacement after the other, as the paper's equation 1 over the channels."""
    _, rows, columns, channels = a.shape
    b = np.pad(b, ((0, 0), (most, most), (most, most), (0, 0)))
    found = [
        (a * b[:, down : down + rows, across : across + columns]).sum(-1) / channels
        for down in range(0, 2 * most + 1, step)
        for across in range(0, 2 * most + 1, step)
    ]
    return np.stack(found, axis=-1)


@pytest.mark.parametrize("most, step", [(0, 1), (1, 1), (4, 2), (6, 3)])
@pytest.mark.parametrize("size", [(5, 9), (1, 1), (8, 3)])
def test_it_is_the_product_with_every_displaced_pixel(most, step, size):
    a, b = RNG.normal(size=(2, 2, *size, 3)).astype("float32")
    layer = Correlation(most, step)
    found = layer(a, b)
    np.testing.assert_allclose(found, by_hand(a, b, most, step), atol=1e-5)
    assert layer.compute_output_shape(a.shape, b.shape) == found.shape


def test_the_middle_channel_of_a_map_with_itself_is_the_mean_of_squares():
    a = RNG.normal(size=(1, 7, 6, 8)).astype("float32")
    found = Correlation(20, 2)(a, a)
    assert found.shape[-1] == 441
    np.testing.assert_allclose(found[..., 220], np.mean(a**2, axis=-1), rtol=1e-5)


def test_it_is_what_tensorflow_addons_computes_and_so_are_its_gradients(shared):
    golden = np.load(shared / "golden" / "correlation_cost_channels_last.npz")
    a, b = tf.constant(golden["a"]), tf.constant(golden["b"])
    with tf.GradientTape() as tape:
        tape.watch([a, b])
        found = Correlation(4, 2)(a, b)
        total = tf.reduce_sum(found**2)
    gradients = tape.gradient(total, [a, b])
    np.testing.assert_allclose(found, golden["out"], atol=1e-6)
    for mine, theirs in zip(gradients, (golden["ga"], golden["gb"])):
        np.testing.assert_allclose(mine, theirs, atol=1e-5)


def test_its_gradient_is_the_slope():
    a, b = RNG.normal(size=(2, 1, 3, 4, 2)).astype("float64")
    layer = Correlation(2, dtype="float64")

    def value(a, b):
        return float(np.sum(np.asarray(layer(a, b)) ** 2))

    with tf.GradientTape() as tape:
        both = tf.constant(a), tf.constant(b)
        tape.watch(both)
        total = tf.reduce_sum(layer(*both) ** 2)
    for which, gradient in enumerate(tape.gradient(total, both)):
        for place in ((0, 0, 0, 0), (0, 1, 2, 1), (0, 2, 3, 0)):
            step = np.zeros_like(a)
            step[place] = 1e-6
            ways = [(a + s, b) if which == 0 else (a, b + s) for s in (step, -step)]
            slope = (value(*ways[0]) - value(*ways[1])) / 2e-6
            assert float(gradient[place]) == pytest.approx(slope, rel=1e-5, abs=1e-8)


def test_it_refuses_a_step_that_does_not_reach_its_end():
    with pytest.raises(
        ValueError, match="multiple of its step. Received: most=3, step=2"
    ):
        Correlation(3, 2)


def test_it_is_saved_with_its_settings():
    layer = Correlation.from_config(Correlation(6, 3, name="corr").get_config())
    assert (layer.most, layer.step, layer.name) == (6, 3, "corr")
    assert keras.saving.get_registered_name(Correlation) == "kerasdense>Correlation"


def test_it_counts_the_products_it_makes():
    shapes = [(1, 10, 12, 4)] * 2
    assert Correlation(4, 2).multiply_adds(shapes, None) == 5 * 10 * 12 * 20 * 4
