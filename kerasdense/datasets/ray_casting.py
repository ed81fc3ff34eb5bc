"""Solids seen by a camera, ray by ray: exact distances, normals and shadows.

World: x and z along the floor, y up, metres. Camera: x right, y down, z forward. A ray
has a direction whose z in the camera's frame is 1, so that how far it goes is depth.
"""

import dataclasses

import numpy as np

FACES = 6  # of a solid at most: -x +x -y +y -z +z; a ball has one, a cylinder three
SMALL = np.float32(1e-4)


@dataclasses.dataclass(frozen=True, eq=False)
class Solid:
    """A box, ball, cylinder, or the room around all of them, seen from inside.

    Args:
        kind: "box", "ball", "cylinder" (its axis is y) or "room".
        centre: float [3].
        half: float [3], half of its sides. Of balls and cylinders, x is the radius.
        frame: float [3, 3], its own axes as rows.
        paints: A `Paint` for each of its faces, or one for all.
    """

    kind: str
    centre: np.ndarray
    half: np.ndarray
    frame: np.ndarray
    paints: tuple

    def paint(self, face):
        return self.paints[face % len(self.paints)]


@dataclasses.dataclass(frozen=True, eq=False)
class Paint:
    """What a face looks like, and what it is.

    Args:
        label: Id of its class.
        texture: Number of a texture, see textures.py.
        tint: float [3], multiplies it.
        repeats: Textures a metre, across and up.
        offset: In textures.
        shine: How much light it mirrors.
    """

    label: int
    texture: int = 0
    tint: tuple = (1.0, 1.0, 1.0)
    repeats: tuple = (1.0, 1.0)
    offset: tuple = (0.0, 0.0)
    shine: float = 0.0


@dataclasses.dataclass(frozen=True, eq=False)
class Camera:
    """Args:
    place: float [3].
    axes: float [3, 3], right, down and forward as rows.
    focal: In pixels.
    middle: Column and row of the optical axis.
    """

    place: np.ndarray
    axes: np.ndarray
    focal: float
    middle: tuple

    def rays(self, columns, rows):
        """-> directions, float32 [3, ...], of places in the picture."""
        x = np.float32((columns - self.middle[0]) / self.focal)
        y = np.float32((rows - self.middle[1]) / self.focal)
        right, down, forward = (
            axis.reshape(3, *[1] * x.ndim) for axis in np.float32(self.axes)
        )
        return right * x + down * y + forward

    def seen(self, points):
        """World [3, N] -> column, row and depth, [3, N]."""
        x, y, depth = self.axes @ (points - self.place[:, None])
        ahead = np.maximum(depth, SMALL)
        return np.stack(
            [
                self.focal * x / ahead + self.middle[0],
                self.focal * y / ahead + self.middle[1],
                depth,
            ]
        )

    @property
    def numbers(self):
        """-> float32 [1, 1, 4], as the field "camera"."""
        return np.float32([[[self.focal, self.focal, *self.middle]]])


def axes_of(yaw, pitch=0.0, roll=0.0):
    """-> right, down and forward of a camera that looks along z, turned to the right,
    then up, then with the picture turned to the left; radians."""
    cy, sy, cp, sp = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch)
    forward = np.array([sy * cp, sp, cy * cp])
    right = np.array([cy, 0.0, -sy])
    down = np.cross(right, forward)
    cr, sr = np.cos(roll), np.sin(roll)
    # the camera turns to the right, and what it sees to the left
    return np.stack([cr * right + sr * down, cr * down - sr * right, forward])


def hit(solid, origin, rays):
    """-> how far each ray goes to the solid, float32 [...]; infinite where it misses.

    Args:
        origin: [3], outside of the solid; inside of a room.
        rays: float32 [3, ...].
    """
    start = np.float32(solid.frame @ (origin - solid.centre))
    ray = np.tensordot(np.float32(solid.frame), rays, 1)
    half = np.float32(solid.half)
    if solid.kind in ("box", "room"):
        first, last = _slabs(start, ray, half)
    elif solid.kind == "ball":
        first, last = _round(start, ray, half[0], (0, 1, 2))
    else:
        first, last = _round(start, ray, half[0], (0, 2))
        top, bottom = _slabs(start[1:2], ray[1:2], half[1:2])
        first, last = np.maximum(first, top), np.minimum(last, bottom)
    if solid.kind == "room":
        return last
    return np.where((first < last) & (first > SMALL), first, np.float32(np.inf))


def _slabs(start, ray, half):
    """Between parallel planes about 0 -> where rays come in and go out."""
    shape = (-1,) + (1,) * (ray.ndim - 1)
    with np.errstate(divide="ignore"):
        inverse = 1 / np.where(ray == 0, np.float32(1e-12), ray)
    middle = -start.reshape(shape) * inverse
    reach = half.reshape(shape) * np.abs(inverse)
    return (middle - reach).max(0), (middle + reach).min(0)


def _round(start, ray, radius, among):
    """A ball, or a tube of no end, about 0 -> where rays come in and go out."""
    among = list(among)
    ray, start = ray[among], start[among]
    a = np.maximum(
        (ray * ray).sum(0), SMALL * SMALL
    )  # along the tube: none is parallel
    b = np.tensordot(start, ray, 1)
    root = b * b - a * (start @ start - radius * radius)
    missed = root < 0
    root = np.sqrt(np.maximum(root, 0))
    first = np.where(missed, np.float32(np.inf), (-b - root) / a)
    return first, (-b + root) / a


