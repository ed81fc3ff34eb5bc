"""Cut-outs of photographs that move before a photograph, with the flow that is true.

After FlyingChairs (Dosovitskiy, Fischer et al., "FlowNet: Learning optical flow with
convolutional networks", ICCV 2015, section 4.2): a photograph moves by an affine map,
and things before it by maps of their own. The things here are shapes filled with
photographs, where the paper renders chairs.
"""

import cv2
import numpy as np

from kerasdense.datasets.dataset import Dataset, Remembered
from kerasdense.datasets.folders import Images
from kerasdense.datasets.samples import Samples
from kerasdense.errors import InputError
from kerasdense.pixels import color

# How things move: a number is drawn from a normal distribution (mean, deviation),
# raised to a power that keeps its sign, and cut to a range; or, where it is not drawn
# that often, it is the mean. Most move little, and a few far. Translations are in
# pixels of FlyingChairs' 384x512, rotations in degrees. docs/FLOW.md has the histogram
# of what comes of it at half the speed, beside those of FlyingChairs and Sintel.
#                           power mean deviation least most  how often
BACKGROUND = {
    "translation": (4, 0.0, 1.3, -40.0, 40.0, 1.0),
    "rotation": (2, 0.0, 1.3, -10.0, 10.0, 0.3),
    "zoom": (2, 1.0, 0.1, 0.93, 1.07, 0.6),
}
THINGS = {  # as seen from the background
    "translation": (3, 0.0, 2.3, -120.0, 120.0, 1.0),
    "rotation": (2, 0.0, 2.3, -30.0, 30.0, 0.7),
    "zoom": (3, 1.0, 0.18, 0.8, 1.3, 0.7),
}
COUNT = 12, 20  # things in a picture, at least and at most
SIDE = 0.3, 0.22  # of a thing over that of the picture: mean and deviation
LEAST, MOST = 16, 0.8  # pixels of a thing's side, and its part of the picture's
CORNERS = 48  # of a smooth outline
SPLITS = ("train", "val", "test")


