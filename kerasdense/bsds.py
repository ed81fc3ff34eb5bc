"""The benchmark of BSDS: maps of boundaries against what several people drew.

Martin, Fowlkes & Malik, "Learning to detect natural image boundaries using local
brightness, color, and texture cues", TPAMI 2004; Arbelaez, Maire, Fowlkes & Malik,
"Contour Detection and Hierarchical Image Segmentation", TPAMI 2011. The programs are
those of BIDS/BSDS500 and, as Xie & Tu measured HED, edgesEvalDir of pdollar/edges.

No Keras here: processes that share the work begin quickly.
"""

import atexit
import concurrent.futures
import functools
import multiprocessing
import os

import numpy as np

from kerasdense.pixels.lines import is_lines, suppressed, thinned
from kerasdense.pixels.matching import neighbours, pairs, reach

THRESHOLDS = 99
PART = 0.0075  # of the diagonal, that a boundary may be off
PART_NYUD = 0.011  # the same in rooms, whose people drew less exactly
COUNTS = ("found", "drawn", "right", "said")
STEPS = np.linspace(0, 1, 100)  # from one threshold to the next
ALONE = 1 << 16  # pixels of a picture that is not worth sharing among processes


def levels(thresholds=THRESHOLDS):
    """-> 0.01 to 0.99, or as many other thresholds at equal distances."""
    return np.arange(1, thresholds + 1) / (thresholds + 1)


def prepared(response):
    """A map [H, W] from 0 to 1 -> lines in 256 levels, as maps are stored for it.

    What is nothing but lines already, such as a drawing, stays as it is.
    """
    lines = response if is_lines(response) else suppressed(response)
    return np.rint(255 * np.clip(lines, 0, 1)) / 255


def count(response, drawings, *, part=PART, thresholds=THRESHOLDS):
    """Compares one map with the drawings of one picture, at each threshold.

    At each, what remains is thinned and matched with each drawing, one to one, and none
    farther than a part of the picture's diagonal. A pixel of a drawing is found if it
    has a partner; a pixel of the map is right if it has one in any drawing.

    Args:
        response: [H, W], from 0 to 1.
        drawings: bool [N, H, W]; thinned, if they are not yet.
        part: Of the diagonal.
        thresholds: How many.

    Returns:
        int64 [thresholds, 4], see COUNTS: of all drawings together, how many pixels
        were found, and how many there are; and of the map, how many are right, and how
        many there are.
    """
    lines = prepared(np.asarray(response, np.float64))
    thin = np.stack([thinned(drawing) for drawing in drawings])
    most, asked = reach(lines.shape, part), levels(thresholds)
    processes = os.cpu_count() or 1
    if lines.size < ALONE or thresholds < processes or processes == 1:
        return count_lines(lines, thin, most, asked)
    shares = [asked[first::processes] for first in range(processes)]
    table = np.zeros((thresholds, len(COUNTS)), np.int64)
    shared = _pool(processes).map(
        functools.partial(count_lines, lines, thin, most), shares
    )
    for first, rows in enumerate(shared):
        table[first::processes] = rows
    return table


def count_lines(lines, drawings, most, thresholds):
    """-> what `count` does, of prepared lines and thin drawings."""
    table, row, size = [], None, -1
    places = np.argwhere(lines > 0)
    number = np.full(lines.shape, -1)
    number[tuple(places.T)] = np.arange(len(places))
    graphs = [neighbours(places, np.argwhere(drawn), most) for drawn in drawings]
    drawn = int(np.count_nonzero(drawings))
    for threshold in thresholds:
        said = lines >= threshold
        if np.count_nonzero(said) != size:  # else these are the same pixels as before
            size = np.count_nonzero(said)
            here = number[thinned(said)]
            right, found = np.zeros(len(here), bool), 0
            for graph in graphs:
                matched, _ = pairs(graph[here])
                right[matched] = True
                found += len(matched)
            row = found, drawn, np.count_nonzero(right), len(here)
        table.append(row)
    return np.array(table, np.int64).reshape(-1, len(COUNTS))


@functools.cache
def _pool(processes):
    context = multiprocessing.get_context("spawn")  # threads of TensorFlow do not fork
    pool = concurrent.futures.ProcessPoolExecutor(processes, mp_context=context)
    atexit.register(pool.shutdown)
    return pool


def rates(counts):
    """Counts [..., 4] -> precision, recall and F, each [...]; 0 where nothing is."""
    found, drawn, right, said = np.moveaxis(np.asarray(counts, np.float64), -1, 0)
    precision = right / np.maximum(said, 1)
    recall = found / np.maximum(drawn, 1)
    return precision, recall, f_measure(precision, recall)


def f_measure(precision, recall):
    both = precision + recall
    return 2 * precision * recall / np.where(both > 0, both, 1)


def best(counts):
    """Counts [T, 4] -> (F, threshold, precision, recall) where F is largest.

    Between two thresholds precision and recall are taken to change evenly.
    """
    precision, recall, f = rates(counts)
    asked = levels(len(f))
    if len(f) == 1:
        return f[0], asked[0], precision[0], recall[0]

    def between(values):
        return values[:-1, None] + STEPS * (values[1:] - values[:-1])[:, None]

    ways = [between(values) for values in (asked, precision, recall)]
    f = f_measure(*ways[1:])
    place = np.unravel_index(np.argmax(f), f.shape)
    return (float(f[place]), *(float(way[place]) for way in ways))


def own_best(counts):
    """Counts [T, 4] of one picture -> those at the threshold where its F is largest."""
    return np.asarray(counts)[np.argmax(rates(counts)[2])]


def average_precision(counts):
    """Counts [T, 4] -> precision, meaned over recalls from 0 to 1 by hundredths.

    Recalls beyond the least and the largest found have none. The sum of 101 of them is
    divided by 100, as in the program that published numbers are from, which calls that
    a minor bug. Where all thresholds have one recall, as those of a drawing, there it
    says 0; here it is precision times recall.
    """
    precision, recall, _ = rates(counts)
    recall, first = np.unique(recall, return_index=True)
    precision = precision[first]
    if len(recall) == 1:
        return float(precision[0] * recall[0])
    asked = np.arange(101) / 100
    there = (asked >= recall[0]) & (asked <= recall[-1])
    return float(np.interp(asked[there], recall, precision).sum() / 100)


def human(drawings, *, part=PART):
    """Each person's drawing [H, W] against those of the others.

    Args:
        drawings: bool [N, H, W].

    Returns:
        int64 [4], see COUNTS, added up over persons.
    """
    total = np.zeros(len(COUNTS), np.int64)
    for person in range(len(drawings)):
        others = np.delete(drawings, person, axis=0)
        total += count(drawings[person], others, part=part, thresholds=1)[0]
    return total