def cast(solids, origin, rays, camera=None):
    """-> depth, float32 [...], and the number of the solid seen, uint8 [...].

    Args:
        solids: The first is the room.
        rays: float32 [3, H, W] or [3, N].
        camera: Whose picture [H, W] it is: solids are sought where they can be.
    """
    depth = hit(solids[0], origin, rays)
    who = np.zeros(depth.shape, np.uint8)
    for number, solid in enumerate(solids[1:], 1):
        part = (...,)
        if camera is not None:
            part = _window(solid, camera, depth.shape)
            if part is None:
                continue
        here = hit(solid, origin, rays[(slice(None), *part)])
        nearer = here < depth[part]
        np.copyto(depth[part], here, where=nearer)
        np.copyto(who[part], np.uint8(number), where=nearer)
    return depth, who


def _window(solid, camera, shape):
    """-> slices of the rows and columns where a solid may be seen, or None."""
    signs = np.array(np.meshgrid([-1, 1], [-1, 1], [-1, 1])).reshape(3, -1)
    corners = solid.frame.T @ (signs * solid.half[:, None]) + solid.centre[:, None]
    column, row, depth = camera.seen(corners)
    if (depth < 0.05).all():
        return None
    if (depth < 0.05).any():
        return slice(None), slice(None)
    first = np.floor([row.min(), column.min()]).astype(int).clip(0)
    end = np.minimum(np.ceil([row.max(), column.max()]).astype(int) + 1, shape)
    if (end <= first).any():
        return None
    return tuple(slice(a, b) for a, b in zip(first, end))


def surfaces(solids, origin, rays, depth, who):
    """-> normals in the world [3, N], places on the face in metres [2, N], and the
    numbers of the faces, FACES to a solid, int32 [N].

    Args:
        rays: float32 [3, N].
    """
    normal, place = np.empty_like(rays), np.empty_like(rays[:2])
    face = np.empty(depth.shape, np.int32)
    order = np.argsort(who, kind="stable")
    ends = np.cumsum(np.bincount(who, minlength=len(solids)))
    for number, solid in enumerate(solids):
        here = order[ends[number - 1] if number else 0 : ends[number]]
        if not len(here):
            continue
        frame, start = np.float32(solid.frame), solid.frame @ (origin - solid.centre)
        ray = frame @ rays[:, here]
        point = ray * depth[here] + np.float32(start)[:, None]
        side, local, on = _ON[solid.kind](point, ray, np.float32(solid.half))
        normal[:, here] = frame.T @ local
        place[:, here] = on
        face[here] = FACES * number + side
    return normal, place, face


def _on_box(point, ray, half, inside=1):
    """Of the faces that the ray comes from before, the one that it meets."""
    before = inside * point * ray < 0
    axis = np.where(before, np.abs(point) / half[:, None], 0).argmax(0)
    along = np.arange(point.shape[1])
    up = point[axis, along] > 0
    normal = np.zeros_like(point)
    normal[axis, along] = np.where(up, 1, -1)
    across = np.where(axis == 0, point[2], point[0])
    return (
        2 * axis + up,
        normal,
        np.stack([across, np.where(axis == 1, point[2], point[1])]),
    )


def _on_room(point, ray, half):
    side, normal, on = _on_box(point, ray, half, -1)
    return side, -normal, on


def _on_ball(point, ray, half):
    normal = point / half[0]
    around = np.arctan2(point[0], point[2]) * half[0]
    up = np.arcsin(np.clip(normal[1], -1, 1)) * half[0]
    return np.zeros(point.shape[1], int), normal, np.stack([around, up])


def _on_cylinder(point, ray, half):
    outward = np.hypot(point[0], point[2])
    cap = np.abs(point[1]) * half[0] > outward * half[1]
    cap &= point[1] * ray[1] < 0
    up = np.where(point[1] > 0, 1, -1)
    nothing = np.zeros_like(outward)
    normal = np.where(
        cap, [nothing, up, nothing], [point[0], nothing, point[2]] / half[0]
    )
    around = np.arctan2(point[0], point[2]) * half[0]
    on = np.where(cap, point[[0, 2]], [around, point[1]])
    return np.where(cap, np.where(up > 0, 2, 1), 0), normal, on


_ON = {"box": _on_box, "room": _on_room, "ball": _on_ball, "cylinder": _on_cylinder}


def in_shadow(solids, light, points):
    """-> whether something stands between the light and each point, bool [N].

    Args:
        light: [3].
        points: float32 [3, N], on surfaces.
    """
    rays = points - np.float32(light)[:, None]
    square = (rays * rays).sum(0)
    dark = np.zeros(points.shape[1], bool)
    for solid in solids[1:]:
        towards = np.float32(solid.centre - light)
        radius = np.float32(np.linalg.norm(solid.half))
        along = towards @ rays
        # within the ball around the solid, or behind it
        least = max(towards @ towards - radius**2, 0)
        near = np.flatnonzero((along > 0) & (along * along > least * square))
        if len(near):
            dark[near] |= hit(solid, light, rays[:, near]) < 1 - 2e-3
    return dark
