"""Holes in pictures: lost pixels, text written over them, scratches, strokes, boxes.

All lay stamps on the picture, one after the other and wherever they fall, until a share
of it is covered: so a crop of 96 pixels is harmed as densely as a whole photograph.
The mask is every pixel that a stamp touched, were it with the faint edge of a letter.
"""

import functools

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from kerasdense.damage.spec import Kind

LETTERS = "eeeetttaaaooiinnsshhrrddlluucmfywgpbvkxqjz"
CAPITALS = "ETAOINSHRDLUCMFYWGPBVKXQJZ0123456789"
STOPS = ("", "", "", "", ",", ".", "!", "?", ":")
FACES = (None, *range(8))  # Pillow's own font, and the eight of OpenCV


def missing(image, rng, share):
    """Single pixels lost, each with that probability; they are black."""
    lost = rng.random((*image.shape[:2], 1)) < share
    return {"damaged": np.where(lost, 0, image), "mask": np.uint8(255) * lost}


def text(image, rng, share):
    """Words of 12 to 36 pixels in any colours, anti-aliased, some with an outline."""
    return covered(image, share, words(image.shape, rng))


def scratches(image, rng, share):
    """Thin bent lines, bright or dark, whose light varies along them."""
    return covered(image, share, bent_lines(image.shape, rng))


def free_form(image, rng, share):
    """Strokes of a brush of 6 to 24 pixels that change their direction."""
    return covered(image, share, strokes(image.shape, rng))


def box(image, rng, share):
    """Rectangles with sides of 8 to 48 pixels."""
    return covered(image, share, rectangles(image.shape, rng))


def covered(image, share, stamps):
    """Lays stamps on an image until they have touched a share of its pixels.

    Args:
        image: float [H, W, C].
        share: 0 to 1, reached with the last stamp, and passed by a part of it.
        stamps: As many as are asked for, of (top, left, how much of each pixel they
            hide uint8 [h, w], their colours float [h, w, C] or [C]); they may reach
            beyond the image.

    Returns:
        {"damaged": float32 [H, W, C], "mask": uint8 [H, W, 1]}.
    """
    damaged, mask = np.array(image, np.float32), np.zeros(image.shape[:2], np.uint8)
    left_to_cover = share * mask.size
    while left_to_cover > 0:
        top, left, opacity, colour = next(stamps)
        rows = slice(max(0, top), max(0, top + opacity.shape[0]))
        columns = slice(max(0, left), max(0, left + opacity.shape[1]))
        under = mask[rows, columns]
        if not under.size:
            continue
        inside = (
            slice(rows.start - top, rows.start - top + under.shape[0]),
            slice(columns.start - left, columns.start - left + under.shape[1]),
        )
        opacity = opacity[inside]
        colour = colour[inside] if np.ndim(colour) == 3 else colour
        seen = damaged[rows, columns]
        seen += (colour - seen) * (opacity[..., None] * np.float32(1 / 255))
        left_to_cover -= np.count_nonzero((opacity > 0) & (under == 0))
        under[opacity > 0] = 255
    return {"damaged": damaged, "mask": mask[..., None]}


def words(shape, rng):
    """Stamps of words: line by line in any order, each from left to right.

    A picture has letters of one size, and lines of several faces and colours.
    """
    rows, columns, channels = shape
    while True:
        size = int(rng.integers(12, 37))
        spacing = size * rng.uniform(1.1, 1.8)
        tops = np.arange(-rng.uniform(0, spacing), rows, spacing)
        style = None
        for top in rng.permutation(tops):
            if style is None or rng.random() < 0.3:
                style = FACES[rng.integers(len(FACES))], rng.random() < 0.2
                inks = any_colour(rng, channels), any_colour(rng, channels)
            face, outlined = style
            left = -rng.uniform(0, 4 * size)
            while left < columns:
                opacity = written(a_word(rng), face, size)
                colour = inks[0]
                if outlined:
                    letters = opacity[..., None] * np.float32(1 / 255)
                    colour = inks[1] + (inks[0] - inks[1]) * letters
                    opacity = cv2.dilate(opacity, np.ones((3, 3), np.uint8))
                yield int(top), int(left), opacity, colour
                left += opacity.shape[1]


def a_word(rng):
    """One to nine letters, drawn as often as English has them."""
    letters = [LETTERS[i] for i in rng.integers(len(LETTERS), size=rng.integers(1, 10))]
    if rng.random() < 0.25:
        letters[0] = CAPITALS[rng.integers(len(CAPITALS))]
    word = "".join(letters) + STOPS[rng.integers(len(STOPS))]
    return word.upper() if rng.random() < 0.1 else word


