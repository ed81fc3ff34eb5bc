import numpy as np
import pytest

from kerasdense.cli.recorder import Recorder, unused
from kerasdense.errors import InputError
from kerasdense.files.video import Frames


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def gray(value, side=32):
    return np.full((side, side, 3), value, np.uint8)


def values(path):
    with Frames(path) as frames:
        return [round(frame.mean()) for frame in frames], frames.rate


def test_each_result_of_a_file_is_a_frame():
    recorder = Recorder(5.0, lasting=False, first="a.mkv")
    for value in (10, 20, 30):
        recorder.add(gray(value))
    recorder.finish()
    assert values("a.mkv") == ([10, 20, 30], 5.0)


def test_a_live_recording_lasts_as_long_as_it_took():
    """At 10 frames a second: 10 is seen for 0.3 s, 20 for 0.2 s, 30 at the end."""
    recorder = Recorder(10.0, lasting=True, first="a.mkv")
    for value, now in (10, 7.0), (20, 7.3), (30, 7.5):
        recorder.add(gray(value), now)
    recorder.finish()
    assert values("a.mkv")[0] == [10, 10, 10, 20, 20, 30]


def test_results_faster_than_the_recording_are_left_out():
    recorder = Recorder(10.0, lasting=True, first="a.mkv")
    for k in range(10):
        recorder.add(gray(10 * k), 7.0 + k / 50)  # five times as fast
    recorder.finish()
    assert len(values("a.mkv")[0]) == 3  # 0.18 s


def test_it_is_switched_on_and_off(here):
    recorder = Recorder(10.0, lasting=False)
    recorder.add(gray(10))
    assert not recorder.on and not list(here.iterdir())
    for value in 20, 30:
        recorder.switch()
        recorder.add(gray(value))
        recorder.switch()
    recorder.add(gray(40))
    recorder.finish()
    found = [values(path)[0] for path in sorted(here.glob("kerasdense-*.mp4"))]
    assert sorted(map(len, found)) == [1, 1] and len(list(here.iterdir())) == 2


def test_results_of_another_size_begin_another_file(here):
    recorder = Recorder(10.0, lasting=True, first="a.mkv")
    recorder.add(gray(10), 7.0)
    recorder.add(gray(10, side=64), 7.5)
    recorder.finish()
    assert len(values("a.mkv")[0]) == 1
    (other,) = here.glob("kerasdense-*.mp4")
    with Frames(other) as frames:
        assert frames.size == (64, 64)


def test_a_file_that_exists_is_refused_before_anything_is_seen(here):
    (here / "a.mp4").write_bytes(b"precious")
    with pytest.raises(InputError, match="exists and is left as it is"):
        Recorder(10.0, lasting=True, first="a.mp4")


def test_names_of_one_second_differ(here):
    names = set()
    for _ in range(3):
        path = unused("png")
        path.touch()
        names.add(path)
    assert len(names) == 3 and all(name.suffix == ".png" for name in names)
