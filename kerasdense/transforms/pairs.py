"""Two pictures and their flow: moved and lit, together and a little apart.

Dosovitskiy, Fischer et al., "FlowNet", ICCV 2015, section 5.1: strong changes of both
pictures alike, and small ones of the second alone.
"""

import dataclasses

import cv2
import numpy as np
import tensorflow as tf

from kerasdense.datasets.moving import displacement, shifted, turned

TRIES = 20  # to find a window that does not leave the picture


@dataclasses.dataclass(frozen=True)
class Moves:
    """What is drawn: of both pictures evenly, of the second beside it normally.

    Args:
        shift: Largest, as a part of the width.
        turn: Largest, in degrees.
        zoom: Least and largest.
        own_shift, own_turn, own_zoom: Deviations, in parts of the width, degrees, and
            of the logarithm.
    """

    shift: float = 0.2
    turn: float = 17.0
    zoom: tuple[float, float] = (0.9, 2.0)
    own_shift: float = 0.01
    own_turn: float = 1.0
    own_zoom: float = 0.01


def move_pair(size, moves=None):
    """-> a transform that cuts a window out of a pair that has been moved and turned.

    The flow follows exactly: where x is in the first picture as it becomes, p = T1^-1 x
    was there before, and its new flow is T2(p + f(p)) - x, f being that of the pixel
    nearest to p, as in the authors' flow_augmentation_layer.cu. What gets out of the
    second window is occluded. What comes from beyond the picture has no known flow.

    Args:
        size: Rows and columns of the window.
        moves: `Moves`; the paper's by default, with the own ones a third of those of
            the released configuration.
    """
    moves = moves or Moves()

    def transform(sample, key):
        names = list(sample)

        def made(key, *arrays):
            rng = np.random.default_rng([int(part) for part in key])
            given = dict(zip(names, arrays))
            ways = drawn(rng, given["image"].shape[:2], size, moves)
            result = moved_pair(given, *ways, size)
            return [result[name] for name in names]

        kinds = [array.dtype for array in sample.values()]
        arrays = tf.numpy_function(made, [key, *sample.values()], kinds)
        for array, before in zip(arrays, sample.values()):
            array.set_shape((*size, before.shape[-1]))
        return dict(zip(names, arrays))

    return transform


def drawn(rng, shape, size, moves):
    """-> T1 and T2: places in the pictures -> places in the windows, 3x3."""
    rows, columns = shape
    for _ in range(TRIES):
        zoom = np.exp(rng.uniform(*np.log(moves.zoom)))
        way = rng.uniform(-moves.shift, moves.shift, 2) * columns
        # Around the middle of the picture, and then where windows may lie.
        room = [max(0, zoom * n - m) / 2 for n, m in zip((columns, rows), size[::-1])]
        way += rng.uniform(-1, 1, 2) * room
        first = about(shape, size, rng.uniform(-moves.turn, moves.turn), zoom, way)
        if inside(first, shape, size):
            break
    else:
        room = [(n - m) / 2 for n, m in zip((columns, rows), size[::-1])]
        first = about(shape, size, 0, 1, rng.uniform(-1, 1, 2) * np.maximum(room, 0))
    own = about(
        size,
        size,
        rng.normal(0, moves.own_turn),
        np.exp(rng.normal(0, moves.own_zoom)),
        rng.normal(0, moves.own_shift, 2) * columns,
    )
    return first, own @ first


def about(shape, size, degrees, zoom, way):
    """-> what turns and zooms around the middle of a picture, which comes to lie that
    far from the middle of the window."""
    (top, left), (low, right) = (
        ((n - 1) / 2 for n in sides) for sides in (shape, size)
    )
    scale = np.diag([zoom, zoom, 1.0])
    to = shifted(right + way[0], low + way[1])
    return to @ turned(degrees) @ scale @ shifted(-left, -top)


def inside(first, shape, size):
    """Whether all of a window comes from inside the picture."""
    rows, columns = size
    corners = np.array(
        [[0, 0], [columns - 1, 0], [0, rows - 1], [columns - 1, rows - 1]]
    )
    x, y, _ = np.linalg.inv(first) @ np.column_stack([corners, np.ones(4)]).T
    return min(x.min(), y.min()) >= -0.5 and (
        x.max() <= shape[1] - 0.5 and y.max() <= shape[0] - 0.5
    )


