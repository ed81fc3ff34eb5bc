"""TensorFlow, without what it says while it is being imported."""

import contextlib
import os
import sys


def import_tensorflow():
    """Imports TensorFlow and Keras with the C++ log going nowhere.

    Their banners ignore TF_CPP_MIN_LOG_LEVEL (TensorFlow 2.21).
    """
    if "tensorflow" in sys.modules:
        return
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with no_stderr():
        import keras  # noqa: F401
        import tensorflow as tf

        tf.get_logger().setLevel("ERROR")


@contextlib.contextmanager
def no_stderr():
    """What is written to standard error, by C++ too, goes nowhere; but for --debug."""
    if os.environ.get("KERASDENSE_DEBUG"):
        yield
        return
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
