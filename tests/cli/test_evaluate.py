import csv
import json

import numpy as np
import pytest
from typer.testing import CliRunner

from kerasdense.cli.main import app
from kerasdense.errors import InputError
from kerasdense.files import picture
from kerasdense.metrics import Confusion


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
    done = invoke(labeller, "scenes:3", "--json", file)
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
        *(pair, "scenes:2", "--with", "semantic-true-classes"),
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


def test_noise_is_the_same_every_time(denoiser):
    first, second = (
        invoke(denoiser, "samples:chelsea", "--noise", 15).output for _ in range(2)
    )
    assert first == second
    assert "deviation 15 of 255" in first


def test_more_is_measured_when_it_is_asked_for(labeller, tmp_path):
    file = tmp_path / "scores.json"
    asked = ["--with", "bf", "--with", "true-classes", "--with", "bf"]
    done = invoke(labeller, "scenes:2", "--json", file, *asked)
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
    done = invoke(labeller, "scenes:2", "--with", "bff")
    assert isinstance(done.exception, InputError)
    assert "is bf, bf-either, true-classes. Did you mean 'bf'?" in str(done.exception)
    done = invoke(denoiser, "samples:chelsea", "--with", "bf")
    assert "of this model is aligned." in str(done.exception)
