import csv
import json

import numpy as np
import pytest
from typer.testing import CliRunner

from kerasdense import bundle
from kerasdense.cli.main import app
from kerasdense.datasets import open_dataset
from kerasdense.errors import InputError
from kerasdense.files import picture
from kerasdense.metrics import Confusion
from kerasdense.metrics.niqe import niqe
from kerasdense.models.mean_maps import mean_maps
from kerasdense.perceptual import read_pristine
from kerasdense.pixels.color import luma
from kerasdense.pixels.resample import imresize
from kerasdense.tasks import DepthNormals


def invoke(*arguments):
    return CliRunner().invoke(
        app, ["evaluate", *map(str, arguments)], catch_exceptions=True
    )


def test_scores_come_with_their_protocol_and_every_image(enlarger, tmp_path):
    file = tmp_path / "scores.json"
    done = invoke(enlarger, "samples:chelsea,coffee", "--json", file)
    assert done.exit_code == 0, done.output
    found = json.loads(file.read_text())
    assert found["images"] == 2
    assert "luma" in found["protocol"]["psnr"]
    assert "2 pixels shaved" in found["protocol"]["psnr"]
    with open(tmp_path / "scores.csv") as rows:
        each = list(csv.DictReader(rows))
    assert [row["name"] for row in each] == ["chelsea", "coffee"]
    mean = np.mean([float(row["psnr"]) for row in each])
    assert found["scores"]["psnr"] == pytest.approx(mean)


def test_labels_are_scored_class_by_class(labeller, tmp_path):
    file = tmp_path / "scores.json"
    done = invoke(labeller, "balls:3", "--json", file)
    assert done.exit_code == 0, done.output
    found = json.loads(file.read_text())
    assert set(found["per_class"]) == {"wall", "red ball", "blue ball"}
    matrix = np.array(found["confusion"])
    assert matrix.sum() == 3 * 64 * 64
    again = Confusion(("wall", "red ball", "blue ball"))
    y, prediction = (
        np.repeat(np.indices(matrix.shape)[axis].ravel(), matrix.ravel())
        for axis in (0, 1)
    )
    again.update_state(
        y.reshape(1, 1, -1, 1),
        prediction.reshape(1, 1, -1, 1),
        np.ones((1, 1, y.size, 1)),
    )
    assert float(again.result()["mean_iu"]) == pytest.approx(found["scores"]["mean_iu"])
    drawn = picture.read(tmp_path / "scores-confusion.png").pixels
    assert drawn.shape[-1] == 3


def test_scores_of_two_maps_have_the_names_of_both(pair, tmp_path):
    done = invoke(
        *(pair, "balls:2", "--with", "semantic-true-classes"),
        *("--json", tmp_path / "scores.json"),
    )
    assert done.exit_code == 0, done.output
    found = json.loads((tmp_path / "scores.json").read_text())
    assert {
        *("semantic_mean_iu", "geometric_mean_iu", "geometric_pixel_accuracy"),
        "semantic_mean_iu_true_classes",
    } <= set(found["scores"])
    assert set(found["per_class"]) == {"wall", "red ball", "blue ball"}
    assert np.sum(found["confusion"]) == 2 * 64 * 64
    assert "geometric_confusion" in found["protocol"]


def test_a_network_for_other_classes_is_refused(labeller, shared):
    done = invoke(labeller, f"camvid:{shared}/data/segmentation/camvid")
    assert isinstance(done.exception, InputError)
    assert "sky" in str(done.exception)


def test_labels_that_a_network_does_not_learn_are_no_hindrance(tmp_path):
    """Rooms have labels, and a network of depth and normals has none."""
    network = mean_maps(DepthNormals(relative=True).channels_out, size=(6, 8))
    bundle.save(tmp_path / "model", network, DepthNormals(relative=True))
    done = invoke(tmp_path / "model", "scenes:2,48x64")
    assert done.exit_code == 0, done.output
    assert "depth_si_log" in done.output and "normals_median_angle" in done.output


def test_noise_is_the_same_every_time(denoiser):
    first, second = (
        invoke(denoiser, "samples:chelsea", "--noise", 15).output for _ in range(2)
    )
    assert first == second
    assert "deviation 15 of 255" in first


def test_more_is_measured_when_it_is_asked_for(labeller, tmp_path):
    file = tmp_path / "scores.json"
    asked = ["--with", "bf", "--with", "true-classes", "--with", "bf"]
    done = invoke(labeller, "balls:2", "--json", file, *asked)
    assert done.exit_code == 0, done.output
    found = json.loads(file.read_text())
    assert 0 <= found["scores"]["boundary_f1"] <= 1
    assert "0.0075 of the diagonal" in found["protocol"]["boundary_f1"]
    assert 0 <= found["scores"]["mean_iu_true_classes"] <= 1
    assert "mean_iu" in found["scores"] and len(found["confusion"]) == 3
    with open(tmp_path / "scores.csv") as rows:
        each = [float(row["boundary_f1"]) for row in csv.DictReader(rows)]
    assert found["scores"]["boundary_f1"] == pytest.approx(np.mean(each))


