"""Typesetting with arrays: words, rows, columns and margins, uint8 [H, W, 3]."""

import functools

import numpy as np
from PIL import Image, ImageDraw, ImageFont

INK = (30, 30, 30)
PAPER = (255, 255, 255)


def text(words, size=16, width=None, ink=INK, paper=PAPER):
    """Words as a picture, as wide as they are: -> uint8 [H, W, 3].

    Args:
        words: A string; its own line ends are kept. An empty one has no pixels.
        size: Height of the letters in pixels.
        width: Pixels at which lines break between words. A single word may be wider.
    """
    if not words:
        return np.zeros((0, 0, 3), np.uint8)
    font = letters(size)
    words = "\n".join(_broken(line, font, width) for line in str(words).split("\n"))
    meter = ImageDraw.Draw(Image.new("RGB", (1, 1)))
    box = meter.multiline_textbbox((0, 0), words, font=font)
    lines = words.count("\n") + 1
    height = max(round(1.35 * size * lines), int(np.ceil(box[3])))
    sheet = Image.new("RGB", (int(np.ceil(box[2])) + 1, height), tuple(map(int, paper)))
    ImageDraw.Draw(sheet).multiline_text((0, 0), words, font=font, fill=ink)
    return np.array(sheet)


@functools.lru_cache
def letters(size):
    """Pillow's own scalable font, so that pictures look alike on every machine."""
    return ImageFont.load_default(size)


def _broken(line, font, width):
    """One line of words with line ends where it would leave `width`."""
    if width is None:
        return line
    lines = [""]
    for word in line.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def colour(picture):
    """Gray or colour, uint8 [H, W, 1 or 3] -> [H, W, 3]."""
    picture = np.asarray(picture)
    if picture.ndim != 3 or picture.shape[2] not in (1, 3) or picture.dtype != np.uint8:
        raise ValueError(
            "a picture is uint8 [H, W, 1 or 3]. "
            f"Received: {picture.dtype} {picture.shape}"
        )
    return np.broadcast_to(picture, (*picture.shape[:2], 3))


def shrunk(picture, limit):
    """A picture whose longer side is at most `limit` pixels; smaller ones as is."""
    rows, columns = picture.shape[:2]
    if limit is None or max(rows, columns) <= limit:
        return picture
    ratio = limit / max(rows, columns)
    size = max(1, round(columns * ratio)), max(1, round(rows * ratio))
    return np.array(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS))


def canvas(picture, height, width, bottom=False, middle=False):
    """A picture on paper of a size no smaller than its own, at the left.

    It stands at the top, or at the bottom, or in the middle of the height.
    """
    sheet = np.full((height, width, 3), PAPER, np.uint8)
    spare = height - picture.shape[0]
    top = spare if bottom else spare // 2 if middle else 0
    sheet[top : top + picture.shape[0], : picture.shape[1]] = picture
    return sheet


def row(pictures, gap, middle=False):
    """Side by side, from one edge to the other."""
    height = max(picture.shape[0] for picture in pictures)
    paper = np.full((height, gap, 3), PAPER, np.uint8)
    parts = []
    for picture in pictures:
        parts += [paper, canvas(picture, height, picture.shape[1], middle=middle)]
    return np.concatenate(parts[1:], axis=1)


def column(pictures, gap):
    """One below the other, aligned at the left."""
    width = max(picture.shape[1] for picture in pictures)
    paper = np.full((gap, width, 3), PAPER, np.uint8)
    parts = []
    for picture in pictures:
        parts += [paper, canvas(picture, picture.shape[0], width)]
    return np.concatenate(parts[1:], axis=0)


def frame(picture, margin):
    """With paper all around."""
    sides = (margin, margin), (margin, margin), (0, 0)
    return np.pad(picture, sides, constant_values=PAPER[0])


def centre(cell, picture):
    """Writes a picture into the middle of a larger part of another, in place."""
    height, width = picture.shape[:2]
    top, left = (cell.shape[0] - height) // 2, (cell.shape[1] - width) // 2
    cell[top : top + height, left : left + width] = picture
