"""Clouds of points in PLY files, as MeshLab, Blender and CloudCompare read them.

Turk, "The PLY Polygon File Format", 1994.
"""

import numpy as np

from kerasdense.files.whole import write_whole

POINT = np.dtype(
    [("x", "<f4"), ("y", "<f4"), ("z", "<f4")]
    + [("red", "u1"), ("green", "u1"), ("blue", "u1")]
)


def encode_cloud(points, colours, comment=""):
    """Points [N, 3] and their colours, uint8 [N, 3] -> the bytes of a binary PLY."""
    cloud = np.empty(len(points), POINT)
    for i, name in enumerate(("x", "y", "z")):
        cloud[name] = points[:, i]
    for i, name in enumerate(("red", "green", "blue")):
        cloud[name] = colours[:, i]
    lines = [
        "ply",
        "format binary_little_endian 1.0",
        *([f"comment {comment}"] if comment else []),
        f"element vertex {len(cloud)}",
        *(
            f"property {'float' if POINT[name].kind == 'f' else 'uchar'} {name}"
            for name in POINT.names
        ),
        "end_header",
    ]
    return "\n".join(lines).encode() + b"\n" + cloud.tobytes()


def write_cloud(path, points, colours, comment="", *, overwrite=False):
    """Writes it whole, or not at all."""
    data = encode_cloud(points, colours, comment)
    write_whole(path, data, overwrite=overwrite)
