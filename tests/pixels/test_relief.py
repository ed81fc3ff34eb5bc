import numpy as np
import pytest
from skimage.color import rgb2lab

from kerasdense.pixels import relief


def test_near_is_bright_and_equal_ratios_are_equal_steps():
    depth = np.geomspace(1, 8, 256).reshape(1, 256, 1)
    drawn = relief.depth_colours(depth, ends=(1, 8))
    light = rgb2lab(drawn)[0, :, 0]
    assert (np.diff(light) < 0.2).all() and light[0] > 90 and light[-1] < 5
    assert light[128] == pytest.approx((light[0] + light[-1]) / 2, abs=6)


def test_what_is_missing_is_gray_and_moves_no_colour():
    depth = np.full((4, 5, 1), 2.0)
    depth[:, 2:] = 4
    depth[0, 0] = 0
    whole = relief.depth_colours(depth)
    assert tuple(whole[0, 0]) == relief.MISSING
    assert relief.near_and_far(depth) == pytest.approx((2, 4))
    assert relief.near_and_far(0 * depth) is None
    assert (relief.depth_colours(0 * depth) == relief.MISSING).all()


def test_directions_have_the_colours_that_most_give_them():
    """To the camera, to the right, up; and none."""
    normals = np.float32([[(0, 0, -1), (1, 0, 0), (0, -1, 0), (0, 0, 0)]])
    drawn = relief.normals_colours(normals)[0]
    assert [tuple(map(int, c)) for c in drawn] == [
        (128, 128, 255), (255, 128, 128), (128, 255, 128), relief.MISSING
    ]  # fmt: skip


def test_the_scale_says_near_and_far():
    bar = relief.depth_scale((1.25, 4), 300)
    assert bar.dtype == np.uint8 and bar.shape[1] == 300
    np.testing.assert_array_equal(bar[3, [0, -1]], relief.depth_colours(
        np.array([1.25, 4]).reshape(1, 2, 1), (1.25, 4))[0])  # fmt: skip
    assert relief.depth_scale(None, 300).shape[1] > 20
