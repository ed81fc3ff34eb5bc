"""EXIF held against Pillow's own way of turning pictures."""

import numpy as np
import pytest
from PIL import Image, ImageOps

from kerasdense.files import exif


@pytest.mark.parametrize("orientation", range(1, 9))
def test_arrays_turn_as_pillow_turns_pictures(orientation):
    pixels = np.arange(5 * 7 * 3, dtype=np.uint8).reshape(5, 7, 3)
    image = Image.fromarray(pixels)
    image.getexif()[exif.ORIENTATION] = orientation
    turned = exif.upright(pixels, orientation)
    assert np.array_equal(turned, np.asarray(ImageOps.exif_transpose(image)))
    assert turned.flags.c_contiguous


@pytest.mark.parametrize("value", [0, 9, 400, "6", None, (6, 6), b"\6"])
def test_a_senseless_orientation_is_upright(value):
    assert exif.orientation({exif.ORIENTATION: value}) == 1


def test_without_exif_there_is_nothing_to_keep():
    assert exif.kept(Image.Exif()) is None


def full():
    """EXIF with every kind of directory inside another."""
    tags = Image.Exif()
    tags[exif.ORIENTATION] = 8
    tags[0x0110] = "A model"
    tags[0x0111] = 4711  # where a TIFF file had its pixels
    details = tags.get_ifd(exif.DETAILS)
    details[0x829A] = 0.125  # seconds of exposure
    details[exif.INTEROPERABILITY] = {1: "R98"}
    tags.get_ifd(exif.PLACE)[1] = "N"
    again = Image.Exif()
    again.load(tags.tobytes())
    return again


def test_all_directories_are_kept_and_the_picture_is_upright():
    tags = Image.Exif()
    tags.load(exif.kept(full(), only=exif.ABOUT_THE_PICTURE))
    assert dict(tags).keys() == {exif.ORIENTATION, 0x0110, exif.DETAILS, exif.PLACE}
    assert tags[exif.ORIENTATION] == 1
    assert tags[0x0110] == "A model"
    assert tags.get_ifd(exif.DETAILS)[0x829A] == 0.125
    assert tags.get_ifd(exif.INTEROPERABILITY)[1] == "R98"
    assert tags.get_ifd(exif.PLACE)[1] == "N"


def test_a_new_size_is_told_only_where_the_old_one_was():
    data = exif.kept(full())
    assert exif.sized(data, 10, 20) == data
    tags = full()
    tags.get_ifd(exif.DETAILS).update({exif.WIDTH: 7, exif.HEIGHT: 5})
    again = Image.Exif()
    again.load(exif.sized(exif.kept(tags), 10, 20))
    details = again.get_ifd(exif.DETAILS)
    assert (details[exif.HEIGHT], details[exif.WIDTH]) == (10, 20)
    assert again.get_ifd(exif.INTEROPERABILITY)[1] == "R98"


def test_exif_too_broken_to_write_is_left_behind():
    class Broken(dict):
        def items(self):
            raise SyntaxError("not a TIFF file")

    assert exif.kept(Broken()) is None
