"""Large pictures in parts, from the command line."""

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image
from skimage import data
from typer.testing import CliRunner

from kerasdense import bundle
from kerasdense.cli.main import app
from kerasdense.files import picture
from kerasdense.models.edsr import edsr
from kerasdense.tasks import SuperResolution


@pytest.fixture
def large(tmp_path):
    """150 rows and 170 columns: several tiles of 64."""
    pixels = np.random.default_rng(3).integers(0, 256, (150, 170, 3), np.uint8)
    picture.write(tmp_path / "large.png", pixels)
    return tmp_path / "large.png"


def predicted(model, source, name, *options):
    to = source.with_name(name)
    arguments = ["predict", model, source, "--to", to, *options]
    done = CliRunner().invoke(app, list(map(str, arguments)))
    assert done.exit_code == 0, done.output
    return picture.read(to).pixels.astype(int), done.output


def test_tiles_and_the_whole_give_the_same_picture(enlarger, large):
    tiled, said = predicted(enlarger, large, "tiled.png", "--tile", 64)
    whole, _ = predicted(enlarger, large, "whole.png", "--tile", 0)
    assert tiled.shape == (300, 340, 3)
    assert abs(tiled - whole).max() <= 1  # a rounding may fall to the other side
    assert "blended" not in said


def test_the_self_ensemble_is_the_mean_of_the_eight_views(enlarger, large):
    ensemble, _ = predicted(enlarger, large, "all.png", "--self-ensemble", "--tile", 0)
    single, _ = predicted(enlarger, large, "one.png", "--tile", 0)
    assert ensemble.shape == single.shape
    assert (ensemble != single).any()
    # Turned by a quarter, the source gives the ensemble turned by a quarter.
    turned = large.with_name("turned.png")
    picture.write(turned, np.rot90(picture.read(large).pixels).copy())
    again, _ = predicted(enlarger, turned, "again.png", "--self-ensemble", "--tile", 0)
    assert abs(np.rot90(again, -1) - ensemble).max() <= 1


PROGRAM = """
import resource, sys
from kerasdense.cli.main import main
try:
    main()
finally:
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"gigabytes {used}", file=sys.stdout)
"""


@pytest.mark.slow
def test_12_megapixels_are_enlarged_four_times_in_bounded_memory(tmp_path, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")  # as on a terminal: with a bar
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)
    network = edsr(scale=4, filters=8, blocks=1)
    bundle.save(tmp_path / "x4", network, SuperResolution(scale=4))
    photograph = np.tile(data.astronaut(), (6, 8, 1))[:3000, :4000]
    picture.write(tmp_path / "photo.png", photograph)
    to = tmp_path / "large.png"
    arguments = ["predict", tmp_path / "x4", tmp_path / "photo.png", "--to", to]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "tiles" in done.stderr
    assert float(done.stdout.split("gigabytes ")[1]) < 3
    picture.write(tmp_path / "part.png", photograph[1000:1200, 2000:2300])
    part, _ = predicted(tmp_path / "x4", tmp_path / "part.png", "p.png", "--tile", 0)
    with Image.open(to) as large:
        assert large.size == (16000, 12000)
        same = np.asarray(large.crop((8000, 4000, 9200, 4800))).astype(int)
    inside = np.s_[80:-80, 80:-80]
    assert abs(same[inside] - part[inside]).max() <= 1 and part.std() > 1