class Moving(Dataset):
    """Pairs of pictures made of photographs, with their flow and what gets hidden.

    A sample is decided by (seed, index): it is the same whenever it is read. The flow
    is that of the affine maps, exact at the middle of every pixel.

    Args:
        photographs: Dataset with "image".
        count: How many pairs.
        size: Rows and columns.
        seed: Pairs of different seeds differ.
        speed: How much of the pixels of FlyingChairs everything moves.
    """

    fields = ("image", "second", "flow", "occlusion")

    def __init__(self, photographs, count=64, size=(256, 320), seed=0, speed=0.5):
        self.photographs, self.count, self.size = photographs, count, tuple(size)
        self.seed, self.speed = seed, speed

    def __len__(self):
        return self.count

    def name(self, index):
        return f"{self.seed}-{index}"

    def read(self, index):
        rng = np.random.default_rng((self.seed, index))
        stage = Stage(self.size)
        move = moved(rng, BACKGROUND, middle(self.size), self.speed)
        photograph = self._photograph(rng)
        stage.put_behind(photograph, laid_over(rng, photograph.shape, self.size), move)
        for _ in range(rng.integers(COUNT[0], COUNT[1] + 1)):
            self._put_thing(rng, stage, move)
        return stage.sample()

    def _put_thing(self, rng, stage, background):
        rows, columns = self.size
        wanted = rng.normal(*SIDE) * min(self.size)
        side = int(np.clip(wanted, LEAST, MOST * min(self.size)))
        cut = piece(rng, self._photograph(rng), side)
        place = rng.uniform(0, columns), rng.uniform(0, rows)
        lies = (
            shifted(*place)
            @ turned(rng.uniform(0, 360))
            @ shifted(-side / 2, -side / 2)
        )
        own = moved(rng, THINGS, place, self.speed)
        stage.put(cut, shape(rng, side), lies, background @ own)

    def _photograph(self, rng):
        index = int(rng.integers(len(self.photographs)))
        image = self.photographs.read(index)["image"]
        if image.dtype == np.uint16:
            image = (image // 257).astype(np.uint8)
        return color.in_channels(image, 3)


def moving(text, split):
    """moving:FOLDER,COUNT -> so many pairs of a folder's photographs, others in each
    split; without a folder, of those that come with scikit-image."""
    folder, _, count = text.rpartition(",") if "," in text else (text, "", "")
    if folder.isdecimal():
        folder, count = "", folder
    if split not in SPLITS:
        raise InputError(
            f"moving: there is no split {split!r}, only {', '.join(SPLITS)}."
        )
    if count and not (count.isdecimal() and int(count)):
        raise InputError(f"moving:{text} should say how many, as in moving:photos,64.")
    photographs = Remembered(Images(folder) if folder else Samples())
    return Moving(photographs, int(count or 64), seed=SPLITS.index(split))


class Stage:
    """Two pictures on which things are put, each before those that were put first."""

    def __init__(self, size):
        self.size = size
        self.pictures = [np.zeros((*size, 3), np.uint8) for _ in range(2)]
        self.things = [np.zeros(size, np.uint8) for _ in range(2)]  # who is in front
        self.flow = np.zeros((*size, 2), np.float32)
        self.count = 0

    def put_behind(self, photograph, lies, move):
        """Fills both pictures.

        Args:
            photograph: uint8 [h, w, 3]; beyond its border it goes on as in a mirror.
            lies: Its pixels -> those of the first picture, a 3x3 matrix.
            move: Pixels of the first picture -> those of the second.
        """
        for picture, where in zip(self.pictures, (lies, move @ lies)):
            picture[:] = cv2.warpAffine(
                photograph, where[:2], self.size[::-1],
                flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101,
            )  # fmt: skip
        self.flow[:] = displacement(move, 0, 0, *self.size)

    def put(self, cut, mask, lies, move):
        """Puts a cut-out before all that is there.

        Args:
            cut: uint8 [n, n, 3].
            mask: uint8 [n, n], 255 where there is something.
            lies, move: See `put_behind`.
        """
        self.count += 1
        for time, where in enumerate((lies, move @ lies)):
            box = bounds(where, mask.shape, self.size)
            if box is None:
                continue
            top, left, bottom, right = box
            there = np.s_[top:bottom, left:right]
            inner = (shifted(-left, -top) @ where)[:2]
            size = right - left, bottom - top
            drawn = cv2.warpAffine(
                cut,
                inner,
                size,
                flags=cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_REPLICATE,
            )
            cover = cv2.warpAffine(mask, inner, size, flags=cv2.INTER_LINEAR)
            share = (cover.astype(np.float32) / 255)[..., None]
            picture = self.pictures[time][there]
            picture[:] = np.rint(picture + share * (drawn - picture.astype(np.float32)))
            here = cover > 127
            self.things[time][there][here] = self.count
            if time == 0:
                flow = displacement(move, top, left, *size[::-1])
                self.flow[there][here] = flow[here]

    def sample(self):
        first, second = self.pictures
        return {
            "image": first,
            "second": second,
            "flow": self.flow,
            "occlusion": hidden(self.flow, *self.things)[..., None],
        }


def hidden(flow, before, after):
    """-> uint8 [H, W], 255 where a pixel leaves the picture, or something nearer comes
    before it.

    Args:
        flow: [H, W, 2].
        before, after: Who is in front in the first picture and in the second, the
            nearest having the largest number.
    """
    rows, columns = before.shape
    x = np.rint(np.arange(columns) + flow[..., 0]).astype(int)
    y = np.rint(np.arange(rows)[:, None] + flow[..., 1]).astype(int)
    inside = (x >= 0) & (x < columns) & (y >= 0) & (y < rows)
    there = after[np.clip(y, 0, rows - 1), np.clip(x, 0, columns - 1)]
    return np.where(inside & (there <= before), 0, 255).astype(np.uint8)


def displacement(move, top, left, rows, columns):
    """-> float32 [rows, columns, 2], how far a map moves the pixels of a part."""
    x = np.arange(left, left + columns, dtype=np.float64)
    y = np.arange(top, top + rows, dtype=np.float64)[:, None]
    flow = np.empty((rows, columns, 2), np.float32)
    for axis, own in enumerate((x, y)):
        flow[..., axis] = move[axis, 0] * x + move[axis, 1] * y + move[axis, 2] - own
    return flow


def bounds(where, shape, size):
    """-> top, left, bottom, right of what a map makes of a square, inside the picture;
    None where nothing of it is."""
    rows, columns = shape
    corners = np.array([[0, 0, 1], [columns, 0, 1], [0, rows, 1], [columns, rows, 1]])
    x, y = where[:2] @ corners.T
    left, top = max(0, int(x.min()) - 1), max(0, int(y.min()) - 1)
    right = min(size[1], int(x.max()) + 2)
    bottom = min(size[0], int(y.max()) + 2)
    return (top, left, bottom, right) if left < right and top < bottom else None


def moved(rng, how, centre, speed):
    """-> a map drawn anew, of points of the first picture to those of the second."""
    zoom, degrees = drawn(rng, *how["zoom"]), drawn(rng, *how["rotation"])
    way = [speed * drawn(rng, *how["translation"]) for _ in range(2)]
    x, y = centre
    about = turned(degrees) @ np.diag([zoom, zoom, 1.0])
    return shifted(x + way[0], y + way[1]) @ about @ shifted(-x, -y)


def drawn(rng, power, mean, deviation, least, most, often):
    """-> a number, see BACKGROUND."""
    value = rng.normal(mean, deviation)
    if rng.random() > often:
        return mean
    return float(np.clip(np.sign(value) * abs(value) ** power, least, most))


def laid_over(rng, shape, size):
    """-> a map that lays a photograph over the picture: enlarged so that it covers it,
    and somewhat more, turned a little and perhaps mirrored."""
    rows, columns = shape[:2]
    cover = max(size[0] / rows, size[1] / columns) * rng.uniform(1.0, 1.6)
    mirror = rng.choice([-1.0, 1.0])
    x, y = middle(size)
    spare = max(0.0, cover * columns - size[1]), max(0.0, cover * rows - size[0])
    x, y = x + rng.uniform(-0.5, 0.5) * spare[0], y + rng.uniform(-0.5, 0.5) * spare[1]
    lies = shifted(x, y) @ turned(rng.uniform(-10, 10))
    lies = lies @ np.diag([mirror * cover, cover, 1.0])
    return lies @ shifted(-columns / 2, -rows / 2)


def piece(rng, photograph, side):
    """-> uint8 [side, side, 3], a square of a photograph in another light."""
    rows, columns = photograph.shape[:2]
    if min(rows, columns) < side:
        scale = side / min(rows, columns)
        enlarged = int(np.ceil(columns * scale)), int(np.ceil(rows * scale))
        photograph = cv2.resize(photograph, enlarged)
        rows, columns = photograph.shape[:2]
    top, left = rng.integers(rows - side + 1), rng.integers(columns - side + 1)
    cut = photograph[top : top + side, left : left + side]
    gains, light = rng.uniform(0.6, 1.4, 3), rng.uniform(-40, 40)
    table = np.arange(256)[:, None] * gains + light
    return cv2.LUT(cut, np.clip(table, 0, 255).astype(np.uint8)[None])


def shape(rng, side):
    """-> uint8 [side, side], 255 inside of an outline, with soft edges.

    Blobs, polygons, bars crossed like legs; a third of them with a hole.
    """
    mask = np.zeros((side, side), np.uint8)
    kind = rng.choice(["blob", "polygon", "bars"], p=[0.45, 0.3, 0.25])
    if kind == "bars":
        width = int(max(2, rng.uniform(0.06, 0.2) * side))
        for _ in range(rng.integers(2, 6)):
            ends = rng.uniform(0.1, 0.9, (2, 2)) * side
            ends = [tuple(map(int, end)) for end in ends]
            cv2.line(mask, *ends, 255, width, cv2.LINE_AA)
        return mask
    fill(mask, outline(rng, kind), side, 255)
    if rng.random() < 1 / 3:
        fill(mask, 0.45 * outline(rng, "blob"), side, 0)
    return mask


def outline(rng, kind):
    """-> points around the middle, no farther than 1, [n, 2]."""
    if kind == "polygon":
        angle = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(3, 8)))
        radius = rng.uniform(0.5, 1.0, len(angle))
    else:
        angle = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
        radius = np.ones(CORNERS)
        for wave in range(1, 6):
            strength = rng.normal(0, 0.25) / wave
            radius += strength * np.cos(wave * angle + rng.uniform(0, 2 * np.pi))
        radius = np.clip(radius, 0.15, None)
        radius /= radius.max()
    stretch = rng.uniform(0.4, 1.0, 2)
    stretch /= stretch.max()
    return radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], -1) * stretch


def fill(mask, points, side, value):
    """Fills an outline; OpenCV takes sixteenths of pixels as whole numbers."""
    pixels = np.rint(16 * (side / 2 + points * (side / 2 - 1))).astype(np.int32)
    cv2.fillPoly(mask, [pixels[:, None]], value, cv2.LINE_AA, shift=4)


def middle(size):
    return size[1] / 2, size[0] / 2


def shifted(x, y):
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])


def turned(degrees):
    sine, cosine = np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
    return np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])
