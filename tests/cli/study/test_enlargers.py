import json

import numpy as np
import pytest
from typer.testing import CliRunner

from kerasdense import bundle
from kerasdense.cli.main import app
from kerasdense.datasets import Samples
from kerasdense.errors import InputError
from kerasdense.files import picture
from kerasdense.perceptual import write_pristine


def enlarging(what, to, *more):
    asked = "--data", "samples:chelsea,coffee", "--pictures", 1, "--to", to
    words = ["study", what, *asked, *more]
    return CliRunner().invoke(app, list(map(str, words)))


def test_enlargers_are_studied_beside_bicubic_and_eight_times(tmp_path, enlarger):
    done = enlarging("superresolution", tmp_path, "--models", enlarger, "--plus")
    assert done.exit_code == 0, done.output
    assert "2 times, 2 images" in done.output
    assert "enlarger+" in (tmp_path / "report.md").read_text()
    before = (tmp_path / "scores.csv").read_text()
    assert len(before.splitlines()) == 1 + 2 * 3
    again = enlarging("superresolution", tmp_path, "--models", enlarger)
    assert again.exit_code == 0, again.output
    assert (tmp_path / "scores.csv").read_text() == before
    other = "--damage", "shrink:2+jpeg:20"
    done = enlarging("superresolution", tmp_path, "--models", enlarger, *other)
    assert "name another folder" in str(done.exception)


@pytest.fixture
def pristine(tmp_path):
    """A file to measure NIQE with."""
    rng = np.random.default_rng(0)
    write_pristine(tmp_path / "niqe.npz", rng.random(36), np.eye(36))
    return tmp_path / "niqe.npz"


def test_perception_is_studied_with_rivals_and_a_way_between(
    tmp_path, enlarger, pristine
):
    other = tmp_path / "other"
    network, task = bundle.load(enlarger)
    network.weights[0].assign(2 * np.asarray(network.weights[0]))
    bundle.save(other, network, task)
    data = Samples(("chelsea", "coffee"))
    for number in (0, 1):
        name, sample = data.name(number), data.read(number)
        rows, columns = (side // 2 * 2 for side in sample["image"].shape[:2])
        path = tmp_path / "theirs" / f"{name}_x2.png"
        picture.write(path, sample["image"][:rows, :columns])
    (tmp_path / "ma.csv").write_text("chelsea,8\ncoffee,6\n")
    asked = "--models", "bicubic-x2", "--mix", f"{enlarger},{other}", "--niqe", pristine
    more = "--rivals", f"theirs={tmp_path}/theirs", "--alphas", "0.5", "--limit", 1
    more += "--ma", f"theirs={tmp_path}/ma.csv"
    done = enlarging("perception", tmp_path / "study", *asked, *more)
    assert done.exit_code == 0, done.output
    assert "2 times, 1 images" in done.output
    found = json.loads((tmp_path / "study" / "study.json").read_text())
    way = f"{enlarger} to {other}, 0.5"
    everybody = "truth", "bicubic", "bicubic-x2", str(enlarger), str(other), "theirs"
    assert list(found["models"]) == [*everybody, way]
    assert found["models"]["theirs"]["rmse"] == 0
    niqe = found["models"]["truth"]["niqe"]
    assert found["models"]["theirs"]["pi"] == pytest.approx((niqe + 10 - 8) / 2)
    ends = [[0, str(enlarger)], [0.5, way], [1, str(other)]]
    assert found["paths"] == [ends]


@pytest.mark.parametrize(
    "more, words",
    [
        (("--mix", "sr-x2"), "--mix sr-x2 should name two models"),
        (("--mix", "sr-x2,bicubic-x2"), "bicubic-x2 has no network"),
        (("--mix", "sr-x2,bicubic-x2", "--alphas", "a"), "--alphas a should be num"),
        (("--mix", "sr-x2,bicubic-x2", "--alphas", "2"), "should lie between 0 and 1"),
        (("--rivals", "theirs"), "--rivals theirs should be NAME=FOLDER"),
        (("--rivals", "theirs=none"), "There is no folder none"),
        (("--ma", "srx2=x.csv"), "called 'srx2'. Did you mean 'sr-x2'?"),
    ],
)
def test_what_is_wrong_with_a_study_of_perception_is_one_line(
    more, words, tmp_path, pristine
):
    asked = "--models", "sr-x2", "--niqe", pristine, *more
    done = enlarging("perception", tmp_path / "study", *asked)
    assert isinstance(done.exception, InputError), done.output
    assert words in str(done.exception) and "\n" not in str(done.exception)
    assert not (tmp_path / "study").exists()
