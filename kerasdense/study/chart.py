"""Curves on paper: uint8 [H, W, 3], drawn with Pillow alone."""

import numpy as np
from PIL import Image, ImageDraw

from kerasdense.pixels import layout

COLOURS = (
    (31, 119, 180),
    (214, 39, 40),
    (44, 160, 44),
    (148, 103, 189),
    (255, 127, 14),
    (23, 190, 207),
    (140, 86, 75),
    (227, 119, 194),
)
FAINT = (225, 225, 225)
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 40, 48  # margins, pixels


def chart(curves, *, title, across, up, levels=None, size=(760, 420)):
    """Curves over a common axis, with a legend below.

    Args:
        curves: {name: (x, y)}, lists of numbers.
        title, across, up: Words: above, along the axis to the right, along the other.
        levels: {name: y}, horizontal lines.
        size: Columns and rows of the part without the legend.
    """
    levels = levels or {}
    xs = np.concatenate([np.ravel(x) for x, _ in curves.values()])
    ys = [np.ravel(y) for _, y in curves.values()] + [np.array([*levels.values()])]
    left, right = spread(xs)
    low, high = spread(np.concatenate(ys), margin=0.05)
    columns, rows = size

    def place(x, y):
        return (
            LEFT + (x - left) / (right - left) * (columns - LEFT - RIGHT),
            rows - BOTTOM - (y - low) / (high - low) * (rows - TOP - BOTTOM),
        )

    sheet = Image.new("RGB", size, layout.PAPER)
    draw = ImageDraw.Draw(sheet)
    font = layout.letters(13)
    for y in ticks(low, high):
        draw.line([place(left, y), place(right, y)], FAINT)
        draw.text((LEFT - 6, place(left, y)[1]), f"{y:g}", layout.INK, font, "rm")
    for x in ticks(left, right):
        at = place(x, low)
        draw.line([at, (at[0], at[1] + 4)], layout.INK)
        draw.text((at[0], at[1] + 6), f"{x:g}", layout.INK, font, "ma")
    draw.rectangle([*place(left, high), *place(right, low)], outline=layout.INK)
    draw.text((LEFT, 10), title, layout.INK, layout.letters(15))
    draw.text((columns - RIGHT, rows - 6), across, layout.INK, font, "rd")
    draw.text((LEFT + 6, TOP + 4), up, layout.INK, font)

    entries, colours = [], iter(COLOURS * (1 + (len(curves) + len(levels)) // 8))
    for name, (x, y) in curves.items():
        colour = next(colours)
        points = [place(*point) for point in zip(np.ravel(x), np.ravel(y))]
        draw.line(points, colour, 2)
        for column, row in points if len(points) < 100 else ():
            draw.ellipse([column - 2, row - 2, column + 2, row + 2], colour)
        entries.append(entry(name, colour))
    for name, y in levels.items():
        colour = next(colours)
        draw.line([place(left, y), place(right, y)], colour, 1)
        entries.append(entry(name, colour))
    legend = layout.row(entries, gap=20)
    if legend.shape[1] > columns:
        legend = layout.column(entries, gap=2)
    return layout.frame(layout.column([np.array(sheet), legend], gap=4), 8)


def entry(name, colour):
    """A name beside its colour."""
    swatch = np.full((14, 22, 3), colour, np.uint8)
    return layout.row([swatch, layout.text(name, 13)], gap=6, middle=True)


def spread(values, margin=0.0):
    """-> the least and the most, never the same, with a part of the way around."""
    low, high = float(np.min(values)), float(np.max(values))
    more = margin * (high - low)
    return (low - more, high + more) if high > low else (low - 1, high + 1)


def ticks(low, high, count=6):
    """-> round numbers between, about so many: steps of 1, 2 or 5 times a ten."""
    rough = (high - low) / count
    ten = 10.0 ** np.floor(np.log10(rough))
    step = next(n * ten for n in (1, 2, 5, 10) if n * ten >= rough * (1 - 1e-9))
    first, last = np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9)
    return [round(n * step, 10) for n in np.arange(first, last + 1)]
