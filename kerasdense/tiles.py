"""A picture of any size through a network, in parts: memory is bounded."""

import dataclasses
import functools
import itertools

import numpy as np

from kerasdense.ensemble import as_output, as_score, each
from kerasdense.errors import InputError
from kerasdense.files.containers import quantised

TILE = 512  # pixels
LEAST = 32  # pixels: smaller tiles would cost memory rather than save it


@dataclasses.dataclass(frozen=True)
class Tiled:
    """A prediction, and how it was come by.

    Args:
        prediction: NumPy array [H * scale, W * scale, C], in the task's units; or a
            dict of such, where a task has parts.
        exact: Whether it is what the whole picture at once would have given, but for
            rounding. If not, it was blended from tiles of which each knew only itself.
        tiles: How many there were.
    """

    prediction: np.ndarray
    exact: bool
    tiles: int


def predict_tiled(predictor, task, x, reach, *, tile=TILE, store=None, progress=None):
    """Predicts tile by tile; all tiles of a picture have the same shape.

    Tiles overlap by twice the network's margin, and what each says of the outermost
    margin is not used, unless the picture ends there. Where the margin leaves too
    little of a tile, or is unlimited, tiles overlap by a quarter, and their
    predictions (for labels, probabilities) fade into each other.

    Args:
        predictor: x [1, h, w, C] -> output.
        task: Makes a prediction of the output.
        x: What the network is to see, float32 [H, W, C]: an array, or what has a
            `shape` and can be sliced like one.
        reach: The network's `Reach`; or None, for the whole picture at once, as is
            always done where a map belongs to it as a whole.
        tile: Longest side of a tile, in pixels of x; or 0, for the whole picture. Or
            (rows, columns), where the predictor takes tiles of one size only; what it
            gets at the end of a picture may be smaller, for it to fill up.
        store: "uint8" or "uint16", in which a predicted picture is kept, so that it
            takes a quarter or half of the memory; None for floats in [0, 1].
        progress: Called with (tiles done, tiles), if given.

    Returns:
        A `Tiled`.

    Raises:
        InputError: The tile is too small, or the network cannot be given tiles.
    """
    sides, fixed = x.shape[:2], isinstance(tile, tuple)
    tiles = tile if fixed else (tile, tile)
    fits = all(side <= most for side, most in zip(sides, tiles))
    never = any(part.whole for part in task.parts.values())
    if reach is None or never or not all(tiles) or fits:
        grid, blended = [Lane([0], side, 0) for side in sides], False
    else:
        blended = any(overlap_of(reach, most)[1] for most in tiles)
        step = 1 if blended and fixed else reach.step
        grid = [
            (fixed_lane if fixed else lane)(
                side, most, most // 4 if blended else 2 * reach.margin, step
            )
            for side, most in zip(sides, tiles)
        ]
    join = _blend if blended else _assemble
    keep = functools.partial(_stored, dtype=np.dtype(store)) if store else _as_it_is
    return join(predictor, task, x, grid, keep, progress or (lambda done, tiles: None))


@dataclasses.dataclass(frozen=True)
class Lane:
    """Equal tiles along one side of a picture.

    Args:
        starts: Where each begins, in pixels.
        side: How long each is.
        overlap: How much two neighbours share at least.
    """

    starts: list[int]
    side: int
    overlap: int


def overlap_of(reach, tile):
    """-> by how much tiles are to overlap, and whether they must be blended.

    Raises:
        InputError: The tile is too small for either.
    """
    least = max(LEAST, 3 * reach.step)
    if tile < least:
        raise InputError(
            f"Tiles of {tile} pixels are too small for this network: take {least} at "
            "least, or 0 for the whole picture at once."
        )
    if reach.margin is not None and tile >= least_exact_tile(reach):
        return 2 * reach.margin, False
    return tile // 4, True


