import numpy as np
import skimage.color

from kerasdense.layers import Lightness


def test_it_is_l_of_scikit_image_and_sees_no_colour():
    rgb = np.random.default_rng(0).random((2, 5, 6, 3)).astype("float32")
    expected = skimage.color.rgb2lab(rgb)[..., :1] / 100
    light = np.asarray(Lightness()(rgb))
    np.testing.assert_allclose(light, expected, atol=1e-5)
    assert Lightness().compute_output_shape((2, 5, 6, 3)) == light.shape


def test_it_stays_in_float32():
    assert Lightness().compute_dtype == "float32"
    assert Lightness.from_config(Lightness(name="a").get_config()).name == "a"
