"""What was seen live, as video files."""

import itertools
import time
from pathlib import Path

from kerasdense.cli import report
from kerasdense.files.video_file import VideoFile


class Recorder:
    """Writes results while it is on; each time into a file of its own.

    Args:
        rate: Frames a second of the files.
        lasting: Whether a file is to last as long as what it shows: results that come
            slower than `rate` are repeated. Else each result is a frame.
        first: The path of the first file; it is on from the beginning. Others, and all
            if it is None, have the time in their names.
        overwrite: Whether `first` may be replaced.

    Raises:
        InputError: There is a file called `first`, or no video is called so.
    """

    def __init__(self, rate, *, lasting, first=None, overwrite=False):
        self.rate, self.lasting = rate, lasting
        self.on = first is not None
        self._file = VideoFile(first, rate, overwrite=overwrite) if first else None
        self._held = self._size = None

    def switch(self):
        """On or off."""
        self.finish()
        self.on = not self.on

    def add(self, result, now=None):
        """A result, uint8 [H, W, 3], at a time in seconds; by default, now."""
        if not self.on:
            return
        now = time.monotonic() if now is None else now
        if self._size not in (None, result.shape):
            self.finish()  # another model, another size
        self._size = result.shape
        if self._file is None:
            self._file = VideoFile(unused("mp4"), self.rate)
        if not self.lasting:
            self._file.write(result)
            return
        if self._held is None:
            self._begun = now
        for _ in range(round((now - self._begun) * self.rate) - self._file.count):
            self._file.write(self._held)
        self._held = result

    def finish(self):
        """Gives the file its name, and tells it."""
        if self._file is None:
            return
        file, held = self._file, self._held
        self._file = self._held = self._size = None
        if held is not None:
            file.write(held)
        if file.count:
            file.close()
            report.err.print(f"{file.path}: {file.count} frames", soft_wrap=True)


def unused(ending):
    """-> a path with the time in its name, in the current folder."""
    stem = time.strftime("kerasdense-%Y%m%d-%H%M%S")
    for number in itertools.count(1):
        more = f"-{number}" if number > 1 else ""
        path = Path(f"{stem}{more}.{ending}")
        if not path.exists():
            return path
