import json
import shutil

import numpy as np

from kerasdense.files import picture

SMALL = ["--set", "steps=4", "--set", "batch=2", "--set", "patch=32"]
NETWORK = ["--set", "filters=4,8", "--set", "blocks=1,1", "--set", "score_every=2"]


def test_photographs_of_ones_own_are_trained_on_and_used(run, photograph, tmp_path):
    """The story of the README: train on a folder, resume is refused, predict."""
    folder = tmp_path / "mine"
    shutil.copy(photograph, tmp_path / "another.png")
    data = ["--data", f"images:{photograph.parent}"]
    done = run("train", "denoise_color", folder, *data, *SMALL, *NETWORK)
    assert done.returncode == 0, done.stderr.decode()
    record = json.loads((folder / "run.json").read_text())
    assert record["recipe"] == "denoise_color"
    assert record["settings"]["filters"] == [4, 8]
    assert record["versions"]["keras"]
    assert set(record["scores"]) == {"psnr", "ssim"}
    assert (folder / "recipe.py").read_text().startswith('"""')
    steps = [row.split(",")[0] for row in (folder / "history.csv").open()]
    assert steps == ["step", "2", "4"]

    again = run("train", "denoise_color", folder, *data, *SMALL, *NETWORK)
    assert again.returncode == 2
    assert "--resume" in again.stderr.decode()

    done = run("predict", folder, photograph, "--to", tmp_path / "out.png")
    assert done.returncode == 0, done.stderr.decode()
    assert picture.read(tmp_path / "out.png").pixels.shape == (21, 34, 3)


def test_a_misspelt_setting_is_told_with_those_there_are(run, tmp_path):
    done = run("train", "sr_x2", tmp_path / "run", "--set", "step=4")
    assert done.returncode == 2
    said = done.stderr.decode()
    assert "Did you mean 'steps'?" in said
    assert "filters=64" in said
    assert not (tmp_path / "run").exists()


def test_a_run_goes_on_from_another_models_weights(run, tmp_path):
    """The shipped enlarger's body is taken; a narrower network has none of it."""
    data = ["--data", "samples:", "--no-check"]
    few = ["--set", "steps=1", "--set", "batch=1", "--set", "patch=24"]
    done = run("train", "sr_x2", tmp_path / "a", *data, *few, "--from", "sr-x2")
    said = done.stderr.decode()
    assert done.returncode == 0, said
    assert "layers of" in said and "new:" not in said
    record = json.loads((tmp_path / "a" / "run.json").read_text())
    assert record["start"].endswith("sr-x2")
    assert record["scores"]["psnr"] > 30  # after a single step

    done = run("train", "dncnn_25", tmp_path / "b", *data, "--from", "sr-x2")
    assert done.returncode == 2
    assert "no layer of edsr there is one of dncnn" in done.stderr.decode()


def test_pictures_that_are_measured_on_are_left_out(run, photograph, tmp_path):
    refused = run("train", "derain", tmp_path / "run", "--without", "samples:")
    assert refused.returncode == 2
    assert "name that, too" in refused.stderr.decode()

    theirs = tmp_path / "theirs"
    theirs.mkdir()
    shutil.copy(photograph, theirs / "theirs.png")
    data = ["--data", f"images:{theirs}"]
    without = ["--without", f"images:{theirs}"]
    alone = run("train", "derain", tmp_path / "run", *data, *without)
    assert alone.returncode == 2
    assert "leaves nothing to train on" in alone.stderr.decode()

    other = tmp_path / "mine"
    other.mkdir()
    shutil.copy(photograph, other / "a.png")
    for name in "bcd":
        noise = np.random.default_rng(ord(name)).integers(0, 256, (40, 40, 3))
        picture.write(other / f"{name}.png", noise.astype(np.uint8))
    data = ["--data", f"images:{other}"]
    done = run("train", "derain", tmp_path / "run", *data, *without, *SMALL, *NETWORK)
    said = done.stderr.decode()
    assert done.returncode == 0, said
    assert "a (theirs)" in said
    record = json.loads((tmp_path / "run" / "run.json").read_text())
    assert record["without"] == [f"images:{theirs}"]
