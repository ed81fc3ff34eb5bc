"""Two networks of one kind -> one in between.

Wang et al., "ESRGAN: Enhanced Super-Resolution Generative Adversarial Networks", ECCV
Workshops 2018, arXiv:1809.00219, section 3.4: from one that makes few errors to one
that looks sharp, in as many steps as one likes.
"""

from pathlib import Path

import keras
import numpy as np

from kerasdense import __version__, bundle
from kerasdense.errors import InputError
from kerasdense.weights.importer import check_free, sha256, write_folder

MIX = "mix.json"  # in the bundle: of what it was mixed
TAUGHT = ("error", "damage")  # fields of tasks that do not change what pixels mean


def mix_bundles(first, second, alpha, folder, *, overwrite=False):
    """Writes the bundle of the network between those of two bundles, see `mix`.

    It has the first's task, and mix.json tells whose it was, and how much of each.

    Args:
        first, second: Folders.
        alpha: From 0 to 1.
        folder: The bundle to be made.
        overwrite: Whether a bundle that is there is replaced.

    Raises:
        InputError: The bundles are not of one kind, or alpha is outside, or the folder
            exists. Nothing is written then.
        ModelFileError: One of them cannot be read.
    """
    folder = Path(folder)
    check_free(folder, overwrite)
    (network, task), (other, other_task) = map(bundle.load, (first, second))
    refuse_other_tasks(task, other_task)
    between = mix(network, other, alpha)
    ends = [
        {"bundle": str(end), "sha256": sha256(Path(end) / bundle.NETWORK)}
        for end in (first, second)
    ]
    record = {"alpha": alpha, "of": ends, "kerasdense": __version__}
    reach = bundle.load_reach(first, network)
    write_folder(folder, between, task, reach, record, MIX)


def refuse_other_tasks(task, other):
    """Raises InputError where the pixels of two tasks mean different things."""
    ours, theirs = (bundle.task_record(each) for each in (task, other))
    for name in {**ours, **theirs}:
        if name not in TAUGHT and ours.get(name) != theirs.get(name):
            raise InputError(
                "The two models cannot be mixed, their pixels mean different things: "
                f"{name} is {ours.get(name)} in the first and {theirs.get(name)} in "
                "the second."
            )


def mix(first, second, alpha):
    """-> a network of weights (1 - alpha) * first + alpha * second.

    At 0 it is the first, at 1 the second, to the bit.

    Args:
        first, second: Networks whose weights have the same names and shapes.
        alpha: From 0 to 1.

    Raises:
        InputError: The networks are not of one kind, or alpha is outside.
    """
    if not 0 <= alpha <= 1:
        raise InputError(f"alpha is {alpha:g}, and should be between 0 and 1.")
    refuse_other_kinds(first, second)
    between = keras.models.clone_model(first)
    for target, a, b in zip(between.weights, first.weights, second.weights):
        target.assign(mixed(np.asarray(a), np.asarray(b), alpha))
    return between


def mixed(a, b, alpha):
    """Two arrays -> the one in between; of whole numbers, such as seeds, the first."""
    if alpha in (0, 1) or not np.issubdtype(a.dtype, np.floating):
        return b if alpha == 1 else a
    return ((1 - alpha) * a + alpha * b).astype(a.dtype)


def refuse_other_kinds(first, second):
    """Weights can be mixed only where each has one of its name and shape.

    Raises:
        InputError: Some have not.
    """
    ours, theirs = named(first), named(second)
    for name in [*ours, *theirs]:
        a, b = ours.get(name), theirs.get(name)
        if a != b:
            raise InputError(
                "The two networks cannot be mixed, they are not of one kind: "
                f"{name} is {told(a)} in the first and {told(b)} in the second."
            )


def named(network):
    """-> {name: shape} of all weights."""
    return {weight.path: tuple(weight.shape) for weight in network.weights}


def told(shape):
    return "missing" if shape is None else "x".join(map(str, shape)) or "one number"
