"""What a network wants of a file, and how it gets it: all of it, or nothing."""

import dataclasses
from collections.abc import Callable

import numpy as np

from kerasdense.errors import InputError

TOLD = 5  # problems in one line
FEW = 4  # numbers: settings, such as a stride, and no weights to be missed


@dataclasses.dataclass(frozen=True)
class Want:
    """One array of a file, and the variable that it fills.

    Args:
        name: In the file.
        shape: In the file. Sides of 1 do not count: Caffe's older files have more of
            them, MATLAB's fewer.
        into: The Keras variable; None for what is only looked at.
        turn: Array of `shape` -> array of the variable's shape.
        also: Other shapes that the same numbers are published in.
        needed: Whether the file must have it. What it need not have stays as it is.
        fault: Array -> what is wrong with its values, or "".
    """

    name: str
    shape: tuple[int, ...]
    into: object | None = None
    turn: Callable = lambda array: array
    also: tuple[tuple[int, ...], ...] = ()
    needed: bool = True
    fault: Callable = lambda array: ""

    def problem(self, arrays):
        """-> what is wrong with what the file has, or ""."""
        if self.name not in arrays:
            wanted = f"{self.name} {_written(self.shape)}"
            return f"{wanted} is missing" if self.needed else ""
        array = arrays[self.name]
        if _sides(array.shape) not in map(_sides, (self.shape, *self.also)):
            return (
                f"{self.name} is {_written(array.shape)} and not {_written(self.shape)}"
            )
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            return f"{self.name} holds what is no number"
        fault = self.fault(array)
        return f"{self.name} {fault}" if fault else ""

    def fill(self, arrays):
        """Gives the variable its values, once nothing is wrong. -> Whether it did."""
        if self.into is None or self.name not in arrays:
            return False
        self.into.assign(self.turn(arrays[self.name].reshape(self.shape)))
        return True


@dataclasses.dataclass(frozen=True)
class Constant:
    """A variable that the published network has not, and the value it acts with."""

    into: object
    value: float

    name = ""
    needed = False

    def problem(self, arrays):
        return ""

    def fill(self, arrays):
        self.into.assign(np.full(self.into.shape, self.value, "float32"))
        return True


def fill(network, wants, arrays, path, name):
    """Fills a network from the arrays of a file.

    Args:
        network: A model.
        wants: Of `Want` and `Constant`.
        arrays: {name: array}.
        path, name: What the file and the network are called, for people.

    Returns:
        Paths of the weights that stay as they were; and names of the arrays that nobody
        wanted.

    Raises:
        InputError: Something is missing or has another shape. The network is as it was.
    """
    problems = [problem for want in wants if (problem := want.problem(arrays))]
    if problems:
        more = f"; and {len(problems) - TOLD} more" if len(problems) > TOLD else ""
        raise InputError(
            f"{path} does not fit {name}: {'; '.join(problems[:TOLD])}{more}."
        )
    filled = set()
    for want in wants:
        if want.fill(arrays):
            filled.add(id(want.into))
    names = set(arrays).difference(want.name for want in wants)
    return (
        [weight.path for weight in network.weights if id(weight) not in filled],
        sorted(name for name in names if arrays[name].size > FEW),
    )


def _sides(shape):
    return tuple(side for side in shape if side != 1)


def _written(shape):
    return "x".join(map(str, shape)) or "one number"
