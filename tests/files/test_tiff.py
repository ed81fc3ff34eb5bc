"""TIFF held against tifffile, Pillow and OpenCV (libtiff)."""

import io

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from kerasdense.errors import InputError
from kerasdense.files import tiff

DRAWN = np.random.default_rng(0)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("size", [(1, 1), (5, 7), (40, 30)])
def test_tifffile_reads_what_is_written(dtype, channels, size):
    pixels = DRAWN.integers(0, np.iinfo(dtype).max, (*size, channels), dtype)
    with tifffile.TiffFile(io.BytesIO(tiff.encode(pixels))) as file:
        page = file.pages[0]
        assert np.array_equal(page.asarray().reshape(pixels.shape), pixels)
        assert page.extrasamples == ((2,) if channels in (2, 4) else ())  # straight


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_libtiff_reads_what_is_written(dtype):
    pixels = DRAWN.integers(0, np.iinfo(dtype).max, (5, 7, 3), dtype)
    data = np.frombuffer(tiff.encode(pixels), np.uint8)
    assert np.array_equal(cv2.imdecode(data, cv2.IMREAD_UNCHANGED)[..., ::-1], pixels)


def test_the_pixels_given_are_not_touched():
    pixels = DRAWN.integers(0, 65536, (5, 7, 3), np.uint16)
    before = pixels.copy()
    tiff.encode(pixels)
    assert np.array_equal(pixels, before)


def test_all_words_of_exif_go_along():
    tags = Image.Exif()
    tags[0x010F] = "A maker"
    tags.get_ifd(0x8769)[0x9003] = "2024:05:06 07:08:09"
    tags.get_ifd(0x8825)[1] = "N"
    data = tiff.encode(np.zeros((5, 7, 3), np.uint16), exif=tags.tobytes())
    stored = tiff.read_deep(data, "a.tif", 1000)
    again = Image.Exif()
    again.load(stored.exif)
    assert again[0x010F] == "A maker"
    assert again.get_ifd(0x8769)[0x9003] == "2024:05:06 07:08:09"
    assert again.get_ifd(0x8825)[1] == "N"


@pytest.mark.parametrize(
    "unit, resolution", [("inch", (300, 200)), ("centimeter", (300 / 2.54, 200 / 2.54))]
)
def test_resolution_is_read_in_inches(unit, resolution):
    file = io.BytesIO()
    pixels = np.zeros((5, 7, 3), np.uint16)
    tifffile.imwrite(
        file, pixels, photometric="rgb", resolution=resolution, resolutionunit=unit
    )
    stored = tiff.read_deep(file.getvalue(), "a.tif", 1000)
    assert stored.dpi == pytest.approx((300, 200))


def test_other_files_are_left_to_others():
    assert tiff.read_deep(b"\x89PNG", "a.png", 1000) is None
    flat = tiff.encode(np.zeros((5, 7, 3), np.uint8))
    assert tiff.read_deep(flat, "a.tif", 1000) is None


def test_a_compression_nobody_here_knows_names_the_package():
    data = tiff.encode(np.zeros((5, 7, 3), np.uint16))
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        place = file.pages[0].tags["Compression"].valueoffset
    zstd = data[:place] + (50000).to_bytes(2, "little") + data[place + 2 :]
    with pytest.raises(InputError, match="a.tif: .*ZSTD.*pip install imagecodecs"):
        tiff.read_deep(zstd, "a.tif", 1000)
