import time
import types

import keras
import numpy as np
import pytest

from kerasdense.compare import (
    meaning,
    middle,
    milliseconds,
    refuse_other_tasks,
    seen,
    sheet,
    weights_and_flop,
    wins,
)
from kerasdense.datasets import Changed, Samples, Scenes
from kerasdense.datasets.changes import for_task
from kerasdense.errors import InputError
from kerasdense.export.records import facts
from kerasdense.export.stored import StoredTask
from kerasdense.models.edsr import edsr
from kerasdense.reach import Reach
from kerasdense.tasks import Denoising, Segmentation, SemanticGeometric, SuperResolution

LABELS = Segmentation(("a", "b"), weights=(1.0, 2.0))


@pytest.mark.parametrize(
    "tasks, what",
    [
        ((Denoising(), SuperResolution()), "task"),
        ((Denoising(channels=1), Denoising(channels=3)), "channels"),
        ((SuperResolution(scale=2), SuperResolution(scale=4)), "scale"),
        ((LABELS, Segmentation(("a", "c"))), "classes: a, b against a, c"),
    ],
)
def test_what_means_something_else_is_refused(tasks, what):
    with pytest.raises(InputError, match=f"one and other .* differ in {what}"):
        refuse_other_tasks(("one", "other"), tasks)


def test_how_a_task_was_learned_does_not_matter():
    squared = Denoising(error="squared"), Denoising(error="absolute")
    refuse_other_tasks(("one", "other"), squared)
    refuse_other_tasks(("one", "other"), (LABELS, Segmentation(("a", "b"))))


def test_an_exported_task_means_what_it_meant():
    record = {"task": "Denoising", "channels": 1, "error": "squared"}
    task = Denoising(channels=1, error="squared")
    stored = StoredTask(record, facts(task, Reach(1), takes="uint8"))
    assert meaning(stored) == meaning(task) == {"task": "Denoising", "channels": 1}


def test_what_cannot_be_known_is_none():
    assert weights_and_flop(None, 8, 8) == (None, None)
    network = edsr(filters=2, blocks=1)
    weights, flop = weights_and_flop(network, 8, 8)
    assert weights == network.count_params() and flop > 0
    x = keras.Input((None, None, 3))
    attention = keras.layers.MultiHeadAttention(1, 2)(x, x)
    assert weights_and_flop(keras.Model(x, attention), 8, 8)[1] is None


def test_times_are_medians_and_predictors_take_turns():
    calls = []

    def predictor(name, seconds):
        def predict(x):
            calls.append(name)
            time.sleep(seconds)
            return x

        return predict

    quick, slow = milliseconds([predictor("a", 0), predictor("b", 0.02)], 1.0, rounds=3)
    assert calls == ["a", "b"] * 4  # the first round is not counted
    assert quick < 20 <= slow


def test_small_inputs_are_shown_as_large_as_what_comes_out():
    x = np.array([[[0.0, 0.5, 2.0]]])
    drawn = seen(x, 2)
    assert drawn.shape == (2, 2, 3)
    assert drawn[1, 1].tolist() == [0, 128, 255]
    assert seen(np.zeros((4, 5, 1)), 1).shape == (4, 5, 1)


def test_the_middle_is_cut_out():
    picture = np.arange(6 * 8).reshape(6, 8, 1)
    np.testing.assert_array_equal(middle(picture, 4), picture[1:5, 2:6])
    np.testing.assert_array_equal(middle(picture, 20), picture)


def model(name, task, predictor):
    return types.SimpleNamespace(name=name, task=task, predictor=predictor)


def test_a_sheet_has_a_row_for_each_sample_and_a_column_for_each_model():
    task = Denoising(channels=3)
    data = for_task(Samples(("chelsea", "coffee")), task)
    models = [
        model("as it is", task, lambda x: x),
        model("gray", task, lambda x: 0 * x),
    ]
    drawn = sheet(models, data, pictures=1, side=64)
    assert drawn.shape[0] < 128 < 4 * 64 < drawn.shape[1]
    assert sheet(models, data, pictures=5, side=64).shape[0] > 128


def test_models_of_two_maps_are_drawn_by_the_first():
    task = SemanticGeometric.of(Scenes(1))

    def predictor(x):
        logits = np.zeros((*np.shape(x)[:3], 3), np.float32) + [0, 2, 1]
        return {"semantic": logits, "geometric": logits}

    drawn = sheet([model("one", task, predictor)], Scenes(1), side=64)
    red, horizontal = Scenes.palette[1], task.parts["geometric"].colours()[1]
    assert np.all(drawn == red, axis=-1).sum() >= 64 * 64
    assert not np.all(drawn == horizontal, axis=-1).any()


def test_without_the_truth_there_is_no_column_for_it():
    task = Segmentation(("wall", "red ball", "blue ball"))
    labelled = Scenes(2)
    bare = Changed(labelled, lambda sample, index: {"image": sample["image"]})

    def predictor(x):
        return np.zeros((*np.shape(x)[:3], 3), np.float32)

    models = [model("one", task, predictor)]
    with_truth, without = (
        sheet(models, data, pictures=1, side=160) for data in (labelled, bare)
    )
    assert with_truth.shape[1] > without.shape[1]


def test_wins_are_counted_image_by_image():
    scores = [[1.0, 5.0, 3.0], [2.0, 4.0, 3.0]]  # one better each, one the same
    assert wins(scores) == [[0, 1], [1, 0]]
    assert wins([[1.0, 5.0], [2.0, 6.0]], more_is_better=False) == [[0, 2], [0, 0]]
