"""What needs no training: the scores that a network has to beat.

Baselines are predictors like any network, x -> output, and so are scored by the same
evaluate. They work on arrays, one image at a time, with well-kept libraries.
"""

import dataclasses
from collections.abc import Callable

import numpy as np

from kerasdense.errors import InputError
from kerasdense.pixels import resample


@dataclasses.dataclass(frozen=True)
class Baseline:
    """An image processor and its task.

    Args:
        meaning: For `kerasdense list`.
        task: What it reads and writes, as task.json would say it.
        make: noise in 255ths -> a function of an image [H, W, C] in [0, 1].
    """

    meaning: str
    task: dict
    make: Callable


def _bicubic(scale):
    return lambda noise: lambda image: resample.imresize(image, scale)


def _as_it_is(noise):
    return lambda image: image


def _nl_means(noise):
    from skimage.restoration import denoise_nl_means

    deviation = noise / 255
    settings = dict(patch_size=5, patch_distance=6, h=0.8 * deviation, sigma=deviation)

    def denoise(image):
        denoised = denoise_nl_means(image, channel_axis=-1, **settings)
        return denoised.reshape(image.shape)  # a single channel gets lost

    return denoise


def _bm3d(noise):
    try:
        import bm3d
    except ImportError:
        raise InputError(
            'bm3d needs a package of its own: pip install "kerasdense[baselines]" '
            "(its licence forbids commercial use)."
        ) from None

    def denoise(image):
        if image.shape[-1] == 3:
            return bm3d.bm3d_rgb(image, noise / 255)
        return bm3d.bm3d(image[..., 0], noise / 255)[..., None]

    return denoise


GRAY = {"task": "Denoising", "channels": 1}
COLOR = {"task": "Denoising", "channels": 3}

BASELINES = {
    **{
        f"bicubic-x{scale}": Baseline(
            f"MATLAB's bicubic, {scale} times, in colour",
            {"task": "SuperResolution", "scale": scale},
            _bicubic(scale),
        )
        for scale in (2, 3, 4)
    },
    **{
        f"bicubic-luma-x{scale}": Baseline(
            f"the same on luma alone, as the published rows have it, {scale} times",
            {"task": "SuperResolution", "scale": scale, "channels": 1, "luma": True},
            _bicubic(scale),
        )
        for scale in (2, 3, 4)
    },
    "noisy-gray": Baseline("the noisy picture itself", GRAY, _as_it_is),
    "noisy-color": Baseline("the noisy picture itself", COLOR, _as_it_is),
    "nl-means-gray": Baseline(
        "non-local means of scikit-image, told the noise", GRAY, _nl_means
    ),
    "nl-means-color": Baseline(
        "non-local means of scikit-image, told the noise", COLOR, _nl_means
    ),
    "bm3d-gray": Baseline("BM3D, told the noise", GRAY, _bm3d),
    "bm3d-color": Baseline("CBM3D, told the noise", COLOR, _bm3d),
}


def open_baseline(name, noise):
    """-> predictor, task."""
    from kerasdense.bundle import (
        task_from,
    )  # imports Keras, which `list` can do without

    baseline = BASELINES[name]
    process = baseline.make(noise)

    def predictor(x):
        images = [process(image) for image in np.asarray(x, np.float64)]
        return np.stack(images).astype(np.float32)

    return predictor, task_from(baseline.task)
