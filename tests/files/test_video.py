"""Frames of files, streams and cameras. A camera itself was never at hand: what is
tested of it is that none is there."""

import cv2
import numpy as np
import pytest

from kerasdense.errors import InputError
from kerasdense.files.video import Frames, is_video

LEFT, RIGHT = (200, 30, 40), (20, 60, 180)  # sRGB: reddish, bluish


def clip(path, frames=6, rate=12.5, code="MJPG", height=48, width=64):
    """A file as OpenCV writes it: reddish at the left, bluish at the right, and a white
    row that moves down."""
    writer = cv2.VideoWriter(
        str(path), cv2.VideoWriter_fourcc(*code), rate, (width, height)
    )
    for k in range(frames):
        picture = np.zeros((height, width, 3), np.uint8)
        picture[:, : width // 2], picture[:, width // 2 :] = LEFT[::-1], RIGHT[::-1]
        picture[4 * k : 4 * k + 4] = 255
        writer.write(picture)
    writer.release()
    return path


def test_frames_come_in_order_in_red_green_blue(tmp_path):
    with Frames(clip(tmp_path / "a.avi", code="FFV1")) as frames:
        assert (frames.rate, frames.count, frames.size) == (12.5, 6, (48, 64))
        assert not frames.live
        seen = list(frames)
    assert len(seen) == 6
    for k, frame in enumerate(seen):
        assert frame.dtype == np.uint8 and frame.shape == (48, 64, 3)
        assert (frame[4 * k : 4 * k + 4] == 255).all()  # kept without loss
        assert (frame[44, 0] == LEFT).all() and (frame[44, -1] == RIGHT).all()


def test_a_telephones_upright_video_is_upright(tmp_path):
    """The matrix of the track says by how much to turn: MP4 (ISO 14496-12), tkhd."""
    path = clip(tmp_path / "turned.mp4", code="mp4v")
    data = path.read_bytes()
    one, minus = b"\0\1\0\0", b"\xff\xff\0\0"
    nothing, unit = bytes(4), b"\x40\0\0\0"
    track = data.index(b"tkhd")
    place = data.index(one + nothing * 3 + one + nothing * 3 + unit, track)
    turn = nothing + one + nothing + minus + nothing * 4 + unit
    path.write_bytes(data[:place] + turn + data[place + 36 :])
    with Frames(path) as frames:
        assert frames.size == (64, 48)
        frame = next(iter(frames)).astype(int)
    # A quarter turn clockwise: left goes to the top.
    assert abs(frame[5, 20] - LEFT).max() < 40
    assert abs(frame[60, 20] - RIGHT).max() < 40


def test_a_stream_is_live_and_ends_with_its_sender(mjpeg):
    pictures = [np.full((48, 64, 3), 10 * k, np.uint8) for k in range(24)]
    with Frames(mjpeg(pictures)) as frames:
        assert frames.live and frames.count is None
        gray = [frame.mean() for frame in frames]
    assert np.allclose(gray, [10 * k for k in range(24)], atol=2)


def test_a_name_with_a_colon_is_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    clip("a.avi")
    (tmp_path / "a.avi").rename("12:30.avi")
    with Frames("12:30.avi") as frames:
        assert frames.size == (48, 64)


def test_a_video_cut_short_gives_what_is_there_and_says_what_should_be(tmp_path):
    whole = clip(tmp_path / "a.avi", 20, height=240, width=320).read_bytes()
    (tmp_path / "cut.avi").write_bytes(whole[: len(whole) * 7 // 10])
    with Frames(tmp_path / "cut.avi") as frames:
        assert frames.count == 20
        assert 5 < len(list(frames)) < 15


@pytest.mark.parametrize(
    "source, said",
    [
        ("nowhere.mp4", "nowhere.mp4: no such file"),
        (".", "is a folder"),
        ("empty.mp4", r"is empty \(0 bytes\)"),
        ("text.mp4", "is no video, broken or cut short"),
        ("http://127.0.0.1:9/video", "gives no video. Is the address right"),
        ("97", "Camera 97: there is none, or another program uses it"),
    ],
)
def test_what_gives_no_video_is_said_in_a_line(
    tmp_path, monkeypatch, capfd, source, said
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.mp4").write_bytes(b"")
    (tmp_path / "text.mp4").write_text("words")
    with pytest.raises(InputError, match=said):
        Frames(source)
    assert capfd.readouterr().err == ""  # what OpenCV and FFmpeg have to say


def test_frames_larger_than_allowed_are_refused(tmp_path):
    clip(tmp_path / "a.avi")
    with pytest.raises(InputError, match=r"64 x 48 .* --max-pixels 3072"):
        Frames(tmp_path / "a.avi", max_pixels=3000)


def test_a_video_is_known_by_its_ending():
    assert is_video("Holiday.MP4") and is_video("a/b.webm")
    assert not is_video("a.gif") and not is_video("mp4") and not is_video(None)
