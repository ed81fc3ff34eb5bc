"""Depth in folders, in the unit that is named, and cameras as people note them."""

import numpy as np
import pytest
from PIL import Image

from kerasdense.datasets.rgbd import camera_of, read_depth
from kerasdense.datasets.spec import open_dataset
from kerasdense.errors import InputError
from kerasdense.pixels import surface


def test_depth_is_in_metres_and_0_is_missing(written):
    dataset = open_dataset(f"rgbd:{written.rgbd()},1000,500,510,1.5,0.5")
    assert dataset.fields == ("image", "depth", "camera")
    sample = dataset.read(1)
    expected = np.float32([[0, 0.5, 1, 65.535], [2, 0.001, 0, 0.008]])
    np.testing.assert_allclose(sample["depth"][..., 0], expected)
    assert sample["camera"].tolist() == [[[500, 510, 1.5, 0.5]]]
    assert dataset.name(1) == "1"


def test_relative_depth_is_in_parts_of_what_a_file_can_hold(written):
    dataset = open_dataset(f"relative-depth:{written.rgbd()}")
    assert dataset.fields == ("image", "relative_depth")
    depth = dataset.read(0)["relative_depth"][..., 0]
    np.testing.assert_allclose(depth[0], np.float32([0, 500, 1000, 65535]) / 65535)
    shallow = written.png("8.png", [[0, 51, 255]])
    np.testing.assert_allclose(read_depth(shallow)[0, :, 0], [0, 0.2, 1])
    np.testing.assert_allclose(
        read_depth(shallow, offset=0.5)[0, :, 0], [0, 51.5 / 255, 255.5 / 255]
    )


def test_portable_gray_maps_of_16_bits_are_read(tmp_path):
    path = tmp_path / "depth.pgm"
    path.write_bytes(b"P5 2 1 65535\n" + np.array([1234, 0], ">u2").tobytes())
    assert read_depth(path, 1000.0).ravel().tolist() == [np.float32(1.234), 0]


@pytest.mark.parametrize(
    "text", ["500 0 31.5\n0 510 20\n0 0 1", "500, 510, 31.5, 20", "5e2 510 31.5 2e1\n"]
)
def test_a_camera_may_stand_in_a_file(written, tmp_path, text):
    path = tmp_path / "K.txt"
    path.write_text(text)
    assert camera_of([str(path)], "so").tolist() == [500, 510, 31.5, 20]
    dataset = open_dataset(f"rgbd:{written.rgbd()},1000,{path}")
    assert dataset.read(0)["camera"].ravel().tolist() == [500, 510, 31.5, 20]


@pytest.mark.parametrize(
    "rest, expected",
    [
        ("", "rgbd:.* should be rgbd:IMAGES,DEPTHS,PER_METRE.*1000 for millimetres"),
        (",0", "PER_METRE says how many"),
        (",millimetres", "PER_METRE says how many"),
        (",1000,500,500,3", "CAMERA is a file with its matrix.*: 500 500 3 is none"),
        (",1000,-1,500,3,4", "-1 500 3 4 is none"),
        (",1000,K.txt", "there is no file K.txt"),
        (",1000,bad.txt", "bad.txt holds none"),
    ],
)
def test_what_is_not_written_so_is_told(written, monkeypatch, rest, expected):
    monkeypatch.chdir(written.folder)
    written.lines("bad.txt", "1 2 three 4")
    with pytest.raises(InputError, match=expected):
        open_dataset(f"rgbd:{written.rgbd()}{rest}")


def test_pictures_and_depth_must_fit(written):
    text = written.rgbd()
    written.depth("RGBD/depth/1.png", [[1, 2], [3, 4]])
    with pytest.raises(InputError, match=r"1.png is 4x2 but its depth .* is 2x2"):
        open_dataset(f"rgbd:{text},1000").read(1)
    Image.fromarray(np.zeros((2, 4, 3), np.uint8)).save(
        written.folder / "RGBD/depth/0.png"
    )
    with pytest.raises(
        InputError, match="0.png is in colours: depth is stored as gray"
    ):
        open_dataset(f"rgbd:{text},1000").read(0)
    (written.folder / "RGBD/depth/2.png").unlink()
    with pytest.raises(InputError, match="2.png has no partner"):
        open_dataset(f"rgbd:{text},1000")
    with pytest.raises(
        InputError, match="relative-depth:a should be relative-depth:IM"
    ):
        open_dataset("relative-depth:a")


def test_real_cameras_see_rooms_in_metres(shared):
    """HoloLens (540x360, its matrix beside) and Kinect (PGM of 16 bits)."""
    folder = shared / "data" / "depth_normals"
    lens = folder / "hololens_mm"
    kinect = folder / "slambook2_kinect_mm"
    walk = open_dataset(f"rgbd:{lens}/rgb,{lens}/depth_mm,1000,{lens}/K.txt")
    room = open_dataset(f"rgbd:{kinect}/rgb,{kinect}/depth_mm,1000,518,519,325.5,253.5")
    assert (len(walk), len(room)) == (25, 5)
    for dataset in (walk, room):
        sample = dataset.read(0)
        depth = sample["depth"]
        assert 0.1 < (depth == 0).mean() < 0.5
        assert 0.3 < depth[depth > 0].min() and 1 < np.median(depth[depth > 0]) < 4
        normals = surface.normals(depth, sample["camera"])
        seen = (normals != 0).any(-1)
        assert seen[depth[..., 0] > 0].mean() > 0.9
        towards = (normals * surface.points(depth, sample["camera"])).sum(-1)
        assert (towards[seen] < 0).mean() > 0.99
