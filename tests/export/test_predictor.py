import shutil

import numpy as np
import pytest

from kerasdense.errors import ModelFileError
from kerasdense.export import records
from kerasdense.export.predictor import LiteFile, SavedModel, open_exported
from kerasdense.predict import predict, predict_in_parts
from kerasdense.predictor import fast
from kerasdense.receptive_field import measure

KINDS = ["denoiser", "edsr", "labeller"]


def apart(task, a, b):
    """Of labels the share that differs; of pictures the mean distance in 255ths."""
    assert a.shape == b.shape
    return np.mean(a != b) if task.writes == "labels" else 255 * np.abs(a - b).mean()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(60, 76), (5, 7)])
def test_keras_saved_model_and_tflite_agree(network, exported, smooth, kind, size):
    network, task = network(kind)
    pixels = smooth[: size[0], : size[1]]
    expected = predict(fast(network), task, pixels)
    saved = open_exported(exported(kind, "savedmodel"))
    assert type(saved) is SavedModel and saved.task == task
    found = predict(saved, saved.task, pixels)
    np.testing.assert_allclose(found, expected, atol=1e-5)

    lite = open_exported(exported(kind, "float32"))
    assert type(lite) is LiteFile and lite.reach == saved.reach
    in_bytes = predict(lite, lite.task, pixels)
    if task.writes != "labels":
        expected = np.rint(255 * expected) / 255
    assert apart(task, in_bytes, expected) < 1e-3


@pytest.mark.parametrize("size", [None, (96, 128)])
def test_files_of_two_maps_give_both(network, exported, smooth, size):
    """Of a file of one size, in its tiles: those of the network."""
    network, task = network("two maps")
    smooth = np.tile(smooth, (2, 2, 1))
    options = {"reach": measure(network), "tile": size or 0}
    expected = predict(fast(network), task, smooth, **options)
    path = exported("two maps", "float32", size)
    opened = [open_exported(path), open_exported(exported("two maps", "savedmodel"))]
    for file in opened:
        found = predict(file, file.task, smooth, **options)
        assert list(found) == ["semantic", "geometric"]
        for name, part in task.parts.items():
            assert found[name].dtype == np.int32
            assert apart(part, found[name], expected[name]) < 0.01
    # And the file by itself, which lays tiles where a picture is larger.
    x = smooth[None] / np.float32(255)
    by_itself = opened[0](x)
    for name, part in task.parts.items():
        assert by_itself[name].shape == (1, *smooth.shape[:2], 1)
        assert apart(part, by_itself[name][0], expected[name]) < 0.05


@pytest.mark.parametrize("kind", KINDS)
def test_int8_is_near_on_a_smooth_picture(network, exported, smooth, kind):
    network, task = network(kind)
    lite = open_exported(exported(kind, "int8"))
    found = predict(lite, lite.task, smooth)
    most = 0.03 if task.writes == "labels" else 3.0  # of pixels; 255ths, untaught
    assert apart(task, found, predict(fast(network), task, smooth)) < most


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_one_size_gives_what_one_of_any_size_gives(exported, kind):
    """In tiles, where a picture is larger; the ends of the picture included."""
    pixels = np.random.default_rng(0).integers(0, 256, (133, 170, 3), np.uint8)
    whole, fixed = (
        open_exported(exported(kind, "float32", size)) for size in (None, (96, 104))
    )
    expected = predict(whole, whole.task, pixels)
    done = predict_in_parts(
        fixed, fixed.task, pixels, reach=fixed.reach, tile=fixed.size
    )
    assert done.exact and done.tiles >= 4
    assert apart(whole.task, done.prediction, expected) < 1e-3
    # Whoever does not know of tiles gets the same.
    np.testing.assert_array_equal(
        predict(fixed, fixed.task, pixels, tile=0), done.prediction
    )


def test_what_is_smaller_than_the_only_size_is_filled_up(exported):
    fixed = open_exported(exported("edsr", "float32", (96, 104)))
    pixels = np.zeros((5, 7, 3), np.uint8)
    assert predict(fixed, fixed.task, pixels).shape == (10, 14, 3)


def test_labels_vote_where_tiles_fade_and_pictures_turn(exported, smooth):
    lite = open_exported(exported("labeller", "float32"))
    options = {"reach": lite.reach, "tile": 32, "self_ensemble": True}
    done = predict_in_parts(lite, lite.task, smooth, **options)
    assert done.prediction.dtype == np.int32
    assert set(np.unique(done.prediction)) <= {0, 1, 2}
    plain = predict(lite, lite.task, smooth)
    assert np.mean(done.prediction == plain) > 0.5


def test_spoilt_files_are_told(exported, tmp_path):
    path = tmp_path / "model.tflite"
    task, facts = records.read(exported("edsr", "float32"))
    path.write_bytes(records.attach(b"no flatbuffer", task, facts))
    with pytest.raises(ModelFileError, match="cannot be used"):
        open_exported(path)
    path.write_bytes(records.attach(b"no flatbuffer", {}, {}))
    with pytest.raises(ModelFileError, match="cannot be used"):
        open_exported(path)

    folder = tmp_path / "saved"
    shutil.copytree(exported("edsr", "savedmodel"), folder)
    shutil.rmtree(folder / "variables")
    with pytest.raises(ModelFileError, match="cannot be used"):
        open_exported(folder)
