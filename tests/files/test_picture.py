"""Every odd kind of file, built here, read, written and read again."""

import io
import struct
import zlib

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from kerasdense.errors import InputError
from kerasdense.files import picture

DRAWN = np.random.default_rng(0)
GRAY = DRAWN.integers(0, 256, (5, 7, 1), np.uint8)
RGB = DRAWN.integers(0, 256, (5, 7, 3), np.uint8)
ALPHA = DRAWN.integers(0, 256, (5, 7, 1), np.uint8)
GRAY16 = DRAWN.integers(0, 65536, (5, 7, 1), np.uint16)
RGB16 = DRAWN.integers(0, 65536, (5, 7, 3), np.uint16)
ALPHA16 = DRAWN.integers(1, 65536, (5, 7, 1), np.uint16)
BITS = GRAY > 127
COLORS = np.uint8([[10, 20, 30], [200, 100, 0], [0, 0, 255], [9, 9, 9]])
INDEX = DRAWN.integers(0, 4, (5, 7), np.uint8)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def saved(pixels, form, **settings):
    """Bytes of a file as Pillow writes it."""
    image = Image.fromarray(np.squeeze(pixels, -1) if pixels.shape[-1] == 1 else pixels)
    file = io.BytesIO()
    image.save(file, form, **settings)
    return file.getvalue()


def inked(form, inks, **settings):
    """A file of 16 x 16 pixels printed with cyan, magenta, yellow, black, 0 to 255."""
    file = io.BytesIO()
    Image.new("CMYK", (16, 16), inks).save(file, form, **settings)
    return file.getvalue()


def indexed(form, **settings):
    image = Image.fromarray(INDEX)
    image.putpalette(COLORS.tobytes())
    file = io.BytesIO()
    image.save(file, form, **settings)
    return file.getvalue()


def tiff(pixels, **settings):
    file = io.BytesIO()
    color = "rgb" if pixels.shape[-1] > 2 else "minisblack"
    tifffile.imwrite(file, np.squeeze(pixels), **{"photometric": color} | settings)
    return file.getvalue()


def opencv(ending, pixels):
    order = {1: [0], 3: [2, 1, 0], 4: [2, 1, 0, 3]}[pixels.shape[-1]]
    return cv2.imencode(ending, pixels[..., order])[1].tobytes()


def both(pixels, alpha):
    return np.concatenate([pixels, alpha], -1)


def gray_alpha_png16():
    """A 16-bit gray PNG with alpha, which no library here writes: by the standard."""

    def chunk(kind, data):
        size, check = len(data), zlib.crc32(kind + data)
        return size.to_bytes(4, "big") + kind + data + check.to_bytes(4, "big")

    rows = both(GRAY16, ALPHA16).astype(">u2").reshape(5, -1).view(np.uint8)
    unfiltered = np.pad(rows, ((0, 0), (1, 0))).tobytes()  # each row begins with a 0
    header = bytes([0, 0, 0, 7, 0, 0, 0, 5, 16, 4, 0, 0, 0])
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(unfiltered)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def multi_page_tiff():
    file = io.BytesIO()
    with tifffile.TiffWriter(file) as writer:
        writer.write(RGB16, photometric="rgb")
        writer.write(RGB16[::-1], photometric="rgb")
    return file.getvalue()


def planes(pixels):
    return np.ascontiguousarray(np.moveaxis(pixels, -1, 0))