def test_what_a_task_does_not_measure_is_refused(labeller, denoiser):
    done = invoke(labeller, "balls:2", "--with", "bff")
    assert isinstance(done.exception, InputError)
    assert "is bf, bf-either, true-classes. Did you mean 'bf'?" in str(done.exception)
    done = invoke(denoiser, "samples:chelsea", "--with", "bf")
    assert "of this model is aligned, niqe=FILE, " in str(done.exception)


def test_a_protocol_is_named_and_spelled_out(tmp_path):
    file = tmp_path / "scores.json"
    asked = "bicubic-x2", "samples:astronaut", "--json", file
    # PSNR of MATLAB's bicubic by two protocols, as other programs have measured it.
    for name, psnr in (("set5-y", 31.6985), ("div2k-rgb-crop", 30.0800)):
        done = invoke(*asked, "--protocol", name)
        assert done.exit_code == 0, done.output
        found = json.loads(file.read_text())
        assert found["scores"]["psnr"] == pytest.approx(psnr, abs=1e-3)
        assert found["protocol"]["protocol"] == name
    assert "all channels; 8 pixels shaved" in found["protocol"]["psnr"]
    invoke(*asked)
    by_itself = json.loads(file.read_text())
    assert by_itself["protocol"]["protocol"] == "set5-y"
    assert by_itself["scores"]["psnr"] == pytest.approx(31.6985, abs=1e-3)


def test_naturalness_is_measured_beside_the_challenges_error(tmp_path, shared):
    model = shared / "data" / "perceptual" / "niqe_modelparameters.mat"
    file = tmp_path / "scores.json"
    asked = "bicubic-x4", "samples:astronaut", "--json", file, "--with", f"niqe={model}"
    done = invoke(*asked, "--protocol", "pirm")
    assert done.exit_code == 0, done.output
    found = json.loads(file.read_text())
    assert set(found["scores"]) == {"rmse", "niqe"}
    image = read("astronaut")
    enlarged = imresize(imresize(image, 1 / 4), 4)
    y, prediction = (luma(p)[4:-4, 4:-4, 0] for p in (image, enlarged))
    error = np.sqrt(np.mean((y.astype(float) - prediction) ** 2))
    assert found["scores"]["rmse"] == pytest.approx(error, abs=1e-4)
    expected = niqe(prediction, *read_pristine(model))
    assert found["scores"]["niqe"] == pytest.approx(expected, abs=1e-3)
    assert "4 pixels shaved" in found["protocol"]["niqe"]


def read(name):
    return open_dataset(f"samples:{name}").read(0)["image"]


@pytest.mark.parametrize(
    "asked, words",
    [
        (("--protocol", "set5"), "are set5-y, div2k-rgb-crop, pirm. Did you mean"),
        (("--with", "niqe"), "niqe needs a file, niqe=FILE"),
        (("--with", "niqe=none.mat"), "--with niqe=none.mat: none.mat cannot be read"),
        (("--with", "niqqe=x"), "is aligned, niqe=FILE, lpips=TRUNK"),
        (("--with", "pi=model.mat"), "cannot be reproduced without its authors'"),
    ],
)
def test_a_protocol_or_measure_that_is_not_there_is_one_line(asked, words, enlarger):
    done = invoke(enlarger, "samples:chelsea", *asked)
    assert isinstance(done.exception, InputError), done.output
    assert words in str(done.exception) and "\n" not in str(done.exception)


def test_other_tasks_have_no_protocols_by_name(denoiser):
    done = invoke(denoiser, "samples:chelsea", "--protocol", "pirm")
    assert "the protocols of this model are none by name" in str(done.exception)


def test_small_pictures_are_the_datasets_own_or_come_of_a_damage(
    run, enlarger, tmp_path
):
    pixels = np.random.default_rng(0).integers(0, 256, (24, 36, 3), np.uint8)
    for folder, step in (("HR", 1), ("LR_x2", 2)):
        (tmp_path / "set" / folder).mkdir(parents=True)
        picture.write(tmp_path / "set" / folder / "a.png", pixels[::step, ::step])
    told = []
    for arguments in (
        ["benchmark:set,2"],
        ["benchmark:set"],
        ["benchmark:set", "--damage", "shrink:2+jpeg:40"],
    ):
        done = run("evaluate", enlarger, *arguments, "--json", "scores.json")
        assert done.returncode == 0, done.stderr.decode()
        told.append(json.loads((tmp_path / "scores.json").read_text())["protocol"])
    assert told[0]["input"] == "the small pictures that the dataset has"
    assert told[1]["input"].startswith("MATLAB's bicubic at 1/2, rounded to 8 bits")
    assert "input" not in told[2] and "JPEG of quality 40" in told[2]["damage"]


def test_a_self_ensemble_is_scored_and_told(enlarger, tmp_path):
    plain, eight = tmp_path / "plain.json", tmp_path / "eight.json"
    once = invoke(enlarger, "samples:coffee", "--json", plain)
    again = invoke(enlarger, "samples:coffee", "--self-ensemble", "--json", eight)
    assert once.exit_code == again.exit_code == 0, again.output
    one, two = (json.loads(path.read_text()) for path in (plain, eight))
    assert one["scores"]["psnr"] != two["scores"]["psnr"]
    assert two["protocol"]["self_ensemble"] == "mean over eight turns and mirrorings"
    assert "self_ensemble" not in one["protocol"]
