"""Boundaries from a photograph: 16 bits, ridges alone, and each scale."""

import numpy as np
import pytest
from typer.testing import CliRunner

from kerasdense import bundle
from kerasdense.cli.main import app
from kerasdense.errors import InputError
from kerasdense.files import picture
from kerasdense.models.hed import hed
from kerasdense.pixels.lines import suppressed
from kerasdense.tasks import Boundaries


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A narrow HED, which has learned nothing, and a photograph."""
    root = tmp_path_factory.mktemp("boundaries")
    network = hed(width=1 / 32, pad_free=True, zero_scores=False)
    for i in range(1, 6):  # so that some pixels are sure, and some are not
        kernel, bias = network.get_layer(f"score-dsn{i}").get_weights()
        network.get_layer(f"score-dsn{i}").set_weights([0.01 * kernel, bias])
    bundle.save(root / "hed", network, Boundaries())
    image = np.random.default_rng(0).integers(0, 255, (40, 56, 3), np.uint8)
    picture.write(root / "photo.png", image)
    x = image[None] / np.float32(255)
    written = {
        name: 1 / (1 + np.exp(-np.asarray(y)[0])) for name, y in network(x).items()
    }
    return root, written


def run(*words):
    return CliRunner().invoke(app, ["predict", *map(str, words)])


def read(path):
    pixels = picture.read(path).pixels
    assert pixels.dtype == np.uint16 and pixels.shape[-1] == 1
    return pixels / 65535


def test_a_probability_has_16_bits_and_sides_stand_beside_it(folder):
    root, written = folder
    to = root / "found"
    done = run(root / "hed", root / "photo.png", "--to", f"{to}/", "--sides")
    assert done.exit_code == 0, done.output
    np.testing.assert_allclose(read(to / "photo.png"), written["fuse"], atol=1e-4)
    for i in range(1, 6):
        found = read(to / f"photo_side{i}.png")
        np.testing.assert_allclose(found, written[f"side{i}"], atol=1e-4)


def test_thin_leaves_the_ridges(folder):
    root, written = folder
    to = root / "thin.png"
    assert run(root / "hed", root / "photo.png", "--to", to, "--thin").exit_code == 0
    expected = suppressed(written["fuse"][..., 0])
    np.testing.assert_allclose(read(to)[..., 0], expected, atol=1e-3)
    assert 0.05 < (expected > 0).mean() < 0.9


def test_what_finds_no_boundaries_has_neither(folder):
    root, _ = folder
    for option in "--thin", "--sides":
        done = run("denoise-gray", root / "photo.png", "--to", root / "x.png", option)
        assert isinstance(done.exception, InputError)
        assert "is for boundaries, and denoise-gray finds none" in str(done.exception)
