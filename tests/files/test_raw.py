"""Raw files: those of real cameras, and DNGs made here, through LibRaw."""

import sys

import numpy as np
import pytest
from PIL import Image

from kerasdense.errors import InputError
from kerasdense.files import raw
from kerasdense.files.exif import upright
from kerasdense.pixels import mosaic
from kerasdense.pixels.mosaic import BAYER, XTRANS

pytest.importorskip("rawpy", reason='needs rawpy: pip install "kerasdense[raw]"')
RNG = np.random.default_rng(0)
SENSOR = RNG.integers(0, 16384, (48, 60)).astype(np.uint16)


def test_levels_balance_and_exposure_are_the_files_own(dng):
    """Gray is 0.5, 1, 0.625 for the camera: its gains are 2, 1 and 1.6."""
    path = dng("a.dng", SENSOR, black=600, white=15000, seconds=0.04)
    found = raw.read(path)
    assert found.pattern is BAYER
    np.testing.assert_array_equal(found.mosaic, SENSOR)
    np.testing.assert_array_equal(found.black, [600] * 4)
    assert found.white == 15000
    assert found.balance == pytest.approx((2, 1, 1.6), rel=1e-6)
    assert found.seconds == raw.exposure(path) == pytest.approx(0.04)
    assert raw.exposure(dng("b.dng", SENSOR)) is None


@pytest.mark.parametrize("row", [0, 1])
@pytest.mark.parametrize("column", [0, 1])
def test_whichever_filter_is_first_red_is_first_when_it_is_read(dng, row, column):
    """The phase is shifted: rows and columns before the first red are cut."""
    tiles = np.tile(mosaic.letters(BAYER), (2, 2))
    pattern = ["".join(line) for line in tiles[row : row + 2, column : column + 2]]
    found = raw.read(dng("a.dng", SENSOR, pattern))
    part = SENSOR[row : 48 - row, column : 60 - column]
    np.testing.assert_array_equal(found.mosaic, part)
    np.testing.assert_array_equal(SENSOR[found.place], part)
    # Of red light alone, the first channel sees all.
    whole = np.tile(np.array([list(line) for line in pattern]), (24, 30))
    red = np.where(whole == "R", 4000, 512).astype(np.uint16)
    packed = raw.read(dng("red.dng", red, pattern)).amplified(1, balanced=False)[:, :]
    assert (packed[..., 0] > 0.2).all() and not packed[..., 1:].any()


def test_xtrans_is_found_wherever_it_begins(dng):
    """It begins after 4 rows and 1 column; moved by 3 and 3 it is the same, and so it
    also begins after 1 and 4."""
    tiles = np.tile(mosaic.letters(XTRANS), (2, 2))
    pattern = ["".join(line) for line in tiles[2:8, 5:11]]
    found = raw.read(dng("a.dng", SENSOR, pattern))
    assert found.pattern is XTRANS
    np.testing.assert_array_equal(found.mosaic, SENSOR[1:43, 4:58])
    assert len(found.black) == 9
    assert found.amplified(1).shape == (14, 18, 9)


@pytest.mark.parametrize("pattern", [("RG", "GB"), XTRANS.colours])
def test_parts_are_those_of_the_whole(dng, pattern):
    found = raw.read(dng("a.dng", SENSOR, pattern))
    amplified = found.amplified(100)
    whole = amplified[:, :]
    light = mosaic.light_of(mosaic.pack(SENSOR, found.pattern), 512, 16383)
    gains = mosaic.of_channels((2, 1, 1.6), found.pattern)
    np.testing.assert_allclose(whole, np.minimum(100 * light * gains, 1), rtol=1e-5)
    assert whole.shape == amplified.shape and whole.dtype == np.float32
    for place in np.s_[3:8, 2:9], np.s_[1:2, 5:7], np.s_[4:, :3]:
        np.testing.assert_array_equal(amplified[place], whole[place])
    plain = found.amplified(100, balanced=False)[:, :]
    np.testing.assert_allclose(plain, np.minimum(100 * light, 1), rtol=1e-5)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_comes_upright_as_libraws_own_picture_does(dng, orientation):
    path = dng("a.dng", SENSOR, orientation=orientation)
    found = raw.read(path)
    assert found.orientation == orientation
    lying = raw.developed(path, cut=True)
    np.testing.assert_array_equal(raw.developed(path), found.upright(lying))
    np.testing.assert_array_equal(found.upright(lying), upright(lying, orientation))


def test_libraws_picture_is_cut_as_the_mosaic_is(dng):
    path = dng("a.dng", SENSOR, ("BG", "GR"))
    lying = raw.developed(path)
    assert lying.shape == (48, 60, 3) and lying.dtype == np.uint16
    np.testing.assert_array_equal(raw.developed(path, cut=True), lying[1:47, 1:59])