def least_exact_tile(reach):
    """-> the smallest tile of which a quarter in each direction is of use."""
    margins = 2 * reach.margin
    return max(-(-margins * 4 // 3), margins + 2 * reach.step)


def lane(length, tile, overlap, step):
    """-> a `Lane` of tiles no longer than `tile`, the last ending with the picture.

    Each begins at a multiple of `step` and is as long as the picture, modulo `step`:
    so the network's grid lies on every tile as on the whole, from both ends.
    """
    if length <= tile:
        return Lane([0], length, 0)
    longest_hop = (tile - overlap - (step - 1)) // step * step
    count = -(-(length - overlap) // longest_hop)
    hop = -(-(length - overlap) // (count * step)) * step
    side = hop + overlap + (length - hop - overlap) % step
    starts = sorted({min(i * hop, length - side) for i in range(count)})
    return Lane(starts, side, overlap)


def fixed_lane(length, tile, overlap, step):
    """-> a `Lane` of tiles of just this size, each beginning at a multiple of `step`.

    So the last may reach less than a step beyond the picture. A network that fills up
    the picture itself, by repeating its last pixel, is to be filled up alike.
    """
    if length <= tile:
        return Lane([0], length, 0)
    last = -(-(length - tile) // step) * step
    hop = (tile - overlap) // step * step
    return Lane([*range(0, last, hop), last], tile, overlap)


def _assemble(predictor, task, x, grid, keep, progress):
    """Takes from each tile what lies beyond its margins."""
    whole = None
    tiles = list(itertools.product(*map(_cores, grid, x.shape)))
    for done, ((rows, kept_rows), (columns, kept_columns)) in enumerate(tiles, 1):
        part = x[rows, columns][None]
        found = keep(_first(task.decode(predictor(part), part)))
        if len(tiles) == 1:
            whole = found
        else:
            _check_size(found, part, task)
            if whole is None:
                whole = _zeros(x.shape, found, task)
            inside = (
                _scaled(kept_rows, task.scale, -rows.start),
                _scaled(kept_columns, task.scale, -columns.start),
            )
            place = _scaled(kept_rows, task.scale), _scaled(kept_columns, task.scale)
            _put(whole, place, _cut(found, inside))
        progress(done, len(tiles))
    return Tiled(whole, True, len(tiles))


def _cores(lane, length):
    """-> for each tile, what it reads and what of that it decides, as slices."""
    cuts = [0, *(start + lane.overlap // 2 for start in lane.starts[1:]), length]
    return [
        (slice(start, start + lane.side), slice(*decided))
        for start, decided in zip(lane.starts, itertools.pairwise(cuts))
    ]


def _blend(predictor, task, x, grid, keep, progress):
    """Lets tiles fade into each other, one row of them after the other.

    Sums are kept for one row of tiles only: those of labels have a channel for each
    class, and would otherwise be many times as large as the picture.
    """
    scale, (down, across) = task.scale, grid
    heights, widths = (_shares(*side, scale) for side in zip(grid, x.shape))
    whole = band = None
    done, tiles = 0, len(down.starts) * len(across.starts)
    for i, (top, height) in enumerate(zip(down.starts, heights)):
        final = [*down.starts, x.shape[0]][i + 1] - top
        for left, width in zip(across.starts, widths):
            part = x[top : top + down.side, left : left + across.side][None]
            score = _score(task, predictor(part), part)
            _check_size(score, part, task)
            if band is None:
                band = _zeros((down.side, x.shape[1]), score, task)
            place = np.s_[:, left * scale : (left + across.side) * scale]
            _add(band, place, score, height[:, None, None] * width[:, None])
            done += 1
            progress(done, tiles)
        above, below = np.s_[: final * scale], np.s_[final * scale :]
        part = x[top : top + final, :]
        ready = keep(_settled(task, _cut(band, above), part))
        if whole is None:
            whole = _zeros(x.shape, ready, task)
        _put(whole, np.s_[top * scale : (top + final) * scale], ready)
        band = each(
            lambda sums, more: np.concatenate([sums, 0 * more]),
            _cut(band, below),
            _cut(band, above),
        )
    return Tiled(whole, False, tiles)


def _shares(lane, length, scale):
    """-> for each tile, what it contributes to each of its pixels; together, one.

    Raised cosines: half a wave up and half a wave down over the tile.
    """
    wave = np.sin(np.pi * (np.arange(lane.side * scale) + 0.5) / (lane.side * scale))
    wave, total = wave**2, np.zeros(length * scale)
    places = [slice(s * scale, (s + lane.side) * scale) for s in lane.starts]
    for place in places:
        total[place] += wave
    return [(wave / total[place]).astype(np.float32) for place in places]


def _score(task, output, part):
    if task.parts:
        tasks = task.parts.items()
        return {name: _score(of, output[name], part) for name, of in tasks}
    if task.writes == "labels":
        return as_score(task, output)[0]
    return np.asarray(task.decode(output, part))[0]


def _settled(task, score, part):
    """Mean scores -> prediction; of pictures, they are one already."""
    if task.parts:
        tasks = task.parts.items()
        return {name: _settled(of, score[name], part) for name, of in tasks}
    if task.writes != "labels":
        return score
    output = as_output(task, score)[None]
    return np.asarray(task.decode(output, part[None]))[0]


# What follows is done to an array, or to each array of a dict.


def _stored(arrays, dtype):
    return each(lambda y: quantised(y, dtype), arrays)


def _as_it_is(arrays):
    return arrays


def _first(batch):
    return each(lambda y: np.asarray(y)[0], batch)


def _cut(arrays, place):
    return each(lambda y: y[place], arrays)


def _put(arrays, place, parts):
    each(lambda y, part: y.__setitem__(place, part), arrays, parts)


def _add(sums, place, parts, share):
    each(lambda y, part: np.add(y[place], part * share, out=y[place]), sums, parts)


def _zeros(shape, like, task):
    sides = [side * task.scale for side in shape[:2]]
    return each(lambda y: np.zeros((*sides, y.shape[-1]), y.dtype), like)


def _check_size(found, part, task):
    """Raises InputError where a tile's result is not as large as the tile, scaled."""
    sides = part.shape[1:3]

    def check(y):
        if y.shape[:2] != tuple(side * task.scale for side in sides):
            raise InputError(
                f"This network makes {y.shape[0]}x{y.shape[1]} pixels of "
                f"{sides[0]}x{sides[1]}, so it cannot be given tiles: predict the "
                "whole picture, with a tile of 0."
            )

    each(check, found)


def _scaled(part, scale, shift=0):
    return slice((part.start + shift) * scale, (part.stop + shift) * scale)
