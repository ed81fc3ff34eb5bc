"""A plane with names in it: points, paths between them, and regions, on paper."""

import numpy as np
from PIL import Image, ImageDraw

from kerasdense.pixels import layout
from kerasdense.study.chart import (
    BOTTOM,
    COLOURS,
    FAINT,
    LEFT,
    RIGHT,
    TOP,
    spread,
    ticks,
)

GRAY = (130, 130, 130)
SIZE = 860, 560
RADIUS, NEAR = 5, 9  # of a point; from its middle to its name, pixels


def plane(points, *, title, across, up, paths=(), bounds=None, level=None, corner=""):
    """Named points, each with its name beside it: -> uint8 [H, W, 3].

    Args:
        points: {name: (x, y)}.
        title, across, up: Words: above, along the axis to the right, along the other.
        paths: Lists of (x, y, name), joined by lines; a name may be empty.
        bounds: {name: x}, vertical lines; each name stands at the left of its line, or
            at the right where the left has no room for it.
        level: (name, y), a horizontal line, or None.
        corner: Words in the lower left.
    """
    bounds = bounds or {}
    on_paths = [(x, y) for path in paths for x, y, _ in path]
    places = np.array([*points.values(), *on_paths], float)
    left, right = spread([*places[:, 0], *bounds.values()], margin=0.08)
    heights = [*places[:, 1], *([level[1]] if level else [])]
    low, high = spread(heights, margin=0.12)
    columns, rows = SIZE

    def place(x, y):
        return (
            LEFT + (x - left) / (right - left) * (columns - LEFT - RIGHT),
            rows - BOTTOM - (y - low) / (high - low) * (rows - TOP - BOTTOM),
        )

    sheet = Image.new("RGB", SIZE, layout.PAPER)
    draw = ImageDraw.Draw(sheet)
    font, small = layout.letters(13), layout.letters(11)
    taken = []
    for y in ticks(low, high):
        draw.line([place(left, y), place(right, y)], FAINT)
        draw.text((LEFT - 6, place(left, y)[1]), f"{y:g}", layout.INK, font, "rm")
    for x in ticks(left, right):
        at = place(x, low)
        draw.line([at, (at[0], at[1] + 4)], layout.INK)
        draw.text((at[0], at[1] + 6), f"{x:g}", layout.INK, font, "ma")
    for name, x in bounds.items():
        at = place(x, high)
        draw.line([at, place(x, low)], GRAY)
        fits = at[0] - 5 - draw.textlength(name, font) > LEFT
        column, anchor = (at[0] - 5, "ra") if fits else (at[0] + 5, "la")
        draw.text((column, at[1] + 22), name, GRAY, font, anchor)
    if level:
        name, y = level
        draw.line([place(left, y), place(right, y)], GRAY)
        at = place(right, y)
        draw.text((at[0] - 6, at[1] - 3), name, GRAY, font, "rd")
        taken.append(draw.textbbox((at[0] - 6, at[1] - 3), name, font, "rd"))
    draw.rectangle([*place(left, high), *place(right, low)], outline=layout.INK)
    draw.text((LEFT, 10), title, layout.INK, layout.letters(15))
    draw.text((columns - RIGHT, rows - 6), across, layout.INK, font, "rd")
    draw.text((LEFT + 6, TOP + 4), up, layout.INK, font)
    at = place(left, low)
    draw.text((at[0] + 6, at[1] - 6), corner, GRAY, font, "ld")
    taken.append(draw.textbbox((at[0] + 6, at[1] - 6), corner, font, "ld"))

    frame = (*place(left, high), *place(right, low))
    for x, y in [*points.values(), *on_paths]:
        column, row = place(x, y)
        taken.append((column - RADIUS, row - RADIUS, column + RADIUS, row + RADIUS))
    ways = [[place(x, y) for x, y, _ in path] for path in paths]
    for way in ways:
        draw.line(way, GRAY, 2)
        for start, end in zip(way, way[1:]):
            taken += along(start, end)
    for path in paths:
        for x, y, name in path:
            dot(draw, place(x, y), RADIUS - 2, GRAY)
            beside(draw, place(x, y), name, GRAY, small, taken, frame)
    for number, (name, point) in enumerate(points.items()):
        colour = COLOURS[number % len(COLOURS)]
        dot(draw, place(*point), RADIUS, colour)
        beside(draw, place(*point), name, colour, font, taken, frame)
    return layout.frame(np.array(sheet), 8)


def dot(draw, middle, radius, colour):
    column, row = middle
    draw.ellipse([column - radius, row - radius, column + radius, row + radius], colour)


def beside(draw, point, name, colour, font, taken, frame):
    """Writes a name where it covers least of what is there, and keeps its box."""
    if not name:
        return
    column, row = point
    ways = [
        (column + NEAR, row, "lm"),
        (column, row - NEAR, "md"),
        (column, row + NEAR, "ma"),
        (column - NEAR, row, "rm"),
        (column + NEAR, row - NEAR, "ld"),
        (column + NEAR, row + NEAR, "la"),
        (column - NEAR, row - NEAR, "rd"),
        (column - NEAR, row + NEAR, "ra"),
    ]
    boxes = [draw.textbbox((x, y), name, font, anchor) for x, y, anchor in ways]
    costs = [covered(box, taken) + 100 * outside(box, frame) for box in boxes]
    x, y, anchor = ways[int(np.argmin(costs))]
    draw.text((x, y), name, colour, font, anchor)
    taken.append(boxes[int(np.argmin(costs))])


def along(start, end, step=4):
    """-> small boxes along a line, all of it covered."""
    start, end = np.array(start), np.array(end)
    count = 2 + int(np.hypot(*(end - start)) / step)
    middles = start + np.linspace(0, 1, count)[:, None] * (end - start)
    half = step / 2
    return [(x - half, y - half, x + half, y + half) for x, y in middles]


def covered(box, boxes):
    """-> how many pixels of a box others have."""
    left, top, right, bottom = box
    total = 0.0
    for a, b, c, d in boxes:
        total += max(0, min(right, c) - max(left, a)) * max(
            0, min(bottom, d) - max(top, b)
        )
    return total


def outside(box, frame):
    """-> how many pixels a box leaves its frame by, at all sides together."""
    left, top, right, bottom = box
    a, b, c, d = frame
    return max(0, a - left) + max(0, b - top) + max(0, right - c) + max(0, bottom - d)
