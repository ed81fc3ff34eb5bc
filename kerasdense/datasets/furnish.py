"""Where things stand in a room that has never been, and what they look like."""

import colorsys
import dataclasses

import numpy as np

from kerasdense.datasets.ray_casting import Camera, Paint, Solid, axes_of

CLASSES = (
    *("floor", "wall", "ceiling", "box", "table", "ball", "cylinder"),
    *("board", "picture", "door", "rug"),
)
ID = {name: i for i, name in enumerate(CLASSES)}
UPRIGHT = np.eye(3)


@dataclasses.dataclass(frozen=True, eq=False)
class Lamp:
    place: np.ndarray
    power: float
    tint: tuple


@dataclasses.dataclass(frozen=True, eq=False)
class Scene:
    """Args:
    size: float [3], of the room; it begins at 0.
    solids: The room is the first.
    movable: Numbers of solids of which each stands for itself.
    lamps: Each throws shadows.
    ambient, ambient_tint: Light from everywhere.
    exposure: Mean of the picture's light.
    blur, noise: Of the camera, in pixels and in 255ths.
    """

    size: np.ndarray
    solids: tuple
    movable: tuple
    camera: Camera
    lamps: tuple
    ambient: float
    ambient_tint: tuple
    exposure: float
    blur: float
    noise: float


def furnished(rng, size, textures):
    """Draws a scene.

    Args:
        size: Rows and columns of the picture.
        textures: `Textures`.
    """
    room = np.array([rng.uniform(3, 7), rng.uniform(2.3, 3.3), rng.uniform(3, 7)])
    camera = _camera(rng, room, size)
    maker = _Maker(rng, room, camera, textures)
    for _ in range(rng.integers(2, 6)):
        maker.against_a_wall()
    for _ in range(rng.integers(3, 9)):
        maker.on_the_floor()
    for _ in range(rng.integers(2, 7)):
        maker.on_a_wall()
    if rng.random() < 0.4:
        maker.rug()
    warm = rng.uniform(0, 0.25)
    lamps = [
        Lamp(
            room * rng.uniform((0.2, 0.8, 0.2), (0.8, 0.95, 0.8)),
            rng.uniform(3, 6),
            (1.0, 1 - 0.5 * warm, 1 - warm),
        )
    ]
    if rng.random() < 0.6:  # as if by a window
        lamps.append(
            Lamp(
                room * rng.uniform((0.1, 0.4, 0.1), (0.9, 0.8, 0.9)),
                rng.uniform(1, 5),
                (0.85, 0.93, 1.0),
            )
        )
    return Scene(
        size=room,
        solids=tuple(maker.solids),
        movable=tuple(maker.movable),
        camera=camera,
        lamps=tuple(lamps),
        ambient=rng.uniform(0.15, 0.7),
        ambient_tint=tuple(rng.uniform(0.9, 1, 3)),
        exposure=rng.uniform(0.12, 0.36),
        blur=rng.uniform(0.2, 0.8),
        noise=rng.uniform(0.5, 5),
    )


def later(rng, scene, seen):
    """-> the scene a moment later: the camera was moved, and mostly a thing as well.

    Args:
        seen: Pixels of each solid; what is moved is one of those that are seen.
    """
    camera = scene.camera
    place = camera.place + rng.normal(0, (0.07, 0.03, 0.07))
    place = np.clip(place, 0.1, scene.size - 0.1)
    turn = axes_of(*np.radians(rng.normal(0, (1.5, 1.0, 0.8))))
    turn = turn * [1, -1, 1]  # as from a world whose y is down, as the camera's is
    solids = list(scene.solids)
    able = [number for number in scene.movable if seen[number] > 60]
    if able and rng.random() < 0.85:
        number = able[rng.integers(len(able))]
        solid = solids[number]
        solids[number] = dataclasses.replace(
            solid,
            centre=solid.centre + rng.normal(0, (0.12, 0, 0.12)),
            frame=solid.frame @ _upright(rng.normal(0, 0.2)),
        )
    moved = dataclasses.replace(camera, place=place, axes=turn @ camera.axes)
    return dataclasses.replace(scene, camera=moved, solids=tuple(solids))


