"""Two pictures or a video, and how things move between them."""

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from kerasdense.cli.main import app
from kerasdense.cli.open import open_model
from kerasdense.cli.predict_video import seen_by
from kerasdense.files import picture
from kerasdense.files.flow import read_flow
from kerasdense.files.video import Frames
from kerasdense.files.video_file import VideoFile

STEP = 3  # pixels to the right, from each picture to the next


def invoke(*arguments):
    return CliRunner().invoke(app, ["predict", *map(str, arguments)])


def frames(count):
    """Pictures of 64 x 80 pixels, of something that moves evenly."""
    grain = np.random.default_rng(0).random((64, 80 + STEP * count, 3)).astype("f")
    wide = cv2.GaussianBlur(grain, (0, 0), 2)
    wide = np.uint8(255 * (wide - wide.min()) / np.ptp(wide))
    starts = [STEP * (count - 1 - k) for k in range(count)]
    return [np.ascontiguousarray(wide[:, start : start + 80]) for start in starts]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Three pictures and a film of them."""
    folder = tmp_path_factory.mktemp("moving")
    for number, pixels in enumerate(frames(3)):
        picture.write(folder / f"p{number}.png", pixels)
    with VideoFile(folder / "film" / "film.mkv", 12.5) as file:
        for pixels in frames(3):
            file.write(pixels)
    return folder


def moved(flow):
    return np.median(flow.reshape(-1, 2), axis=0)


def test_of_two_pictures_it_writes_the_flow_between(folder, tmp_path):
    to = tmp_path / "a.flo"
    done = invoke("dis", folder / "p0.png", folder / "p1.png", "--to", to)
    assert done.exit_code == 0, done.output
    assert "1 of 1 written" in done.output and "a.flo" in done.output
    np.testing.assert_allclose(moved(read_flow(to)), (STEP, 0), atol=0.2)
    # to the right is red
    colours = np.median(picture.read(tmp_path / "a_colours.png").pixels, axis=(0, 1))
    assert colours[0] == 255 and colours[1:].max() < 130
    again = invoke("dis", folder / "p0.png", folder / "p1.png", "--to", to)
    assert again.exit_code == 1 and "exists and is left as it is" in again.output


@pytest.mark.parametrize("ending", [".png", ".npy"])
def test_other_formats_are_named_by_their_endings(folder, tmp_path, ending):
    to = tmp_path / f"a{ending}"
    done = invoke("dis", folder / "p0.png", folder / "p1.png", "--to", to)
    assert done.exit_code == 0, done.output
    np.testing.assert_allclose(moved(read_flow(to)), (STEP, 0), atol=0.2)


def test_pictures_of_a_folder_go_in_turn(folder, tmp_path):
    done = invoke("dis", folder / "p*.png", "--to", tmp_path / "out", "--occlusion",
                  "--refine", "--overlay")  # fmt: skip
    assert done.exit_code == 0, done.output
    written = {path.name for path in (tmp_path / "out").iterdir()}
    endings = (".flo", "_colours.png", "_occlusion.png", "_overlay.png")
    assert written == {f"p{n}{ending}" for n in (0, 1) for ending in endings}
    hidden = picture.read(tmp_path / "out" / "p0_occlusion.png").pixels[..., 0]
    # What moves to the right leaves on the right, and is hidden there.
    assert (hidden[:, -STEP + 1 :] == 255).mean() > 0.9
    assert (hidden[8:-8, 8:-8] == 0).mean() > 0.9


def test_refining_changes_the_flow_and_keeps_it_right(folder, tmp_path):
    found = []
    for name, option in (("plain", []), ("refined", ["--refine"])):
        to = tmp_path / f"{name}.flo"
        pair = folder / "p0.png", folder / "p1.png"
        assert invoke("zero-flow", *pair, "--to", to, *option).exit_code == 0
        found.append(moved(read_flow(to)))
    assert found[0].tolist() == [0, 0] and 0.1 < found[1][0] <= STEP + 0.2


def test_a_video_gives_a_video_of_colours_or_files(folder, tmp_path):
    film = folder / "film" / "film.mkv"
    done = invoke("dis", film, "--to", tmp_path / "out")
    assert done.exit_code == 0, done.output
    with Frames(tmp_path / "out" / "film.mkv") as file:
        assert (file.count, file.size, file.rate) == (2, (64, 80), 12.5)
        for frame in file:
            assert np.median(frame[..., 0]) == 255 and np.median(frame[..., 2]) < 130
    done = invoke("dis", film, "--to", tmp_path / "each", "--each")
    assert done.exit_code == 0, done.output
    names = sorted(path.name for path in (tmp_path / "each").glob("*.flo"))
    assert names == ["film_000001.flo", "film_000002.flo"]
    flow = read_flow(tmp_path / "each" / names[1])
    np.testing.assert_allclose(moved(flow), (STEP, 0), atol=0.2)


def test_a_frame_is_seen_after_the_one_before_it():
    model = open_model("dis")
    first, second = frames(2)
    still, exact = seen_by(model, first)
    assert exact and (np.median(still, axis=(0, 1)) > 250).all()
    after, _ = seen_by(model, second, first)
    assert np.median(after[..., 0]) == 255 and np.median(after[..., 2]) < 130


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["dis", "p0.png"], "flow is between two pictures"),
        (
            ["noisy-color", "p0.png", "--refine"],
            "--refine is for flow, and noisy-color",
        ),
        (["dis", "p0.png", "p1.png", "--self-ensemble"], "leave out --self-ensemble"),
        (["dis", "p0.png", "p1.png", "--to", "a.jpg"], "end in .flo, .png, .npy"),
    ],
)
def test_what_makes_no_sense_is_told(folder, tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(folder)
    to = [] if "--to" in arguments else ["--to", tmp_path / "out"]
    done = invoke(*arguments, *to)
    said = done.output + str(done.exception or "")
    assert done.exit_code and words in " ".join(said.split())


def test_pictures_of_two_sizes_are_no_pair(folder, tmp_path):
    picture.write(tmp_path / "small.png", frames(1)[0][:32])
    done = invoke("dis", folder / "p0.png", tmp_path / "small.png", "--to", tmp_path)
    assert done.exit_code == 1 and "must show the same" in " ".join(done.output.split())
