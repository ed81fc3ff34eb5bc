"""kerasdense predict colours pictures, by hints and without."""

import numpy as np
import pytest
from typer.testing import CliRunner

from kerasdense import bundle
from kerasdense.cli.hints import as_map
from kerasdense.cli.main import app
from kerasdense.errors import InputError
from kerasdense.files import picture
from kerasdense.files.picture import Picture
from kerasdense.models.colorful import colorful
from kerasdense.models.colorful_hints import colorful_hints
from kerasdense.pixels.lab import lightness, to_lab
from kerasdense.tasks import Colorization

RNG = np.random.default_rng(0)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("colorful")
    bundle.save(folder, colorful(width=1 / 32), Colorization(side=24))
    return folder


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("told")
    task = Colorization(objective="huber", hints=True, stride=1, side=24)
    bundle.save(folder, colorful_hints(width=1 / 32), task)
    return folder


def run(*words):
    done = CliRunner().invoke(app, ["predict", *map(str, words)])
    if isinstance(done.exception, InputError):
        raise done.exception
    return done


def light(pixels):
    pixels = pixels / np.iinfo(pixels.dtype).max
    return lightness(np.broadcast_to(pixels, (*pixels.shape[:2], 3)))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_picture_keeps_size_bits_alpha_and_lightness(
    model, tmp_path, dtype, channels
):
    most = np.iinfo(dtype).max
    pixels = RNG.integers(most // 8, most + 1, (37, 53, channels)).astype(dtype)
    alpha = RNG.integers(0, most + 1, (37, 53, 1)).astype(dtype)
    before, after = tmp_path / "before.png", tmp_path / "after.png"
    picture.write(before, pixels, Picture(pixels, alpha))
    done = run(model, before, "--to", after)
    assert done.exit_code == 0, done.output
    found = picture.read(after)
    assert found.pixels.dtype == dtype and found.pixels.shape == (37, 53, 3)
    np.testing.assert_array_equal(found.alpha, alpha)
    apart = np.abs(light(found.pixels) - light(pixels))
    assert apart.max() < (0.5 if dtype == np.uint8 else 0.004)
    # An untaught network takes all bins for alike, whose mean is a warm colour.
    assert to_lab(found.pixels / most)[..., 1].mean() > 5


def test_colours_of_the_source_do_not_matter(model, tmp_path):
    gray = np.full((20, 20, 1), 128, np.uint8)
    picture.write(tmp_path / "gray.png", gray)
    picture.write(tmp_path / "rgb.png", np.repeat(gray, 3, axis=-1))
    for name in "gray", "rgb":
        run(model, tmp_path / f"{name}.png", "--to", tmp_path / f"{name}_after.png")
    one, other = (
        picture.read(tmp_path / f"{name}_after.png").pixels for name in ("gray", "rgb")
    )
    np.testing.assert_array_equal(one, other)


def test_hints_are_told_to_squares_of_what_is_shown():
    hints = np.array([[10.0, 2, 1, 0, 0], [39, 19, 0, 0, 1]])
    found = as_map(hints, (20, 40), (10, 20))
    assert found.shape == (10, 20, 3) and found.dtype == np.float32
    rows, columns = np.nonzero(found[..., 2])
    # 10, 2 is at row 1, column 5 there; 39, 19 at row 9, column 19.
    expected = {(r, c) for r in range(0, 5) for c in range(2, 9)}
    expected |= {(r, c) for r in range(6, 10) for c in range(16, 20)}
    assert set(zip(rows.tolist(), columns.tolist())) == expected
    np.testing.assert_allclose(110 * found[1, 5, :2], (80.09, 67.20), atol=0.02)
    np.testing.assert_allclose(110 * found[9, 19, :2], (79.19, -107.86), atol=0.02)


def test_hints_change_the_picture(told, tmp_path):
    photo = tmp_path / "photo.png"
    picture.write(photo, RNG.integers(0, 256, (30, 40, 1), np.uint8))
    points = tmp_path / "points.csv"
    points.write_text("20,15,#ff0000\n")
    plain, hinted = tmp_path / "plain.png", tmp_path / "hinted.png"
    assert run(told, photo, "--to", plain).exit_code == 0
    assert run(told, photo, "--hints", points, "--to", hinted).exit_code == 0
    one, other = (picture.read(path).pixels.astype(int) for path in (plain, hinted))
    assert one.shape == (30, 40, 3) and np.abs(one - other).max() > 2


def test_hints_that_cannot_be_used_are_refused(model, told, tmp_path):
    photo, points = tmp_path / "photo.png", tmp_path / "points.csv"
    picture.write(photo, np.zeros((30, 40, 1), np.uint8))
    points.write_text("40,15,255,0,0\n")
    with pytest.raises(InputError, match="reads none. .*colorful_hints"):
        run(model, photo, "--hints", points, "--to", tmp_path / "a.png")
    done = run(told, photo, "--hints", points, "--to", tmp_path / "b.png")
    assert done.exit_code == 1
    assert "40,15 lies outside of a picture of 40x30" in done.output.replace("\n", " ")
    (tmp_path / "clip.mp4").write_bytes(b"")
    with pytest.raises(InputError, match="--hints is for pictures"):
        run(told, tmp_path / "clip.mp4", "--hints", points, "--to", tmp_path / "c.mp4")
