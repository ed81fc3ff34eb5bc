"""Moving pictures: the frames of a file, a stream or a camera.

OpenCV holds colours as blue, green, red; outside of these files all is RGB.
"""

import math
import os
import pathlib

import cv2

from kerasdense.errors import InputError
from kerasdense.files.stored import MAX_PIXELS, naming, refuse_bomb

CODECS = {  # those that OpenCV's own FFmpeg writes
    ".mp4": "mp4v",
    ".mov": "mp4v",
    ".avi": "MJPG",
    ".mkv": "FFV1",  # the one that loses nothing; large
    ".webm": "VP90",
}
ENDINGS = tuple(CODECS)
RATE = 25.0  # frames a second, of cameras and streams that do not tell theirs
PATIENCE = 10_000  # milliseconds for a stream to answer

# Both print what went wrong for their developers; ours is one sentence.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
if "OPENCV_LOG_LEVEL" not in os.environ:
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


def is_video(path):
    """Whether a name ends as videos do. None, standard input, does not."""
    return path is not None and pathlib.Path(path).suffix.lower() in CODECS


class Frames:
    """The frames of a video in order, uint8 [H, W, 3], sRGB, upright.

    Transparency, sound and more than 8 bits are left behind.

    Args:
        source: The path of a file, a URL (http://, https://, rtsp://), or the number of
            a camera, as an int or as digits.
        max_pixels: Larger frames are refused before they are decoded.

    Attributes:
        name: What messages call it.
        live: Whether it goes on while nobody reads: a camera or a stream.
        rate: Frames a second.
        count: How many a file says it has; None where none is said.
        size: (H, W).

    Raises:
        InputError: There is no such source, or it gives no picture.
    """

    def __init__(self, source, *, max_pixels=MAX_PIXELS):
        text = str(source)
        camera = text.isdecimal()
        self.name = f"Camera {text}" if camera else text
        self.live = camera or "://" in text
        with naming(self.name):
            if camera:
                self._capture = cv2.VideoCapture(int(text))
            elif self.live:
                self._capture = _stream(text)
            else:
                self._capture = _file(text)
            try:
                across, down = self._number("WIDTH"), self._number("HEIGHT")
                refuse_bomb(int(across), int(down), self.name, max_pixels)
                self._next = self._decoded()
                if self._next is None:
                    raise InputError(_silent(self.name, camera, self.live))
            except BaseException:
                self._capture.release()
                raise
        self.size = self._next.shape[:2]
        rate, count = self._number("FPS"), self._number("COUNT")
        self.rate = rate if 0 < rate <= 1000 else RATE
        self.count = int(count) if count > 0 and not self.live else None

    def __iter__(self):
        while self._next is not None:
            frame = self._next
            self._next = None  # a live frame is not read before it is asked for
            yield frame
            self._next = self._decoded()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._next = None
        self._capture.release()

    def _decoded(self):
        there, frame = self._capture.read()
        return cv2.cvtColor(frame, cv2.COLOR_BGR2RGB) if there else None

    def _number(self, name):
        places = {
            "WIDTH": cv2.CAP_PROP_FRAME_WIDTH,
            "HEIGHT": cv2.CAP_PROP_FRAME_HEIGHT,
            "FPS": cv2.CAP_PROP_FPS,
            "COUNT": cv2.CAP_PROP_FRAME_COUNT,
        }
        value = self._capture.get(places[name])
        return value if math.isfinite(value) else 0.0


def _file(text):
    path = pathlib.Path(text)
    if not path.exists():
        raise InputError(f"{text}: no such file.")
    if path.is_dir():
        raise InputError(f"{text}: is a folder, not a video.")
    if not path.stat().st_size:
        raise InputError(f"{text}: is empty (0 bytes). Copy or export it again.")
    # Absolute, as FFmpeg would take "a:b.mp4" for a protocol called a.
    return cv2.VideoCapture(os.path.abspath(text), cv2.CAP_FFMPEG)


def _stream(text):
    waits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, PATIENCE]
    waits += [cv2.CAP_PROP_READ_TIMEOUT_MSEC, PATIENCE]
    return cv2.VideoCapture(text, cv2.CAP_FFMPEG, waits)


def _silent(name, camera, live):
    """What to say of a source that gives no frame."""
    if camera:
        return (
            f"{name}: there is none, or another program uses it. --source takes "
            "another number, a video file or a URL."
        )
    if live:
        return f"{name}: gives no video. Is the address right, and the sender on?"
    return f"{name}: is no video, broken or cut short. Copy or export it again."
