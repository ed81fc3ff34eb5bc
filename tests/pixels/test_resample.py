"""MATLAB's bicubic, against numbers that MATLAB gave."""

import numpy as np
import pytest
from PIL import Image

from kerasdense.pixels.resample import imresize, resized_side, weights


def line(size_in, size_out, row):
    """One pixel's weights over the whole line, mirrored taps added up."""
    taps, weight = weights(size_in, size_out, size_out / size_in)
    return np.bincount(taps[row], weight[row], minlength=size_in)


def test_weights_for_half_the_size():
    golden = np.array([140, 102, 26, -9, -3, 0, 0, 0]) / 256
    printed = [0.546875, 0.398438, 0.101562, -0.035156, -0.011719, 0, 0, 0]
    np.testing.assert_allclose(golden, printed, atol=1e-6)
    np.testing.assert_allclose(line(8, 4, 0), golden, atol=1e-9)


def test_weights_for_twice_the_size():
    np.testing.assert_allclose(line(4, 8, 0), [1.09375, -0.09375, 0, 0], atol=1e-9)
    golden = [0.796875, 0.2265625, -0.0234375, 0]
    np.testing.assert_allclose(line(4, 8, 1), golden, atol=1e-9)


def test_weights_for_a_third_of_the_size():
    printed = [-0.037037, 0, 0.111111, 0.259259, 0.333333, 0.259259, 0.111111, 0]
    printed += [-0.024691, -0.012346]
    golden = np.array([-3, 0, 9, 21, 27, 21, 9, 0, -2, -1]) / 81
    np.testing.assert_allclose(golden, printed, atol=1e-6)
    np.testing.assert_allclose(line(12, 4, 1)[:10], golden, atol=1e-9)


def test_a_ramp_shrinks_and_grows_as_in_matlab():
    ramp = np.arange(64.0).reshape(8, 8)
    golden = [4.04296875, 6.08203125, 8.10546875, 10.14453125]  # whole 256ths
    np.testing.assert_allclose(imresize(ramp, 0.5)[0], golden, atol=1e-9)
    golden = [-0.84375, -0.5703125, -0.0234375, 0.5, 1.0, 1.5]
    np.testing.assert_allclose(imresize(ramp, 2)[0, :6], golden, atol=1e-9)


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("factor", [2, 3, 4])
def test_the_published_small_images_of_set5_bit_for_bit(shared, number, factor):
    folder = shared / "data" / "super_resolution" / "Set5"
    small = picture(folder / f"LR_x{factor}" / f"img_00{number}.png")
    rows, columns = small.shape[:2]
    image = picture(folder / "HR" / f"img_00{number}.png")
    image = image[: factor * rows, : factor * columns]
    # The MATLAB that made these files repeated the edge pixel and rounded the bytes
    # after each axis, rows first: a margin does the one, two calls the other.
    margin = 8
    edge = ((margin * factor,) * 2,) * 2 + ((0, 0),)
    wide = np.pad(image, edge, mode="edge")
    wide = imresize(wide, size=(rows + 2 * margin, wide.shape[1]))
    wide = imresize(wide, size=(rows + 2 * margin, columns + 2 * margin))
    np.testing.assert_array_equal(wide[margin:-margin, margin:-margin], small)


def picture(path):
    with Image.open(path) as opened:
        return np.asarray(opened.convert("RGB"))


def test_the_line_is_mirrored_with_its_end_repeated():
    taps, _ = weights(4, 8, 2.0)
    np.testing.assert_array_equal(taps[0], [1, 0, 0, 1])  # of -1, 0, 1, 2 from 1
    np.testing.assert_array_equal(taps[7], [2, 3, 3, 2])


def test_sides_are_rounded_up_and_thirds_of_multiples_of_three_are_whole():
    assert imresize(np.zeros((7, 5, 3)), 0.5).shape == (4, 3, 3)
    for side in range(1, 400):
        for factor in (2, 3, 4, 5, 6, 7, 8):
            assert resized_side(side * factor, 1 / factor) == side


def test_bytes_are_rounded_and_clipped_and_keep_their_type():
    step = np.repeat(np.uint8([[0, 0, 0, 255, 255, 255]]), 4, axis=0)
    smooth = imresize(step.astype(float), 2)
    assert smooth.min() < -5 and smooth.max() > 260
    result = imresize(step, 2)
    assert result.dtype == np.uint8
    np.testing.assert_array_equal(result, np.clip(np.floor(smooth + 0.5), 0, 255))
    assert imresize(step.astype(np.float32), 2).dtype == np.float32


def test_a_size_alone_gives_each_axis_its_own_scale():
    image = np.random.default_rng(0).random((12, 8))
    result = imresize(image, size=(6, 16))
    np.testing.assert_allclose(result.mean(), image.mean(), atol=0.02)
    across = np.stack([line(8, 16, k) for k in range(16)])
    down = np.stack([line(12, 6, k) for k in range(6)])
    np.testing.assert_allclose(result, down @ image @ across.T, atol=1e-12)


def test_neither_scale_nor_size_is_an_error():
    with pytest.raises(ValueError, match="needs a scale or a size"):
        imresize(np.zeros((4, 4)))
