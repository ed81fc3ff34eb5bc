"""What stands around a network in an exported file: pixels in, a result out."""

import contextlib

import tensorflow as tf

from kerasdense.layers.lightness import EXACT
from kerasdense.predict import BESIDE, in_arrays, only_array


def whole(network, task):
    """-> images [B, H, W, C] -> result, to be traced by tf.function.

    Bytes come back as bytes: a picture rounded to its 256 levels, or ids of classes.
    For images of float32 in [0, 1] a picture is float32 in [0, 1], and ids are bytes.

    Args:
        network: A Keras model.
        task: Says what its pixels mean. It reads one array, and perhaps a mask, which
            is then the last channel, or a second picture behind the first. Where it has
            parts, the result is a dict of theirs.
    """
    only_array(task, BESIDE)  # refuses what no image holds

    def result(image):
        with exactly(task):
            x = task.input(in_arrays(task, image))
        return finished(task, network(x, training=False), x, image.dtype)

    return result


def finished(task, output, x, kind):
    """An output -> the result, for images of this type."""
    if task.parts:
        parts = task.parts.items()
        return {name: finished(of, output[name], x, kind) for name, of in parts}
    prediction = decoded(task, output, x)
    if task.writes == "picture" and kind == tf.uint8:
        with exactly(task):
            return as_bytes(prediction)
    return prediction


def named(result):
    """What an endpoint gives: a dict of maps as it is, or a single one as `result`."""
    return result if isinstance(result, dict) else {"result": result}


def decoded(task, output, x):
    """An output -> the task's prediction, by ops that TFLite has too.

    `keras.ops.argmax` minds the sign of zero by BitwiseAnd, which TFLite lacks (Keras
    3.15).
    """
    if task.writes == "labels":
        ids = tf.cast(tf.argmax(output, axis=-1, output_type=tf.int32), tf.uint8)
        return tf.expand_dims(ids, -1)
    with exactly(task):
        return task.decode(output, x)


def exactly(task):
    """While it lasts, ops have a name by which no file computes them with 8 bits, where
    the task is to keep how light each pixel is."""
    return tf.name_scope(EXACT) if task.keeps_lightness else contextlib.nullcontext()


def as_bytes(picture):
    """A picture in [0, 1] -> its levels.

    Clipped as whole numbers, because int8 files may write a little beyond [0, 1].
    """
    levels = tf.cast(tf.round(255.0 * picture), tf.int32)
    return tf.cast(tf.clip_by_value(levels, 0, 255), tf.uint8)
