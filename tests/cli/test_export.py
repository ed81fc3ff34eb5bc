import json
import subprocess
import sys

import numpy as np
import pytest
from typer.testing import CliRunner

from kerasdense.cli import export
from kerasdense.cli.main import app
from kerasdense.cli.open import open_model
from kerasdense.errors import InputError, ModelFileError
from kerasdense.export import compare
from kerasdense.files import picture

DATA = "samples:chelsea"


def invoke(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def refused(*arguments):
    """-> what is said, and the exit code."""
    error = invoke("export", *arguments).exception
    assert isinstance(error, InputError)
    return str(error), error.exit_code


@pytest.fixture(scope="module")
def lite(enlarger, tmp_path_factory):
    """A .tflite of the tiny enlarger, by the command."""
    path = tmp_path_factory.mktemp("lite") / "enlarger.tflite"
    done = invoke("export", enlarger, "--to", path, "--measure", DATA)
    assert done.exit_code == 0, done.output
    assert f"kerasdense predict {path}" in done.output.replace("\n", " ")
    return path


@pytest.fixture(scope="module")
def served(labeller, tmp_path_factory):
    """A SavedModel of the tiny labeller."""
    path = tmp_path_factory.mktemp("served") / "labeller"
    done = invoke("export", labeller, "--to", path, "--measure", "balls:2")
    assert done.exit_code == 0, done.output
    return path


def test_the_report_is_kept_beside_the_file(lite):
    found = json.loads((lite.parent / "export.json").read_text())["enlarger.tflite"]
    assert found["proven"] and found["bytes"] == lite.stat().st_size
    assert found["data"] == DATA and found["images"] == 1
    assert found["difference"]["largest"] <= 1
    scores = found["scores"]
    assert scores["file"]["psnr"] == pytest.approx(scores["network"]["psnr"], abs=0.01)
    assert found["ops"]["CONV_2D"] == 6
    assert not found["imports_tensorflow"]
    assert {path.name for path in lite.parent.iterdir()} == {
        "enlarger.tflite", "export.json"
    }  # fmt: skip


def test_predict_by_a_tflite_imports_neither_tensorflow_nor_keras(
    lite, photograph, tmp_path
):
    code = """
import sys
from kerasdense.cli.main import app
try:
    app(["predict", *sys.argv[1:]])
except SystemExit as end:
    assert not end.code, end.code
print([name for name in ("tensorflow", "keras", "jax") if name in sys.modules])
"""
    arguments = [str(lite), str(photograph), "--to", str(tmp_path / "large.png")]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments, "--overlay", "--self-ensemble"],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.strip() == "[]", done.stderr
    assert picture.read(tmp_path / "large.png").pixels.shape == (42, 68, 3)


def test_a_file_predicts_what_its_model_predicts(enlarger, lite, photograph, tmp_path):
    results = []
    for model in (enlarger, lite):
        path = tmp_path / f"{model.stem}.png"
        done = invoke("predict", model, photograph, "--to", path, "--overwrite")
        assert done.exit_code == 0, done.output
        results.append(picture.read(path).pixels.astype(int))
    assert np.abs(results[0] - results[1]).max() <= 1


@pytest.mark.parametrize("name", ["lite", "served"])
def test_files_are_opened_by_every_command(name, request, photograph, tmp_path):
    model = request.getfixturevalue(name)
    labels = name == "served"
    done = invoke("predict", model, photograph, "--to", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out" / "classes.json").exists() == labels
    done = invoke("evaluate", model, "balls:1" if labels else DATA)
    assert done.exit_code == 0, done.output
    assert ("mean_iu" if labels else "psnr") in done.output
    assert ("rounded to 8 bits, and what it gives" in done.output) == (not labels)
    done = invoke("list", model, "--json")
    told = json.loads(done.output)
    assert told["task"]["task"] == ("Segmentation" if labels else "SuperResolution")
    assert told["facts"]["format"] == ("savedmodel" if labels else "tflite")


def test_broken_files_are_told_with_code_3(lite, served, tmp_path):
    cut = tmp_path / "cut.tflite"
    cut.write_bytes(lite.read_bytes()[:-100])
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "saved_model.pb").write_bytes((served / "saved_model.pb").read_bytes())
    for path in (cut, bare):
        with pytest.raises(ModelFileError) as caught:
            open_model(str(path))
        assert caught.value.exit_code == 3
        assert path.name in str(caught.value)


