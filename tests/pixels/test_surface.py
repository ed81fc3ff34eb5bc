"""Planes have one normal, whatever the camera; edges are not rounded off."""

import numpy as np
import pytest
from PIL import Image

from kerasdense.pixels import surface

CAMERA = np.float32([50, 52, 31.5, 20])


def plane(normal, distance, size=(41, 64), camera=CAMERA):
    """-> depth [H, W, 1] of the plane normal . point = -distance."""
    rays = surface.points(np.ones((*size, 1)), camera)
    return (-distance / (rays @ np.asarray(normal, float)))[..., None]


def angle(found, normal):
    cosine = (found.astype(float) * normal).sum(-1)
    return np.degrees(np.arccos(np.clip(cosine, -1, 1)))


def test_points_are_where_the_camera_sees_them():
    depth = np.zeros((3, 4, 1), np.float32)
    depth[1, 3] = 2
    points = surface.points(depth, [10, 20, 1, 2])
    # x = (3 - 1) / 10 * 2, y = (1 - 2) / 20 * 2
    np.testing.assert_allclose(points[1, 3], [0.4, -0.1, 2], rtol=1e-6)
    assert (points.sum(-1) != 0).sum() == 1


@pytest.mark.parametrize("normal", [(0, 0, -1), (0.6, 0, -0.8), (0, -0.98, -0.199)])
def test_a_plane_has_its_normal_everywhere_in_any_unit(normal):
    normal = np.array(normal) / np.linalg.norm(normal)
    depth = np.maximum(plane(normal, 2.0), 0)  # none beyond the horizon
    known = (depth > 0)[..., 0]
    for unit in (1, 1000, 1e-3):
        found = surface.normals(unit * depth, CAMERA)
        seen = (found != 0).any(-1)
        assert angle(found, normal)[seen].max() < 0.5
        assert not found[~known].any()
        assert seen[known & (depth[..., 0] < 8)].all()  # but near the horizon


def test_the_planes_of_a_step_are_not_mixed():
    depth = np.full((40, 60, 1), 2.0)
    depth[:, 30:] = 3.0
    found = surface.normals(depth, CAMERA)
    np.testing.assert_allclose(
        found, np.broadcast_to([0, 0, -1], found.shape), atol=1e-3
    )


def test_missing_pixels_are_missing_and_disturb_no_others():
    normal = np.array([0.3, -0.5, -0.8]) / np.linalg.norm([0.3, -0.5, -0.8])
    depth = plane(normal, 2.0)
    holes = np.random.default_rng(0).random(depth.shape) < 0.4
    depth[holes] = 0
    found = surface.normals(depth, CAMERA)
    assert not found[holes[..., 0]].any()
    known = ~holes[..., 0]
    assert (found != 0).any(-1)[known].mean() > 0.98
    assert angle(found, normal)[(found != 0).any(-1)].max() < 0.5


def test_noise_is_averaged_by_the_window():
    normal = np.array([0.3, -0.2, -0.9]) / np.linalg.norm([0.3, -0.2, -0.9])
    depth = plane(normal, 2.0, (120, 160), (130, 130, 80, 60))
    rng = np.random.default_rng(0)
    noisy = 1 / (1 / depth + rng.normal(0, 0.001, depth.shape))
    camera = [130, 130, 80, 60]
    off = {
        window: np.median(angle(surface.normals(noisy, camera, window=window), normal))
        for window in (5, 9, 17)
    }
    assert off[5] > 1.7 * off[9] > 3 * off[17]
    assert off[17] < 1.5


def test_normals_of_real_depth_are_those_that_others_published(shared):
    """Ladicky's normals of NYU Depth v2, picture 3: of 8-bit depth in no unit."""
    folder = shared / "data/depth_normals/nyuv2/normals_sample_0003"
    stored = np.asarray(Image.open(folder / "depth_rel8.png"), np.float32)[..., None]
    theirs = np.asarray(Image.open(folder / "normal_ladicky_rgb8.png"), np.float32)
    theirs = theirs[..., ::-1] / 127.5 - 1  # stored as z, y, x
    length = np.linalg.norm(theirs, axis=-1)
    found = surface.normals(stored + 0.5, [518.86, 519.47, 325.58, 253.74])
    known = (np.abs(length - 1) < 0.1) & (found != 0).any(-1)
    off = angle(found, theirs / np.maximum(length, 0.1)[..., None])[known]
    assert known.mean() > 0.98
    assert np.median(off) < 5 and (off < 11.25).mean() > 0.8
