import keras
import numpy as np
import pytest

from kerasdense.layers import MirrorPad


@pytest.mark.parametrize("size", [(8, 9), (20, 8)])
@pytest.mark.parametrize("before, after", [(3, 7), (0, 2), (7, 0)])
def test_the_border_is_that_of_numpys_reflect(size, before, after):
    x = np.random.default_rng(0).random((2, *size, 3), np.float32)
    border = (before, after)
    expected = np.pad(x, ((0, 0), border, border, (0, 0)), "reflect")
    np.testing.assert_array_equal(MirrorPad(before, after)(x), expected)


def test_a_border_wider_than_the_picture_is_mirrored_again_and_again():
    x = np.arange(3, dtype=np.float32).reshape(1, 3, 1, 1)
    padded = np.asarray(MirrorPad(5, 6)(x))
    assert padded[0, :, 0, 0].tolist() == [1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1, 0]
    assert padded.shape == (1, 14, 12, 1)  # a single column is repeated
    assert (padded == padded[:, :, :1]).all()


@pytest.mark.parametrize("side, expected", [(1, 4), (4, 4), (5, 20), (20, 20)])
def test_sides_are_raised_to_the_grid(side, expected):
    layer = MirrorPad(2, 3, multiple=16, remainder=4)
    x = np.arange(side, dtype=np.float32).reshape(1, 1, side, 1)
    padded = np.asarray(layer(x))
    assert padded.shape == (1, 9, expected + 5, 1)
    assert padded.shape == layer.compute_output_shape(x.shape)
    period = [*range(side), *range(side - 2, 0, -1)]
    line = [period[(i - 2) % len(period)] for i in range(expected + 5)]
    assert padded[0, 0, :, 0].tolist() == line
    assert layer.compute_output_shape((None, None, 3, 1)) == (None, None, 9, 1)


def test_its_settings_are_kept():
    layer = MirrorPad(2, 3, multiple=16, remainder=4, name="pad")
    again = MirrorPad.from_config(layer.get_config())
    x = keras.Input((7, 5, 1))
    assert again(x).shape == layer(x).shape == (None, 25, 25, 1)
