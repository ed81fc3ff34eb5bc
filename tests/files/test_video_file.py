import subprocess
import sys

import cv2
import numpy as np
import pytest

from kerasdense.errors import InputError
from kerasdense.files.video import CODECS, Frames
from kerasdense.files.video_file import VideoFile


def pictures(count, height=32, width=48):
    """Smooth colours that move."""
    y, x = np.mgrid[:height, :width]
    for k in range(count):
        planes = 2 * x + 30, 3 * y + 4 * k, 200 - 2 * x - y
        yield np.clip(np.stack(planes, axis=-1), 0, 255).astype(np.uint8)


def read(path):
    """With OpenCV alone: frames in sRGB, and how many a second."""
    capture = cv2.VideoCapture(str(path))
    rate, frames = capture.get(cv2.CAP_PROP_FPS), []
    while (found := capture.read())[0]:
        frames.append(found[1][..., ::-1])
    return frames, rate


@pytest.mark.parametrize("rate", [7.0, 30000 / 1001])
@pytest.mark.parametrize("ending", CODECS)
def test_what_is_written_is_read_again(tmp_path, capfd, ending, rate):
    path = tmp_path / "new folder" / f"a{ending}"
    with VideoFile(path, rate) as file:
        for picture in pictures(23):
            file.write(picture)
        assert not path.exists()  # before it is whole
    frames, kept = read(path)
    assert len(frames) == file.count == 23
    assert kept == pytest.approx(rate, rel=1e-3)
    for frame, picture in zip(frames, pictures(23)):
        error = np.abs(frame.astype(int) - picture)
        assert error.max() == 0 if ending == ".mkv" else error.mean() < 8
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert capfd.readouterr().err == ""


def test_gray_is_written_as_three_equal_colours(tmp_path):
    gray = np.arange(32 * 48, dtype=np.uint8).reshape(32, 48, 1)
    with VideoFile(tmp_path / "a.mkv", 10) as file:
        file.write(gray)
    (frame,), _ = read(tmp_path / "a.mkv")
    assert (frame == gray).all()


def test_the_last_of_an_odd_number_of_rows_and_columns_is_repeated(tmp_path):
    (picture,) = pictures(1, height=21, width=33)
    with VideoFile(tmp_path / "a.mkv", 10) as file:
        file.write(picture)
    (frame,), _ = read(tmp_path / "a.mkv")
    assert frame.shape == (22, 34, 3)
    assert (frame[:21, :33] == picture).all()
    assert (frame[21, :33] == picture[20]).all() and (
        frame[:, 33] == frame[:, 32]
    ).all()


def test_nothing_is_replaced_unless_asked(tmp_path):
    path = tmp_path / "a.avi"
    path.write_bytes(b"precious")
    with pytest.raises(InputError, match="exists and is left as it is"):
        VideoFile(path, 10)
    with pytest.raises(KeyError), VideoFile(path, 10, overwrite=True) as file:
        file.write(next(pictures(1)))
        raise KeyError
    assert path.read_bytes() == b"precious"
    with VideoFile(path, 10, overwrite=True) as file:
        file.write(next(pictures(1)))
    assert len(read(path)[0]) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["a.avi"]


@pytest.mark.parametrize(
    "name, said",
    [
        ("a.png", "no video is written as .png. Name it .mp4"),
        ("a", "no video is written as a file without ending"),
        ("folder.mp4", "is a folder"),
        ("file/a.mp4", "cannot be written: "),
    ],
)
def test_what_cannot_be_written_is_said(tmp_path, name, said):
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(InputError, match=said), VideoFile(tmp_path / name, 10) as file:
        file.write(next(pictures(1)))


def test_frames_of_another_size_are_refused_not_lost(tmp_path):
    with pytest.raises(InputError, match="from 48 x 32 to 32 x 48"):
        with VideoFile(tmp_path / "a.avi", 10) as file:
            file.write(next(pictures(1)))
            file.write(next(pictures(1, height=48, width=32)))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", CODECS)
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path, ending):
    """The system is told that no file may be longer than some kilobytes."""
    resource = pytest.importorskip("resource")
    program = f"""
import numpy as np
from kerasdense.errors import InputError
from kerasdense.files.video_file import VideoFile
noise = np.random.default_rng(0)
try:
    with VideoFile({str(tmp_path / f"a{ending}")!r}, 10) as file:
        for _ in range(30):
            file.write(noise.integers(0, 256, (96, 128, 3), np.uint8))
except InputError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9_000,) * 2),
    )
    assert "is the disk full?" in done.stdout, done.stderr
    assert not list(tmp_path.iterdir())


def test_ctrl_c_between_writing_a_frame_and_counting_it_loses_nothing(tmp_path):
    file = VideoFile(tmp_path / "a.mkv", 10.0)
    for _ in range(3):
        file.write(np.zeros((16, 16, 3), np.uint8))
    file.count -= 1
    file.close()
    with Frames(tmp_path / "a.mkv") as frames:
        assert len(list(frames)) == 3


def test_ctrl_c_before_the_first_frame_leaves_nothing(tmp_path):
    file = VideoFile(tmp_path / "a.mkv", 10.0)
    file.write(np.zeros((16, 16, 3), np.uint8))
    file.count = 0
    file.close()
    assert not list(tmp_path.iterdir())
