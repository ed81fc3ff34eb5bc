"""16-bit PNG held against OpenCV, which writes and reads them through libpng."""

import io
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image

from kerasdense.files import png

DRAWN = np.random.default_rng(0)


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (5, 7), (63, 3), (130, 5)])
@pytest.mark.parametrize(
    "channels, order", [(1, [0]), (3, [2, 1, 0]), (4, [2, 1, 0, 3])]
)
def test_libpng_reads_what_is_written(size, channels, order):
    pixels = DRAWN.integers(0, 65536, (*size, channels), np.uint16)
    data = np.frombuffer(png.encode_deep(pixels), np.uint8)
    seen = cv2.imdecode(data, cv2.IMREAD_UNCHANGED).reshape(*size, channels)
    assert np.array_equal(seen[..., order], pixels)


def test_gray_with_alpha_comes_back():
    pixels = DRAWN.integers(0, 65536, (5, 7, 2), np.uint16)
    gray, alpha = png.read_deep(png.encode_deep(pixels))
    assert np.array_equal(np.concatenate([gray, alpha], -1), pixels)


def test_checksums_and_what_goes_along_are_sound():
    tags = Image.Exif()
    tags[0x010F] = "A maker"
    pixels = np.zeros((5, 7, 3), np.uint16)
    data = png.encode_deep(pixels, b"a profile", (300, 300), tags.tobytes())
    Image.open(io.BytesIO(data)).verify()
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        assert image.info["icc_profile"] == b"a profile"
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)
        assert image.getexif()[0x010F] == "A maker"


def test_a_smooth_picture_is_filtered_before_it_is_compressed():
    ramp = np.arange(200 * 200, dtype=np.uint32).reshape(200, 200) * 7
    pixels = np.repeat(ramp.astype(np.uint16)[..., None], 3, -1)
    assert len(png.encode_deep(pixels)) < len(zlib.compress(pixels.tobytes())) / 5


def test_bytes_that_are_not_16_bit_colours_are_refused():
    with pytest.raises(ValueError, match="cannot be decoded"):
        png.read_deep(b"not a png")
