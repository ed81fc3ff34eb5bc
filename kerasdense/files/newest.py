"""Frames for who cannot keep up with them."""

import threading
import time


class Newest:
    """Gives the newest frame each time, and drops those that came before it.

    A thread reads on while the last frame is being worked on, and keeps one: what is
    shown is never older than the work takes. A file is read at its own speed.

    Args:
        frames: A `Frames`, or any iterable with `live` and `rate`. Read by the thread
            alone from now on.

    Attributes:
        dropped: How many frames nobody has seen.
    """

    def __init__(self, frames):
        self.dropped = 0
        self._frames = frames
        self._frame = self._error = None
        self._over = False
        self._news = threading.Condition()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read_on, daemon=True)

    def __iter__(self):
        """Frames until there are no more.

        Raises:
            Whatever reading raised.
        """
        self._thread.start()
        while True:
            with self._news:
                self._news.wait_for(lambda: self._frame is not None or self._over)
                frame, self._frame = self._frame, None
            if frame is None:
                if self._error:
                    raise self._error
                return
            yield frame

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Ends the thread: a stream that has fallen silent is waited for."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _read_on(self):
        begun = time.monotonic()
        try:
            for index, frame in enumerate(self._frames):
                if not self._frames.live:
                    due = begun + index / self._frames.rate
                    self._stop.wait(max(0.0, due - time.monotonic()))
                if self._stop.is_set():
                    break
                with self._news:
                    self.dropped += self._frame is not None
                    self._frame = frame
                    self._news.notify()
        except Exception as error:  # it is the reader's to know
            self._error = error
        finally:
            with self._news:
                self._over = True
                self._news.notify()