def test_libraw_multiplies_light_by_the_ratio(dng):
    """A gray of 1/100 of white, 100 times, is white; 20 times is 0.2 of light, which
    BT.709's curve makes 1.099 * 0.2^0.45 - 0.099 = 0.4336."""
    gray = np.zeros((48, 60, 3)) + [0.5, 1, 0.625]
    sensor = np.rint(512 + 15871 / 100 * mosaic.mosaic_of(gray, BAYER)).astype("uint16")
    path = dng("a.dng", sensor)
    found = raw.developed(path, 20)[8:-8, 8:-8] / 65535
    np.testing.assert_allclose(found, 0.4336, atol=0.01)
    assert raw.developed(path, 100)[8:-8, 8:-8].min() > 65000


def test_the_automatic_ratio_makes_it_as_bright_as_most(dng):
    """Gray light of 1/500 becomes 0.2, and 1/5000 cannot: 300 is the most."""
    for light, expected in ((1 / 500, 100), (1 / 5000, 300), (0.5, 1)):
        gray = light * (np.zeros((480, 600, 3)) + [0.5, 1, 0.625])
        sensor = 512 + 15871 * mosaic.mosaic_of(gray, BAYER)
        sensor = np.floor(sensor + RNG.random(sensor.shape)).astype("uint16")
        found = raw.automatic_ratio(raw.read(dng("a.dng", sensor)))
        assert found == pytest.approx(expected, rel=0.03)


def test_what_is_no_raw_file_is_refused_with_the_reason(dng, tmp_path):
    Image.new("RGB", (64, 48)).save(tmp_path / "a.jpg")
    with pytest.raises(InputError, match="a.jpg: is a JPEG, developed already"):
        raw.read(tmp_path / "a.jpg")
    (tmp_path / "notes.arw").write_text("These are no pixels at all. " * 40)
    with pytest.raises(InputError, match="notes.arw: is no raw file that LibRaw knows"):
        raw.read(tmp_path / "notes.arw")
    linear = dng("linear.dng", np.stack([SENSOR] * 3, -1))
    with pytest.raises(InputError, match="holds all colours at each pixel"):
        raw.read(linear)
    half = tmp_path / "half.dng"
    half.write_bytes(dng("a.dng", SENSOR).read_bytes()[:3000])
    with pytest.raises(InputError, match="half.dng: "):
        raw.read(half)
    with pytest.raises(InputError, match="60 x 48 are 2880 pixels, more than"):
        raw.read(dng("a.dng", SENSOR), max_pixels=100)


def test_other_filters_are_refused(dng):
    pattern = ("RG", "RB")
    with pytest.raises(InputError, match="lie neither as Bayer's do nor as X-Trans'"):
        raw.read(dng("a.dng", SENSOR, pattern))


def test_without_rawpy_it_says_how_to_get_it(dng, monkeypatch):
    path = dng("a.dng", SENSOR)
    monkeypatch.setitem(sys.modules, "rawpy", None)
    with pytest.raises(InputError, match=r'pip install "kerasdense\[raw\]"'):
        raw.read(path)


def test_a_camera_of_blackmagic_and_one_of_kodak(shared):
    """4128x2176 with black at 512; and 768x512 that begins with green, so that a column
    is cut before the first red and one at the end."""
    found = raw.read(shared / "data/raw/Blackmagic.dng")
    assert found.amplified(1).shape == (1088, 2064, 4)
    np.testing.assert_array_equal(found.black, [512] * 4)
    assert found.balance == pytest.approx((2.206, 1, 1.887), abs=1e-3)
    assert 1 < raw.automatic_ratio(found) < 2
    found = raw.read(shared / "data/raw/RAW_KODAK_DC50.KDC")
    assert found.mosaic.shape == (512, 766)
    assert found.place == (slice(0, 512), slice(1, 767))
    assert found.seconds == pytest.approx(0.00435)


@pytest.mark.parametrize("name", ["Blackmagic.dng", "RAW_KODAK_DC50.KDC"])
def test_its_light_is_libraws(shared, name):
    """LibRaw, told not to mix colours, demosaics bilinearly what is read here."""
    import rawpy

    path = shared / "data/raw" / name
    found = raw.read(path)
    with rawpy.imread(str(path)) as file:
        picture = file.postprocess(
            use_camera_wb=True,
            no_auto_bright=True,
            output_bps=16,
            gamma=(1, 1),
            output_color=rawpy.ColorSpace.raw,
            demosaic_algorithm=rawpy.DemosaicAlgorithm.LINEAR,
            user_flip=0,
        )[found.place]
    ours = found.amplified(1)[:, :]
    ours = mosaic.demosaiced(mosaic.unpack(ours, found.pattern), found.pattern)
    off = np.abs(ours - picture / 65535)[4:-4, 4:-4]
    assert np.quantile(off, 0.99) < 2e-3
