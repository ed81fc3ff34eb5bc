"""Precision against recall, with lines of equal F: uint8 [H, W, 3], with Pillow alone.

As the benchmark of BSDS draws it: Arbelaez, Maire, Fowlkes & Malik, TPAMI 2011, figure
1. Each curve is dotted where its F is largest.
"""

import numpy as np
from PIL import Image, ImageDraw

from kerasdense import bsds
from kerasdense.pixels import layout
from kerasdense.study.chart import BOTTOM, COLOURS, FAINT, LEFT, RIGHT, TOP, entry

SIDE = 480  # pixels of the square of both
LEVELS = np.arange(1, 10) / 10  # of F
GREEN = (120, 190, 120)
RADIUS = 5


def figure(counts, *, people=None, title=""):
    """Draws curves, the best of them first in the legend.

    Args:
        counts: {name: [T, 4]}, see bsds.COUNTS.
        people: The same of each person against the others, [4].
        title: Words above.
    """
    size = LEFT + SIDE + RIGHT, TOP + SIDE + BOTTOM

    def place(recall, precision):
        return LEFT + recall * SIDE, TOP + (1 - precision) * SIDE

    sheet = Image.new("RGB", size, layout.PAPER)
    draw = ImageDraw.Draw(sheet)
    font, small = layout.letters(13), layout.letters(11)
    for tick in np.arange(11) / 10:
        draw.line([place(0, tick), place(1, tick)], FAINT)
        draw.line([place(tick, 0), place(tick, 1)], FAINT)
        at = place(0, tick)
        draw.text((at[0] - 6, at[1]), f"{tick:g}", layout.INK, font, "rm")
        at = place(tick, 0)
        draw.text((at[0], at[1] + 6), f"{tick:g}", layout.INK, font, "ma")
    for level in LEVELS:
        recall, precision = isoline(level)
        draw.line([place(*point) for point in zip(recall, precision)], GREEN)
        at = place(1, precision[-1])
        draw.text((at[0] + 3, at[1]), f"{level:g}", GREEN, small, "lm")
    draw.rectangle([*place(0, 1), *place(1, 0)], outline=layout.INK)
    draw.text((LEFT, 10), title, layout.INK, layout.letters(15))
    draw.text((size[0] - RIGHT, size[1] - 6), "recall", layout.INK, font, "rd")
    draw.text((LEFT + 6, TOP + 4), "precision", layout.INK, font)

    entries = []
    ordered = sorted(counts, key=lambda name: -bsds.best(counts[name])[0])
    for number, name in enumerate(ordered):
        colour = COLOURS[number % len(COLOURS)]
        precision, recall, _ = bsds.rates(counts[name])
        said = counts[name][:, 3] > 0  # beyond, nothing is said that could be right
        points = [place(*point) for point in zip(recall[said], precision[said])]
        draw.line(points, colour, 2)
        f, _, best_precision, best_recall = bsds.best(counts[name])
        dot(draw, place(best_recall, best_precision), colour)
        entries.append(entry(f"F {f:.3f}  {name}", colour))
    if people is not None:
        precision, recall, f = bsds.rates(people)
        dot(draw, place(recall, precision), (0, 130, 0))
        entries.insert(0, entry(f"F {f:.3f}  people, each against the others", GREEN))
    legend = layout.column(entries, gap=2)
    return layout.frame(layout.column([np.array(sheet), legend], gap=4), 8)


def isoline(level):
    """-> recall and precision of equal F, from the top to the right."""
    recall = np.linspace(level / (2 - level), 1, 100)
    return recall, level * recall / (2 * recall - level)


def dot(draw, middle, colour):
    column, row = middle
    box = [column - RADIUS, row - RADIUS, column + RADIUS, row + RADIUS]
    draw.ellipse(box, colour, layout.PAPER)
