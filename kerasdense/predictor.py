"""A network made ready to be called: x -> output."""

import contextlib

import keras
import tensorflow as tf


def fast(network):
    """-> x [B, H, W, C] -> output, traced once for all sizes.

    Nearly twice as fast on a CPU as `network.predict`, which prepares for much that a
    single picture does not need (benchmarks/predictor.py, docs/RESULTS.md).
    """
    signature = tf.TensorSpec((None, *network.input_shape[1:]), tf.float32)
    return tf.function(
        lambda x: network(x, training=False), input_signature=[signature]
    )


def float32_twin(build, network):
    """-> the same network in float32, to score and to keep.

    Args:
        build: Makes the network anew.
        network: Learns in another precision, or on several devices.
    """
    with in_precision("float32"):
        twin = build()
    copy_weights(network, twin)
    return twin


@contextlib.contextmanager
def in_precision(policy):
    """While it lasts, layers are made with Keras' dtype policy of that name."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def copy_weights(source, target):
    for a, b in zip(source.weights, target.weights, strict=True):
        b.assign(a.numpy())
