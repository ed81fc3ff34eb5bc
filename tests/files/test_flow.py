import struct

import numpy as np
import pytest

from kerasdense.errors import InputError
from kerasdense.files import flow as file
from kerasdense.files import picture

RNG = np.random.default_rng(0)


@pytest.fixture
def flow():
    """3 rows, 4 columns, with a pixel that nobody knows."""
    flow = (100 * RNG.normal(size=(3, 4, 2))).astype(np.float32)
    flow[1, 2] = np.nan
    return flow


@pytest.mark.parametrize("ending", [".flo", ".npy"])
def test_what_is_written_is_read_to_the_last_bit(flow, ending, tmp_path):
    path = tmp_path / f"a{ending}"
    file.write_flow(path, flow)
    np.testing.assert_array_equal(file.read_flow(path), flow)
    with pytest.raises(InputError, match="exists and is left as it is"):
        file.write_flow(path, flow)
    file.write_flow(path, 2 * flow, overwrite=True)
    np.testing.assert_array_equal(file.read_flow(path), 2 * flow)


def test_a_png_holds_flow_to_a_64th_of_a_pixel(flow, tmp_path):
    path = tmp_path / "a.png"
    file.write_flow(path, flow)
    found = file.read_flow(path)
    assert np.isnan(found[1, 2]).all()
    assert np.nanmax(np.abs(found - flow)) <= 1 / 128
    again = tmp_path / "b.png"
    file.write_flow(again, found)  # what is read once is read alike ever after
    np.testing.assert_array_equal(file.read_flow(again), found)


def test_a_png_is_as_kitti_has_it(tmp_path):
    """Red is 64 u + 2^15, green 64 v + 2^15, blue 1; where unknown, all 0."""
    path = tmp_path / "a.png"
    file.write_flow(path, np.float32([[[1.5, -2], [np.nan, np.nan]]]))
    pixels = picture.read(path).pixels
    assert pixels.dtype == np.uint16
    assert pixels.tolist() == [[[32768 + 96, 32768 - 128, 1], [0, 0, 0]]]


def test_a_flo_is_as_middlebury_has_it(tmp_path):
    path = tmp_path / "a.flo"
    file.write_flow(path, np.float32([[[1.5, -2], [np.nan, 0]]]))
    data = path.read_bytes()
    assert data[:4] == b"PIEH" and struct.unpack("<ii", data[4:12]) == (2, 1)
    assert struct.unpack("<2f", data[12:20]) == (1.5, -2)
    assert min(struct.unpack("<2f", data[20:])) > 1e9


def test_real_files_read_as_they_are(shared):
    folder = shared / "data" / "optical_flow"
    chairs = file.read_flow(folder / "flyingchairs" / "0000000-gt.flo")
    assert chairs.shape == (384, 512, 2) and np.isfinite(chairs).all()
    kitti = file.read_flow(folder / "kitti" / "flow" / "000000_10.png")
    known = np.isfinite(kitti).all(axis=-1)
    assert known.mean() == pytest.approx(0.16, abs=0.005)


@pytest.mark.parametrize(
    "name, content, message",
    [
        ("a.flo", b"PI", "no .flo file"),
        ("a.flo", b"PIED" + bytes(20), "does not begin with PIEH"),
        ("a.flo", struct.pack("<fii", file.MARK, 4, 3) + bytes(8), "is cut short: 4x3"),
        ("a.flo", struct.pack("<fii", file.MARK, -4, 3), "-4x3 pixels is none"),
        ("a.npy", b"\x93NUMPY", "no array of NumPy"),
        ("a.txt", b"", "files that end in .flo, .png, .npy"),
    ],
)
def test_what_is_no_flow_is_refused_by_name(name, content, message, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as error:
        file.read_flow(path)
    assert str(path) in str(error.value)


def test_pictures_and_other_arrays_are_no_flow(tmp_path):
    picture.write(tmp_path / "a.png", np.zeros((2, 3, 3), np.uint8))
    with pytest.raises(InputError, match="three colours of 16 bits"):
        file.read_flow(tmp_path / "a.png")
    np.save(tmp_path / "a.npy", np.zeros((2, 3)))
    with pytest.raises(InputError, match=r"holds float64 \[2, 3\]"):
        file.read_flow(tmp_path / "a.npy")


def test_what_a_file_cannot_hold_is_refused(tmp_path):
    with pytest.raises(InputError, match="less than 512 pixels"):
        file.write_flow(tmp_path / "a.png", np.full((1, 1, 2), 513, np.float32))
    with pytest.raises(InputError, match="end in .flo"):
        file.write_flow(tmp_path / "a.jpg", np.zeros((1, 1, 2), np.float32))
