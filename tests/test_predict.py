import numpy as np
import pytest

from kerasdense.errors import InputError
from kerasdense.files.picture import Picture
from kerasdense.models.edsr import edsr
from kerasdense.models.see_in_the_dark import see_in_the_dark
from kerasdense.models.unet import unet
from kerasdense.pixels import color
from kerasdense.pixels.lab import to_lab
from kerasdense.predict import Seen, in_arrays, like_source, only_array, predict
from kerasdense.predictor import fast
from kerasdense.tasks import (
    Colorization,
    Denoising,
    Inpainting,
    LowLight,
    Segmentation,
    SuperResolution,
)

BYTES = np.random.default_rng(0).integers(0, 256, (11, 14, 3), np.uint8)
GRAY = BYTES[..., :1]


def same(x):
    return x


def test_a_picture_comes_back_whole_between_0_and_1():
    predicted = predict(same, Denoising(), BYTES)
    assert (predicted.dtype, type(predicted)) == (np.float32, np.ndarray)
    np.testing.assert_allclose(predicted, BYTES / 255, atol=1e-7)


@pytest.mark.parametrize("size", [(11, 14), (1, 1), (40, 5)])
def test_sizes_are_kept_or_multiplied_by_the_scale(size):
    pixels = np.zeros((*size, 3), np.uint8)
    labels = predict(fast(unet(3, 4, filters=(2, 4))), Segmentation(("a",) * 4), pixels)
    assert labels.shape == (*size, 1)
    network = fast(edsr(3, scale=2, filters=2, blocks=1))
    large = predict(network, SuperResolution(scale=2), pixels)
    assert large.shape == (2 * size[0], 2 * size[1], 3)


def test_16_bits_are_read_as_such_and_floats_as_they_are():
    deep = BYTES.astype(np.uint16) * 257
    for pixels in deep, (BYTES / 255).astype(np.float32):
        predicted = predict(same, Denoising(), pixels)
        np.testing.assert_allclose(predicted, BYTES / 255, atol=1e-6)


def test_outputs_are_decoded():
    predicted = predict(lambda x: x + 7, Denoising(), BYTES)
    np.testing.assert_array_equal(predicted, np.ones(BYTES.shape))


def test_gray_is_repeated_for_a_network_of_colours():
    predicted = predict(same, Denoising(channels=3), GRAY)
    np.testing.assert_array_equal(predicted, np.repeat(predicted[..., :1], 3, -1))
    assert predicted.shape == BYTES.shape


def test_colours_turn_gray_for_a_network_of_gray():
    predicted = predict(same, Denoising(channels=1), BYTES)
    np.testing.assert_allclose(predicted, color.gray(BYTES) / 255, atol=1e-6)


def test_colours_of_16_bits_turn_gray_as_those_of_8_do():
    deep, shallow = (
        predict(same, Denoising(channels=1), pixels)
        for pixels in (BYTES.astype(np.uint16) * 257, BYTES)
    )
    np.testing.assert_allclose(deep, shallow, atol=0.51 / 255)


def test_a_gray_source_gives_a_gray_result():
    prediction = np.float32([[[0.1, 0.2, 0.6]]])
    np.testing.assert_allclose(like_source(prediction, Picture(GRAY)), [[[0.3]]])
    assert like_source(prediction, Picture(BYTES)) is prediction


MASK = np.where(np.random.default_rng(1).random((11, 14, 1)) < 0.5, 255, 0)
MASK = MASK.astype(np.uint8)


def test_a_mask_beside_a_picture_is_cut_with_it():
    seen = Seen(Inpainting(), BYTES, {"mask": MASK})
    assert seen.shape == BYTES.shape
    part = np.s_[2:7, 3:9]
    expected = Inpainting().input({"damaged": BYTES[part], "mask": MASK[part]})
    np.testing.assert_array_equal(seen[part], expected)


def test_pictures_and_turned_mosaics_are_no_raw_files():
    mosaic = np.zeros((6, 7, 4), np.float32)
    enlarging = fast(see_in_the_dark(filters=(2, 3)))
    assert predict(enlarging, LowLight(), mosaic).shape == (12, 14, 3)
    with pytest.raises(InputError, match="reads raw files of cameras, and no pictures"):
        predict(enlarging, LowLight(), BYTES)
    with pytest.raises(InputError, match="begins with another filter when it is mir"):
        predict(enlarging, LowLight(), mosaic, self_ensemble=True)


def test_what_is_known_comes_back_and_holes_are_filled():
    white = predict(
        lambda x: 0 * x[..., :3] + 1, Inpainting(), BYTES, beside={"mask": MASK}
    )
    np.testing.assert_allclose(white, np.where(MASK > 0, 1, BYTES / 255), atol=1e-7)


def test_what_lies_beside_a_picture_must_be_there_and_of_its_size():
    with pytest.raises(InputError, match="--mask MASK"):
        predict(same, Inpainting(), BYTES)
    with pytest.raises(InputError, match="mask is 14x9 and the picture 14x11"):
        predict(same, Inpainting(), BYTES, beside={"mask": MASK[:9]})


def test_an_image_of_a_file_is_taken_apart_as_its_task_reads():
    rgba = np.concatenate([BYTES, MASK], axis=-1)
    parts = in_arrays(Inpainting(), rgba)
    np.testing.assert_array_equal(parts["damaged"], BYTES)
    np.testing.assert_array_equal(parts["mask"], MASK)
    assert list(in_arrays(Denoising(), BYTES)) == [only_array(Denoising())] == ["noisy"]


def warm(x):
    """Writes a = 20 and b = 10 everywhere, a quarter as large."""
    rows, columns = (-(-side // 4) for side in x.shape[1:3])
    return np.broadcast_to(np.float32((20, 10)) / 110, (1, rows, columns, 2))


@pytest.mark.parametrize("store", [None, "uint8"])
def test_a_picture_that_was_shrunk_keeps_its_own_lightness(store):
    task = Colorization(objective="regression", side=16)
    pixels = np.random.default_rng(3).integers(100, 160, (45, 61, 1), np.uint8)
    found = predict(warm, task, pixels, store=store)
    assert found.shape == (45, 61, 3)
    assert found.dtype == (store or np.float32)
    found = found / 255 if store else found.astype(float)
    lab = to_lab(found)
    before = to_lab(np.repeat(pixels, 3, axis=-1) / 255)
    tolerance = 0.3 if store else 0.01
    np.testing.assert_allclose(lab[..., 0], before[..., 0], atol=tolerance)
    apart = np.abs(lab[..., 1:] - (20, 10))
    assert apart.max() < (1.0 if store else 0.05)


def test_what_is_optional_may_be_missing():
    task = Colorization(objective="regression", stride=1, hints=True, side=0)
    x = np.asarray(Seen(task, GRAY)[:, :])
    assert x.shape == (11, 14, 6) and not x[..., 3:].any()
    hints = np.ones((11, 14, 3), np.float32)
    x = np.asarray(Seen(task, GRAY, {"hints": hints})[2:5, :])
    assert x.shape == (3, 14, 6) and x[..., 3:].all()
    with pytest.raises(InputError, match="reads image and hints together"):
        only_array(task)
