import numpy as np

from kerasdense.files.ply import write_cloud

POINTS = np.float32([(0, 1, 2), (-3.5, 4, 5e3)])
COLOURS = np.uint8([(1, 2, 3), (255, 0, 128)])


def test_it_is_read_by_the_rules_of_the_format(tmp_path):
    """A header of lines, then 3 floats and 3 bytes for each point, little endian."""
    write_cloud(tmp_path / "c.ply", POINTS, COLOURS, "in metres")
    head, _, body = (tmp_path / "c.ply").read_bytes().partition(b"end_header\n")
    assert head.decode().splitlines() == [
        "ply",
        "format binary_little_endian 1.0",
        "comment in metres",
        "element vertex 2",
        *(f"property float {axis}" for axis in "xyz"),
        *(f"property uchar {colour}" for colour in ("red", "green", "blue")),
    ]
    assert len(body) == 2 * (3 * 4 + 3)
    for i in range(2):
        part = body[15 * i : 15 * (i + 1)]
        np.testing.assert_array_equal(np.frombuffer(part[:12], "<f4"), POINTS[i])
        assert tuple(part[12:]) == tuple(COLOURS[i])


def test_a_cloud_may_be_empty(tmp_path):
    write_cloud(tmp_path / "c.ply", POINTS[:0], COLOURS[:0])
    assert (tmp_path / "c.ply").read_bytes().endswith(b"end_header\n")
