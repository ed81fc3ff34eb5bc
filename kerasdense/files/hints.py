"""Colours that a person tells for places: lines X,Y,#RRGGBB or X,Y,R,G,B."""

import csv
import io
import re
from pathlib import Path

import numpy as np

from kerasdense.errors import InputError

FORM = "X,Y,#RRGGBB or X,Y,R,G,B"


def read_hints(path):
    """-> [N, 5]: X to the right and Y down, in pixels; and sRGB in [0, 1].

    A first line without numbers is a heading.

    Raises:
        InputError: The file cannot be read, or a line is something else.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise InputError(f"{path} cannot be read as hints: {reason}.") from error
    found = []
    for number, line in enumerate(csv.reader(io.StringIO(text)), start=1):
        line = [word.strip() for word in line]
        if not any(line):
            continue
        hint = _hint(line)
        if hint is None and number == 1 and not re.search(r"\d", "".join(line)):
            continue
        if hint is None:
            raise InputError(
                f"{path}, line {number}: {','.join(line)} should be {FORM}, with R, G "
                "and B from 0 to 255."
            )
        found.append(hint)
    if not found:
        raise InputError(f"{path} holds no hint: write lines {FORM}.")
    return np.array(found)


def _hint(words):
    """The words of a line -> five numbers, or None."""
    if len(words) == 3 and re.fullmatch(r"#[0-9a-fA-F]{6}", words[2]):
        code = words[2]
        words = [*words[:2], *(str(int(code[i : i + 2], 16)) for i in (1, 3, 5))]
    try:
        x, y, *rgb = map(float, words)
    except ValueError:
        return None
    numbers = np.array([x, y, *rgb])
    if len(rgb) != 3 or not np.isfinite(numbers).all():
        return None
    return None if min(rgb) < 0 or max(rgb) > 255 else (x, y, *(c / 255 for c in rgb))
