"""Balls in front of a wall, rendered with exact labels and depth; needs no files."""

import numpy as np

from kerasdense.datasets.dataset import Dataset

COLOURS = np.array([[120, 115, 105], [230, 80, 60], [70, 120, 230]], np.uint8)


class Scenes(Dataset):
    """Rendered scenes: red and blue balls, of random size, place and distance.

    As surfaces, "geometry", the wall stands for the sky (0); of a ball, what faces up
    by 60 degrees or less is horizontal (1), and the rest vertical (2).

    Args:
        count: How many scenes.
        size: Rows and columns.
        seed: Scenes of different seeds differ.
    """

    fields = ("image", "label", "geometry", "depth")
    classes = ("wall", "red ball", "blue ball")
    palette = COLOURS

    def __init__(self, count=64, size=(64, 64), seed=0):
        self.count, self.size, self.seed = count, tuple(size), seed

    def __len__(self):
        return self.count

    def read(self, index):
        rng = np.random.default_rng((self.seed, index))
        rows, columns = self.size
        v, u = np.mgrid[:rows, :columns].astype("float32")
        depth = np.full(self.size, 8.0, "float32")  # the wall stands at 8 m
        label, geometry = np.zeros((2, *self.size), "uint8")
        shade = np.broadcast_to(COLOURS[0] * rng.uniform(0.5, 1.2), (*self.size, 3))
        for kind in (1, 2, 1):
            middle = rng.uniform(0, rows), rng.uniform(0, columns)
            radius = rng.uniform(1 / 8, 1 / 4) * min(self.size)
            distance = rng.uniform(1.5, 6.0)
            off = (v - middle[0]) ** 2 + (u - middle[1]) ** 2
            bulge = np.sqrt(np.maximum(1 - off / radius**2, 0))
            surface = distance - 0.5 * bulge
            front = (off < radius**2) & (surface < depth)
            light = (0.3 + 0.7 * bulge[..., None]) * 6 / (3 + distance)
            shade = np.where(front[..., None], COLOURS[kind] * light, shade)
            depth = np.where(front, surface, depth)
            label = np.where(front, kind, label).astype("uint8")
            facing = np.where(middle[0] - v > radius / 2, 1, 2)
            geometry = np.where(front, facing, geometry).astype("uint8")
        image = np.clip(shade + rng.normal(0, 3, shade.shape), 0, 255).astype("uint8")
        return {
            "image": image,
            "label": label[..., None],
            "geometry": geometry[..., None],
            "depth": depth[..., None].astype("float32"),
        }
