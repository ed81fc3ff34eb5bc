"""What stands around a network in an exported file: pixels in, a result out."""

import tensorflow as tf


def whole(network, task):
    """-> images [B, H, W, C] -> result, to be traced by tf.function.

    Bytes come back as bytes: a picture rounded to its 256 levels, or ids of classes.
    For images of float32 in [0, 1] a picture is float32 in [0, 1], and ids are bytes.

    Args:
        network: A Keras model.
        task: Says what its pixels mean. It reads one array.
    """
    (read,) = task.reads

    def result(image):
        x = task.input({read: image})
        prediction = decoded(task, network(x, training=False), x)
        if task.writes == "picture" and image.dtype == tf.uint8:
            return as_bytes(prediction)
        return prediction

    return result


def decoded(task, output, x):
    """An output -> the task's prediction, by ops that TFLite has too.

    `keras.ops.argmax` minds the sign of zero by BitwiseAnd, which TFLite lacks (Keras
    3.15).
    """
    if task.writes == "labels":
        ids = tf.cast(tf.argmax(output, axis=-1, output_type=tf.int32), tf.uint8)
        return tf.expand_dims(ids, -1)
    return task.decode(output, x)


def as_bytes(picture):
    """A picture in [0, 1] -> its levels.

    Clipped as whole numbers, because int8 files may write a little beyond [0, 1].
    """
    levels = tf.cast(tf.round(255.0 * picture), tf.int32)
    return tf.cast(tf.clip_by_value(levels, 0, 255), tf.uint8)
