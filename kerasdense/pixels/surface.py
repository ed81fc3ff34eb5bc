"""Depth as points and as surfaces: what a camera of known focal length has seen.

The camera is [fx, fy, cx, cy] in pixels, or an array of that, as the field "camera" of
a sample: the middle of the first pixel lies at 0 0. Points and normals are in its
frame, x to the right, y down and z away from it, as in OpenCV.
"""

import numpy as np


def points(depth, camera):
    """Depth [H, W, 1] -> points float32 [H, W, 3], in the unit of depth.

    Where depth is missing, 0, so is the point: 0 0 0.
    """
    depth = np.asarray(depth, np.float32)
    right, down = _rays(depth.shape[:2], camera)
    return np.concatenate([right * depth, down * depth, depth], axis=-1)


def normals(depth, camera, *, window=None, taps=5, near=0.1, close=0.02):
    """Depth -> unit normals that point to the camera, by planes fitted to each pixel.

    The reciprocal of a plane's depth is a linear function of the place in the picture,
    and so is that of its noise for cameras that measure by parallax: it is fitted by
    least squares to the pixels of a window that lie on the pixel's surface. A first
    plane is fitted to those of about the pixel's depth, and a second one to those that
    are close to the first.

    Args:
        depth: [H, W, 1], in any unit, 0 where it is missing.
        camera: See above.
        window: Side of the window in pixels, odd; a twentieth of the rows, if None.
        taps: So many of its rows and columns are looked at, odd.
        near: How much of the pixel's depth others may differ from it for the first fit.
        close: And how much from the first plane for the second.

    Returns:
        float32 [H, W, 3]; 0 0 0 where depth is missing, or too little of the window is
        known to lie on one surface.
    """
    depth = np.asarray(depth, np.float32)[..., 0]
    window = window or max(5, len(depth) // 20 | 1)
    known = depth > 0
    inverse = np.divide(1, depth, out=np.zeros_like(depth), where=known)
    steps = np.rint(np.linspace(-(window // 2), window // 2, taps)).astype(int)
    offsets = [(dv, du) for dv in steps for du in steps]
    pad = window // 2
    padded = np.pad(inverse, pad)
    rows, columns = depth.shape

    def shifted(dv, du):
        return padded[pad + dv : pad + dv + rows, pad + du : pad + du + columns]

    plane = np.zeros((3, rows, columns), np.float32)  # du, dv, and at the pixel itself
    plane[2] = inverse
    for tolerance in (near, close):
        plane, fitted = _fit(shifted, offsets, plane, tolerance, inverse)
    fx, fy, _, _ = np.ravel(camera)
    right, down = _rays(depth.shape, camera)
    a, b = plane[0] * fx, plane[1] * fy
    away = np.stack([a, b, plane[2] - a * right[..., 0] - b * down[..., 0]], axis=-1)
    length = np.linalg.norm(away, axis=-1, keepdims=True)
    fine = (known & fitted)[..., None] & (length > 0)
    return np.where(fine, -away / np.where(length > 0, length, 1), 0).astype("float32")


def _fit(shifted, offsets, plane, tolerance, inverse):
    """Least squares of those pixels that lie on a plane, but for so much of it.

    Returns:
        The new plane, and where there was enough to fit it to.
    """
    n = su = sv = suu = suv = svv = sw = suw = svw = np.float32(0)
    for dv, du in offsets:
        there = shifted(dv, du)
        expected = plane[2] + np.float32(du) * plane[0] + np.float32(dv) * plane[1]
        on = np.abs(there - expected) <= tolerance * np.abs(expected)
        on = (on & (there > 0)).astype(np.float32)
        off = on * (there - inverse)  # small numbers, for float32
        n = n + on
        su, sv = su + du * on, sv + dv * on
        suu, suv, svv = suu + du * du * on, suv + du * dv * on, svv + dv * dv * on
        sw, suw, svw = sw + off, suw + du * off, svw + dv * off
    n = np.maximum(n, 1)
    u, v, w = su / n, sv / n, sw / n
    suu, suv, svv = suu - su * u, suv - su * v, svv - sv * v
    suw, svw = suw - su * w, svw - sv * w
    spread = suu * svv - suv * suv
    fitted = (n >= 4) & (spread > 1e-3 * np.maximum(suu, svv) ** 2)
    spread = np.where(fitted, spread, 1)
    across = np.where(fitted, (suw * svv - svw * suv) / spread, 0)
    along = np.where(fitted, (svw * suu - suw * suv) / spread, 0)
    return np.stack([across, along, inverse + w - across * u - along * v]), fitted


def _rays(size, camera):
    """-> x and y of each pixel's direction at z = 1, float32 [1, W, 1], [H, 1, 1]."""
    fx, fy, cx, cy = np.ravel(camera)
    rows, columns = size
    right = ((np.arange(columns) - cx) / fx).astype(np.float32)[None, :, None]
    down = ((np.arange(rows) - cy) / fy).astype(np.float32)[:, None, None]
    right, down = np.broadcast_arrays(right, down)
    return right, down
