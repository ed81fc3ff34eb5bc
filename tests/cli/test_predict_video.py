import numpy as np
import pytest
from typer.testing import CliRunner

from kerasdense.cli.main import app
from kerasdense.files.video import Frames
from kerasdense.files.video_file import VideoFile


def invoke(*arguments):
    return CliRunner().invoke(app, ["predict", *map(str, arguments)])


@pytest.fixture
def film(tmp_path):
    """Seven smooth frames of 48 x 32 pixels, 12.5 a second, without loss."""
    path = tmp_path / "film.mkv"
    y, x = np.mgrid[:32, :48]
    with VideoFile(path, 12.5) as file:
        for k in range(7):
            planes = 4 * x, 6 * y, 255 - 30 * k + 0 * x
            file.write(np.stack(planes, axis=-1).astype(np.uint8))
    return path


def test_a_video_gives_a_video_of_the_same_kind_and_rate(denoiser, film, tmp_path):
    done = invoke(denoiser, film, "--to", tmp_path / "out")
    assert done.exit_code == 0, done.output
    from kerasdense.cli.open import open_model
    from kerasdense.predict import predict

    model = open_model(str(denoiser))
    with Frames(film) as before, Frames(tmp_path / "out" / "film.mkv") as after:
        assert (after.rate, after.count, after.size) == (12.5, 7, (32, 48))
        for frame, found in zip(before, after):
            expected = predict(model.predictor, model.task, frame)
            assert np.abs(255 * expected - found).max() <= 0.51  # rounded, no more


@pytest.fixture
def cleaner(tmp_path):
    """The folder of a network against dirt and rain, with weights that do something."""
    from kerasdense import bundle
    from kerasdense.models.eigen_dirt import eigen_dirt
    from kerasdense.tasks import Restoration

    network, rng = eigen_dirt(filters=4), np.random.default_rng(0)
    for weight in network.weights:
        weight.assign(rng.normal(0, 0.1, weight.shape))
    bundle.save(tmp_path / "cleaner", network, Restoration(damage="rain"))
    return tmp_path / "cleaner"


def test_rain_is_taken_off_frame_by_frame(cleaner, film, tmp_path):
    """Each frame as if it were a picture of its own, whatever was before it."""
    from kerasdense.cli.open import open_model
    from kerasdense.damage import parse
    from kerasdense.predict import predict

    rainy = []
    with Frames(film) as frames, VideoFile(tmp_path / "rain.mkv", 12.5) as file:
        for k, frame in enumerate(frames):
            rng = np.random.default_rng(k)
            made = parse("rain+dirt")(frame / 255, rng)["damaged"]
            rainy.append(np.rint(255 * made).astype(np.uint8))
            file.write(rainy[-1])
    done = invoke(cleaner, tmp_path / "rain.mkv", "--to", tmp_path / "dry.mkv")
    assert done.exit_code == 0, done.output
    model = open_model(str(cleaner))
    with Frames(tmp_path / "dry.mkv") as frames:
        assert (frames.count, frames.size) == (7, (32, 48))
        for frame, found in zip(rainy, frames):
            expected = predict(model.predictor, model.task, frame)
            assert np.abs(255 * expected - found).max() <= 0.51  # rounded, no more
            assert np.abs(found.astype(int) - frame).max() > 5


def test_a_result_may_be_named_and_be_of_another_kind_and_size(
    enlarger, film, tmp_path
):
    assert invoke(enlarger, film, "--to", tmp_path / "large.avi").exit_code == 0
    with Frames(tmp_path / "large.avi") as frames:
        assert (frames.rate, frames.count, frames.size) == (12.5, 7, (64, 96))


@pytest.mark.parametrize("name", ["labeller", "pair"])
def test_labels_are_washed_over_the_video(name, request, film, tmp_path):
    """Of two maps those of the first."""
    folder = request.getfixturevalue(name)
    assert invoke(folder, film, "--to", tmp_path / "out").exit_code == 0
    from kerasdense.cli.open import open_model
    from kerasdense.predict import main_task, maps, predict

    model = open_model(str(folder))
    colours = main_task(model.task).colours().astype(float)
    with Frames(film) as before, Frames(tmp_path / "out" / "film.mkv") as after:
        for frame, found in zip(before, after):
            predicted = predict(model.predictor, model.task, frame)
            (_, label), *_ = maps(model.task, predicted)
            halves = (frame + colours[label[..., 0]]) / 2
            assert np.abs(halves - found).max() <= 0.5


def test_a_folder_gives_its_pictures_and_its_videos(denoiser, film, photograph):
    done = invoke(denoiser, film.parent, "--to", film.parent / "out")
    assert done.exit_code == 0, done.output
    found = {path.name for path in (film.parent / "out").iterdir()}
    assert found == {"film.mkv", photograph.stem + ".png"}


def test_broken_videos_are_named_and_give_code_1(denoiser, tmp_path):
    whole = tmp_path / "whole.avi"
    with VideoFile(whole, 10) as file:
        for k in range(20):
            file.write(np.full((32, 48, 3), 10 * k, np.uint8))
    data = whole.read_bytes()
    (tmp_path / "cut.avi").write_bytes(data[: len(data) * 8 // 10])
    (tmp_path / "text.mp4").write_text("words")
    paths = [tmp_path / name for name in ("whole.avi", "cut.avi", "text.mp4")]
    done = invoke(denoiser, *paths, "--to", tmp_path / "out")
    assert done.exit_code == 1
    said = " ".join(done.output.split())
    assert "text.mp4: is no video" in said
    assert "cut.avi: is broken or cut short: it says 20 frames" in said
    with Frames(tmp_path / "out" / "whole.avi") as frames:
        assert frames.count == 20
    with Frames(tmp_path / "out" / "cut.avi") as frames:
        assert 1 < frames.count < 20


def test_a_video_is_not_overwritten_nor_written_as_a_picture(denoiser, film, tmp_path):
    before = film.read_bytes()
    refused = invoke(denoiser, film, "--to", film)
    assert refused.exit_code == 1 and film.read_bytes() == before
    refused = invoke(denoiser, film, "--to", tmp_path / "a.png")
    assert refused.exit_code == 1
    assert "no video is written as .png" in " ".join(refused.output.split())