def _camera(rng, room, size):
    """Held at the height of a chest, and looking where there is some room to see."""
    rows, columns = size
    focal = columns / 2 / np.tan(np.radians(rng.uniform(48, 70)) / 2)
    while True:
        place = room * rng.uniform((0.06, 0, 0.06), (0.94, 0, 0.94))
        yaw = rng.uniform(-np.pi, np.pi)
        ahead = np.array([np.sin(yaw), 0, np.cos(yaw)])
        far = np.where(ahead > 0, room - place, -place)[[0, 2]] / ahead[[0, 2]]
        if far.min() > rng.uniform(1.6, 4.5):
            break
    place[1] = min(rng.uniform(0.8, 1.9), room[1] - 0.3)
    pitch, roll = np.radians([rng.uniform(-30, 4), rng.normal(0, 2)])
    middle = (
        (columns - 1) / 2 + rng.normal(0, 0.015) * columns,
        (rows - 1) / 2 + rng.normal(0, 0.015) * rows,
    )
    return Camera(place, axes_of(yaw, pitch, roll), focal, middle)


class _Maker:
    """Puts one thing after the other into a room, none into another."""

    def __init__(self, rng, room, camera, textures):
        self.rng, self.room, self.camera, self.textures = rng, room, camera, textures
        self.taken = [(camera.place[[0, 2]], 0.9)]  # middles and radii on the floor
        self.movable = []
        wall = self.paint(
            "wall",
            ("plaster", "plaster", "stripes", "bricks", "noise", "photograph", "spots"),
            bright=True,
        )
        walls = [wall] * 6
        if rng.random() < 0.3:
            walls[rng.integers(0, 2)] = self.paint("wall", ("plaster", "noise"), True)
        floor = self.paint(
            "floor", ("wood", "wood", "tiles", "checks", "noise", "noise", "photograph")
        )
        ceiling = self.paint("ceiling", ("plaster",), bright=True)
        walls[2], walls[3] = floor, ceiling
        self.solids = [Solid("room", room / 2, room / 2, UPRIGHT, tuple(walls))]

    def paint(self, label, kinds, bright=False, shine=0.0):
        """-> a `Paint` of a random texture of one of the kinds, and a random colour."""
        rng = self.rng
        kind = kinds[rng.integers(len(kinds))]
        texture = int(rng.choice(self.textures.of(kind)))
        least = 0.65 if bright else 0.25
        saturation = (0.25 if bright else 0.7) * rng.beta(1, 2.5)
        tint = colorsys.hsv_to_rgb(rng.random(), saturation, rng.uniform(least, 1))
        if kind in ("wood", "photograph"):  # they have colours of their own
            tint = np.full(3, rng.uniform(0.5, 1))
        density = rng.uniform(0.4, 1.1)
        if label not in ("floor", "wall", "ceiling") or kind == "bricks":
            density *= 2
        return Paint(
            ID[label],
            texture,
            tuple(np.square(tint)),
            (density, density),
            tuple(rng.uniform(0, 2, 2)),
            shine,
        )

    def add(self, kind, centre, half, frame, paints, movable=False):
        if movable:
            self.movable.append(len(self.solids))
        self.solids.append(
            Solid(kind, np.array(centre, float), np.array(half, float), frame, paints)
        )

    def box(self, base, half, frame, paints, **settings):
        """A box that stands on the middle of its base."""
        self.add("box", base + half[1] * UPRIGHT[1], half, frame, paints, **settings)

    def against_a_wall(self):
        """A cupboard, a shelf, a bed: what stands along a wall."""
        rng = self.rng
        wide, deep = rng.uniform(0.4, 2.0), rng.uniform(0.3, 0.7)
        high = rng.choice([rng.uniform(0.4, 1.0), rng.uniform(1.0, 2.1)])
        low = rng.random() < 0.2
        if low:  # a bed
            wide, deep, high = rng.uniform(0.9, 1.8), rng.uniform(1.6, 2.0), 0.5
        for _ in range(12):
            frame, inward, where = self.wall_place(wide / 2 + 0.05)
            middle = where + inward * deep / 2
            if self.free(middle, frame, wide / 2, deep / 2):
                break
        else:
            return
        half = np.array([wide, min(high, self.room[1] - 0.1), deep]) / 2
        kinds = ("wood", "wood", "plaster", "noise", "photograph", "spots", "checks")
        self.box(middle, half, frame, (self.paint("box", kinds),))
        top = middle + [0, 2 * half[1], 0]
        if high < 1.3:
            self.things_on(top, half[0], half[2], frame)

    def on_the_floor(self):
        rng = self.rng
        kind = rng.choice(["box", "box", "table", "ball", "cylinder", "board"])
        angle = rng.uniform(-np.pi, np.pi)
        frame = _upright(angle)
        sides = {
            "box": rng.uniform(0.2, 0.8, 2),
            "table": rng.uniform(0.6, 1.5, 2),
            "ball": np.full(2, rng.uniform(0.2, 0.6)),
            "cylinder": np.full(2, rng.uniform(0.15, 0.6)),
            "board": np.array([rng.uniform(0.4, 1.2), 0.4]),
        }[kind]
        for _ in range(12):
            where = self.visible_place()
            if where is not None and self.free(where, frame, *(sides / 2)):
                break
        else:
            return
        getattr(self, f"a_{kind}")(where, *sides, frame)

    def a_box(self, where, wide, deep, frame):
        half = np.array([wide, self.rng.uniform(0.2, 0.9), deep]) / 2
        kinds = ("wood", "noise", "photograph", "photograph", "spots", "checks")
        movable = self.rng.random() < 0.5
        self.box(where, half, frame, (self.paint("box", kinds),), movable=movable)
        if not movable and self.rng.random() < 0.6:
            self.things_on(where + [0, 2 * half[1], 0], half[0], half[2], frame)

    def a_table(self, where, wide, deep, frame):
        high, thick = self.rng.uniform(0.45, 0.85), self.rng.uniform(0.02, 0.06)
        paints = (self.paint("table", ("wood", "wood", "plaster", "photograph")),)
        leg = self.rng.uniform(0.015, 0.04)
        for x in (-1, 1):
            for z in (-1, 1):
                off = frame.T @ [x * (wide / 2 - leg), 0, z * (deep / 2 - leg)]
                half = np.array([leg, (high - thick) / 2, leg])
                self.box(where + off, half, frame, paints)
        half = np.array([wide, thick, deep]) / 2
        self.box(where + [0, high - thick, 0], half, frame, paints)
        self.things_on(where + [0, high, 0], wide / 2, deep / 2, frame)

    def a_ball(self, where, wide, _, frame):
        kinds = ("plaster", "stripes", "checks", "photograph", "spots", "noise")
        paint = self.paint("ball", kinds, shine=self.rng.choice([0, 0, 0.5]))
        radius = np.full(3, wide / 2)
        self.add("ball", where + [0, wide / 2, 0], radius, frame, (paint,), True)

    def a_cylinder(self, where, wide, _, frame):
        high = self.rng.uniform(0.2, 1.3)
        kinds = ("plaster", "stripes", "checks", "photograph", "wood", "noise")
        paint = self.paint("cylinder", kinds, shine=self.rng.choice([0, 0, 0.4]))
        half = np.array([wide, high, wide]) / 2
        place = where + [0, high / 2, 0]
        self.add("cylinder", place, half, frame, (paint,), movable=True)

    def a_board(self, where, wide, deep, frame):
        """It leans backwards, its lower edge on the floor."""
        high, thick = self.rng.uniform(0.4, 1.3), 0.02
        lean = self.rng.uniform(0.15, 0.9)
        tilt = np.array(
            [
                [1, 0, 0],
                [0, np.cos(lean), np.sin(lean)],
                [0, -np.sin(lean), np.cos(lean)],
            ]
        )
        tilted = tilt @ frame
        half = np.array([wide, high, thick]) / 2
        lowest = np.abs(tilted[:, 1]) @ half
        paints = (self.paint("board", ("wood", "photograph", "photograph", "checks")),)
        self.add("box", where + [0, lowest, 0], half, tilted, paints)

    def things_on(self, top, reach, depth, frame):
        """Small things on a piece of furniture."""
        rng = self.rng
        spots = []
        for _ in range(rng.integers(0, 4)):
            radius = rng.uniform(0.05, 0.16)
            if radius > min(reach, depth):
                continue
            on = rng.uniform(-1, 1, 2) * (reach - radius, depth - radius)
            if any(np.hypot(*(on - other)) < radius + r for other, r in spots):
                continue
            spots.append((on, radius))
            where = top + frame.T @ [on[0], 0, on[1]]
            kind = rng.choice(["box", "box", "ball", "cylinder"])
            if kind == "box":
                half = np.array([radius * 0.7, rng.uniform(0.04, 0.22), radius * 0.7])
                half[rng.choice([0, 2])] *= rng.uniform(0.3, 1)
                kinds = ("photograph", "plaster", "stripes", "wood")
                turned = _upright(rng.uniform(-np.pi, np.pi))
                self.box(where, half, turned, (self.paint("box", kinds),), movable=True)
            elif kind == "ball":
                self.a_ball(where, 2 * radius, None, frame)
            else:
                high = rng.uniform(0.1, 0.35)
                kinds = ("plaster", "stripes", "photograph", "spots")
                half = np.array([radius * 0.6, high / 2, radius * 0.6])
                paint = self.paint("cylinder", kinds, shine=0.3)
                place = where + [0, high / 2, 0]
                self.add("cylinder", place, half, frame, (paint,), movable=True)

    def on_a_wall(self):
        """A picture, a shelf, or a door."""
        rng = self.rng
        kind = rng.choice(["picture", "picture", "picture", "door", "shelf"])
        wide, high = rng.uniform(0.3, 1.5), rng.uniform(0.3, 1.1)
        if kind == "door":
            wide, high = rng.uniform(0.75, 1.0), min(2.05, self.room[1] - 0.1)
        if wide > 0.8 * min(self.room[[0, 2]]):
            return
        frame, inward, where = self.wall_place(wide / 2 + 0.05)
        if kind == "door":
            half = np.array([wide / 2, high / 2, 0.025])
            self.box(where, half, frame, (self.paint("door", ("wood", "plaster")),))
            return
        if kind == "shelf":
            deep, level = rng.uniform(0.15, 0.3), rng.uniform(1.0, 1.6)
            where = where + inward * deep / 2 + [0, level, 0]
            half = np.array([wide / 2, 0.015, deep / 2])
            self.box(where, half, frame, (self.paint("board", ("wood", "plaster")),))
            self.things_on(where + [0, 0.03, 0], wide / 2, deep / 2, frame)
            return
        level = min(rng.uniform(1.2, 1.8), self.room[1] - high / 2 - 0.1)
        rim = self.paint("picture", ("wood", "plaster"))
        front = Paint(
            ID["picture"],
            int(rng.choice(self.textures.of("photograph"))),
            tuple(np.full(3, rng.uniform(0.6, 1))),
            (1 / wide, -1 / high),
            (0.5, 0.5),
        )
        half = np.array([wide / 2, high / 2, rng.uniform(0.01, 0.03)])
        place = where + [0, level, 0]
        self.add("box", place, half, frame, (rim, rim, rim, rim, front, front))

    def rug(self):
        rng = self.rng
        where = self.visible_place()
        if where is None:
            return
        half = np.array([rng.uniform(0.5, 1.2), 0.005, rng.uniform(0.4, 0.9)])
        kinds = ("noise", "stripes", "checks", "photograph", "spots")
        frame = _upright(rng.uniform(-np.pi, np.pi))
        self.box(where, half, frame, (self.paint("rug", kinds),))

    def wall_place(self, margin):
        """-> a frame whose z points into the room, its z, and a place at the foot of a
        wall, half of the time one that the camera may see."""
        rng = self.rng
        for _ in range(6):
            axis, far = rng.choice([0, 2]), rng.integers(2)
            other = 2 - axis
            margin = min(margin, self.room[other] / 2)
            where = np.zeros(3)
            where[axis] = far * self.room[axis]
            where[other] = rng.uniform(margin, self.room[other] - margin)
            if self.ahead(where) or rng.random() < 0.1:
                break
        inward = np.zeros(3)
        inward[axis] = 1 - 2 * far
        along = np.array([-inward[2], 0, inward[0]])  # to the right, facing the wall
        return np.stack([along, UPRIGHT[1], inward]), inward, where

    def visible_place(self):
        """-> a place on the floor before the camera, or None."""
        rng, forward = self.rng, self.camera.axes[2]
        yaw = np.arctan2(forward[0], forward[2]) + np.radians(rng.uniform(-32, 32))
        far = rng.uniform(1.3, 5.5)
        where = self.camera.place + far * np.array([np.sin(yaw), 0, np.cos(yaw)])
        where[1] = 0
        inside = (where[[0, 2]] > 0.25) & (where[[0, 2]] < self.room[[0, 2]] - 0.25)
        return where if inside.all() else None

    def ahead(self, where):
        towards = (where - self.camera.place)[[0, 2]]
        forward = self.camera.axes[2][[0, 2]]
        cosine = towards @ forward / np.linalg.norm(towards) / np.linalg.norm(forward)
        return cosine > np.cos(np.radians(40))

    def free(self, where, frame, wide, deep):
        """Whether there is room for so much, to both sides; then it is taken."""
        corners = [frame.T @ [x * wide, 0, z * deep] for x in (-1, 1) for z in (-1, 1)]
        reach = np.abs(corners).max(0)[[0, 2]]
        middle, radius = where[[0, 2]], np.hypot(wide, deep)
        inside = (middle - reach > -0.01) & (middle + reach < self.room[[0, 2]] + 0.01)
        clear = all(
            np.hypot(*(middle - other)) > 0.85 * radius + r for other, r in self.taken
        )
        if inside.all() and clear:
            self.taken.append((middle, 0.85 * radius))
            return True
        return False


def _upright(angle):
    """-> a frame turned about the vertical."""
    return np.array(
        [
            [np.cos(angle), 0, -np.sin(angle)],
            [0, 1, 0],
            [np.sin(angle), 0, np.cos(angle)],
        ]
    )