# name of the file, its bytes, the pixels and the alpha it shows, the result's ending
PALETTE_ALPHA = np.uint8([0, 255, 128, 255])[INDEX][..., None]
WHITE = np.uint8(BITS * 255)
RED = np.uint8(np.zeros((16, 16, 3)) + [255, 0, 0])
MATRIX = {
    "gray.png": (saved(GRAY, "PNG"), GRAY, None, ".png"),
    "gray, 16 bits.png": (opencv(".png", GRAY16), GRAY16, None, ".png"),
    "gray with alpha.png": (saved(both(GRAY, ALPHA), "PNG"), GRAY, ALPHA, ".png"),
    "gray with alpha, 16 bits.png": (gray_alpha_png16(), GRAY16, ALPHA16, ".png"),
    "rgb.png": (saved(RGB, "PNG"), RGB, None, ".png"),
    "rgb, 16 bits.png": (opencv(".png", RGB16), RGB16, None, ".png"),
    "rgba.png": (saved(both(RGB, ALPHA), "PNG"), RGB, ALPHA, ".png"),
    "rgba, 16 bits.png": (opencv(".png", both(RGB16, ALPHA16)), RGB16, ALPHA16, ".png"),
    "palette.png": (indexed("PNG"), COLORS[INDEX], None, ".png"),
    "palette, see-through.png": (
        indexed("PNG", transparency=bytes([0, 255, 128, 255])),
        COLORS[INDEX],
        PALETTE_ALPHA,
        ".png",
    ),
    "one see-through gray.png": (
        saved(GRAY, "PNG", transparency=int(GRAY[0, 0, 0])),
        GRAY,
        np.uint8((GRAY != GRAY[0, 0, 0]) * 255),
        ".png",
    ),
    "1 bit.png": (saved(BITS, "PNG"), WHITE, None, ".png"),
    "1 bit.tif": (saved(BITS, "TIFF"), WHITE, None, ".tif"),
    "gray.jpg": (saved(np.full_like(GRAY, 90), "JPEG"), GRAY * 0 + 90, None, ".jpg"),
    "UPPER.JPG": (saved(np.full_like(RGB, 90), "JPEG"), RGB * 0 + 90, None, ".jpg"),
    "photo.jpeg": (saved(np.full_like(RGB, 90), "JPEG"), RGB * 0 + 90, None, ".jpeg"),
    "gray.tif": (tiff(GRAY), GRAY, None, ".tif"),
    "gray, 16 bits.tiff": (tiff(GRAY16), GRAY16, None, ".tiff"),
    "gray, lzw, 16 bits.tif": (opencv(".tif", GRAY16), GRAY16, None, ".tif"),
    "white is 0, 16 bits.tif": (
        tiff(65535 - GRAY16, photometric="miniswhite"),
        GRAY16,
        None,
        ".tif",
    ),
    "gray with alpha, 16 bits.tif": (
        tiff(both(GRAY16, ALPHA16), extrasamples=["unassalpha"]),
        GRAY16,
        ALPHA16,
        ".tif",
    ),
    "rgb.tif": (tiff(RGB), RGB, None, ".tif"),
    "rgb, 16 bits.tif": (tiff(RGB16), RGB16, None, ".tif"),
    "rgb, big-endian.tif": (tiff(RGB16, byteorder=">"), RGB16, None, ".tif"),
    "rgb, big file.tif": (tiff(RGB16, bigtiff=True), RGB16, None, ".tif"),
    "rgb, deflate.tif": (
        tiff(RGB16, compression="zlib", predictor=True),
        RGB16,
        None,
        ".tif",
    ),
    "rgb, lzw.tif": (opencv(".tif", RGB16), RGB16, None, ".tif"),
    "rgb, planes.tif": (
        tiff(planes(RGB16), photometric="rgb", planarconfig="separate"),
        RGB16,
        None,
        ".tif",
    ),
    "rgb, pages.tif": (multi_page_tiff(), RGB16, None, ".tif"),
    "rgba, 16 bits.tif": (
        tiff(both(RGB16, ALPHA16), extrasamples=["unassalpha"]),
        RGB16,
        ALPHA16,
        ".tif",
    ),
    "rgba, lzw.tif": (opencv(".tif", both(RGB16, ALPHA16)), RGB16, ALPHA16, ".tif"),
    "rgba.tif": (saved(both(RGB, ALPHA), "TIFF"), RGB, ALPHA, ".tif"),
    "palette.tif": (indexed("TIFF"), COLORS[INDEX], None, ".tif"),
    "red ink.tif": (inked("TIFF", (0, 255, 255, 0)), RED, None, ".tif"),
    "lossless.webp": (saved(RGB, "WEBP", lossless=True), RGB, None, ".png"),
    "rgba.webp": (
        saved(both(RGB, ALPHA), "WEBP", lossless=True, exact=True),
        RGB,
        ALPHA,
        ".png",
    ),
    "rgb.bmp": (saved(RGB, "BMP"), RGB, None, ".bmp"),
    "gray.bmp": (saved(GRAY, "BMP"), GRAY, None, ".bmp"),
    "palette.gif": (indexed("GIF"), COLORS[INDEX], None, ".png"),
    "moving.gif": (
        indexed("GIF", save_all=True, append_images=[Image.new("RGB", (7, 5), "red")]),
        COLORS[INDEX],
        None,
        ".png",
    ),
    "gray.pgm": (saved(GRAY, "PPM"), GRAY, None, ".png"),
    "gray, 16 bits.pgm": (opencv(".pgm", GRAY16), GRAY16, None, ".png"),
    "rgb.ppm": (saved(RGB, "PPM"), RGB, None, ".png"),
    "rgb, 16 bits.ppm": (opencv(".ppm", RGB16), RGB16, None, ".png"),
    "one pixel.png": (saved(RGB[:1, :1], "PNG"), RGB[:1, :1], None, ".png"),
    "one pixel.tif": (opencv(".tif", RGB16[:1, :1]), RGB16[:1, :1], None, ".tif"),
    "one row.png": (opencv(".png", RGB16[:1]), RGB16[:1], None, ".png"),
    "Ünïcödé 写真 (1).PNG": (saved(RGB, "PNG"), RGB, None, ".png"),
    "a png.jpg": (saved(RGB, "PNG"), RGB, None, ".png"),
    "no ending": (saved(RGB, "PNG"), RGB, None, ".png"),
}


