import numpy as np

from kerasdense.models.colorful_mobile import colorful_mobile
from kerasdense.models.trunks.efficientnet_lite0 import load_imagenet


def test_it_fits_into_6_megabytes():
    network = colorful_mobile()
    assert network.count_params() * 4 < 5.8e6
    load_imagenet(network)  # raises where there is no such trunk


def test_it_is_blind_to_colours_and_sees_the_whole_picture():
    network = colorful_mobile(3, filters=(8, 8), width=8)
    load_imagenet(network)
    score = network.get_layer("score")
    score.kernel.assign(np.random.default_rng(0).normal(size=score.kernel.shape))
    red, gray = np.zeros((2, 1, 64, 64, 3), np.float32)
    red[..., 0] = 1
    gray[:] = 1.055 * 0.212671 ** (1 / 2.4) - 0.055
    np.testing.assert_allclose(network(red), network(gray), atol=1e-4)
    wide = np.repeat(gray, 12, axis=2)
    far = wide.copy()
    far[:, :, -64:] = 0.95
    apart = np.abs(np.asarray(network(wide)) - np.asarray(network(far)))
    assert apart[0, :, 0].max() > 1e-6


def test_what_it_has_not_learned_is_gray():
    network = colorful_mobile(2)
    load_imagenet(network)
    picture = np.random.default_rng(0).uniform(0, 1, (1, 64, 64, 3)).astype(np.float32)
    written = np.abs(np.asarray(network(picture)))  # a and b in 110ths
    assert 0 < written.max() < 0.05
