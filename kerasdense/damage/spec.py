"""Damage named in one word, for recipes, task.json and --damage: NAME:AMOUNT."""

import dataclasses
from collections.abc import Callable

import numpy as np

from kerasdense.errors import InputError, did_you_mean


@dataclasses.dataclass(frozen=True)
class Kind:
    """One way to come to harm.

    Args:
        meaning: In words, for people; "{}" in it is the amount.
        apply: (image float [H, W, C] in [0, 1], rng, amount) -> {name of an array:
            array}: "damaged" float [H, W, C]; and what else is known of it: "mask"
            uint8 [H, W, 1], 255 where the picture is lost; "kernel" float [n, n, 1]. A
            "damaged" smaller than the image has lost an even border.
        amount: Where none is named: a number, or (least, most) to draw from evenly.
        allowed: The least and the most that make sense.
        adds: The names of the arrays, all of them made every time; with "image" where
            the truth, and all else, loses a border as "damaged" does.
        whole: Whether amounts are whole numbers.
        shrinks: Whether "damaged" has 1/amount of the rows and columns; the others are
            cut to a multiple, at the bottom and on the right.
        cell: Of what makes raw files, the rows and columns that a pixel of "damaged"
            stands for, whatever the amount; 0 of what makes pictures.
        channels: Of a "damaged" that is no picture.
    """

    meaning: str
    apply: Callable
    amount: float | tuple[float, float] = 0.0
    allowed: tuple[float, float] = (0.0, np.inf)
    adds: tuple[str, ...] = ("damaged",)
    whole: bool = False
    shrinks: bool = False
    cell: int = 0
    channels: int = 0


@dataclasses.dataclass(frozen=True)
class Part:
    kind: Kind
    amount: float | tuple[float, float]

    @property
    def words(self):
        amount = self.amount
        told = f"{amount[0]:g} to {amount[1]:g}" if _is_range(amount) else f"{amount:g}"
        return self.kind.meaning.format(told)

    @property
    def times(self):
        """How many times smaller "damaged" becomes."""
        return round(self.amount) if self.kind.shrinks else self.kind.cell or 1


@dataclasses.dataclass(frozen=True)
class Plan:
    """What to do to pictures: of some sequences of damages one is drawn for each.

    Args:
        sequences: Tuples of parts, done one after the other.
    """

    sequences: tuple[tuple[Part, ...], ...]

    @property
    def adds(self):
        """The names of the arrays that it makes, the same ones every time."""
        made = [name for parts in self.sequences for p in parts for name in p.kind.adds]
        return tuple(dict.fromkeys(made))

    @property
    def shrinks(self):
        """How many times smaller "damaged" is than the image; the same every time."""
        return shrinking(self.sequences[0])

    @property
    def channels(self):
        """Of a "damaged" that is no picture, the same every time; else 0."""
        return max(part.kind.channels for part in self.sequences[0])

    @property
    def words(self):
        said = [", then ".join(part.words for part in p) for p in self.sequences]
        return "; or ".join(said)

    def __call__(self, image, rng):
        """-> {name: array}: "damaged" float32, and the others of `adds`.

        Args:
            image: float [H, W, C] in [0, 1].
            rng: A NumPy generator; it alone decides.
        """
        parts = self.sequences[0]
        if len(self.sequences) > 1:
            parts = self.sequences[rng.integers(len(self.sequences))]
        image = np.asarray(image, np.float32)
        unharmed = {
            "damaged": image,
            "image": image,
            "mask": np.zeros((*image.shape[:2], 1), np.uint8),
            "kernel": np.ones((1, 1, 1), np.float32),
        }
        made = {name: unharmed[name] for name in self.adds}
        for part in parts:
            amount = part.amount
            if _is_range(amount):
                amount = rng.uniform(*amount)
            new = part.kind.apply(made["damaged"], rng, amount)
            if part.times > 1:
                size = [part.times * side for side in new["damaged"].shape[:2]]
                made = {
                    n: a if n == "kernel" else _first(a, size) for n, a in made.items()
                }
                made |= new
                continue
            size = new["damaged"].shape[:2]
            if size == made["damaged"].shape[:2]:
                before = made
            else:
                before = {
                    n: a if n == "kernel" else _middle(a, size) for n, a in made.items()
                }
            made = before | new
            if "mask" in new:  # what was lost stays lost
                made["mask"] = np.maximum(before["mask"], new["mask"])
            if "kernel" in new:
                made["kernel"] = _one_after_the_other(before["kernel"], new["kernel"])
        made["damaged"] = made["damaged"].astype(np.float32)
        return made


