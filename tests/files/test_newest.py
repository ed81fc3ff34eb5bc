import threading
import time

import numpy as np
import pytest

from kerasdense.files.newest import Newest
from kerasdense.files.video import Frames


class Sender:
    """Frames that are numbers."""

    live, rate = True, 25.0

    def __init__(self, numbers):
        self.numbers = numbers

    def __iter__(self):
        yield from self.numbers


def test_who_is_slow_gets_the_newest_and_the_others_are_dropped():
    taken, sent = threading.Event(), threading.Event()

    def numbers():
        yield 0
        assert taken.wait(10)
        yield from range(1, 10)
        sent.set()

    with Newest(Sender(numbers())) as newest:
        seen = []
        for number in newest:
            seen.append(number)
            taken.set()
            assert sent.wait(10)  # the slow work: all others come meanwhile
    assert seen == [0, 9] and newest.dropped == 8


def test_who_is_fast_gets_every_frame_once():
    gate = threading.Semaphore(1)

    def numbers():
        for number in range(20):
            assert gate.acquire(timeout=10)  # a frame is due when the last is done
            yield number

    with Newest(Sender(numbers())) as newest:
        seen = []
        for number in newest:
            seen.append(number)
            gate.release()
    assert seen == list(range(20)) and newest.dropped == 0


def test_a_file_plays_at_its_own_speed():
    film = Sender(range(6))
    film.live, film.rate = False, 20.0
    begun = time.monotonic()
    with Newest(film) as newest:
        assert list(newest)[-1] == 5
    assert time.monotonic() - begun >= 5 / 20  # the last of six begins after five


def test_what_goes_wrong_while_reading_is_told():
    def broken():
        yield 1
        raise OSError("pulled out")

    with pytest.raises(OSError, match="pulled out"), Newest(Sender(broken())) as newest:
        for _ in newest:
            pass


def test_the_thread_ends_when_nobody_wants_more():
    before = threading.active_count()
    with Newest(Sender(iter(int, 1))) as newest:  # endless
        next(iter(newest))
    assert threading.active_count() == before


def test_frames_of_a_stream_are_dropped_not_queued(mjpeg):
    """40 frames in 1.2 s, and 0.2 s of work for each that is seen."""
    pictures = [np.full((48, 64, 3), 6 * k, np.uint8) for k in range(40)]
    seen = []
    with Frames(mjpeg(pictures, pause=0.03)) as frames, Newest(frames) as newest:
        for frame in newest:
            seen.append(round(frame.mean() / 6))
            time.sleep(0.2)
    assert seen == sorted(set(seen)) and seen[-1] == 39
    assert len(seen) < 20
    assert len(seen) + newest.dropped == 40
