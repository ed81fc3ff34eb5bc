"""A task as an exported file tells it: enough to predict, without Keras."""

import numpy as np

from kerasdense.pixels import flow, lab, paint, relief
from kerasdense.pixels.mosaic import PATTERNS


class StoredTask:
    """What the pixels of an exported file mean. Its outputs are predictions already.

    Predicting takes NumPy alone. `target`, `metrics` and `extras` are the task's own,
    and import Keras when they are called.

    Args:
        record: What task.json holds.
        facts: What facts.json holds.

    Raises:
        KeyError, TypeError, ValueError: They are not as `records` writes them.
    """

    decided = True
    optional = ()
    stride = 1  # of predictions
    whole = False  # what makes a kernel becomes no .tflite

    def __init__(self, record, facts):
        self.record, self.takes = record, facts["takes"]
        self.reads, self.learns = tuple(facts["reads"]), tuple(facts["learns"])
        self.writes, self.luma = facts["writes"], facts["luma"]
        self.keeps_lightness = facts.get("keeps_lightness", False)
        self.channels, self.scale = facts["channels"], int(facts["scale"])
        self.damage, self.side = record.get("damage", ""), record.get("side", 0)
        self.tile = facts.get("tile", 512)
        if "second" in self.reads:
            self.channels_in = 2 * self.channels
        if "raw" in self.reads:
            self.pattern, self.balanced = record["pattern"], record["balanced"]
            self.channels_in = PATTERNS[self.pattern].channels
        self.parts = {
            name: StoredTask(part["task"], {**facts, "parts": {}, **part["facts"]})
            for name, part in facts.get("parts", {}).items()
        }
        if self.writes == "labels":
            self.classes = tuple(record["classes"])
            palette = np.asarray(record.get("palette") or (), np.uint8)
            self._colours = paint.palette(len(self.classes)).copy()
            self._colours[: len(palette)] = palette.reshape(-1, 3)

    def input(self, sample):
        """Lays the arrays side by side, 8- and 16-bit ones scaled to [0, 1]."""
        return np.concatenate([to_unit(sample[name]) for name in self.reads], axis=-1)

    def decode(self, output, x):
        if "mask" in self.reads:  # what is known stays, though it have 16 bits
            return np.where(x[..., -1:] > 0, output, x[..., :-1])
        if self.keeps_lightness and not of_bytes(x):  # and so does its lightness
            return np.stack([lab.recoloured(a, b) for a, b in zip(x, output)])
        return output

    def colours(self):
        """-> uint8 [256, 3], the colour of every id."""
        return self._colours

    def render(self, prediction):
        """-> uint8 [H, W, 3], for people; of several maps, the first."""
        for name, part in self.parts.items():
            return part.render(prediction[name])
        if self.writes == "labels":
            return self._colours[np.asarray(prediction)[..., 0]]
        if self.writes == "depth":
            return relief.depth_colours(prediction)
        if self.writes == "normals":
            return relief.normals_colours(prediction)
        if self.writes == "flow":
            return flow.coloured(prediction)
        picture = np.rint(255 * np.clip(prediction, 0, 1)).astype(np.uint8)
        return np.repeat(picture, 3, axis=-1) if picture.shape[-1] == 1 else picture

    def target(self, sample):
        return self._in_full().target(sample)

    def metrics(self):
        return self._in_full().metrics()

    def extras(self):
        return self._in_full().extras()

    def protocols(self):
        return self._in_full().protocols()

    def _in_full(self):
        from kerasdense.bundle import task_from

        return task_from(self.record)


def to_unit(pixels):
    """8- and 16-bit pixels -> float32 in [0, 1]; floats stay as they are."""
    pixels = np.asarray(pixels)
    most = {"uint8": 255.0, "uint16": 65535.0}.get(pixels.dtype.name, 1.0)
    return pixels.astype(np.float32) / np.float32(most)


def of_bytes(x):
    """Whether x has no more than the 256 levels that files take and give."""
    levels = 255 * np.asarray(x)
    return bool(np.max(np.abs(levels - np.rint(levels))) < 1e-3)


def as_taken(x, takes):
    """x in [0, 1], or beyond -> the type that a file takes."""
    x = np.asarray(x)
    if takes == "uint8":
        return np.rint(255 * np.clip(x, 0, 1)).astype(np.uint8)
    return np.ascontiguousarray(x, np.float32)


def predicted(result, task):
    """What a file gives -> a prediction, or one of each of several maps."""
    if task.parts:
        return {name: predicted(result[name], of) for name, of in task.parts.items()}
    return as_predicted(result, task.writes)


def as_predicted(result, writes):
    """What a file gives of one map -> a prediction in the units of tasks."""
    if writes == "labels":
        return result.astype(np.int32)
    return to_unit(result)
