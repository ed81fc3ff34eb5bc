import json

import numpy as np
import pytest

from kerasdense.datasets import Changed, Part, Scenes
from kerasdense.datasets.changes import for_task
from kerasdense.export.compare import Difference, Tolerance, beyond, compare
from kerasdense.predictor import fast


@pytest.mark.parametrize(
    "kind, precision, size",
    [
        ("edsr", "float32", None),
        ("labeller", "float32", (48, 40)),
        ("denoiser", "savedmodel", None),
        ("labeller", "int8", None),
        ("two maps", "float32", (96, 128)),
        ("two maps", "savedmodel", None),
    ],
)
def test_a_good_file_is_proven(network, exported, kind, precision, size):
    network, task = network(kind)
    data = for_task(Scenes(2), task)
    path, seen = exported(kind, precision, size), []
    report = compare(path, fast(network), task, data, each=lambda: seen.append(1))
    assert report["proven"], report["reasons"]
    assert len(seen) == report["images"] == 2
    assert set(report["scores"]["network"]) == set(report["scores"]["file"])
    assert report["seconds"]["network"] > 0 and report["seconds"]["file"] > 0
    assert report["imports_tensorflow"] == (precision == "savedmodel")
    assert json.loads(json.dumps(report))["ops"]


def test_a_file_of_another_network_is_not(network, exported):
    _, task = network("edsr")
    data = for_task(Part(Scenes(1), [0]), task)

    def other(x):
        return np.repeat(np.repeat(x, 2, axis=1), 2, axis=2)

    report = compare(exported("edsr", "float32"), other, task, data)
    assert not report["proven"]
    assert "255ths is more than 1" in report["reasons"][0]


def test_of_two_maps_the_one_that_differs_is_named(network, exported):
    network, task = network("two maps")

    def other(x):
        output = network(x)
        return {**output, "geometric": -output["geometric"]}

    report = compare(exported("two maps", "float32", (96, 128)), other, task, Scenes(1))
    assert not report["proven"]
    (reason,) = report["reasons"]
    assert reason.startswith("geometric: differing") and "of all pixels" in reason
    assert set(report["difference"]) == set(report["tolerance"]) == set(task.parts)


def test_without_truth_there_are_no_scores(network, exported):
    network, task = network("labeller")
    data = Changed(Scenes(1), lambda sample, index: {"image": sample["image"]})
    data.fields = ("image",)
    report = compare(exported("labeller", "float32"), fast(network), task, data)
    assert report["scores"] == {} and report["proven"]


def test_differences_by_hand():
    pictures = Difference("picture", "uint8")
    pictures.add(
        np.array([0.0, 100.2, 199.9, 400.0]) / 255, np.array([0, 100, 203, 255]) / 255
    )
    found = pictures.result()
    # 100.2 and 400 are 100 and 255 in bytes; 199.9 is 200, three away from 203.
    assert (found["largest"], found["mean"], found["differing"]) == pytest.approx(
        (3, 3 / 4, 1 / 4)
    )
    assert found["psnr"] == pytest.approx(10 * np.log10(255**2 / (9 / 4)))

    labels = Difference("labels", "uint8")
    labels.add(np.array([1, 2, 2, 0]), np.array([1, 2, 0, 0]))
    assert labels.result() == {"differing": 0.25}


def scored(before, after):
    return {"scores": {"network": {"psnr": before}, "file": {"psnr": after}}}


@pytest.mark.parametrize(
    "tolerance, report, words",
    [
        (Tolerance(differing=0.03), {"difference": {"differing": 0.02}}, None),
        (Tolerance(differing=0.03), {"difference": {"differing": 0.04}}, "all pixels"),
        (Tolerance(loss=0.3), {"difference": {}, **scored(30.0, 29.8)}, None),
        (Tolerance(loss=0.3), {"difference": {}, **scored(30.0, 31.0)}, None),
        (Tolerance(loss=0.3), {"difference": {}, **scored(30.0, 29.6)}, "0.40 dB"),
        (Tolerance(loss=0.3), {"difference": {}, **scored(30.0, np.nan)}, "nan dB"),
        (Tolerance(agreement=45.0), {"difference": {"psnr": 44.0}}, "44.0 dB"),
        (Tolerance(agreement=45.0), {"difference": {"psnr": None}}, None),
    ],
)
def test_what_is_beyond_is_said_in_words(tolerance, report, words):
    said = beyond(tolerance, {"scores": {}, **report})
    assert bool(said) == bool(words)
    assert words is None or words in said[0]
