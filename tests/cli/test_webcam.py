"""A camera's number was not tested with a camera: a video file, and a stream over the
network, go the same way."""

import os
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from typer.testing import CliRunner

from kerasdense.cli import live
from kerasdense.cli.main import app
from kerasdense.cli.open import Model, open_model
from kerasdense.errors import InputError
from kerasdense.files import picture
from kerasdense.files.video import Frames
from kerasdense.files.video_file import VideoFile

COMMAND = [sys.executable, "-c", "from kerasdense.cli.main import main; main()"]
LEFT, RIGHT = (200, 30, 40), (20, 60, 180)


def invoke(*arguments):
    return CliRunner().invoke(app, ["webcam", *map(str, arguments)])


def halves(height=64, width=96):
    frame = np.empty((height, width, 3), np.uint8)
    frame[:, : width // 2], frame[:, width // 2 :] = LEFT, RIGHT
    return frame


@pytest.fixture
def slow(denoiser, monkeypatch):
    """Lets the denoiser take 0.2 s more for each frame."""
    quick = open_model(str(denoiser))

    def predictor(x):
        time.sleep(0.2)
        return quick.predictor(x)

    model = Model("slow", predictor, quick.task, quick.reach)
    monkeypatch.setattr(live, "open_model", lambda name: model)
    return model


def test_each_frame_of_a_file_is_predicted_where_a_video_is_asked_for(
    slow, denoiser, tmp_path
):
    with VideoFile(tmp_path / "film.mkv", 30.0) as file:
        for _ in range(6):
            file.write(halves())
    done = invoke(
        denoiser, "--source", tmp_path / "film.mkv", "--to", tmp_path / "new.mkv",
        "--headless", "--width", 48,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "6 frames in" in done.output and "0 dropped" in done.output
    with Frames(tmp_path / "new.mkv") as frames:
        assert (frames.count, frames.rate, frames.size) == (6, 30.0, (32, 48))


def test_frames_of_a_stream_are_dropped_while_a_slow_model_works(
    slow, denoiser, mjpeg, tmp_path, capsys
):
    """60 frames in 1.8 s; a model that queued them would be busy for 12 s."""
    begun = time.monotonic()
    url = mjpeg([halves()] * 60, pause=0.03)
    to = tmp_path / "seen.mkv"
    done = invoke(denoiser, "--source", url, "--to", to, "--headless")
    assert done.exit_code == 0, done.output
    words = done.output.split()
    seen = int(words[words.index("frames", words.index("frames") + 1) - 1])
    dropped = int(words[words.index("dropped") - 1])
    assert seen + dropped == 60 and dropped > 30
    assert time.monotonic() - begun < 9
    with Frames(to) as frames:  # lasts as long as it took, though few were seen
        assert frames.count > seen and frames.count / frames.rate > 1.0


def test_a_camera_that_is_not_there_is_one_line(run, denoiser):
    done = run("webcam", denoiser, "--source", 97, "--headless")
    assert done.returncode == 2
    (line,) = done.stderr.decode().strip().splitlines()
    assert line.startswith("Camera 97: there is none")


def test_a_display_that_is_not_there_is_one_line(run, denoiser, monkeypatch):
    if not sys.platform.startswith("linux"):
        pytest.skip("others always have a display")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    done = run("webcam", denoiser)
    assert done.returncode == 2
    (line,) = done.stderr.decode().strip().splitlines()
    assert line.startswith("No window can be opened: there is no display.")


def test_a_video_that_exists_is_refused_before_the_model_is_opened(tmp_path):
    with VideoFile(tmp_path / "a.avi", 10) as file:
        file.write(halves())
    film = tmp_path / "a.avi"
    with pytest.raises(InputError, match="exists and is left as it is"):
        raise invoke("nothing", "--source", film, "--to", film, "--headless").exception


def test_an_interrupted_recording_is_whole(denoiser, tmp_path):
    with VideoFile(tmp_path / "film.mkv", 10.0) as file:
        for _ in range(9000):
            file.write(halves(16, 16))
    program = [*COMMAND, "webcam", denoiser, "--headless"]
    program += ["--source", "film.mkv", "--to", "seen.mkv"]
    running = subprocess.Popen(
        [*map(str, program)], cwd=tmp_path, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(lambda: list(tmp_path.glob(".*.part.mkv")))
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)  # Ctrl-C
        assert running.wait(60) == 130
    finally:
        running.kill()
    with Frames(tmp_path / "seen.mkv") as frames:
        assert frames.count == len(list(frames)) > 1
    assert not list(tmp_path.glob(".*"))


@pytest.fixture
def screen(tmp_path):
    """Xvfb, a display in memory: () -> uint8 [H, W, 3], what is on it."""
    if not shutil.which("Xvfb"):
        pytest.skip("needs Xvfb, a display in memory (Debian's package xvfb)")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1024x600x24"]
        + ["-fbdir", str(tmp_path), "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        number = pipe.readline().strip()
    assert number, "Xvfb did not start"

    def look():
        """X11/XWDFile.h: 32-bit words, most significant byte first, then pixels."""
        data = (tmp_path / "Xvfb_screen0").read_bytes()
        words = np.frombuffer(data, ">u4", 25)
        start = words[0] + 12 * words[19]  # the header, and a colour map
        height, width = words[5], words[4]
        pixels = np.frombuffer(data, np.uint8, 4 * height * width, start)
        return pixels.reshape(height, width, 4)[..., 2::-1]  # from blue, green, red

    look.display = f":{number}"
    yield look
    server.terminate()
    server.wait()


def wait_for(what, seconds=120):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.2)


def test_a_real_window_shows_before_and_after_and_obeys_keys(
    labeller, denoiser, screen, tmp_path
):
    with VideoFile(tmp_path / "film.mkv", 10.0) as file:
        for _ in range(600):  # a minute
            file.write(halves(240, 320))
    program = [*COMMAND, "webcam", labeller, denoiser, "--source", "film.mkv"]
    environment = {**os.environ, "DISPLAY": screen.display}
    environment.pop("WAYLAND_DISPLAY", None)
    window = subprocess.Popen(
        [*map(str, program)], cwd=tmp_path, env=environment, stderr=subprocess.PIPE
    )

    def colour(wanted):
        return (screen() == wanted).all(axis=-1)

    try:
        wait_for(lambda: colour(LEFT).sum() > 30_000 or window.poll() is not None)
        rows, columns = np.nonzero(colour(LEFT))
        right = np.nonzero(colour(RIGHT))[1]
        assert columns.max() < right.min() and np.ptp(rows) == 239
        # Beside it the same washed with classes: half as strong, and nowhere else.
        after = screen()[rows.min() : rows.max(), right.max() + 9 :][:, :320]
        assert not (after == LEFT).all(axis=-1).any() and after.std() > 1
        if not shutil.which("xdotool"):
            window.send_signal(signal.SIGINT)
            window.wait(60)
            pytest.skip("needs xdotool to press keys; the window itself was seen")
        press(screen, "s")
        wait_for(lambda: list(tmp_path.glob("kerasdense-*.png")))
        press(screen, "r")
        time.sleep(1)
        press(screen, "r")
        wait_for(lambda: list(tmp_path.glob("kerasdense-*.mp4")))
        press(screen, "m")
        time.sleep(1)
        press(screen, "Escape")
        said = window.communicate(timeout=60)[1].decode()
    finally:
        window.kill()
    assert window.returncode == 0, said
    assert "frames in" in said and "Qt" not in said
    (kept,) = tmp_path.glob("kerasdense-*.png")
    assert (picture.read(kept).pixels == LEFT).all(axis=-1).sum() >= 240 * 160
    (film,) = tmp_path.glob("kerasdense-*.mp4")
    with Frames(film) as frames:
        assert frames.size == (240, 320) and frames.count >= 3


def press(screen, key):
    environment = {**os.environ, "DISPLAY": screen.display}
    search = ["xdotool", "search", "--name", "^kerasdense$"]
    found = subprocess.run(
        search, env=environment, capture_output=True, text=True, check=True
    ).stdout.split()
    for number in found:
        subprocess.run(
            ["xdotool", "key", "--window", number, key], env=environment, check=True
        )
