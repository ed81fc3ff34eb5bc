"""A network asked eight times: upright, turned and mirrored.

Lim, Son, Kim, Nah & Lee, "Enhanced Deep Residual Networks for Single Image
Super-Resolution", CVPR Workshops 2017, arXiv:1707.02921, section 3.4: the "+" of EDSR+.
"""

import numpy as np

from kerasdense.errors import InputError

TURNS = [(quarters, mirrored) for mirrored in (False, True) for quarters in range(4)]
DIRECTED = ("normals", "flow")  # what a task writes that turns with the picture
LEAST = 1e-30  # a probability whose logarithm is still finite


def eightfold(predictor, task):
    """-> a predictor that gives the mean over the eight turns and mirrorings.

    Of pictures it is the mean of what the network writes, before anything is clipped
    or rounded; of labels it is that of the classes' probabilities, as logits again.

    Args:
        predictor: x [B, H, W, C] -> output.
        task: What the output means.

    Raises:
        InputError: What the task reads or writes is another when it is mirrored.
    """
    if any(of.writes in DIRECTED for of in (task, *task.parts.values())):
        raise InputError(
            "This model tells directions, and those of a mirrored picture are others: "
            "leave out --self-ensemble."
        )
    if "raw" in task.reads:
        raise InputError(
            "This model reads raw files, whose mosaic begins with another filter when "
            "it is mirrored: leave out --self-ensemble."
        )

    def ensemble(x):
        total = None
        whole = _in_blocks(np.asarray(x), task.stride)
        for turn in TURNS:
            output = predictor(_turned(whole, *turn))
            score = as_score(task, output)
            here = each(lambda y, turn=turn: _back(y, *turn), score)
            total = here if total is None else each(np.add, total, here)
        return as_output(task, each(lambda y: y / len(TURNS), total))

    return ensemble


def as_score(task, output):
    """An output -> NumPy arrays of what may be averaged: for labels, probabilities.

    Where only the labels themselves are known, each is a vote.
    """
    if task.parts:
        return {name: as_score(part, output[name]) for name, part in task.parts.items()}
    if task.writes != "labels":
        return each(np.asarray, output)
    output = np.asarray(output)
    if task.decided:
        return (output == np.arange(len(task.classes))).astype(np.float32)
    odds = np.exp(output - output.max(axis=-1, keepdims=True))
    return odds / odds.sum(axis=-1, keepdims=True)


def as_output(task, score):
    """The mean of scores -> an output for the task to decode."""
    if task.parts:
        return {name: as_output(part, score[name]) for name, part in task.parts.items()}
    if task.writes != "labels":
        return score
    if task.decided:
        return score.argmax(axis=-1)[..., None].astype(np.int32)
    return np.log(np.maximum(score, LEAST))


def each(function, *outputs):
    """A function of each array of outputs, which may be dicts or lists of them."""
    first = outputs[0]
    if isinstance(first, dict):
        return {name: each(function, *(y[name] for y in outputs)) for name in first}
    if isinstance(first, list | tuple):
        return [each(function, *parts) for parts in zip(*outputs)]
    return function(*outputs)


def _in_blocks(x, stride):
    """Repeats the far edges until what is written of blocks lies alike in all turns."""
    more = [(0, -side % stride) for side in x.shape[1:3]]
    return np.pad(x, [(0, 0), *more, (0, 0)], "edge") if np.any(more) else x


def _turned(x, quarters, mirrored):
    x = x[:, :, ::-1] if mirrored else x
    return np.ascontiguousarray(np.rot90(x, quarters, axes=(1, 2)))


def _back(x, quarters, mirrored):
    x = np.rot90(x, -quarters, axes=(1, 2))
    return x[:, :, ::-1] if mirrored else x
