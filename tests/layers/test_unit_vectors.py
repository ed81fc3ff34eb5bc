import numpy as np

from kerasdense.layers import UnitVectors

RNG = np.random.default_rng(0)


def test_lengths_are_one_within_a_hundredth():
    """Of vectors longer than 1/10: 1 / sqrt(1 + 1e-4 / 0.1^2) = 0.995."""
    x = RNG.normal(size=(2, 9, 7, 3)).astype(np.float32)
    x = x[:, :, :, :] / np.linalg.norm(x, axis=-1, keepdims=True)
    for length in (0.1, 1, 50):
        found = np.asarray(UnitVectors()(length * x))
        np.testing.assert_allclose(np.linalg.norm(found, axis=-1), 1, atol=1e-2)
        np.testing.assert_allclose(np.einsum("bhwc,bhwc->bhw", found, x), 1, atol=1e-2)


def test_nothing_stays_nothing():
    assert not np.asarray(UnitVectors()(np.zeros((1, 2, 2, 3), np.float32))).any()


def test_it_is_made_anew_from_its_configuration():
    layer = UnitVectors(epsilon=0.5)
    assert UnitVectors.from_config(layer.get_config()).epsilon == 0.5