@pytest.fixture(params=MATRIX)
def odd(request, tmp_path):
    """-> path of an odd file, and what it shows."""
    path = tmp_path / request.param
    data, *shown = MATRIX[request.param]
    path.write_bytes(data)
    return path, *shown


def same(a, b):
    if a is None or b is None:
        return a is b
    return a.dtype == b.dtype and np.array_equal(a, b)


def test_every_kind_of_file_shows_its_pixels(odd):
    path, pixels, alpha, ending = odd
    got = picture.read(path)
    assert same(got.pixels, pixels)
    assert same(got.alpha, alpha)
    assert picture.ending(got) == ending


def test_every_kind_of_file_is_written_as_what_it_was(odd):
    path, pixels, alpha, ending = odd
    got = picture.read(path)
    written = path.with_name("result" + picture.ending(got))
    picture.write(written, pixels, got)
    again = picture.read(written)
    if got.format == "JPEG":  # all one colour: exact but for the rounding of YCbCr
        assert again.format == "JPEG"
        np.testing.assert_allclose(again.pixels, pixels.astype(int), atol=1)
    else:
        assert same(again.pixels, pixels)
    assert same(again.alpha, alpha)


def test_bytes_are_read_as_their_file_is(odd):
    path, pixels, alpha, _ = odd
    got = picture.read(path.read_bytes())
    assert same(got.pixels, pixels)
    assert same(got.alpha, alpha)


# Where the first and the last pixel of the first row stored are seen, as the drawings
# in CIPA DC-008 (EXIF), 4.6.4 A, tag Orientation, say: row and column, -1 is the last.
SEEN = {
    1: ((0, 0), (0, -1)),
    2: ((0, -1), (0, 0)),
    3: ((-1, -1), (-1, 0)),
    4: ((-1, 0), (-1, -1)),
    5: ((0, 0), (-1, 0)),
    6: ((0, -1), (-1, -1)),
    7: ((-1, -1), (0, -1)),
    8: ((-1, 0), (0, 0)),
}


def marked(dtype, channels):
    """[16, 24, C], dark; bright and half bright 8 x 8 corners end the first rows."""
    brightest = np.iinfo(dtype).max
    pixels = np.zeros((16, 24, channels), dtype)
    pixels[:8, :8] = brightest
    pixels[:8, -8:] = brightest // 2
    return pixels


def exif(orientation):
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = "A maker"
    tags.get_ifd(0x8769)[0x9003] = "2024:05:06 07:08:09"
    tags.get_ifd(0x8769)[0xA002] = 24  # says it is 24 wide and 16 high
    tags.get_ifd(0x8769)[0xA003] = 16
    return tags.tobytes()


def png16(orientation):
    data = opencv(".png", marked(np.uint16, 3))
    tags = exif(orientation).removeprefix(b"Exif\0\0")
    check = zlib.crc32(b"eXIf" + tags)
    chunk = struct.pack(">I", len(tags)) + b"eXIf" + tags + struct.pack(">I", check)
    return data[:33] + chunk + data[33:]  # behind signature and IHDR


def tiff16(orientation):
    tag = (274, "H", 1, orientation, True)
    return tiff(marked(np.uint16, 3), extratags=[tag])


