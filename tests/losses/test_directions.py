import numpy as np
import tensorflow as tf

from kerasdense.losses import directions

RNG = np.random.default_rng(0)


def units(*shape):
    vectors = RNG.normal(size=(*shape, 3))
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype("float32")


Y, OUTPUT = units(2, 4, 5), units(2, 4, 5)
ALL = np.ones((2, 4, 5, 1), np.float32)


def test_it_is_one_less_the_mean_cosine():
    cosines = np.einsum("bhwc,bhwc->bhw", Y, OUTPUT)
    expected = 1 - cosines.mean((1, 2))
    np.testing.assert_allclose(directions(Y, OUTPUT, ALL), expected, rtol=1e-5)


def test_right_costs_nothing_and_the_opposite_two():
    np.testing.assert_allclose(directions(Y, Y, ALL), [0, 0], atol=1e-6)
    np.testing.assert_allclose(directions(Y, -Y, ALL), [2, 2], rtol=1e-6)


def test_unknown_directions_cost_nothing_and_have_no_gradient():
    w, y = ALL.copy(), Y.copy()
    w[0], w[1, :2] = 0, 0
    y[w[..., 0] == 0] = np.nan
    output = tf.Variable(OUTPUT)
    with tf.GradientTape() as tape:
        loss = directions(y, output, w)
    gradient = tape.gradient(loss, output).numpy()
    cosines = np.einsum("hwc,hwc->hw", Y[1, 2:], OUTPUT[1, 2:])
    np.testing.assert_allclose(loss, [0, 1 - cosines.mean()], rtol=1e-5)
    np.testing.assert_allclose(gradient[1, 2:], -Y[1, 2:] / 10, rtol=1e-5)
    assert not gradient[0].any() and not gradient[1, :2].any()
