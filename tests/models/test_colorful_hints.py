import keras
import numpy as np

from kerasdense.models.colorful_hints import colorful_hints, every_other


def test_it_has_the_published_weights():
    with keras.StatelessScope(initialize_variables=False):
        network = colorful_hints()
    trained = sum(int(np.prod(w.shape)) for w in network.trainable_weights)
    suggesting = 256 * 529 + 529  # the head that is left out
    assert trained + suggesting == 34_187_027
    assert network.count_params() + suggesting == 34_192_787


def test_hints_change_what_is_painted():
    network = colorful_hints(width=1 / 16)
    x = np.zeros((1, 16, 24, 6), np.float32)
    x[..., :3] = 0.5
    y = x.copy()
    y[:, 8, 8, 3:] = (0.5, -0.5, 1)
    assert network(x).shape == (1, 16, 24, 2)
    assert np.abs(np.asarray(network(x)) - np.asarray(network(y))).max() > 1e-4


def test_halving_takes_the_first_pixel_of_four():
    x = np.arange(4 * 6 * 2, dtype="float32").reshape(1, 4, 6, 2)
    np.testing.assert_array_equal(every_other(x, "half"), x[:, ::2, ::2])
