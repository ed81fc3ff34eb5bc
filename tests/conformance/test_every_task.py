"""Promises every task keeps. A new one is held to them by having a recipe."""

import keras
import numpy as np
import pytest

from kerasdense import bundle
from kerasdense.evaluate import results
from kerasdense.pipeline import evaluation_batches, training_batches


def each(function, *arrays):
    """A function of each map of a task: of an array, or of each array of a dict."""
    return keras.tree.map_structure(function, *arrays)


@pytest.fixture
def example(recipe):
    """The first validation picture and what an untaught network makes of it."""
    x, y, w = next(iter(evaluation_batches(recipe.validation, recipe.task)))
    y, w = each(lambda part: part.numpy(), (y, w))
    return x, y, w, recipe.network(recipe.task)(x)


def hole(y):
    """The part of a map that is not counted; of a small one, its middle."""
    if min(y.shape[1:3]) > 30:
        return np.s_[:, 10:30, 20:50]
    third = y.shape[1] // 3
    return np.s_[:, third:-third, third:-third]


def hidden(w):
    w = w.copy()
    w[hole(w)] = 0
    return w


def garbled(y):
    other = y.copy()
    other[hole(y)] = np.roll(y, -1, (1, 2))[hole(y)][:, ::-1, ::-1]
    assert (other != y).any()
    return other


def test_uncounted_pixels_change_nothing(recipe, example):
    x, y, w, output = example
    w, other = each(hidden, w), each(garbled, y)
    before, after = (recipe.task.loss(truth, output, w) for truth in (y, other))
    np.testing.assert_array_equal(before, after)
    before, after = (score(recipe.task, y, y2, w) for y2 in (y, other))
    # The score that decides; SSIM looks at windows, and says that it counts all pixels.
    assert before[recipe.task.monitor] == after[recipe.task.monitor]


def test_a_picture_without_counted_pixels_costs_nothing(recipe, example):
    x, y, w, output = example
    loss = recipe.task.loss(y, output, each(np.zeros_like, w))
    np.testing.assert_array_equal(loss, [0])


def test_there_is_one_loss_for_each_image(recipe):
    batches = training_batches(recipe.train, recipe.task, 3, recipe.transforms)
    x, y, w = next(iter(batches))
    together = recipe.task.loss(y, recipe.network(recipe.task)(x), w)
    assert together.shape == (3,)


def test_predictions_have_the_shape_and_type_of_the_truth(recipe, example):
    x, y, w, output = example
    prediction = each(np.asarray, recipe.task.decode(output, x))
    each(assert_alike, prediction, y)


def assert_alike(prediction, truth):
    assert (prediction.shape, prediction.dtype) == (truth.shape, truth.dtype)


def test_truth_and_prediction_are_drawn_alike(recipe, example):
    x, y, w, output = example
    prediction = each(np.asarray, recipe.task.decode(output, x))
    sides = keras.tree.flatten(y)[0].shape[1:3]
    for batch in (y, prediction):
        picture = recipe.task.render(each(lambda pixels: pixels[0], batch))
        assert (picture.dtype, picture.shape) == (np.uint8, (*sides, 3))


def test_the_truth_scores_perfectly_and_an_untaught_network_does_not(recipe, example):
    x, y, w, output = example
    best = score(recipe.task, y, y, w)
    untaught = score(recipe.task, y, recipe.task.decode(output, x), w)
    assert recipe.task.monitor in best
    errors = {e for m in recipe.task.metrics() for e in getattr(m, "errors", ())}
    for name in best:
        # Equal pictures: no noise to divide by.
        perfect = np.inf if "psnr" in name else int(name not in errors)
        assert best[name] == pytest.approx(perfect, abs=1e-6)
        worse = untaught[name] - perfect if name in errors else perfect - untaught[name]
        assert worse > 1e-3


def score(task, y, prediction, w):
    metrics = task.metrics()
    for metric in metrics:
        metric.update_state(y, prediction, w)
    return results(metrics)


def test_a_task_survives_its_bundle(recipe, tmp_path):
    bundle.save(tmp_path, recipe.network(recipe.task), recipe.task)
    assert bundle.load_task(tmp_path) == recipe.task
