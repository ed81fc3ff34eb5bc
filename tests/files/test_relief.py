import json

import numpy as np
import pytest
from PIL import Image

from kerasdense.errors import InputError
from kerasdense.files import picture
from kerasdense.files.relief import beside, write_depth, write_normals
from kerasdense.tasks import Depth, Normals

DEPTH = np.float32([[0, 1.2344], [9.9996, 70]])[..., None]
NORMALS = np.float32([[(0, 0, -1), (0.6, 0, -0.8)], [(0, 0, 0), (0, -1, 0)]])


def told(path):
    return json.loads(path.read_text())


def test_metres_are_millimetres_and_missing_is_nothing(tmp_path):
    write_depth(tmp_path / "d.png", DEPTH, relative=False)
    with Image.open(tmp_path / "d.png") as image:
        assert image.mode == "I;16"
    numbers = picture.read(tmp_path / "d.png").pixels[..., 0]
    # 70 m are more than 16 bits of millimetres hold.
    np.testing.assert_array_equal(numbers, [[0, 1234], [10000, 65535]])
    meaning = told(tmp_path / "d.json")
    assert (meaning["kind"], meaning["unit"]) == ("metric", "millimetre")
    assert (meaning["near"], meaning["far"]) == (1.2344, 70)


def test_without_a_scale_the_largest_is_the_largest_number(tmp_path):
    write_depth(tmp_path / "d.png", DEPTH / 70, relative=True)
    numbers = picture.read(tmp_path / "d.png").pixels[..., 0].astype(float)
    np.testing.assert_allclose(numbers / 65535, DEPTH[..., 0] / 70, atol=1e-5)
    meaning = told(tmp_path / "d.json")
    assert (meaning["kind"], meaning["unit"]) == ("relative", "1/65535 of the largest")
    assert meaning["far"] == 1 and "metre" not in json.dumps(meaning)


def test_nothing_known_is_written_as_that(tmp_path):
    write_depth(tmp_path / "d.png", 0 * DEPTH, relative=True)
    assert not picture.read(tmp_path / "d.png").pixels.any()
    assert told(tmp_path / "d.json")["near"] is None


def test_normals_come_back_from_the_picture_as_told_and_exact_from_the_array(tmp_path):
    write_normals(tmp_path / "n.png", NORMALS)
    numbers = picture.read(tmp_path / "n.png").pixels
    known = NORMALS.any(-1)
    np.testing.assert_allclose(
        2.0 * numbers[known] / 65535 - 1, NORMALS[known], atol=2e-5
    )
    assert not numbers[~known].any()
    np.testing.assert_array_equal(np.load(tmp_path / "n.npy"), NORMALS)
    assert "2 * number / 65535 - 1" in told(tmp_path / "n.json")["value"]


def test_what_is_beside_is_known_beforehand(tmp_path):
    write_depth(tmp_path / "d.png", DEPTH, relative=False)
    write_normals(tmp_path / "n.png", NORMALS)
    expected = {tmp_path / "d.png", tmp_path / "n.png"}
    expected |= {*beside(tmp_path / "d.png", Depth())}
    expected |= {*beside(tmp_path / "n.png", Normals())}
    assert set(tmp_path.iterdir()) == expected


def test_other_files_hold_too_few_bits_and_nothing_is_overwritten(tmp_path):
    with pytest.raises(InputError, match="16 bits, as .png"):
        write_depth(tmp_path / "d.jpg", DEPTH, relative=False)
    assert not list(tmp_path.iterdir())
    (tmp_path / "n.png").write_bytes(b"precious")
    with pytest.raises(InputError, match="exists"):
        write_normals(tmp_path / "n.png", NORMALS)
    assert (tmp_path / "n.png").read_bytes() == b"precious"
