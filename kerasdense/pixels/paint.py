"""Pictures for people: labels in colour, captions, sheets, confusion matrices.

Everything here takes and gives uint8 arrays.
"""

import numpy as np

from kerasdense.pixels import layout
from kerasdense.pixels.palettes import CAMVID, VOC, VOID, palette

__all__ = ["CAMVID", "VOC", "VOID", "confusion_picture", "contact_sheet", "legend"]
__all__ += ["overlay", "palette", "side_by_side"]

GRAY = (225, 225, 225)
PALE, DEEP = np.array((247, 250, 255)), np.array((8, 48, 107))


def overlay(image, label, palette, opacity=0.5):
    """The image with its classes washed over it; void pixels show the image alone.

    Args:
        image: uint8 [H, W, 1 or 3].
        label: Whole numbers below 256, [H, W, 1]; 255 is void.
        palette: uint8 [256, 3].
        opacity: From 0, only the image, to 1, only the colours.

    Returns:
        uint8 [H, W, 3].
    """
    image = layout.colour(image)
    label = np.asarray(label)
    if label.shape != (*image.shape[:2], 1):
        raise ValueError(
            f"overlay needs a label [H, W, 1] as large as the image {image.shape}. "
            f"Received: {label.shape}"
        )
    strength = np.where(label == VOID, 0.0, opacity)
    mixed = (1 - strength) * image + strength * palette[label[..., 0]]
    return np.floor(mixed + 0.5).astype(np.uint8)


def legend(names, palette, size=16, width=None):
    """The names of classes beside their colours: -> uint8 [H, W, 3].

    Args:
        names: One for each class, in the palette's order.
        palette: uint8 [256, 3].
        size: Height of the letters in pixels.
        width: Pixels to fill from left to right; None: one class a line.
    """
    entries = []
    for name, chip in zip(names, palette, strict=False):
        swatch = np.full((round(1.3 * size), 2 * size, 3), chip, np.uint8)
        word = layout.text(name, size)
        entries.append(layout.row([swatch, word], gap=size // 2, middle=True))
    across = 1
    if width is not None:
        widest = max(entry.shape[1] for entry in entries)
        across = max(1, width // (widest + size))
        entries = [layout.canvas(entry, entry.shape[0], widest) for entry in entries]
    starts = range(0, len(entries), across)
    lines = [layout.row(entries[k : k + across], gap=size) for k in starts]
    return layout.frame(layout.column(lines, gap=size // 3), size // 2)


def side_by_side(pictures, captions=None, gap=8, size=16, limit=None):
    """Pictures in a row, each below its caption. Arguments as in contact_sheet."""
    captions = None if captions is None else [captions]
    return contact_sheet([pictures], captions, gap, size, limit)


def contact_sheet(rows, captions=None, gap=8, size=16, limit=None):
    """Rows of pictures in common columns, each picture below its caption.

    Args:
        rows: Lists of pictures, uint8 [H, W, 1 or 3] each, of any sizes; rows may
            differ in length.
        captions: For each row a list of strings, one for each of its pictures. Lines
            break at the width of the pictures, or of some ten letters if that is more.
        gap: Pixels between pictures and around the sheet.
        size: Height of the letters in pixels.
        limit: Pixels that the longer side of a picture may have; larger pictures are
            shrunk. None: all keep their pixels.

    Returns:
        uint8 [H, W, 3].
    """
    captions = [[""] * len(row) for row in rows] if captions is None else captions
    if [len(row) for row in rows] != [len(row) for row in captions]:
        raise ValueError(
            "contact_sheet needs one caption for each picture. Received: "
            f"{[len(row) for row in rows]} pictures in the rows, "
            f"{[len(row) for row in captions]} captions"
        )
    rows = [[layout.shrunk(layout.colour(p), limit) for p in row] for row in rows]
    widths = [0] * max(len(row) for row in rows)
    for row in rows:
        for k, picture in enumerate(row):
            widths[k] = max(widths[k], picture.shape[1])
    titles = [
        [
            layout.text(line, size, max(widths[k], 10 * size))
            for k, line in enumerate(row)
        ]
        for row in captions
    ]
    for row in titles:  # a caption may be wider than its pictures
        for k, title in enumerate(row):
            widths[k] = max(widths[k], title.shape[1])
    lines = []
    for row, title in zip(rows, titles, strict=True):
        lines += [_line(title, widths, gap, bottom=True), _line(row, widths, gap)]
    lines = [line for line in lines if len(line)]
    return layout.frame(layout.column(lines, max(gap // 2, 1)), gap)


def _line(cells, widths, gap, bottom=False):
    """Cells of different heights in columns of these widths."""
    height = max(cell.shape[0] for cell in cells)
    cells = [
        layout.canvas(cell, height, width, bottom)
        for cell, width in zip(cells, widths, strict=False)
    ]
    return layout.row(cells, gap)


def confusion_picture(matrix, names, size=15):
    """A confusion matrix to read: -> uint8 [H, W, 3].

    True classes go down, predicted classes across. Each row is divided by its sum;
    cells hold per cent, and nothing where no pixel fell. Rows of classes that do not
    occur are gray.

    Args:
        matrix: Counts [classes, classes], first the true class, then the predicted.
        names: One for each class.
        size: Height of the letters in pixels.
    """
    matrix = np.asarray(matrix, np.float64)
    if matrix.shape != (len(names), len(names)):
        raise ValueError(
            f"confusion_picture needs a matrix as wide as its {len(names)} names. "
            f"Received: {matrix.shape}"
        )
    lines = [layout.row([_cell(*c, size) for c in _shares(row)], 1) for row in matrix]
    grid = layout.column(lines, 1)
    words = [layout.text(name, size) for name in names]
    side, margin = 3 * size, max(word.shape[1] for word in words) + size // 2
    down = np.full((grid.shape[0], margin, 3), layout.PAPER, np.uint8)
    across = np.full((grid.shape[1], margin, 3), layout.PAPER, np.uint8)
    for k, word in enumerate(words):
        place = slice(k * (side + 1), k * (side + 1) + side)
        layout.centre(
            down[place, margin - size // 2 - word.shape[1] : -(size // 2)], word
        )
        layout.centre(across[place, size // 2 : size // 2 + word.shape[1]], word)
    blank = np.full((margin, margin, 3), layout.PAPER, np.uint8)
    body = layout.column(
        [layout.row([blank, np.rot90(across)], 0), layout.row([down, grid], 0)], 0
    )
    title = "Rows: true class. Columns: predicted class. Per cent of the row's pixels."
    return layout.frame(layout.column([layout.text(title, size), body], size), size)


def _shares(counts):
    """One row of counts -> (share of the row, whether any pixel is there) each."""
    total = counts.sum()
    return [(count / total if total else None, count > 0) for count in counts]


def _cell(share, occupied, size):
    """One cell: white to blue by its share, None being gray, and the per cent."""
    paper = GRAY if share is None else np.round(PALE + share * (DEEP - PALE))
    cell = np.full((3 * size, 3 * size, 3), paper, np.uint8)
    if occupied:
        ink = layout.PAPER if share > 0.45 else layout.INK
        number = f"{100 * share:.0f}" if share >= 0.005 else "<1"
        layout.centre(cell, layout.text(number, size, ink=ink, paper=paper))
    return cell
