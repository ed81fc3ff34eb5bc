import numpy as np

from kerasdense.layers import Root


def test_light_becomes_its_root_and_less_than_none_is_none():
    """sqrt(0.2499 + 0.0001) = 0.5."""
    x = np.float32([[[[-1, 0, 0.2499, 0.9999]]]])
    np.testing.assert_allclose(Root()(x), [[[[0.01, 0.01, 0.5, 1]]]], rtol=1e-5)
    assert Root().compute_output_shape((1, 2, 3, 4)) == (1, 2, 3, 4)
