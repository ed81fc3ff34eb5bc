"""`kerasdense predict MODEL PHOTO --mask MASK`."""

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from kerasdense.cli.main import app
from kerasdense.cli.masks import read_mask
from kerasdense.files import picture
from kerasdense.files.video import Frames
from kerasdense.files.video_file import VideoFile


@pytest.fixture(scope="module")
def filler(tmp_path_factory):
    """The folder of an untaught network that fills holes."""
    import keras

    from kerasdense import bundle
    from kerasdense.recipes.inpaint import recipe

    folder = tmp_path_factory.mktemp("models") / "filler"
    keras.utils.set_random_seed(0)
    made = recipe(small=True)
    bundle.save(folder, made.network(made.task), made.task)
    return folder


PIXELS = np.random.default_rng(0).integers(0, 256, (21, 34, 3), np.uint8)
LOST = np.zeros((21, 34, 1), np.uint8)
LOST[5:9, 8:20] = 255


def invoke(*arguments):
    return CliRunner().invoke(app, ["predict", *map(str, arguments)])


@pytest.fixture
def mask(tmp_path):
    picture.write(tmp_path / "mask.png", LOST)
    return tmp_path / "mask.png"


def kept_and_filled(path, before):
    """Checks that what is known is as before, and what is lost is not."""
    after = picture.read(path).pixels
    assert after.dtype == before.dtype and after.shape == before.shape
    lost = LOST[..., 0] > 0
    np.testing.assert_array_equal(after[~lost], before[~lost])
    assert np.mean(after[lost] != before[lost]) > 0.9
    return after


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("tile", [0, 512])
def test_what_is_known_comes_back_to_the_last_of_16_bits(
    filler, mask, tmp_path, channels, tile
):
    deep = np.random.default_rng(1).integers(0, 2**16, (21, 34, channels), np.uint16)
    picture.write(tmp_path / "deep.png", deep, picture.Picture(deep))
    done = invoke(
        filler, tmp_path / "deep.png", "--mask", mask, "--tile", tile, "--overlay",
        "--to", tmp_path / "out",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    kept_and_filled(tmp_path / "out" / "deep.png", deep)
    assert (tmp_path / "out" / "deep_overlay.png").exists()


def test_what_is_under_the_mask_changes_nothing(filler, mask, photograph, tmp_path):
    before = picture.read(photograph).pixels
    other = np.where(LOST > 0, 255 - before, before)
    picture.write(tmp_path / "other.png", other)
    for name, path in ("a", photograph), ("b", tmp_path / "other.png"):
        done = invoke(filler, path, "--mask", mask, "--to", tmp_path / f"{name}.png")
        assert done.exit_code == 0, done.output
    a, b = (picture.read(tmp_path / f"{name}.png").pixels for name in "ab")
    np.testing.assert_array_equal(a, b)
    kept_and_filled(tmp_path / "a.png", before)


def test_tiles_take_their_part_of_the_mask(filler, tmp_path):
    from kerasdense import bundle
    from kerasdense.predict import predict_in_parts
    from kerasdense.predictor import fast
    from kerasdense.receptive_field import measure

    network, task = bundle.load(filler)
    rng = np.random.default_rng(2)
    pixels = rng.integers(0, 256, (150, 190, 3), np.uint8)
    holes = np.where(rng.random((150, 190, 1)) < 0.5, 255, 0).astype(np.uint8)
    seen, reach = (pixels, measure(network))
    whole, parts = (
        predict_in_parts(
            fast(network), task, seen, beside={"mask": holes}, reach=reach, tile=tile
        )
        for tile in (0, 96)
    )
    assert parts.tiles > 1 and parts.exact
    np.testing.assert_allclose(parts.prediction, whole.prediction, atol=1e-5)


def test_transparent_pixels_are_lost_and_come_back_opaque(filler, tmp_path):
    picture.write(tmp_path / "holed.png", PIXELS, alpha=255 - LOST)
    done = invoke(filler, tmp_path / "holed.png", "--to", tmp_path / "whole.png")
    assert done.exit_code == 0, done.output
    kept_and_filled(tmp_path / "whole.png", PIXELS)
    assert picture.read(tmp_path / "whole.png").alpha is None


def test_without_a_mask_both_ways_to_give_one_are_told(filler, photograph, tmp_path):
    done = invoke(filler, photograph, "--to", tmp_path / "out")
    assert done.exit_code == 1
    told = " ".join(done.output.split())
    assert "--mask MASK" in told and "transparent" in told


def test_a_mask_of_another_size_is_refused(filler, photograph, tmp_path):
    picture.write(tmp_path / "small.png", LOST[:9])
    done = invoke(filler, photograph, "--mask", tmp_path / "small.png", "--to", "x.png")
    told = " ".join(done.output.split())
    assert done.exit_code == 1
    assert "34x21" in told and "34x9" in told and "same pixels" in told


def test_a_model_that_reads_no_mask_takes_none(denoiser, photograph, mask):
    done = CliRunner().invoke(
        app, ["predict", str(denoiser), str(photograph), "--mask", str(mask)]
    )
    assert done.exit_code != 0
    assert "reads none" in str(done.exception)


def test_each_picture_of_a_folder_takes_the_mask_of_its_name(filler, tmp_path):
    for folder in "photos", "masks":
        (tmp_path / folder).mkdir()
    other = LOST[::-1].copy()
    for name, lost in ("a", LOST), ("b", other):
        picture.write(tmp_path / "photos" / f"{name}.png", PIXELS)
        picture.write(tmp_path / "masks" / f"{name}_mask.png", lost)
    done = invoke(
        filler,
        tmp_path / "photos",
        "--mask",
        tmp_path / "masks",
        "--to",
        tmp_path / "o",
    )
    assert done.exit_code == 0, done.output
    a, b = (picture.read(tmp_path / "o" / f"{name}.png").pixels for name in "ab")
    np.testing.assert_array_equal((a != PIXELS).any(-1) & (LOST[..., 0] == 0), False)
    np.testing.assert_array_equal((b != PIXELS).any(-1) & (other[..., 0] == 0), False)
    assert (a != PIXELS).any() and (b != PIXELS).any()


def test_one_mask_holds_for_all_frames_of_a_video(filler, tmp_path):
    frames = np.random.default_rng(3).integers(0, 256, (3, 32, 48, 3), np.uint8)
    with VideoFile(tmp_path / "clip.mkv", 10) as file:
        for frame in frames:
            file.write(frame)
    lost = np.zeros((32, 48, 1), np.uint8)
    lost[3:9, 4:30] = 255
    picture.write(tmp_path / "mask.png", lost)
    clip = tmp_path / "clip.mkv"
    refused = invoke(filler, clip, "--to", tmp_path / "none.mkv")
    assert refused.exit_code == 1 and "--mask" in refused.output
    done = invoke(filler, clip, "--mask", tmp_path / "mask.png", "--to", tmp_path / "o")
    assert done.exit_code == 0, done.output
    with Frames(clip) as before, Frames(tmp_path / "o" / "clip.mkv") as after:
        pairs = list(zip(before, after))
    assert len(pairs) == 3
    for old, new in pairs:
        differs = (old != new).any(axis=-1)
        assert not differs[lost[..., 0] == 0].any()
        assert differs[lost[..., 0] > 0].mean() > 0.9


def test_a_mask_is_what_is_not_black_though_jpeg_blur_it(tmp_path):
    Image.fromarray(LOST[..., 0]).save(tmp_path / "mask.jpg", quality=90)
    read = read_mask(tmp_path / "mask.jpg")
    assert set(np.unique(read)) == {0, 255}
    assert (read[LOST > 0] == 255).all()
    assert np.mean(read != LOST) < 0.05
    deep = np.array([[[0], [6553], [6555], [65535]]], np.uint16)
    picture.write(tmp_path / "deep.png", deep, picture.Picture(deep))
    np.testing.assert_array_equal(
        read_mask(tmp_path / "deep.png"), [[[0], [0], [255], [255]]]
    )
