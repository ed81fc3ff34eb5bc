"""A window on the screen, and what is drawn in it."""

import os
import subprocess
import sys

import cv2
import numpy as np

from kerasdense.errors import InputError
from kerasdense.pixels import layout

TITLE = "kerasdense"
HINT = "s snapshot   r record   m next model   q or Esc quit"
LETTERS = 16  # pixels high
LEAST = 48 * LETTERS // 2  # pixels: the width that the words need
MOST = 1600, 900  # pixels that a new window takes of the screen, at most
DARK, BRIGHT, DIM, RED = (24, 24, 24), (240, 240, 240), (150, 150, 150), (255, 90, 80)
ESCAPE = 27

PROBE = "import cv2; cv2.namedWindow('kerasdense')"
ELSE = "Use --headless with --to OUT.mp4, or a computer with a screen."


def refuse_without_display():
    """Raises:
    InputError: There is no screen, or OpenCV cannot open a window on it. It does not
        say so itself, but ends the program: so another program is sent ahead.
    """
    if not sys.platform.startswith("linux"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise InputError(f"No window can be opened: there is no display. {ELSE}")
    try:
        probe = subprocess.run(
            [sys.executable, "-c", PROBE], capture_output=True, text=True, timeout=60
        )
    except subprocess.TimeoutExpired:
        raise InputError(f"No window can be opened: no answer. {ELSE}") from None
    if probe.returncode:
        said = probe.stderr.strip().splitlines()
        reason = next((line for line in said if "display" in line), (said or [""])[-1])
        raise InputError(f"No window can be opened: {reason.strip()}. {ELSE}")


class Window:
    """Shows what comes in beside what comes out, and tells which keys were pressed."""

    def __init__(self):
        # Without this Qt says five times that OpenCV brings no fonts. None are used.
        os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")
        self._size = None

    def show(self, *what, **more):
        """Arguments of `panel` -> the key pressed, in lower case; "" for none.

        Escape, and the window's being closed, are "q".
        """
        picture = panel(*what, **more)
        if self._size is None:
            kind = cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | cv2.WINDOW_GUI_NORMAL
            cv2.namedWindow(TITLE, kind)
        elif cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) < 1:
            return "q"
        if self._size != picture.shape[:2]:
            self._size = picture.shape[:2]
            height, width = self._size
            ratio = min(1.0, MOST[0] / width, MOST[1] / height)
            cv2.resizeWindow(TITLE, round(width * ratio), round(height * ratio))
        cv2.imshow(TITLE, cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
        key = cv2.waitKey(1)
        return "" if key < 0 else "q" if key == ESCAPE else chr(key & 255).lower()

    def close(self):
        if self._size is not None:
            cv2.destroyAllWindows()


class NoWindow:
    """Where nobody is watching."""

    def show(self, *what, **more):
        return ""

    def close(self):
        pass


def panel(before, after, words, recording=False, meaning=None):
    """Before and after side by side, with words and keys below: -> uint8 [H, W, 3].

    Args:
        before, after: uint8 [h, w, 3]; before is enlarged to the size of after.
        words: A line about what is seen.
        recording: Whether to say so.
        meaning: A picture of what the colours mean, uint8 [H, W, 3], or None.
    """
    if before.shape != after.shape:
        size = after.shape[1], after.shape[0]
        before = cv2.resize(before, size, interpolation=cv2.INTER_CUBIC)
    pictures = layout.row([before, after], gap=LETTERS // 2)
    width = max(LEAST, pictures.shape[1])
    lines = [
        strip([(words, BRIGHT), ("recording" if recording else "", RED)], width),
        strip([(HINT, DIM)], width),
    ]
    below = [] if meaning is None else [meaning]
    return layout.column([pictures, *below, *lines], gap=0)


def strip(parts, width):
    """(words, colour)... in one dark line; what is too long is cut off."""
    line = np.full((round(1.6 * LETTERS), width, 3), DARK, np.uint8)
    left = LETTERS // 2
    for words, ink in parts:
        word = layout.text(words, LETTERS, ink=ink, paper=DARK)
        space = line[2 : 2 + word.shape[0], left : left + word.shape[1]]
        space[:] = word[: space.shape[0], : space.shape[1]]
        left += word.shape[1] + LETTERS
    return line
