import keras
import numpy as np
from scipy import ndimage, special

from kerasdense.layers import InterpolateCells


def cells(seed=0, spread=3.0):
    draw = np.random.default_rng(seed)
    return draw.normal(0, spread, (2, 4, 6, 3)).astype(np.float32)


def test_probabilities_between_cells_are_bilinear():
    """Against SciPy's own interpolation, at pixels 8i of cell i."""
    x = cells()
    found = np.exp(InterpolateCells(8)(x))
    probability = special.softmax(x.astype(np.float64), axis=-1)
    place = np.mgrid[:24, :40] / 8
    for image in range(2):
        for k in range(3):
            expected = ndimage.map_coordinates(
                probability[image, ..., k], place, order=1
            )
            np.testing.assert_allclose(found[image, ..., k], expected, atol=1e-6)


def test_a_pixel_that_is_a_cells_is_the_cell():
    x = cells(spread=200.0)
    found = np.asarray(InterpolateCells(8)(x))[:, ::8, ::8]
    expected = special.log_softmax(x[:, :-1, :-1].astype(np.float64), axis=-1)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-4)


def test_surest_scores_stay_numbers_and_so_do_their_gradients():
    import tensorflow as tf

    x = tf.constant(cells(spread=500.0))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = InterpolateCells(4)(x)
    assert np.isfinite(y).all()
    assert np.isfinite(tape.gradient(y, x)).all()


def test_its_shape_and_settings_are_kept():
    layer = InterpolateCells.from_config(InterpolateCells(5).get_config())
    assert layer(keras.Input((None, 4, 2))).shape == (None, None, 15, 2)
