"""Tiny networks, and the files made of them, each made once."""

import functools

import keras
import numpy as np
import pytest

from kerasdense.datasets import Samples
from kerasdense.export.saved_model import to_saved_model
from kerasdense.export.tflite import to_tflite
from kerasdense.models.edsr import edsr
from kerasdense.models.half_resolution import half_resolution_denoiser
from kerasdense.models.unet import unet
from kerasdense.recipes import fcn_sift_flow
from kerasdense.tasks import Denoising, Segmentation, SuperResolution

CLASSES = ("wall", "red ball", "blue ball")


@functools.cache
def made(kind):
    """-> an untaught network, and its task."""
    keras.utils.set_random_seed(7)
    if kind == "denoiser":
        network = half_resolution_denoiser(3, filters=(4, 8), blocks=(1, 1))
        return network, Denoising(channels=3)
    if kind == "two maps":
        recipe = fcn_sift_flow.recipe(small=True)
        return recipe.network(recipe.task), recipe.task
    if kind == "edsr":
        return edsr(filters=4, blocks=1), SuperResolution()
    return unet(3, 3, filters=(4, 8)), Segmentation(CLASSES, palette=((9, 8, 7),) * 3)


@pytest.fixture(scope="session")
def network():
    """(kind) -> network, task."""
    return made


@pytest.fixture(scope="session")
def exported(tmp_path_factory):
    """(kind, precision or "savedmodel", size) -> the path of a file, made once."""
    folder = tmp_path_factory.mktemp("exported")

    def export(kind, precision, size=None, **options):
        name = "-".join(map(str, (kind, precision, size, *options.values())))
        path = folder / (name if precision == "savedmodel" else f"{name}.tflite")
        if path.exists():
            return path
        if precision == "savedmodel":
            to_saved_model(*made(kind), path)
        else:
            options["calibration"] = photographs()
            to_tflite(*made(kind), path, precision, size=size, **options)
        return path

    return export


@functools.cache
def photographs():
    data = Samples()
    return [data.read(i)["image"][::2, ::2] / np.float32(255) for i in range(4)]


@pytest.fixture
def smooth():
    """A picture of slow waves, uint8 [60, 76, 3]."""
    rows, columns = np.mgrid[:60, :76] / 10
    waves = [np.sin(rows + k) * np.cos(columns - k) for k in range(3)]
    return np.rint(127.5 + 120 * np.stack(waves, axis=-1)).astype(np.uint8)
