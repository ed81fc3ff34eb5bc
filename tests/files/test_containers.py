"""Pixels into bytes: rounding, and what a format cannot hold."""

import io

import numpy as np
import pytest
from PIL import Image

from kerasdense.errors import InputError
from kerasdense.files import containers


def test_floats_are_rounded_to_the_nearest_step():
    shades = np.array([-1, 0, 0.4 / 255, 0.6 / 255, 100.4 / 255, 1, 2])[None, :, None]
    eight = containers.quantised(shades, np.dtype(np.uint8))
    assert eight.ravel().tolist() == [0, 0, 0, 1, 100, 255, 255]
    shades = np.array([-1, 0, 0.4, 0.6, 40000.4, 65535, 7e4])[None, :, None] / 65535
    sixteen = containers.quantised(shades, np.dtype(np.uint16))
    assert sixteen.ravel().tolist() == [0, 0, 0, 1, 40000, 65535, 65535]


def test_sixteen_bits_survive_the_way_through_float32():
    every = np.arange(65536, dtype=np.uint16).reshape(256, 256, 1)
    there = every.astype(np.float32) / np.float32(65535)
    assert np.array_equal(containers.quantised(there, np.dtype(np.uint16)), every)


def test_bits_are_changed_as_fractions_are():
    every = np.arange(65536, dtype=np.uint16)[None, :, None]
    rounded = np.floor(every / 65535 * 255 + 0.5).astype(np.uint8)
    assert np.array_equal(containers.quantised(every, np.dtype(np.uint8)), rounded)
    few = np.arange(256, dtype=np.uint8)[None, :, None]
    wide = containers.quantised(few, np.dtype(np.uint16))
    assert np.array_equal(wide / 65535, few / 255)


def test_what_is_no_number_is_not_written():
    with pytest.raises(ValueError, match="NaN"):
        containers.quantised(np.full((2, 2, 3), np.nan), np.dtype(np.uint8))


def test_a_jpeg_that_is_too_wide_is_refused_with_what_to_do():
    wide = np.zeros((1, 65501, 1), np.uint8)
    with pytest.raises(InputError, match="65500 pixels a side. Name the result .png"):
        containers.pack(wide, ".jpg")
    assert containers.pack(wide, ".png").startswith(b"\x89PNG")


def test_exif_too_long_for_a_jpeg_is_left_out_rather_than_the_picture():
    tags = Image.Exif()
    tags[0x010E] = "x" * 70_000
    data = containers.pack(np.zeros((8, 8, 3), np.uint8), ".jpg", exif=tags.tobytes())
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (8, 8)
        assert not image.getexif()
