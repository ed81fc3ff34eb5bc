import csv
import types

import keras
import numpy as np
import pytest

from kerasdense import bsds
from kerasdense.cli.open import Model
from kerasdense.datasets.dataset import Dataset
from kerasdense.errors import InputError
from kerasdense.files import picture
from kerasdense.study import boundaries
from kerasdense.study.boundaries import Entry, study
from kerasdense.tasks import Boundaries


class Lines(Dataset):
    """Upright lines, which two people drew; the second saw another one, too."""

    fields = ("image", "boundary")

    def __len__(self):
        return 3

    def read(self, index):
        drawn = np.zeros((40, 50, 2), np.uint8)
        drawn[4:-4, 10 + 5 * index] = 255
        drawn[4:-4, 35, 1] = 255
        image = np.repeat(drawn[..., :1] // 2, 3, axis=-1)
        return {"image": image, "boundary": drawn}


def sure(sample):
    """Finds what both drew, and a line that nobody did, but is less sure of it."""
    both = (sample["boundary"] > 0).all(axis=-1) * 0.9
    both[4:-4, 44] = 0.4
    return both


def wrong(sample):
    lines = np.zeros((40, 50))
    lines[4:-4, 2] = 0.7
    return lines


BOTH = Entry("sure", sure), Entry("wrong", wrong)


def done(folder, entries=BOTH, **how):
    return study(folder, Lines(), entries, told={"data": "lines"}, **how)


def test_scores_are_those_of_the_benchmark(tmp_path):
    found = done(tmp_path)
    # At 0.41 to 0.9: 32 of 32 pixels right; found 2 * 32 of 32 + 64.
    expected = {"ods": 0.8, "ois": 0.8, "precision": 1, "recall": 2 / 3}
    told = found["models"]["sure"]
    assert {name: told[name] for name in expected} == pytest.approx(expected)
    assert 0.4 < told["threshold"] <= 0.9
    assert found["models"]["wrong"]["ods"] == 0
    # People: 64 of 64 + 32 pixels found, 64 of 96 right.
    people = {"precision": 2 / 3, "recall": 2 / 3, "f": 2 / 3}
    assert found["people"] == pytest.approx(people)
    report = (tmp_path / "report.md").read_text()
    assert "| people | 0.667 |" in report and "| sure | 0.800 | 0.800 |" in report
    with open(tmp_path / "each.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["sure best f"] for row in rows] == ["0.8000"] * 3
    for name in ("curves.png", "pictures.png"):
        assert picture.read(tmp_path / name).pixels.std() > 10


def test_what_is_kept_is_not_measured_again(tmp_path, monkeypatch):
    first = done(tmp_path)
    monkeypatch.setattr(bsds, "count", lambda *args, **how: 1 / 0)
    assert done(tmp_path) == first
    with pytest.raises(ZeroDivisionError):  # another version of the same name
        done(tmp_path, [Entry("sure", sure, stamp="two")])
    with pytest.raises(InputError, match="with thresholds 99, not 9: name another"):
        done(tmp_path, thresholds=9)


def test_sides_of_a_network_stand_beside_it():
    image = keras.Input((None, None, 3))
    layer = keras.layers.Conv2D(1, 1)
    outputs = {"fuse": layer(image), "side1": keras.layers.Conv2D(1, 1)(image)}
    network = keras.Model(image, outputs)
    model = Model("net", network, Boundaries(), network=network)
    (side,) = boundaries.sides(model)
    assert side.name == "net side1" and side.stamp
    sample = {"image": np.full((4, 5, 3), 100, np.uint8)}
    logits = network(np.full((1, 4, 5, 3), 100 / 255, "float32"))
    for one, name in (side, "side1"), (boundaries.of_model(model), "fuse"):
        expected = 1 / (1 + np.exp(-np.asarray(logits[name])[0, ..., 0]))
        np.testing.assert_allclose(one.find(sample), expected, rtol=1e-5)
    assert not boundaries.sides(types.SimpleNamespace(network=None))