def test_a_tile_size_of_its_own_is_told_to_predict(labeller, tmp_path):
    path = tmp_path / "small.tflite"
    size = ["--size", "64x48", "--measure", "balls:1"]
    done = invoke("export", labeller, "--to", path, *size)
    assert done.exit_code == 0, done.output
    model = open_model(str(path))
    assert model.size == (64, 48) and model.reach.step == 2
    photograph = np.random.default_rng(0).integers(0, 256, (100, 90, 3), np.uint8)
    picture.write(tmp_path / "in.png", photograph)
    done = invoke("predict", path, tmp_path / "in.png", "--to", tmp_path / "out.png")
    assert done.exit_code == 0 and "blended" not in done.output
    assert picture.read_label(tmp_path / "out.png").shape == (100, 90, 1)


def test_a_file_that_differs_by_too_much_says_so_in_its_name(
    denoiser, tmp_path, monkeypatch
):
    strict = compare.Tolerance(largest=-1.0)
    monkeypatch.setitem(compare.TOLERANCES["float32"], "picture", strict)
    path = tmp_path / "mend.tflite"
    done = invoke("export", denoiser, "--to", path, "--measure", DATA)
    assert done.exit_code == 4
    assert "unproven: largest" in done.output
    assert not path.exists()
    unproven = tmp_path / "mend.unproven.tflite"
    assert unproven.exists()
    found = json.loads((tmp_path / "export.json").read_text())
    assert not found["mend.unproven.tflite"]["proven"]
    said, code = refused(denoiser, "--to", path)
    assert "mend.unproven.tflite exists" in said and code == 2


def test_int8_is_calibrated_on_what_is_named(labeller, tmp_path):
    path = tmp_path / "small.tflite"
    done = invoke(
        "export", labeller, "--to", path, "--precision", "int8",
        "--calibrate", "balls:4", "--limit", 2, "--json",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)["small.tflite"]
    assert (found["precision"], found["data"]) == ("int8", "balls:4")
    assert found["images"] == 2 and found["difference"]["differing"] <= 0.03


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--to", "x.tflite", "--format", "savedmodel"], "do not agree"),
        (["--to", "x", "--format", "tflite"], "do not agree"),
        (["--to", "x", "--precision", "int8"], "A SavedModel is float32"),
        (["--to", "x.tflite", "--size", "64"], "HEIGHTxWIDTH"),
        (["--to", "x.tflite", "--size", "0x64"], "HEIGHTxWIDTH"),
    ],
)
def test_what_does_not_go_together_is_refused(denoiser, arguments, words, tmp_path):
    assert words in refused(denoiser, *arguments)[0]


def test_files_that_exist_are_left(denoiser, lite, tmp_path):
    before = lite.read_bytes()
    assert "--overwrite" in refused(denoiser, "--to", lite)[0]
    assert lite.read_bytes() == before
    (tmp_path / "export.json").write_text("[]")
    said, code = refused(denoiser, "--to", tmp_path / "x.tflite")
    assert "none of our reports" in said and code == 3


def test_what_is_exported_is_not_exported_again(lite, tmp_path):
    assert "exported already" in refused(lite, "--to", tmp_path / "y.tflite")[0]


def test_a_network_for_other_classes_is_not_measured(labeller, shared, tmp_path):
    camvid = f"camvid:{shared}/data/segmentation/camvid"
    said, _ = refused(labeller, "--to", tmp_path / "x", "--measure", camvid)
    assert "sky" in said


def test_names():
    assert export.unproven_name(export.Path("a/b.tflite")).name == "b.unproven.tflite"
    assert export.unproven_name(export.Path("a/b")).name == "b.unproven"
    assert export.size_of("384x480") == (384, 480)
