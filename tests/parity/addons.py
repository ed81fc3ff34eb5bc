"""Run by a Python that has tensorflow-addons, see README.md: addons.py OUTPUT.npz."""

import sys

import numpy as np
import tensorflow as tf
import tensorflow_addons as tfa


def unpooling():
    """-> what `MaxUnpooling2D` makes of what was pooled."""
    x = np.random.default_rng(0).standard_normal((2, 8, 12, 5)).astype(np.float32)
    pooled, argmax = tf.nn.max_pool_with_argmax(x, 2, 2, "SAME")
    unpooled = tfa.layers.MaxUnpooling2D()(pooled, argmax)
    return {"x": x, "pooled": pooled, "argmax": argmax, "unpooled": unpooled}


if __name__ == "__main__":
    np.savez(sys.argv[1], **unpooling())
