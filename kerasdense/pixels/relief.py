"""Depth and surface normals in colours: float arrays -> uint8 [H, W, 3]."""

import cv2
import numpy as np

from kerasdense.pixels import layout

MISSING = (128, 128, 128)
SPARED = 1.0  # per cent of pixels at either end that colours are not spread for


def near_and_far(depth):
    """-> between which depths colours are spread, or None where nothing is known."""
    known = depth[np.isfinite(depth) & (depth > 0)]
    if not known.size:
        return None
    near, far = np.percentile(known, (SPARED, 100 - SPARED))
    return float(near), float(max(far, near * 1.001))


def depth_colours(depth, ends=None):
    """Depth [H, W, 1], 0 where it is missing -> magma: near is bright, far is dark.

    Equal steps of colour look alike (magma is even in lightness and hue), and stand for
    equal ratios of depth.

    Args:
        ends: The depths of the first and the last colour; those of `near_and_far` by
            default.
    """
    depth = np.asarray(depth, np.float32)[..., 0]
    known = np.isfinite(depth) & (depth > 0)
    ends = ends or near_and_far(depth)
    drawn = np.full((*depth.shape, 3), MISSING, np.uint8)
    if ends:
        near, far = np.log(ends)
        share = (np.log(np.where(known, depth, ends[0])) - near) / (far - near)
        levels = np.rint(255 * (1 - np.clip(share, 0, 1))).astype(np.uint8)
        colours = cv2.applyColorMap(levels, cv2.COLORMAP_MAGMA)[..., ::-1]
        drawn[known] = colours[known]
    return drawn


def normals_colours(normals):
    """Directions [H, W, 3] (x right, y down, z away) -> as most draw them.

    Red is to the right, green up, blue towards the camera, from -1 to 1; what has no
    direction is gray.
    """
    normals = np.asarray(normals, np.float32)
    drawn = 255 * (normals * np.float32([1, -1, -1]) + 1) / 2
    drawn = np.rint(np.clip(drawn, 0, 255)).astype(np.uint8)
    drawn[(normals**2).sum(-1) < 0.25] = MISSING
    return drawn


def depth_scale(ends, width, unit=" m", size=14):
    """A bar of the colours from near to far, and what they stand for."""
    if ends is None:
        return layout.text("no depth is known", size)
    steps = np.geomspace(*ends, width)[None, :, None]
    bar = np.repeat(depth_colours(steps, ends), size, axis=0)
    near, far = (layout.text(f"{said} {value:.3g}{unit}", size) for said, value in
                 zip(("near", "far"), ends))  # fmt: skip
    gap = max(1, width - near.shape[1] - far.shape[1])
    return layout.column([bar, layout.row([near, far], gap=gap)], gap=2)
