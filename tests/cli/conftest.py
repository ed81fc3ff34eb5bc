"""Tiny bundles to command, and a way to command them."""

import os
import subprocess
import sys

import numpy as np
import pytest

COMMAND = [sys.executable, "-c", "from kerasdense.cli.main import main; main()"]


@pytest.fixture(scope="session")
def denoiser(tmp_path_factory):
    """The folder of an untaught colour denoiser."""
    import keras

    from kerasdense import bundle
    from kerasdense.models.half_resolution import half_resolution_denoiser
    from kerasdense.tasks import Denoising

    folder = tmp_path_factory.mktemp("models") / "denoiser"
    keras.utils.set_random_seed(0)
    network = half_resolution_denoiser(3, filters=(4, 8), blocks=(1, 1))
    bundle.save(folder, network, Denoising(channels=3))
    return folder


@pytest.fixture(scope="session")
def enlarger(tmp_path_factory):
    """The folder of an untaught network for twice the size."""
    import keras

    from kerasdense import bundle
    from kerasdense.models.edsr import edsr
    from kerasdense.tasks import SuperResolution

    folder = tmp_path_factory.mktemp("models") / "enlarger"
    keras.utils.set_random_seed(0)
    bundle.save(folder, edsr(filters=4, blocks=1), SuperResolution())
    return folder


@pytest.fixture(scope="session")
def labeller(tmp_path_factory):
    """The folder of an untaught network for three classes."""
    import keras

    from kerasdense import bundle
    from kerasdense.models.unet import unet
    from kerasdense.tasks import Segmentation

    folder = tmp_path_factory.mktemp("models") / "labeller"
    task = Segmentation(classes=("wall", "red ball", "blue ball"))
    keras.utils.set_random_seed(0)
    bundle.save(folder, unet(3, 3, filters=(4, 8)), task)
    return folder


@pytest.fixture(scope="session")
def pair(tmp_path_factory):
    """The folder of an untaught network of two label maps."""
    import keras

    from kerasdense import bundle
    from kerasdense.recipes.fcn_sift_flow import recipe

    folder = tmp_path_factory.mktemp("models") / "pair"
    keras.utils.set_random_seed(0)
    made = recipe(small=True)
    bundle.save(folder, made.network(made.task), made.task)
    return folder


@pytest.fixture
def photograph(tmp_path):
    """A small picture in colour, under an awkward name."""
    from kerasdense.files import picture

    path = tmp_path / "Été am Meer.PNG"
    pixels = np.random.default_rng(0).integers(0, 256, (21, 34, 3), np.uint8)
    picture.write(path, pixels)
    return path


@pytest.fixture
def run(tmp_path):
    """kerasdense as a process of its own: (arguments) -> completed process."""

    def call(*arguments, stdin=None):
        return subprocess.run(
            [*COMMAND, *map(str, arguments)],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env={**os.environ, "COLUMNS": "200"},
            timeout=300,
        )

    return call