def tiff16_lzw(orientation):
    settings = {"compression": "tiff_lzw", "tiffinfo": {274: orientation}}
    return saved(marked(np.uint16, 1), "TIFF", **settings)


TURNED = {
    "jpeg": lambda o: saved(marked(np.uint8, 3), "JPEG", exif=exif(o)),
    "png": lambda o: saved(marked(np.uint8, 3), "PNG", exif=exif(o)),
    "png16": png16,
    "tiff": lambda o: saved(marked(np.uint8, 3), "TIFF", exif=exif(o)),
    "tiff16": tiff16,
    "tiff16 lzw": tiff16_lzw,
    "webp": lambda o: saved(marked(np.uint8, 3), "WEBP", lossless=True, exif=exif(o)),
}


@pytest.mark.parametrize("orientation", SEEN)
@pytest.mark.parametrize("kind", TURNED)
def test_pictures_are_read_upright_and_stay_so(kind, orientation, tmp_path):
    first = picture.read(TURNED[kind](orientation))
    written = tmp_path / ("result" + picture.ending(first))
    picture.write(written, first.pixels, first)
    for got in (first, picture.read(written)):
        assert got.pixels.shape[:2] == ((24, 16) if orientation > 4 else (16, 24))
        shades = got.pixels[..., 0] / np.iinfo(got.pixels.dtype).max
        bright, half = SEEN[orientation]
        assert shades[bright] == pytest.approx(1, abs=0.02)
        assert shades[half] == pytest.approx(0.5, abs=0.02)
        assert shades.mean() == pytest.approx(1.5 * 64 / (16 * 24), abs=0.02)


@pytest.mark.parametrize("kind", ["jpeg", "png", "png16", "tiff"])
def test_exif_is_carried_and_says_upright_and_the_new_size(kind, tmp_path):
    like = picture.read(TURNED[kind](6))
    path = tmp_path / ("result" + picture.ending(like))
    picture.write(path, np.zeros((48, 32, 3), np.float32), like)
    with Image.open(path) as image:
        tags = image.getexif()
        details = tags.get_ifd(0x8769)
    assert tags.get(0x0112, 1) == 1
    assert tags[0x010F] == "A maker"
    assert details[0x9003] == "2024:05:06 07:08:09"
    assert (details[0xA002], details[0xA003]) == (32, 48)


@pytest.mark.parametrize(
    "data",
    [
        saved(RGB, "PNG", icc_profile=SRGB, dpi=(300, 200)),
        saved(RGB, "JPEG", icc_profile=SRGB, dpi=(300, 200)),
        saved(RGB, "TIFF", icc_profile=SRGB, dpi=(300, 200)),
        tiff(RGB16, iccprofile=SRGB, resolution=(300, 200), resolutionunit="inch"),
        picture.encode(
            RGB16, picture.Picture(RGB16, icc=SRGB, dpi=(300.0, 200.0)), ending=".png"
        ),
    ],
    ids=["png", "jpeg", "tiff", "tiff16", "png16"],
)
def test_profile_and_resolution_are_carried(data, tmp_path):
    like = picture.read(data)
    path = tmp_path / ("result" + picture.ending(like))
    picture.write(path, like.pixels, like)
    with Image.open(path) as image:  # not our reader
        assert image.info["icc_profile"] == SRGB
        assert image.info["dpi"] == pytest.approx((300, 200), abs=0.01)


def test_a_profile_of_colours_is_not_put_into_a_gray_file():
    like = picture.read(saved(RGB, "PNG", icc_profile=SRGB))
    assert picture.read(picture.encode(GRAY, like)).icc is None


def test_16_bit_files_are_read_by_other_programs_alike():
    like = picture.Picture(RGB16, ALPHA16, ending=".tif")
    data = picture.encode(RGB16, like)
    assert np.array_equal(tifffile.imread(io.BytesIO(data)), both(RGB16, ALPHA16))
    data = picture.encode(RGB16, like, ending=".png")
    seen = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert np.array_equal(seen[..., [2, 1, 0, 3]], both(RGB16, ALPHA16))


def test_red_ink_in_an_adobe_jpeg_is_red():
    data = inked("JPEG", (0, 255, 255, 0))
    assert b"Adobe" in data  # stored as what is left of the paper: inverted
    got = picture.read(data)
    np.testing.assert_allclose(got.pixels, RED.astype(int), atol=2)
    assert picture.ending(got) == ".png"


