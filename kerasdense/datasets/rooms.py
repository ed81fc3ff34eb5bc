"""Furnished rooms, rendered on the fly: all that can be known of a scene is exact.

A room with things in it, painted with photographs and patterns, lit by lamps, seen by a
camera as a hand holds it. What makes depth visible is there: floors in perspective,
textures that become finer, heights, shading, shadows, things in front of others.
"""

import re

import numpy as np

from kerasdense.datasets import ray_casting
from kerasdense.datasets.dataset import Dataset
from kerasdense.datasets.folders import pictures_in
from kerasdense.datasets.furnish import CLASSES, furnished, later
from kerasdense.datasets.ray_casting import FACES
from kerasdense.datasets.textures import SIDE, textures
from kerasdense.errors import InputError
from kerasdense.pixels import palettes

FORM = "scenes:[COUNT][,HEIGHTxWIDTH][,seed=N][,photos=FOLDER][,pairs]"
SPLITS = ("train", "val", "test")
CORNERS = ((-0.375, -0.125), (0.125, -0.375), (0.375, 0.125), (-0.125, 0.375))


class Rooms(Dataset):
    """Rendered rooms, each drawn anew from the seed and its number.

    Args:
        count: How many.
        size: Rows and columns.
        seed: Rooms of different seeds differ.
        photographs: A folder of pictures, for walls and things; those that come with
            scikit-image, if None.
        pairs: Whether a sample is two pictures, the camera and mostly a thing having
            moved in between, and the flow from the one to the other.
    """

    fields = ("image", "depth", "normals", "label", "boundary", "camera")
    classes = CLASSES
    palette = palettes.palette(len(CLASSES))[: len(CLASSES)].copy()

    def __init__(
        self, count=64, size=(240, 320), seed=0, photographs=None, *, pairs=False
    ):
        self.count, self.size, self.seed = count, tuple(size), seed
        self.photographs, self.pairs = photographs, pairs
        if pairs:
            self.fields = ("image", "second", "flow", "occlusion")
            self.classes, self.palette = (), None

    def __len__(self):
        return self.count

    def name(self, index):
        return f"room{index}"

    def read(self, index):
        rng = np.random.default_rng((self.seed, index))
        paints = textures(self.photographs)
        scene = furnished(rng, self.size, paints)
        seen = Seen(scene, self.size)
        image, gain = photographed(scene, seen, paints, rng)
        if not self.pairs:
            return {"image": image, **told(scene, seen)}
        pixels = np.bincount(seen.face.ravel() // FACES, minlength=len(scene.solids))
        then = later(rng, scene, pixels)
        second, _ = photographed(then, Seen(then, self.size), paints, rng, gain)
        flow, occlusion = moved(scene, seen, then)
        return {
            "image": image,
            "second": second,
            "flow": flow,
            "occlusion": occlusion,
        }


def scenes(text, split):
    """Opens [COUNT][,HEIGHTxWIDTH][,seed=N][,photos=FOLDER]: 64 rooms of 240x320.

    Rooms to train on, to validate and to test with are never the same.

    Raises:
        InputError: It is not written so, or there is no such split or folder.
    """
    count, settings = 64, {"size": (240, 320), "photographs": None}
    seed = 0
    for place, part in enumerate(text.split(",") if text else ()):
        name, equals, value = part.partition("=")
        if place == 0 and part.isdecimal() and int(part):
            count = int(part)
        elif size := re.fullmatch(r"(\d+)x(\d+)", part):
            settings["size"] = tuple(map(int, size.groups()))
        elif name == "seed" and value.isdecimal():
            seed = int(value)
        elif part == "pairs":
            settings["pairs"] = True
        elif name == "photos" and value:
            pictures_in(value)
            settings["photographs"] = value
        else:
            raise InputError(
                f"scenes:{text} should say how many, as in scenes:64, and may say "
                f"more: {FORM}."
            )
    return Rooms(count, seed=len(SPLITS) * seed + of_split("scenes", split), **settings)


def of_split(kind, split):
    """-> the number of a split of what is rendered.

    Raises:
        InputError: There is no such.
    """
    if split not in SPLITS:
        raise InputError(
            f"{kind}: there is no split {split!r}, only {', '.join(SPLITS)}."
        )
    return SPLITS.index(split)


class Seen:
    """What a camera sees, without its light: [H, W, ...] arrays.

    Args:
        rays: float32 [3, H, W].
        depth: float32 [H, W].
        world: float32 [3, H * W], normals in the world.
        place: float32 [2, H * W], metres on the face.
        face: int32 [H, W], FACES to a solid.
        normals: float32 [H, W, 3], in the camera's frame.
    """

    def __init__(self, scene, size):
        camera = scene.camera
        rows, columns = np.mgrid[: size[0], : size[1]]
        self.rays = camera.rays(columns[:1], rows[:, :1])
        self.depth, who = ray_casting.cast(
            scene.solids, camera.place, self.rays, camera
        )
        self.world, self.place, face = ray_casting.surfaces(
            scene.solids,
            camera.place,
            self.rays.reshape(3, -1),
            self.depth.ravel(),
            who.ravel(),
        )
        self.face = face.reshape(size)
        normals = np.float32(camera.axes) @ self.world
        self.normals = np.ascontiguousarray(normals.T).reshape(*size, 3)


def told(scene, seen):
    """-> what is known of a picture, by the names of fields.

    Boundaries are where one face ends and another begins: at edges of things, where
    they stand in front of others, and where they touch.
    """
    return {
        "depth": seen.depth[..., None],
        "normals": seen.normals,
        "label": labels_of(scene.solids)[seen.face][..., None],
        "boundary": np.where(edges(seen.face), 255, 0).astype(np.uint8)[..., None],
        "camera": scene.camera.numbers,
    }


def moved(scene, seen, then):
    """Where everything has gone.

    Args:
        seen: Of the scene.
        then: The same scene a moment later.

    Returns:
        flow float32 [H, W, 2], NaN for what has come behind the camera; and occlusion
        uint8 [H, W, 1], 255 where it is not seen any more.
    """
    size = seen.depth.shape
    origin = np.float32(scene.camera.place)[:, None]
    points = origin + seen.rays.reshape(3, -1) * seen.depth.ravel()
    who = seen.face.ravel() // FACES
    for number, (before, after) in enumerate(zip(scene.solids, then.solids)):
        if before is not after:
            own = before.frame @ (points[:, who == number] - before.centre[:, None])
            points[:, who == number] = after.frame.T @ own + after.centre[:, None]
    column, row, depth = then.camera.seen(points)
    rays = points - np.float32(then.camera.place)[:, None]
    nearest, _ = ray_casting.cast(then.solids, then.camera.place, rays)
    inside = (column > -0.5) & (column < size[1] - 0.5)
    inside &= (row > -0.5) & (row < size[0] - 0.5) & (depth > 0)
    hidden = ~inside | (nearest < 1 - 2e-3)
    rows, columns = np.mgrid[: size[0], : size[1]]
    flow = np.stack([column - columns.ravel(), row - rows.ravel()], axis=-1)
    flow[depth < 0.05] = np.nan
    return (
        flow.reshape(*size, 2).astype(np.float32),
        np.where(hidden, 255, 0).astype(np.uint8).reshape(*size, 1),
    )


def labels_of(solids):
    """-> uint8 [faces], the class of each face."""
    return np.uint8([s.paint(face).label for s in solids for face in range(FACES)])


def edges(face, both=False):
    """-> bool [H, W], pixels above or left of one of another face, or both of them."""
    found = np.zeros(face.shape, bool)
    down, right = face[1:] != face[:-1], face[:, 1:] != face[:, :-1]
    found[:-1] |= down
    found[:, :-1] |= right
    if both:
        found[1:] |= down
        found[:, 1:] |= right
    return found


def photographed(scene, seen, paints, rng, gain=None):
    """Four rays for pixels at edges, one for all others; then the camera's exposure,
    its lens and its noise.

    Returns:
        uint8 [H, W, 3], and the gain: by the picture's light, where it is not given.
    """
    import cv2

    size, camera = seen.depth.shape, scene.camera
    light = lit(
        scene,
        seen.rays.reshape(3, -1),
        seen.depth.ravel(),
        (seen.world, seen.place, seen.face.ravel()),
        paints,
    )
    rows, columns = np.nonzero(edges(seen.face, both=True))
    down, right = np.float32(CORNERS).T[..., None]
    rays = camera.rays((columns + right).ravel(), (rows + down).ravel())
    depth, who = ray_casting.cast(scene.solids, camera.place, rays)
    found = ray_casting.surfaces(scene.solids, camera.place, rays, depth, who)
    finer = lit(scene, rays, depth, found, paints)
    gain = gain or float(scene.exposure / light.mean())
    light, finer = (np.minimum(each * gain, 1) for each in (light, finer))
    light = light.reshape(*size, 3)
    light[rows, columns] = finer.reshape(len(CORNERS), -1, 3).mean(0)
    light = cv2.GaussianBlur(light, (3, 3), scene.blur)
    pixels = 255 * np.sqrt(light)  # about as sRGB does; noise is then alike everywhere
    pixels += scene.noise * rng.standard_normal(pixels.shape, np.float32)
    return np.rint(pixels.clip(0, 255)).astype(np.uint8), gain


def lit(scene, rays, depth, found, paints):
    """-> light that comes along each ray, float32 [N, 3]."""
    camera = scene.camera
    normal, place, face = found
    table = Table(scene.solids)
    points = rays * depth + np.float32(camera.place)[:, None]
    length = np.sqrt((rays * rays).sum(0))
    slant = np.maximum(-(normal * rays).sum(0) / length, 0.05)
    pixel = depth / np.float32(camera.focal) / np.sqrt(slant)  # metres that it covers
    level = np.log2(np.maximum(SIDE * table.density[face] * pixel, 1)) - 0.4
    on = place * table.repeats[face].T + table.offset[face].T
    colour = paints.colours(table.texture[face], on, level)
    colour *= colour * (table.tint[face] / 255**2)

    middle = np.float32(scene.size[:, None] / 2)
    corner = np.exp((np.abs(points - middle) - middle) * (1 / 0.35)).sum(0)
    ambient = scene.ambient * (0.85 + 0.15 * normal[1]) / (1 + 0.35 * corner)
    light = ambient[:, None] * np.float32(scene.ambient_tint)
    shiny = np.flatnonzero(table.shines[face])
    for lamp in scene.lamps:
        towards = np.float32(lamp.place)[:, None] - points
        square = (towards * towards).sum(0)
        cosine = (normal * towards).sum(0) / np.sqrt(square)
        dark = ray_casting.in_shadow(scene.solids, lamp.place, points + 2e-3 * normal)
        bright = (cosine > 0) & ~dark
        power = np.float32(lamp.power) * cosine / (0.3 + square) * bright
        light += power[:, None] * np.float32(lamp.tint)
        glossy = shiny[bright[shiny]]
        if len(glossy):
            n, back = normal[:, glossy], rays[:, glossy] / length[glossy]
            out = back - 2 * n * (n * back).sum(0)
            glance = (out * towards[:, glossy]).sum(0) / np.sqrt(square[glossy])
            glint = np.maximum(glance, 0) ** 30 * table.shine[face[glossy]]
            colour[glossy] += glint[:, None]
    return colour * light


class Table:
    """The paints of all faces, as arrays by the number of the face."""

    def __init__(self, solids):
        every = [solid.paint(face) for solid in solids for face in range(FACES)]
        self.texture = np.int32([paint.texture for paint in every])
        self.tint = np.float32([paint.tint for paint in every])
        self.repeats = np.float32([paint.repeats for paint in every])
        self.offset = np.float32([paint.offset for paint in every])
        self.shine = np.float32([paint.shine for paint in every])
        self.shines = self.shine > 0
        self.density = np.sqrt(np.abs(self.repeats.prod(1)))