def written(word, face, size):
    """-> uint8 [1.5 size, W], 255 inside of letters.

    Args:
        face: Of OpenCV, by its number; or None for Pillow's own.
        size: From the top of a line to its bottom, in pixels.
    """
    edge, rows = 2 + size // 6, size * 3 // 2
    if face is None:
        font = pillows_font(size)
        canvas = Image.new("L", (int(font.getlength(word)) + 2 * edge, rows))
        ImageDraw.Draw(canvas).text((edge, 2), word, 255, font)
        return np.array(canvas)
    scale, thickness = 0.7 * size / capital_of(face), max(1, size // 16)
    (width, _), _ = cv2.getTextSize(word, face, scale, thickness)
    canvas = np.zeros((rows, width + 2 * edge), np.uint8)
    place = edge, size
    cv2.putText(canvas, word, place, face, scale, 255, thickness, cv2.LINE_AA)
    return canvas


@functools.lru_cache
def capital_of(face):
    """-> how high a capital is at OpenCV's scale of 1, in pixels: one is drawn."""
    canvas = np.zeros((400, 400), np.uint8)
    cv2.putText(canvas, "H", (50, 350), face, 8, 255)
    return np.count_nonzero(canvas.any(axis=1)) / 8


@functools.lru_cache
def pillows_font(size):
    return ImageFont.load_default(size)


def bent_lines(shape, rng):
    """Stamps of scratches of 1 to 3 pixels: of old film, or in all directions."""
    channels = shape[2]
    down = rng.random() < 0.3  # as a projector scratches
    while True:
        angle = np.pi / 2 + rng.normal(0, 0.05) if down else rng.uniform(0, np.pi)
        turns = angle + np.cumsum(rng.normal(0, 0.02 if down else 0.15, 12))
        length = rng.uniform(20, 240)
        top, left, drawn = a_line(shape, rng, turns, length, int(rng.integers(1, 4)))
        waves = rng.uniform(-1, 1, (4, 4)).astype(np.float32)
        waves = cv2.resize(waves, drawn.shape[::-1], interpolation=cv2.INTER_LINEAR)
        bright = rng.uniform(0.7, 1) if rng.random() < 0.7 else rng.uniform(0, 0.3)
        tint = bright + rng.normal(0, 0.05, channels)
        colour = np.clip(tint + 0.2 * waves[..., None], 0, 1).astype(np.float32)
        opacity = drawn * (1 - rng.uniform(0, 0.5) * np.abs(waves))
        yield top, left, np.ceil(opacity).astype(np.uint8), colour


def strokes(shape, rng):
    """Stamps of strokes with a thick brush, each in a colour of its own."""
    while True:
        turns = np.cumsum(rng.normal(0, 1, rng.integers(2, 8)))
        turns += rng.uniform(0, 2 * np.pi)
        width = int(rng.integers(6, 25))
        stroke = a_line(shape, rng, turns, rng.uniform(20, 160), width)
        yield *stroke, any_colour(rng, shape[2])


def a_line(shape, rng, angles, length, width):
    """-> top, left and uint8 [h, w] of a polyline whose middle is in the picture.

    Args:
        angles: Of its parts, in radians; all are equally long.
        length, width: In pixels.
    """
    part = length / len(angles)
    steps = part * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    points = np.concatenate([np.zeros((1, 2)), np.cumsum(steps, axis=0)])
    points += rng.uniform((0, 0), shape[1::-1]) - points[len(points) // 2]
    edge = width // 2 + 2
    corner = np.floor(points.min(axis=0)).astype(int) - edge
    columns, rows = np.ceil(points.max(axis=0)).astype(int) + edge + 1 - corner
    canvas = np.zeros((rows, columns), np.uint8)
    path = np.rint((points - corner) * 16).astype(np.int32)[:, None]
    cv2.polylines(canvas, [path], False, 255, width, cv2.LINE_AA, shift=4)
    return int(corner[1]), int(corner[0]), canvas


def rectangles(shape, rng):
    """Stamps of rectangles, each in a colour of its own."""
    while True:
        rows, columns = rng.integers(8, 49, 2)
        top = int(rng.integers(-rows + 1, shape[0]))
        left = int(rng.integers(-columns + 1, shape[1]))
        opacity = np.full((rows, columns), 255, np.uint8)
        yield top, left, opacity, any_colour(rng, shape[2])


def any_colour(rng, channels):
    """White, black or anything: float32 [channels]."""
    kind = rng.random()
    if kind < 0.2:
        return np.full(channels, 1, np.float32)
    if kind < 0.4:
        return np.full(channels, 0, np.float32)
    return rng.random(channels, dtype=np.float32)


def _kind(meaning, apply, amount, most):
    return Kind(meaning, apply, amount, (0.0, most), ("damaged", "mask"))


KINDS = {
    "box": _kind("boxes over a share of {}", box, (0.05, 0.25), 0.9),
    "free-form": _kind(
        "strokes of a brush over a share of {}", free_form, (0.05, 0.25), 0.9
    ),
    "missing": _kind("single pixels lost, a share of {}", missing, 0.5, 1.0),
    "scratches": _kind("scratches over a share of {}", scratches, (0.02, 0.08), 0.5),
    "text": _kind("text over a share of {}", text, (0.05, 0.15), 0.5),
}
