"""Models side by side: what they cost, what they score, what they make of a picture."""

import json
import statistics
import time

import keras
import numpy as np

from kerasdense.bundle import task_record
from kerasdense.cost import Uncounted, flop
from kerasdense.ensemble import each
from kerasdense.errors import InputError
from kerasdense.evaluate import results
from kerasdense.pixels import layout, paint

# What must agree.
MEANING = ("task", "channels", "scale", "luma", "classes", "relative")


def meaning(task):
    """-> {name: value}: what a task must share with another to be compared with it."""
    record = getattr(task, "record", None) or task_record(task)
    record = json.loads(json.dumps(record))  # lists for tuples, as in a file
    return {name: record[name] for name in MEANING if name in record}


def refuse_other_tasks(names, tasks):
    """Models whose pixels mean different things cannot be compared.

    Raises:
        InputError: There are some.
    """
    first = meaning(tasks[0])
    for name, task in zip(names, tasks):
        other = meaning(task)
        for key in MEANING:
            if other.get(key) != first.get(key):
                raise InputError(
                    f"{names[0]} and {name} cannot be compared, they differ in {key}: "
                    f"{_told(first.get(key))} against {_told(other.get(key))}."
                )


def weights_and_flop(network, rows, columns):
    """-> numbers to learn or keep, and operations for one picture.

    None stands for what cannot be known: there is no network, or a layer of it is
    unheard of.
    """
    if network is None:
        return None, None
    try:
        return network.count_params(), flop(network, rows, columns)
    except Uncounted:
        return network.count_params(), None


def milliseconds(predictors, x, rounds=10):
    """-> for each predictor the median time for x, after one call that is not counted.

    They take turns, so that what else the machine does slows all of them alike.
    """
    times = [[] for _ in predictors]
    for time_around in range(rounds + 1):
        for predictor, taken in zip(predictors, times):
            start = time.perf_counter()
            for y in keras.tree.flatten(predictor(x)):
                np.asarray(y)  # waits until it is there
            if time_around:
                taken.append(1000 * (time.perf_counter() - start))
    return [statistics.median(taken) for taken in times]


def wins(scores, more_is_better=True):
    """-> [models][models], on how many images the first is better than the second.

    Args:
        scores: A list for each model, of each image's score.
    """
    scores = np.asarray(scores) * (1 if more_is_better else -1)
    return (scores[:, None] > scores[None]).sum(axis=-1).tolist()


def sheet(models, data, pictures=3, side=256):
    """What the models make of some samples, to look at: uint8 [H, W, 3].

    Each row is a sample: what the models see, what each makes of it, the truth. What
    is as fine as a pixel is cut out of the middle, labels are shrunk.

    Args:
        models: With name, predictor and task.
        data: With what the tasks read; and what they learn, if the truth is known.
        pictures: Rows.
        side: Pixels of a cut-out or shrunk picture.
    """
    rows, captions = [], []
    for index in range(min(pictures, len(data))):
        sample = data.read(index)
        first = models[0].task
        x = np.asarray(first.input(sample))
        drawn, words = [seen(x, first.scale)], [data.name(index)]
        known = all(name in sample for name in first.learns)
        for model in models:
            batch = model.task.input(sample)[None]
            prediction = model.task.decode(model.predictor(batch), batch)
            score = said(model.task, sample, prediction) if known else ""
            alone = each(lambda y: np.asarray(y)[0], prediction)
            drawn.append(model.task.render(alone))
            words.append(f"{model.name}{score}")
        if known:
            drawn.append(first.render(each(np.asarray, first.target(sample)[0])))
            words.append("truth")
        cut = middle if first.writes == "picture" else layout.shrunk
        rows.append([cut(picture, side) for picture in drawn])
        captions.append(words)
    return paint.contact_sheet(rows, captions)


def said(task, sample, prediction):
    """-> ', psnr 31.25': the score that chooses the best network, of one picture."""
    y, w = (each(lambda a: a[None], part) for part in task.target(sample))
    metrics = task.metrics()
    for metric in metrics:
        metric.update_state(y, prediction, w)
    scores = results(metrics)
    name = getattr(task, "monitor", None)
    name = name if name in scores else next(iter(scores))
    return f", {name} {scores[name]:.4g}"


def seen(x, scale):
    """x [H, W, C] -> a picture as large as what comes out, of its first colours."""
    channels = 3 if x.shape[-1] >= 3 else 1
    picture = np.rint(255 * np.clip(x[..., :channels], 0, 1)).astype(np.uint8)
    return picture.repeat(scale, axis=0).repeat(scale, axis=1)


def middle(picture, side):
    top, left = (max(0, (n - side) // 2) for n in picture.shape[:2])
    return picture[top : top + side, left : left + side]


def _told(value):
    return ", ".join(value) if isinstance(value, list) else str(value)
