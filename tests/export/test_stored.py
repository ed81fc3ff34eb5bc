import json

import numpy as np
import pytest

from kerasdense import bundle
from kerasdense.ensemble import as_output, as_score
from kerasdense.export import records
from kerasdense.export.stored import StoredTask, as_predicted, as_taken, predicted
from kerasdense.pixels.lab import lightness, to_lab, to_srgb
from kerasdense.reach import UNLIMITED
from kerasdense.tasks import (
    Colorization,
    Denoising,
    Inpainting,
    Segmentation,
    SemanticGeometric,
    SuperResolution,
)

TASKS = [
    Denoising(channels=1),
    SuperResolution(scale=3),
    Segmentation(("a", "b", "c"), palette=((1, 2, 3), (4, 5, 6), (7, 8, 9))),
    Segmentation(("a", "b")),
    Inpainting(damage="missing:0.5"),
    Colorization(side=512),
]


def stored(task):
    """A task that has been through JSON."""
    facts = records.facts(task, UNLIMITED, takes="uint8")
    told = bundle.task_record(task), facts
    return StoredTask(*json.loads(json.dumps(told)))


@pytest.mark.parametrize("task", TASKS, ids=lambda task: type(task).__name__)
def test_it_is_like_the_task_it_was(task):
    again = stored(task)
    for name in ("reads", "learns", "writes", "channels", "scale", "luma", "damage"):
        assert getattr(again, name) == getattr(task, name), name
    assert [each.name for each in again.metrics()] == [m.name for m in task.metrics()]
    assert again.extras().keys() == task.extras().keys()


@pytest.mark.parametrize("task", TASKS[2:4], ids=["given", "distinct"])
def test_labels_have_the_same_names_and_colours(task):
    again = stored(task)
    assert again.classes == task.classes
    np.testing.assert_array_equal(again.colours(), task.colours())
    ids = np.array([[[1], [0]]])
    np.testing.assert_array_equal(again.render(ids), task.render(ids))


def test_what_is_known_stays_though_the_file_write_bytes():
    x = np.random.default_rng(0).random((1, 2, 3, 4), np.float32)
    x[..., 3] = [[0, 1, 0], [1, 0, 0]]
    written = np.full((1, 2, 3, 3), 0.5, np.float32)
    found = stored(Inpainting()).decode(written, x)
    lost = x[..., 3] > 0
    np.testing.assert_array_equal(found[lost], written[lost])
    np.testing.assert_array_equal(found[~lost], x[~lost, :3])


def test_lightness_stays_though_the_file_write_bytes():
    rng = np.random.default_rng(0)
    x = rng.uniform(0.3, 0.7, (1, 6, 7, 3)).astype(np.float32)
    warm = to_srgb(np.broadcast_to([50.0, 15, 20], x.shape)).astype(np.float32)
    found = stored(Colorization()).decode(warm, x)
    assert found.dtype == np.float32
    np.testing.assert_allclose(lightness(found), lightness(x), atol=1e-3)
    np.testing.assert_allclose(to_lab(found)[..., 1:], to_lab(warm)[..., 1:], atol=0.05)
    # Of a picture of bytes the file has kept it already.
    assert stored(Colorization()).decode(warm, np.round(255 * x) / 255) is warm


def test_each_of_several_maps_is_like_it_was():
    task = SemanticGeometric(("boat", "cow"), palette=((1, 2, 3), (4, 5, 6)))
    again = stored(task)
    assert again.learns == task.learns and again.writes == "maps"
    for name, part in task.parts.items():
        found = again.parts[name]
        assert found.decided and not found.parts
        assert (found.classes, found.learns) == (part.classes, part.learns)
        np.testing.assert_array_equal(found.colours(), part.colours())
    ids = {"semantic": np.array([[[1], [0]]]), "geometric": np.array([[[2], [2]]])}
    np.testing.assert_array_equal(again.render(ids), task.render(ids))
    assert [m.name for m in again.metrics()] == [m.name for m in task.metrics()]
    given = {name: np.asarray(each, np.uint8) for name, each in ids.items()}
    for name, found in predicted(given, again).items():
        assert found.dtype == np.int32
        np.testing.assert_array_equal(found, ids[name])


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.float32])
def test_pictures_are_seen_and_drawn_as_the_task_does(kind):
    task, rng = TASKS[0], np.random.default_rng(0)
    pixels = (rng.random((4, 5, 1)) * (1 if kind == np.float32 else 255)).astype(kind)
    x = stored(task).input({"noisy": pixels})
    assert x.dtype == np.float32
    np.testing.assert_allclose(x, task.input({"noisy": pixels}), rtol=1e-7)
    np.testing.assert_array_equal(stored(task).render(x), task.render(x))


def test_bytes_are_rounded_and_clipped_and_floats_left():
    x = np.array([-0.1, 0.0, 0.5001, 1.0, 1.7])
    np.testing.assert_array_equal(as_taken(x, "uint8"), [0, 0, 128, 255, 255])
    np.testing.assert_array_equal(as_taken(x, "float32"), x.astype(np.float32))
    picture = as_predicted(np.array([0, 51, 255], np.uint8), "picture")
    np.testing.assert_allclose(picture, [0, 0.2, 1])
    assert as_predicted(np.array([2], np.uint8), "labels").dtype == np.int32


def test_labels_alone_are_votes():
    task = stored(TASKS[2])
    asked = [np.array([[[[first]]]]) for first in (2, 0, 2)]
    votes = sum(as_score(task, ids) for ids in asked)
    np.testing.assert_array_equal(votes, [[[[1, 0, 2]]]])
    assert as_output(task, votes).item() == 2
