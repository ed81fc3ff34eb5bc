"""Frames through a model while somebody watches."""

import collections
import time
from pathlib import Path

import cv2

from kerasdense.cli import report
from kerasdense.cli.open import open_model, shipped
from kerasdense.cli.predict_video import seen_by
from kerasdense.cli.recorder import unused
from kerasdense.errors import InputError
from kerasdense.files import picture
from kerasdense.pixels import paint

TILE = 2048  # pixels: larger frames are predicted in tiles, but for flow
REMEMBERED = 20  # frames: rate and latency are those of the last ones


class Live:
    """What happens to a frame.

    Args:
        names: Of models; the first is opened now.
        recorder: Is given every result.
        window: Is shown every frame beside its result.
        width: Wider frames are shrunk to so many pixels; or None.
    """

    def __init__(self, names, recorder, window, width=None):
        self.names, self.recorder, self.window = list(names), recorder, window
        self.width, self.meter = width, Meter()
        self._opened, self._meanings, self._before = {}, {}, None
        self._open(self.names[0])

    def quits_after(self, frame, dropped=0):
        """A frame, uint8 [H, W, 3], through the model and onto the screen.

        Returns:
            Whether the person wants no more.
        """
        begun = time.monotonic()
        before = narrowed(frame, self.width)
        last, self._before = self._before, before
        if last is not None and last.shape != before.shape:
            last = None
        task = self.model.task
        after, _ = seen_by(
            self.model,
            before,
            last,
            tile=self.model.size or (task.tile if task.writes == "flow" else TILE),
            reach=self.model.reach,
        )
        self.meter.count(begun, time.monotonic(), dropped)
        key = self._show(before, after, f"{self.names[0]}   {self.meter}")
        self.recorder.add(after)
        if key == "s":
            self._keep(before, after)
        elif key == "r":
            self.recorder.switch()
        elif key == "m":
            self._show(before, after, f"opening {self.names[1 % len(self.names)]} ...")
            self._next_model()
        return key == "q"

    def _show(self, before, after, words):
        return self.window.show(
            before,
            after,
            words,
            recording=self.recorder.on,
            meaning=self._meaning(2 * after.shape[1]),
        )

    def _meaning(self, width):
        """-> a picture of which colour is which class, or None."""
        from kerasdense.predict import main_task

        task, key = main_task(self.model.task), (self.model.name, width)
        if task.writes == "labels" and key not in self._meanings:
            drawn = paint.legend(task.classes, task.colours(), width=width)
            self._meanings[key] = drawn
        return self._meanings.get(key)

    def _keep(self, before, after):
        path = unused("png")
        picture.write(path, paint.side_by_side([before, after], ["before", "after"]))
        report.err.print(str(path), soft_wrap=True)

    def _next_model(self):
        self.names = self.names[1:] + self.names[:1]
        try:
            self._open(self.names[0])
        except InputError as error:
            report.err.print(str(error), style="red", markup=False, soft_wrap=True)
            self.names = self.names[-1:] + self.names[:-1]
        self.meter.restart()

    def _open(self, name):
        if name not in self._opened:
            self._opened[name] = open_fast(name)
        self.model = self._opened[name]


class Meter:
    """How many frames a second are seen, and how old they are when they are."""

    def __init__(self):
        self._times = collections.deque(maxlen=REMEMBERED)
        self._first = self._last = None
        self.frames = self.dropped = 0

    def count(self, begun, done, dropped=0):
        """A frame taken and ready at these seconds; how many were dropped so far."""
        self._first = begun if self._first is None else self._first
        self._last = done
        self._times.append((begun, done))
        self.frames += 1
        self.dropped = dropped

    def restart(self):
        """Forgets how long the last frames took: another model comes."""
        self._times.clear()

    def __str__(self):
        return (
            f"{self.rate():.1f} frames/s   {1000 * self.latency():.0f} ms   "
            f"{self.dropped} dropped"
        )

    def summary(self):
        if not self.frames:
            return "no frame came"
        seconds = self._last - self._first
        return (
            f"{self.frames} frames in {seconds:.1f} s, {self.frames / seconds:.1f} a "
            f"second; {self.dropped} dropped"
        )

    def rate(self):
        """-> frames a second, of the last ones."""
        return len(self._times) / max(1e-9, self._times[-1][1] - self._times[0][0])

    def latency(self):
        """-> seconds from when a frame is taken until its result is there, in the mean
        of the last ones."""
        return sum(done - begun for begun, done in self._times) / len(self._times)


def open_fast(name):
    """A model for live pictures: the .tflite beside a bundle, where there is one."""
    beside = Path(shipped().get(name, name)) / "model.tflite"
    return open_model(str(beside) if beside.is_file() else name)


def narrowed(frame, width):
    """A frame of no more columns than `width`; or as it is, if that is None."""
    height, across = frame.shape[:2]
    if width is None or across <= width:
        return frame
    size = width, max(1, round(height * width / across))
    return cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
