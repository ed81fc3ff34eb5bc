"""Clean pictures come to harm, every time they are drawn anew."""

import numpy as np
import tensorflow as tf

from kerasdense.damage import parse
from kerasdense.datasets.fields import FIELDS
from kerasdense.transforms.photometric import as_float


def damage(text, to="damaged"):
    """-> a transform that adds what a damage makes of "image": see damage/spec.py.

    The key alone decides what is drawn.

    Args:
        text: As for --damage: "text,scratches", "missing:0.2-0.8".
        to: What to call the damaged picture: "damaged", "noisy", "small" or "raw".
    """
    plan = parse(text)
    names = plan.adds

    def made(image, key):
        arrays = plan(image, np.random.default_rng([int(part) for part in key]))
        return [np.ascontiguousarray(arrays[name], kind(name)) for name in names]

    def transform(sample, key):
        image = as_float(sample["image"])
        arrays = tf.numpy_function(made, [image, key], [kind(name) for name in names])
        arrays = tf.nest.flatten(arrays)  # eagerly, one alone comes bare
        size = (None, None) if "image" in names else image.shape[:2]
        for name, array in zip(names, arrays):
            if name in ("damaged", "image"):
                few = plan.channels if name == "damaged" else 0
                array.set_shape((*size, few or image.shape[-1]))
            elif FIELDS[name].whole:
                array.set_shape((None, None, FIELDS[name].channels[0]))
            else:
                array.set_shape((*size, FIELDS[name].channels[0]))
        arrays = dict(zip(names, arrays))
        arrays[to] = arrays.pop("damaged")
        return {**sample, **arrays}

    return transform


def kind(name):
    """-> the type of an array that a damage makes."""
    return np.float32 if "float32" in FIELDS[name].dtypes else np.uint8
