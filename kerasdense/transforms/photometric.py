"""Light: the pixels change, and nothing moves."""

import tensorflow as tf


def as_float(array):
    """8- and 16-bit pixels -> float32 in [0, 1]; floats stay."""
    return tf.image.convert_image_dtype(array, tf.float32)


def tint(amount):
    """-> a transform that multiplies each colour of "image" by a factor of its own in
    [1 - amount, 1 + amount]."""

    def transform(sample, key):
        image = as_float(sample["image"])
        shape = (image.shape[-1],)
        gain = tf.random.stateless_uniform(shape, key, 1 - amount, 1 + amount)
        return {**sample, "image": tf.clip_by_value(image * gain, 0, 1)}

    return transform


def brightness(amount):
    """-> a transform that multiplies "image" by a factor in [1 - amount, 1 + amount],
    and what it differs from its mean by another."""

    def transform(sample, key):
        image = as_float(sample["image"])
        light, contrast = tf.unstack(
            tf.random.stateless_uniform((2,), key, 1 - amount, 1 + amount)
        )
        image = image * light
        middle = tf.reduce_mean(image)
        image = (image - middle) * contrast + middle
        return {**sample, "image": tf.clip_by_value(image, 0, 1)}

    return transform
