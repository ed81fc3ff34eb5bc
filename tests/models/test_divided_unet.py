"""A division, and a U-Net of which nothing is left where it writes nothing."""

import numpy as np

from kerasdense.damage import parse
from kerasdense.models.divided_unet import divided_unet
from kerasdense.tasks import Deconvolution


def built():
    return divided_unet(1, filters=(4, 8), blocks=(1, 1))


def test_without_its_unet_it_is_wieners_division():
    network = built()
    denoiser = network.get_layer("half_resolution_denoiser")
    denoiser.get_layer("tail").set_weights(
        [np.zeros_like(w) for w in denoiser.get_layer("tail").get_weights()]
    )
    image = np.random.default_rng(0).random((90, 80, 1), np.float32)
    made = parse("motion:9")(image, np.random.default_rng(1))
    x = np.asarray(Deconvolution(channels=1).input(made))[None]
    assert x.shape == (1, 82, 72, 2)
    inner = np.s_[20:-20, 20:-20]
    errors = []
    for beta in (1e-1, 1e-3):
        network.get_layer("division").log_beta.assign(np.log(beta))
        off = np.asarray(network(x))[0] - made["image"]
        errors.append(np.sqrt(np.mean(off[inner] ** 2)))
    blurred = np.sqrt(np.mean((made["damaged"] - made["image"])[inner] ** 2))
    assert errors[1] < errors[0] < blurred and errors[1] < 0.5 * blurred


def test_the_kernel_tells_what_to_divide_by():
    network = built()
    x = np.random.default_rng(2).random((1, 32, 35, 2), np.float32)
    x[..., 1] = 0
    x[0, 16, 17, 1] = 1
    one = np.asarray(network(x))
    x[0, 16, 18, 1] = 1
    assert np.abs(np.asarray(network(x)) - one).max() > 0.1
    assert one.shape == (1, 32, 35, 1)
