"""LPIPS by the letter, with trunks of the published names and few channels."""

import importlib.machinery

import keras
import numpy as np
import pytest
from scipy.signal import correlate

from kerasdense import lpips
from kerasdense.errors import InputError, ModelFileError
from kerasdense.lpips import LPIPS

rng = np.random.default_rng(0)
ALEX = {0: (5, 3, 11), 3: (6, 5, 5), 6: (4, 6, 3), 8: (3, 4, 3), 10: (3, 3, 3)}
VGG = dict(zip((0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28), [(4, 4, 3)] * 13))
VGG[0] = (4, 3, 3)
ENDS = {"alex": [0, 3, 6, 8, 10], "vgg": [2, 7, 14, 21, 28]}


def files(folder, kind):
    """-> the paths of a trunk and heads, and their arrays."""
    shapes = {"alex": ALEX, "vgg": VGG}[kind]
    trunk, heads = {}, {}
    for number, (out, into, side) in shapes.items():
        kernel = rng.normal(size=(out, into, side, side)) / (into * side**2) ** 0.5
        trunk[f"features.{number}.weight"] = kernel.astype("f4")
        trunk[f"features.{number}.bias"] = rng.normal(0.2, 0.1, out).astype("f4")
    trunk["classifier.1.weight"] = np.zeros((2, 3), np.float32)
    for i, number in enumerate(ENDS[kind]):
        head = rng.random((1, shapes[number][0], 1, 1))
        heads[f"lin{i}.model.1.weight"] = head.astype("f4")
    paths = folder / f"{kind}-trunk.npz", folder / f"{kind}.npz"
    for path, arrays in zip(paths, (trunk, heads)):
        np.savez(path, **arrays)
    return paths, trunk, heads


def value(metric, y, prediction):
    metric.update_state(y, prediction)
    return float(metric.result())


def pair(*shape):
    return [np.rint(255 * rng.random(shape)).astype("f4") / 255 for _ in range(2)]


@pytest.mark.parametrize("kind", ["alex", "vgg"])
def test_the_distance_by_the_letter(kind, tmp_path):
    paths, trunk, heads = files(tmp_path, kind)
    y, prediction = pair(1, 43, 38, 3)
    expected = 0
    for i, (a, b) in enumerate(
        zip(*(depths(image[0], kind, trunk) for image in (y, prediction)), strict=True)
    ):
        a, b = (x / (np.sqrt((x**2).sum(axis=0)) + 1e-10) for x in (a, b))
        head = heads[f"lin{i}.model.1.weight"][0]
        expected += ((a - b) ** 2 * head).sum(axis=0).mean()
    assert value(LPIPS(*paths), y, prediction) == pytest.approx(expected, rel=1e-5)


def depths(image, kind, trunk):
    """Yields [C, h, w] of an image [H, W, 3] in [0, 1]: PyTorch's layers in loops."""
    x = 2 * image.astype(float).transpose(2, 0, 1) - 1
    shift, scale = np.array([[-0.030, -0.088, -0.188], [0.458, 0.448, 0.450]])
    x = (x - shift[:, None, None]) / scale[:, None, None]
    pools = {"alex": {3: 3, 6: 3}, "vgg": {5: 2, 10: 2, 17: 2, 24: 2}}[kind]
    for name in trunk:
        _, number, part = name.split(".")
        if not name.startswith("features") or part != "weight":
            continue
        number = int(number)
        if number in pools:
            x = pooled(x, pools[number])
        x = np.maximum(layer(x, trunk, number), 0)
        if number in ENDS[kind]:
            yield x


def layer(x, trunk, number):
    kernel = trunk[f"features.{number}.weight"].astype(float)
    around = {11: 2, 5: 2, 3: 1}[kernel.shape[-1]]
    x = np.pad(x, ((0, 0), (around, around), (around, around)))
    maps = [correlate(x, one, "valid")[0] for one in kernel]
    step = 4 if kernel.shape[-1] == 11 else 1
    bias = trunk[f"features.{number}.bias"][:, None, None]
    return np.stack(maps)[:, ::step, ::step] + bias


def pooled(x, side):
    rows, columns = ((n - side) // 2 + 1 for n in x.shape[1:])
    windows = [
        x[:, i : i + 2 * rows - 1 : 2, j : j + 2 * columns - 1 : 2]
        for i in range(side)
        for j in range(side)
    ]
    return np.max(windows, axis=0)


def test_equal_pictures_are_at_no_distance_and_gray_is_repeated(tmp_path):
    paths, *_ = files(tmp_path, "vgg")
    y, prediction = pair(2, 32, 32, 1)
    assert value(LPIPS(*paths), y, y) == 0
    in_gray = value(LPIPS(*paths), y, prediction)
    in_colour = [np.repeat(image, 3, axis=-1) for image in (y, prediction)]
    assert value(LPIPS(*paths), *in_colour) == pytest.approx(in_gray, rel=1e-6)


@pytest.mark.parametrize("kind", ["alex", "vgg"])
def test_the_smallest_picture_that_counts(kind, tmp_path):
    paths, *_ = files(tmp_path, kind)
    side = lpips.least(kind)
    assert value(LPIPS(*paths), *pair(1, side, side, 3)) > 0
    assert np.isnan(value(LPIPS(*paths), *pair(1, side - 1, 60, 3)))


def test_the_metric_can_be_made_again_and_says_what_it_is(tmp_path):
    paths, *_ = files(tmp_path, "alex")
    metric = LPIPS(*paths, border=2)
    images = pair(1, 50, 50, 3)
    again = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(metric)
    )
    assert value(again, *images) == value(metric, *images)
    assert "LPIPS 0.1 of alex" in metric.protocol
    assert "2 pixels shaved" in metric.protocol


def test_files_that_do_not_belong_together_are_told(tmp_path):
    (trunk, _), *_ = files(tmp_path, "vgg")
    (_, heads), *_ = files(tmp_path, "alex")
    with pytest.raises(ModelFileError, match="alex.npz does not go with .*4 channels"):
        LPIPS(trunk, heads)
    with pytest.raises(ModelFileError, match="no trunk for LPIPS, features.0 is"):
        LPIPS(heads, heads)
    with pytest.raises(InputError, match="none.pth cannot be read"):
        LPIPS(tmp_path / "none.pth", heads)


def test_heads_come_out_of_the_package_where_it_is_installed(tmp_path, monkeypatch):
    (trunk, heads), *_ = files(tmp_path, "vgg")
    found = importlib.machinery.ModuleSpec("lpips", None, is_package=True)
    monkeypatch.setattr(lpips.importlib.util, "find_spec", lambda name: found)
    folder = tmp_path / "lpips" / "weights" / "v0.1"
    folder.mkdir(parents=True)
    (folder / "vgg.pth").write_bytes(heads.read_bytes())
    found.origin = str(tmp_path / "lpips" / "__init__.py")
    images = pair(1, 20, 20, 3)
    assert value(LPIPS(trunk), *images) == value(LPIPS(trunk, heads), *images)
    monkeypatch.setattr(lpips.importlib.util, "find_spec", lambda name: None)
    lpips.loaded.cache_clear()
    with pytest.raises(InputError, match="lpips=TRUNK,vgg.pth"):
        LPIPS(trunk)