def moved_pair(sample, first, second, size):
    """A sample -> the same in windows of two maps.

    Args:
        sample: NumPy arrays "image", "second", "flow" and perhaps "occlusion".
        first, second: 3x3, places in the pictures -> places in the windows.
        size: Rows and columns of the windows.
    """
    rows, columns = size
    result = dict(sample)
    for name, way in (("image", first), ("second", second)):
        result[name] = cv2.warpAffine(
            sample[name], way[:2], (columns, rows),
            flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101,
        ).reshape(rows, columns, -1)  # fmt: skip
    found = nearest(sample["flow"], first, size, np.nan)
    # T2(p + f) - x is what T2 T1^-1 moves x by, and f turned and zoomed by T2.
    moved = displacement(second @ np.linalg.inv(first), 0, 0, rows, columns)
    moved += found @ second[:2, :2].T.astype(np.float32)
    result["flow"] = moved
    if "occlusion" in sample:
        x = np.arange(columns, dtype=np.float32) + moved[..., 0]
        y = np.arange(rows, dtype=np.float32)[:, None] + moved[..., 1]
        seen = (x > -0.5) & (x < columns - 0.5) & (y > -0.5) & (y < rows - 0.5)
        before = nearest(sample["occlusion"], first, size, 255)
        result["occlusion"] = np.where(seen[..., None], before, np.uint8(255))
    return result


def nearest(array, way, size, beyond):
    """What is at the nearest pixel, or a value of what lies beyond the picture."""
    rows, columns = size
    return cv2.warpAffine(
        array, way[:2], (columns, rows),
        flags=cv2.INTER_NEAREST, borderValue=(beyond,) * array.shape[-1],
    ).reshape(rows, columns, -1)  # fmt: skip


def light_pair(strength=1.0, own=0.02):
    """-> a transform that changes light, contrast and colour, and adds noise.

    Of both alike: contrast by -0.8 to 0.4, each colour's gain 0.5 to 2, gamma 0.7 to
    1.5, brightness of deviation 0.2, noise of a deviation of 0 to 0.04.

    Args:
        strength: Of all of these; 1 is the paper.
        own: Deviation of what the second differs by, in each of them.
    """

    def made(key, *images):
        rng = np.random.default_rng([int(part) for part in key])
        return lit_pair(rng, images, strength, own)

    def transform(sample, key):
        names = "image", "second"
        images = [sample[name] for name in names]
        found = tf.numpy_function(made, [key, *images], [tf.float32] * 2)
        for image, before in zip(found, images):
            image.set_shape(before.shape)
        return {**sample, **dict(zip(names, found))}

    return transform


def lit_pair(rng, images, strength, own):
    """[H, W, C] each -> the same in another light, float32 in [0, 1]."""
    light = strength * np.array(
        [
            rng.uniform(-0.8, 0.4),
            *rng.uniform(-np.log(2), np.log(2), 3),
            rng.uniform(np.log(0.7), np.log(1.5)),
            rng.normal(0, 0.2),
        ]
    )
    noise = strength * rng.uniform(0, 0.04)
    lights = light, light + own * rng.normal(size=6)
    made = []
    for image, drawn in zip(images, lights):
        grain = rng.standard_normal(image.shape, np.float32)
        made.append(np.clip(lit(image, drawn) + np.float32(noise) * grain, 0, 1))
    return made


def lit(image, drawn):
    """[H, W, C] -> float32 [H, W, C] in [0, 1], by six numbers: contrast, logarithms of
    three gains and of gamma, brightness."""
    contrast, gains, gamma, light = drawn[0], drawn[1:4], drawn[4], drawn[5]
    channels = image.shape[-1]
    gains = np.exp(gains if channels == 3 else gains[:1])
    middle = as_float(image.mean(dtype=np.float64), image.dtype)

    def changed(values):
        values = ((values - middle) * (1 + contrast) + middle) * gains + light
        return (np.clip(values, 0, 1) ** np.exp(gamma)).astype(np.float32)

    if image.dtype == np.uint8:  # 256 levels are fewer than there are pixels
        table = changed(np.arange(256)[:, None] / 255)
        return cv2.LUT(image, table[None]).reshape(image.shape)
    return changed(as_float(image, image.dtype))


def as_float(values, dtype):
    """8- and 16-bit pixels -> float in [0, 1]; floats stay."""
    whole = np.issubdtype(dtype, np.integer)
    return values / np.iinfo(dtype).max if whole else values
