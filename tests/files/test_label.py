"""Class ids in, class ids and colours out."""

import io
import zlib

import numpy as np
import pytest
import tifffile
from PIL import Image

from kerasdense.errors import InputError
from kerasdense.files import picture

IDS = np.random.default_rng(0).integers(0, 4, (5, 7), np.uint8)
COLORS = np.uint8([[0, 0, 0], [200, 100, 0], [0, 0, 255], [9, 9, 9]])


def saved(image, form="PNG", **settings):
    file = io.BytesIO()
    image.save(file, form, **settings)
    return file.getvalue()


def indexed():
    image = Image.fromarray(IDS)
    image.putpalette(COLORS.tobytes())
    return image


def gray_of_4_bits():
    """A PNG that stores the ids 0 to 15 in half a byte each."""
    data = saved(indexed(), bits=4)
    gray = data[:25] + b"\0" + data[26:]  # the colour type: 3, a palette, becomes gray
    start = gray.index(b"PLTE") - 4
    gray = gray[:start] + gray[start + 12 + 3 * 4 :]
    return gray[:29] + zlib.crc32(gray[12:29]).to_bytes(4, "big") + gray[33:]


def tiff16(ids):
    file = io.BytesIO()
    tifffile.imwrite(file, ids.astype(np.uint16))
    return file.getvalue()


@pytest.mark.parametrize(
    "kind, data",
    [
        ("palette", saved(indexed())),
        ("palette, see-through", saved(indexed(), transparency=0)),
        ("palette, gif", saved(indexed(), "GIF")),
        ("palette, tiff", saved(indexed(), "TIFF")),
        ("gray", saved(Image.fromarray(IDS))),
        ("gray, tiff", saved(Image.fromarray(IDS), "TIFF")),
        ("gray, bmp", saved(Image.fromarray(IDS), "BMP")),
        ("gray with alpha", saved(Image.fromarray(IDS).convert("LA"))),
        ("gray, 4 bits", gray_of_4_bits()),
        ("gray, 16 bits", saved(Image.fromarray(IDS.astype(np.uint16)))),
        ("gray, 16 bits, tiff", tiff16(IDS)),
    ],
)
def test_ids_are_read_from(kind, data):
    label = picture.read_label(data, name=kind)
    assert label.dtype == np.uint8
    assert np.array_equal(label, IDS[..., None])


def test_one_bit_gives_0_and_1():
    label = picture.read_label(saved(Image.fromarray(IDS > 1)))
    assert np.array_equal(label[..., 0], IDS > 1)


def test_labels_are_turned_as_their_pictures_are():
    tags = Image.Exif()
    tags[0x0112] = 6  # the first row stored is the right side
    label = picture.read_label(saved(Image.fromarray(IDS), exif=tags.tobytes()))
    assert label.shape == (7, 5, 1)
    assert np.array_equal(label[:, -1, 0], IDS[0])


@pytest.mark.parametrize(
    "data, reason",
    [
        (saved(indexed().convert("RGB")), "coloured mask .RGB.*palette PNG"),
        (saved(indexed().convert("RGBA")), "coloured mask"),
        (saved(Image.fromarray(IDS), "JPEG"), "JPEG file, which changes class ids"),
        (tiff16(IDS + np.uint16(300)), "class ids from 300 to 303"),
        (saved(indexed())[:-26], "cut short"),
    ],
    ids=["rgb", "rgba", "jpeg", "large ids", "cut short"],
)
def test_what_holds_no_ids_is_refused_with_a_reason(data, reason):
    with pytest.raises(InputError, match=f"mask.png: .*{reason}"):
        picture.read_label(data, name="mask.png")


def test_too_large_a_label_is_refused():
    with pytest.raises(InputError, match="--max-pixels 35"):
        picture.read_label(saved(indexed()), max_pixels=34)


def test_a_label_is_written_with_its_colours(tmp_path):
    path = tmp_path / "label.png"
    picture.write_label(path, IDS[..., None], COLORS)
    assert np.array_equal(picture.read_label(path)[..., 0], IDS)
    with Image.open(path) as image:  # as people see it
        assert image.mode == "P"
        assert np.array_equal(np.asarray(image.convert("RGB")), COLORS[IDS])


@pytest.mark.parametrize("classes", [4, 21, 255, 256])
def test_void_is_kept_and_has_a_colour_of_its_own(classes, tmp_path):
    label = IDS[..., None].copy()
    label[0, 0] = 255
    palette = np.arange(3 * classes).astype(np.uint8).reshape(classes, 3)
    picture.write_label(tmp_path / "label.png", label, palette)
    assert np.array_equal(picture.read_label(tmp_path / "label.png"), label)
    shown = picture.read(tmp_path / "label.png").pixels[0, 0].tolist()
    assert shown == ([224, 224, 192] if classes < 256 else palette[255].tolist())


def test_an_id_without_a_colour_is_a_mistake(tmp_path):
    with pytest.raises(ValueError, match="Received id 3 and 3 colours"):
        picture.write_label(
            tmp_path / "a.png", np.full((2, 2, 1), 3, np.uint8), COLORS[:3]
        )
    assert not list(tmp_path.iterdir())


def test_labels_are_named_png_and_overwrite_nothing(tmp_path):
    label = IDS[..., None]
    with pytest.raises(InputError, match="name it .png"):
        picture.write_label(tmp_path / "a.jpg", label, COLORS)
    picture.write_label(tmp_path / "a.png", label, COLORS)
    with pytest.raises(InputError, match="--overwrite"):
        picture.write_label(tmp_path / "a.png", label, COLORS)
    picture.write_label(tmp_path / "a.png", 3 - label, COLORS, overwrite=True)
    assert np.array_equal(picture.read_label(tmp_path / "a.png"), 3 - label)