def ink_profile():
    """An ICC profile (ICC.1:2001-04, 6.5.8) of strange inks.

    Black is black, paper is white, and all other inks are gray, of L* = 50.2.
    """
    identity = bytes(range(256))
    white, gray, black = (bytes([light, 128, 128]) for light in (255, 128, 0))
    nodes = [white, black] + [gray, black] * 7  # black ink varies fastest
    matrix = struct.pack(">9i", *[65536 * (i % 4 == 0) for i in range(9)])
    table = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + matrix
    table += identity * 4 + b"".join(nodes) + identity * 3
    table += bytes(-len(table) % 4)
    whitest = b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061)
    start = 128 + 4 + 2 * 12
    tags = struct.pack(">I", 2)
    tags += b"A2B0" + struct.pack(">2I", start, len(table))
    tags += b"wtpt" + struct.pack(">2I", start + len(table), len(whitest))
    body = tags + table + whitest
    header = struct.pack(">I4sI", 128 + len(body), b"", 0x02400000)
    header += b"prtrCMYKLab " + struct.pack(">6H", 2024, 1, 1, 0, 0, 0) + b"acsp"
    header = header.ljust(68, b"\0") + struct.pack(">3i", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + body


def test_a_profile_of_inks_says_what_they_look_like():
    data = inked("JPEG", (255, 0, 0, 0), icc_profile=ink_profile())
    got = picture.read(data)
    # L* = 128 / 2.55 = 50.2: Y = ((50.2 + 16) / 116)^3 = 0.186, in sRGB 119.5.
    np.testing.assert_allclose(got.pixels, 119.5, atol=1.5)
    assert got.icc is None


def test_premultiplied_alpha_is_divided_out():
    alpha = np.full((2, 2, 1), 32768, np.uint16)
    half = np.full((2, 2, 3), 10000, np.uint16)
    got = picture.read(tiff(both(half, alpha), extrasamples=["assocalpha"]))
    assert (got.pixels == 20000).all()  # 10000 / (32768 / 65535) = 19999.7


BROKEN = {
    "empty.png": (b"", "is empty"),
    "notes.txt": (b"Dear diary", "is not a picture"),
    "script.eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9", "not a picture"),
    "cut short.png": (saved(RGB, "PNG")[:-30], "cut short"),
    "cut short, 16 bits.png": (opencv(".png", RGB16)[:-60], "cut short"),
    "bad sum.png": (saved(RGB, "PNG").replace(b"IDAT", b"IDAT\7", 1), "broken"),
    "cut short.jpg": (saved(np.tile(RGB, (9, 9, 1)), "JPEG")[:900], "cut short"),
    "cut short.tif": (saved(RGB, "TIFF")[:60], "broken"),
    "cut short, 16 bits.tif": (tiff(RGB16)[:300], "broken"),
    "cut short.webp": (saved(RGB, "WEBP")[:40], "broken"),
    "cut short.gif": (indexed("GIF")[:-20], "broken"),
    "header alone.png": (saved(RGB, "PNG")[:33], "damaged"),
    "float.tif": (tiff(np.float32(RGB)), "float32 samples"),
    "whole numbers.tif": (tiff(GRAY.astype(np.int32)), "int32 samples"),
    "printer.tif": (
        tiff(both(RGB16, ALPHA16), photometric="separated"),
        "only gray and RGB",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_named_with_the_reason(name, tmp_path):
    data, reason = BROKEN[name]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        picture.read(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow warns, then raises
def test_a_file_cut_short_anywhere_is_refused_or_whole(odd):
    path, *_ = odd
    data, whole = path.read_bytes(), picture.read(path)
    for size in np.linspace(0, len(data) - 1, 20).astype(int):
        try:
            got = picture.read(data[:size])
        except InputError:
            continue
        assert same(got.pixels, whole.pixels)
        assert same(got.alpha, whole.alpha)


def test_a_missing_file_and_a_folder_are_no_pictures(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        picture.read(tmp_path / "none.png")
    with pytest.raises(InputError, match="is a folder"):
        picture.read(tmp_path)


def huge_png():
    """A header that asks for 40 gigapixels, and a few bytes of them."""
    small = saved(RGB, "PNG")
    header = b"IHDR" + struct.pack(">II", 200_000, 200_000) + small[24:29]
    return small[:12] + header + struct.pack(">I", zlib.crc32(header)) + small[33:]


@pytest.mark.parametrize(
    "data, pixels",
    [
        (huge_png(), 40_000_000_000),
        (saved(np.zeros((20, 30, 1), np.uint8), "PNG"), 600),
        (tiff(np.zeros((20, 30, 3), np.uint8)), 600),
        (tiff(np.zeros((20, 30, 3), np.uint16)), 600),
    ],
    ids=["huge png", "png", "tiff", "tiff16"],
)
def test_more_pixels_than_allowed_are_refused_with_the_option_that_allows(data, pixels):
    with pytest.raises(InputError, match=f"--max-pixels {pixels}"):
        picture.read(data, max_pixels=min(599, pixels))
    if pixels == 600:
        assert picture.read(data, max_pixels=600).pixels.shape[:2] == (20, 30)


def test_pillows_own_limit_neither_counts_nor_changes(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    assert picture.read(saved(RGB, "TIFF")).pixels.shape == (5, 7, 3)
    assert Image.MAX_IMAGE_PIXELS == 10


def test_bits_follow_the_picture_it_was_made_from():
    half = np.full((2, 2, 1), 0.5, np.float32)
    deep = picture.read(picture.encode(half, picture.Picture(GRAY16))).pixels
    assert deep.dtype == np.uint16
    assert (deep == 32768).all()  # 32767.5, to the even one
    flat = picture.read(picture.encode(half, picture.Picture(GRAY))).pixels
    assert flat.dtype == np.uint8
    assert (flat == 128).all()
    assert picture.read(picture.encode(RGB16)).pixels.dtype == np.uint16


def test_a_jpeg_has_its_colours_at_full_resolution(tmp_path):
    like = picture.read(saved(RGB, "JPEG"))
    picture.write(tmp_path / "a.jpg", RGB, like)
    with Image.open(tmp_path / "a.jpg") as image:
        assert [layer[1:3] for layer in image.layer] == [(1, 1)] * 3
        # The table of quality 95 is the standard's, divided by ten: 16 becomes 2.
        assert image.quantization[0][0] == 2


def test_alpha_is_given_anew_when_the_size_changes():
    like = picture.Picture(RGB, ALPHA)
    larger = np.zeros((10, 14, 3), np.float32)
    with pytest.raises(ValueError, match="pass alpha="):
        picture.encode(larger, like)
    ones = np.ones((10, 14, 1), np.float32)
    assert (picture.read(picture.encode(larger, like, alpha=ones)).alpha == 255).all()


def test_transparency_is_not_lost_in_a_jpeg(tmp_path):
    with pytest.raises(InputError, match=r"a\.jpg.*no transparency.*\.png"):
        picture.write(tmp_path / "a.jpg", RGB, picture.Picture(RGB, ALPHA))
    opaque = np.full_like(ALPHA, 255)
    picture.write(tmp_path / "b.jpg", RGB, picture.Picture(RGB, opaque))


def test_a_sixteen_bit_picture_named_jpg_is_one():
    data = picture.encode(
        np.full((8, 8, 3), 0.5), picture.Picture(RGB16), ending=".jpg"
    )
    got = picture.read(data)
    assert got.format == "JPEG"
    np.testing.assert_allclose(got.pixels, 128, atol=1)


@pytest.mark.parametrize("name", ["a.webp", "a", "a.gif", ".png"])
def test_a_format_that_is_not_written_is_refused(name, tmp_path):
    with pytest.raises(InputError, match="Name the result one of .png, .jpg"):
        picture.write(tmp_path / name, RGB)


def test_nothing_is_overwritten_unless_asked(tmp_path):
    path = tmp_path / "a.png"
    picture.write(path, RGB)
    with pytest.raises(InputError, match="--overwrite"):
        picture.write(path, RGB // 2)
    assert same(picture.read(path).pixels, RGB)
    picture.write(path, RGB // 2, overwrite=True)
    assert same(picture.read(path).pixels, RGB // 2)


def test_two_pictures_in_one_file_are_a_jpeg():
    """As cameras write them: the photograph and a preview, Pillow's "MPO"."""
    file = io.BytesIO()
    photo, preview = Image.fromarray(RGB), Image.new("RGB", (3, 2))
    photo.save(file, "MPO", save_all=True, append_images=[preview])
    got = picture.read(file.getvalue())
    assert (got.format, got.ending) == ("JPEG", ".jpg")
    assert got.pixels.shape == (5, 7, 3)