def parse_with(text, kinds):
    """'text,missing:0.2-0.8+awgn:5' -> the plan: text; or missing pixels, then noise.

    Args:
        text: NAME, NAME:AMOUNT or NAME:LEAST-MOST; "+" between what is done in turn,
            "," between what one is drawn of.
        kinds: {name: Kind}.

    Raises:
        InputError: No such damage; or it is not to be had in that amount.
    """
    sequences = [
        tuple(_part(word.strip(), kinds) for word in sequence.split("+"))
        for sequence in text.split(",")
    ]
    _refuse_sizes(text, sequences)
    return Plan(tuple(sequences))


def shrinking(parts):
    """-> how many times smaller a picture is after these parts."""
    times = 1
    for part in parts:
        times *= part.times
    return times


def _refuse_sizes(text, sequences):
    """What is small already can only have its pixels changed, and is always as small.

    Raises:
        InputError: It is otherwise.
    """
    kinds = {(shrinking(parts), parts[-1].kind.channels) for parts in sequences}
    if len(kinds) > 1:
        raise InputError(
            f"{text}: pictures would be of several sizes. Shrink all of them as much."
        )
    for parts in sequences:
        small = False
        if any(part.kind.cell for part in parts[:-1]):
            raise InputError(f"{text}: what makes raw files comes last.")
        for part in parts:
            if small and set(part.kind.adds) - {"damaged"}:
                raise InputError(
                    f"{text}: what changes more than pixels, such as a blur or holes, "
                    "comes before what shrinks."
                )
            small = small or part.kind.shrinks


def _part(word, kinds):
    name, colon, told = word.partition(":")
    if name not in kinds:
        raise InputError(
            f"There is no damage {name!r}.{did_you_mean(name, kinds)} Known: "
            f"{', '.join(sorted(kinds))}."
        )
    kind = kinds[name]
    if not colon:
        return Part(kind, kind.amount)
    try:
        amounts = tuple(float(number) for number in told.split("-"))
    except ValueError:
        amounts = ()
    least, most = kind.allowed
    fine = len(amounts) in (1, 2) and all(least <= a <= most for a in amounts)
    if fine and kind.whole and (len(amounts) > 1 or amounts[0] % 1):
        raise InputError(
            f"{word}: after the colon stands a whole number, as in {name}:{least:g}. "
            f"Several are told as {name}:{least:g},{name}:{least + 1:g}."
        )
    if not fine or list(amounts) != sorted(amounts):
        raise InputError(
            f"{word}: after the colon stands a number from {least:g} to {most:g}, or "
            f"two with - between, as in {name}:{least:g}-{min(most, least + 1):g}."
        )
    return Part(kind, amounts if len(amounts) == 2 else amounts[0])


def _middle(array, size):
    """[H, W, C] without an even border -> [*size, C]."""
    top, left = ((a - b) // 2 for a, b in zip(array.shape, size))
    return array[top : top + size[0], left : left + size[1]]


def _first(array, size):
    """[H, W, C] -> [*size, C], from the top left corner."""
    return array[: size[0], : size[1]]


def _one_after_the_other(first, second):
    """The kernel [n + m - 1, n + m - 1, 1] that blurs as two of n and m do in turn."""
    n, m = len(first), len(second)
    both = np.zeros((n + m - 1, n + m - 1, 1), np.float32)
    for row, column, _ in np.argwhere(first):
        both[row : row + m, column : column + m] += first[row, column] * second
    return both


def _is_range(amount):
    return isinstance(amount, tuple)
