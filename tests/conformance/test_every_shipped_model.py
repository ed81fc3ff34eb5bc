"""What ships does the same job through every door: as a network, on a server, on a
phone."""

import numpy as np
import pytest

from kerasdense import bundle
from kerasdense.cli.open import shipped
from kerasdense.datasets import Changed, Moving, Part, Samples, open_dataset
from kerasdense.datasets.changes import for_task
from kerasdense.datasets.rooms import Rooms
from kerasdense.evaluate import evaluate
from kerasdense.export.compare import TOLERANCES, Difference, beyond
from kerasdense.export.predictor import open_exported
from kerasdense.export.saved_model import to_saved_model
from kerasdense.export.tflite import to_tflite

LABELLED = {  # name -> kind of dataset, its folder in the shared ones, pictures
    "segment-street": ("camvid", "camvid", range(0, 26, 5)),
    "segment-membrane": ("isbi", "isbi2012_membrane", range(0, 4, 2)),
}
SIDE = 192  # of what is cut out of each photograph
MENDED = 160  # of what is mended: a blur takes some of the border


def middle(sample, index):
    rows, columns = (
        side // 2 - SIDE // 2 for side in next(iter(sample.values())).shape[:2]
    )
    return {
        name: array[rows : rows + SIDE, columns : columns + SIDE]
        for name, array in sample.items()
    }


@pytest.fixture(scope="module", params=shipped())
def model(request):
    """-> network, task, pictures with truth."""
    network, task = bundle.load(shipped()[request.param])
    if task.writes == "labels":
        shared = request.getfixturevalue("shared")
        kind, folder, some = LABELLED[request.param]
        spec = f"{kind}:{shared / 'data' / 'segmentation' / folder}"
        return network, task, Part(open_dataset(spec), some)
    if task.writes == "maps":  # what rooms have
        return network, task, for_task(Rooms(3, (SIDE, SIDE), seed=2), task)
    photographs = Samples(("astronaut", "coffee", "chelsea"))
    if "second" in task.reads:
        return network, task, Moving(photographs, 3, (SIDE, SIDE), seed=2)
    photographs = Changed(photographs, middle)
    if task.writes == "probability":  # what people would draw is not asked
        return network, task, photographs
    spoilt = for_task(photographs, task, noise=25)
    return network, task, Changed(spoilt, corner) if task.scale == 1 else spoilt


def corner(sample, index):
    return {name: array[:MENDED, :MENDED] for name, array in sample.items()}


def seen(task, data):
    """-> x of each picture, as of a file: in 256 levels."""
    return [levels(task.input(data.read(i))) for i in range(len(data))]


def levels(x):
    return np.round(np.asarray(x).clip(0, 1) * 255) / np.float32(255)


@pytest.fixture(params=["savedmodel", "float32", "int8"])
def opened(request, model, tmp_path):
    """-> how the file was written, and the file as a predictor."""
    network, task, data = model
    if request.param == "savedmodel":
        to_saved_model(network, task, tmp_path / "served")
        return request.param, open_exported(tmp_path / "served")
    path = tmp_path / f"{request.param}.tflite"
    pictures = seen(task, data)
    size = pictures[0].shape[:2]
    to_tflite(network, task, path, request.param, size=size, calibration=pictures)
    return request.param, open_exported(path)


def test_a_file_does_what_its_network_does(model, opened):
    network, task, data = model
    kind, file = opened
    if kind == "int8" and task.writes == "picture":
        before = evaluate(lambda x: network(levels(x)), task, data)["psnr"]
        after = evaluate(file, file.task, data)["psnr"]
        assert before - after < 0.3
        return
    if task.parts or task.writes in ("flow", "probability"):
        for name, of in (task.parts or {"": task}).items():
            assert_alike(of, name, model, file, kind)
        return
    apart = []
    for x in seen(task, data):
        expected = np.asarray(task.decode(network(x[None]), x[None]))
        given = np.asarray(file.task.decode(file(x[None]), x[None]))
        assert given.shape == expected.shape
        if task.writes == "labels":
            apart.append(np.mean(given != expected))
        else:  # files write bytes
            apart.append(np.max(np.abs(given - expected.clip(0, 1))) - 0.5 / 255)
    assert np.mean(apart) < (0.03 if kind == "int8" else 1e-3)


def assert_alike(of, name, model, file, kind):
    """One map, by the tolerances of `kerasdense export`; its name among several."""
    network, task, data = model
    difference = Difference(of.writes, "uint8")
    for x in seen(task, data):
        expected = task.decode(network(x[None]), x[None])
        given = file.task.decode(file(x[None]), x[None])
        if name:
            expected, given = expected[name], given[name]
        difference.add(np.asarray(expected), np.asarray(given))
    tolerance = TOLERANCES["int8" if kind == "int8" else "float32"][of.writes]
    told = {"difference": difference.result(), "scores": {}}
    assert not beyond(tolerance, told)
