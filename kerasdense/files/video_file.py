"""Frames -> a video file that is there whole, or not at all."""

import contextlib
import os
import pathlib
import secrets

import cv2
import numpy as np

from kerasdense.errors import InputError
from kerasdense.files.video import CODECS, Frames
from kerasdense.files.whole import refuse_existing


class VideoFile:
    """Writes frames; the file has its name only when it is whole.

    As a context it is finished at the end, and gone after an exception.

    Args:
        path: Its ending, one of CODECS, says how frames are kept.
        rate: Frames a second.
        overwrite: Whether a file that exists is replaced.

    Raises:
        InputError: The file exists, or no video is written under such a name.
    """

    def __init__(self, path, rate, *, overwrite=False):
        self.path = pathlib.Path(path)
        ending = self.path.suffix.lower()
        if ending not in CODECS:
            raise InputError(
                f"{path}: no video is written as {ending or 'a file without ending'}. "
                f"Name it {', '.join(CODECS)}."
            )
        if self.path.is_dir():
            raise InputError(f"{path}: is a folder; a video was to be written there.")
        refuse_existing([self.path], overwrite)
        self.rate, self.count, self.size = rate, 0, None
        hidden = f".{secrets.token_hex(8)}.part{ending}"
        self._temporary = self.path.parent.absolute() / hidden
        self._writer = None

    def write(self, frame):
        """Adds uint8 [H, W, 1 or 3], of the same size each time.

        Codecs want even numbers of rows and columns: the last of an odd number is
        repeated.
        """
        if self._writer is None:
            self._begin(frame)
        if frame.shape[:2] != self.size:
            raise InputError(
                f"{self.path}: a video has frames of one size; these change from "
                f"{self.size[1]} x {self.size[0]} to {frame.shape[1]} x "
                f"{frame.shape[0]}."
            )
        odd = [(0, side % 2) for side in self.size]
        even = np.pad(frame, [*odd, (0, 0)], mode="edge")
        gray = even.shape[-1] == 1
        turn = cv2.COLOR_GRAY2BGR if gray else cv2.COLOR_RGB2BGR
        self._writer.write(cv2.cvtColor(even, turn))
        self.count += 1

    def close(self):
        """Gives the file its name. Without a frame there is none.

        Raises:
            InputError: What was written is not whole: the disk is full.
        """
        if not self.count:
            self.discard()
            return
        self._writer.release()  # it tells of no error: the file is asked instead
        try:
            with Frames(self._temporary) as written:
                # One more, where Ctrl-C came between writing a frame and counting it.
                whole = (written.count or 0) >= self.count
        except InputError:
            whole = False
        try:
            if not whole:
                raise InputError(
                    f"{self.path}: cannot be written to its end; is the disk full?"
                )
            os.replace(self._temporary, self.path)
        except OSError as error:
            raise InputError(
                f"{self.path}: cannot be written: {error.strerror}."
            ) from error
        finally:
            self.discard()

    def discard(self):
        """Leaves nothing, and what was there before as it was."""
        if self._writer is not None:
            self._writer.release()
        with contextlib.suppress(OSError):
            self._temporary.unlink(missing_ok=True)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.close() if kind is None else self.discard()

    def _begin(self, frame):
        self.size = frame.shape[:2]
        height, width = (side + side % 2 for side in self.size)
        code = cv2.VideoWriter_fourcc(*CODECS[self.path.suffix.lower()])
        path = str(self._temporary)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._temporary.touch()
        except OSError as error:
            raise InputError(
                f"{self.path}: cannot be written: {error.strerror}."
            ) from error
        with _no_words():
            self._writer = cv2.VideoWriter(
                path, cv2.CAP_FFMPEG, code, self.rate, (width, height)
            )
        if not self._writer.isOpened():
            self.discard()
            raise InputError(
                f"{self.path}: OpenCV cannot write {width} x {height} pixels at "
                f"{self.rate:g} frames a second as {self.path.suffix}. Try .avi or "
                ".mkv."
            )


@contextlib.contextmanager
def _no_words():
    """Nothing is printed to standard error. OpenCV complains of VP90 in WebM, writes
    it well nevertheless, and no setting of its log keeps it from telling."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
