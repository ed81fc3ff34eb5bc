import json

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from kerasdense.cli.main import app
from kerasdense.files import picture


def invoke(*arguments):
    return CliRunner().invoke(app, ["predict", *map(str, arguments)])


def test_a_folder_with_a_broken_file_gives_the_others_and_code_1(
    run, denoiser, photograph, tmp_path
):
    (tmp_path / "broken.jpg").write_bytes(b"not a picture")
    done = run("predict", denoiser, tmp_path, "--to", tmp_path / "out")
    assert done.returncode == 1
    assert "broken.jpg" in done.stderr.decode()
    written = picture.read(tmp_path / "out" / "Été am Meer.png")
    assert written.pixels.shape == (21, 34, 3)


def test_standard_input_is_answered_on_standard_output(run, enlarger, photograph):
    done = run("predict", enlarger, "-", stdin=photograph.read_bytes())
    assert done.returncode == 0, done.stderr
    assert picture.read(done.stdout).pixels.shape == (42, 68, 3)


def test_nothing_is_overwritten_unless_asked(denoiser, photograph, tmp_path):
    target = tmp_path / "kept.png"
    target.write_bytes(b"precious")
    refused = invoke(denoiser, photograph, "--to", target)
    assert refused.exit_code == 1
    assert target.read_bytes() == b"precious"
    assert invoke(denoiser, photograph, "--to", target, "--overwrite").exit_code == 0
    assert picture.read(target).pixels.shape == (21, 34, 3)


def test_labels_are_ids_with_colours_and_names(labeller, photograph, tmp_path):
    done = invoke(labeller, photograph, "--to", tmp_path / "out", "--overlay")
    assert done.exit_code == 0, done.output
    with Image.open(tmp_path / "out" / "Été am Meer.png") as image:
        assert image.mode == "P"
        assert image.size == (34, 21)
        assert np.asarray(image).max() < 3
    names = json.loads((tmp_path / "out" / "classes.json").read_text())
    assert names["classes"]["1"] == "red ball"
    assert (tmp_path / "out" / "Été am Meer_overlay.png").exists()


@pytest.mark.parametrize("channels", [1, 3])
def test_16_bits_alpha_and_gray_come_back(enlarger, tmp_path, channels):
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 65536, (9, 7, channels)).astype("uint16")
    alpha = rng.integers(0, 65536, (9, 7, 1)).astype("uint16")
    like = picture.Picture(pixels, alpha)
    picture.write(tmp_path / "deep.png", pixels, like)
    done = invoke(enlarger, tmp_path / "deep.png", "--to", tmp_path / "large.png")
    assert done.exit_code == 0, done.output
    large = picture.read(tmp_path / "large.png")
    assert large.pixels.dtype == np.uint16
    assert large.pixels.shape == (18, 14, channels)
    assert large.alpha.shape == (18, 14, 1)


def test_a_rotated_photograph_is_predicted_upright(labeller, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn: 40 rows by 20 columns when upright
    Image.new("RGB", (40, 20), (200, 30, 30)).save(tmp_path / "turned.jpg", exif=exif)
    done = invoke(labeller, tmp_path / "turned.jpg", "--to", tmp_path / "out")
    assert done.exit_code == 0, done.output
    label = picture.read_label(tmp_path / "out" / "turned.png")
    assert label.shape == (40, 20, 1)
