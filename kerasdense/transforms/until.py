"""Samples drawn again until they are worth learning from."""

import tensorflow as tf


def until(fine, *transforms, tries=4):
    """-> a transform that does others, and does them anew where it got nothing fine.

    Args:
        fine: sample -> whether to keep it, a scalar.
        transforms: (sample, key) -> sample, in turn. They must leave all samples in
            one shape.
        tries: After the last one the sample stays as it is, so that every draw has one.
    """

    def drawn(sample, key, attempt):
        for place, transform in enumerate(transforms):
            sample = transform(sample, key + [0, 100 * attempt + 10 * place])
        return sample

    def transform(sample, key):
        result = drawn(sample, key, 0)
        for attempt in range(1, tries):
            result = tf.cond(
                fine(result),
                lambda result=result: result,
                lambda attempt=attempt: drawn(sample, key, attempt),
            )
        return result

    return transform
