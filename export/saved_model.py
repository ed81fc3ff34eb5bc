"""Network and task -> a SavedModel, for TensorFlow Serving and any TensorFlow."""

import os
import secrets
import shutil
from pathlib import Path

import tensorflow as tf

from kerasdense import bundle
from kerasdense.errors import InputError
from kerasdense.export import records
from kerasdense.export.graph import named, whole
from kerasdense.files.whole import refuse_existing
from kerasdense.receptive_field import measure


def to_saved_model(network, task, folder, *, overwrite=False):
    """Writes a SavedModel whose endpoints take any number of images, of any size.

        serving_default   image, uint8 [B, H, W, C] -> uint8 pictures or labels
        image_bytes       image_bytes, JPEGs or PNGs [B] -> png_bytes, PNGs [B]
        network           x, float32 [B, H, W, C] -> what the network writes

    All take and give dicts of tensors; `result` is the name of what the first and the
    last give, or of several maps each has its own. Everything between bytes and network
    is in the graph. `image_bytes` is there where a result is a picture or labels, and
    neither a mask nor a raw file is read. It does not turn photographs upright: EXIF is
    for the caller. A mask is the last channel of an image, and 255 where it is lost.

    Args:
        network: A Keras model.
        task: What its pixels mean; the file will know it.
        folder: Where to; made whole, or not at all.
        overwrite: Whether a folder that exists is replaced.

    Raises:
        InputError: The folder exists, or cannot be written.
    """
    folder = Path(folder)
    refuse_existing([folder], overwrite)
    facts = records.facts(
        task,
        measure(network),
        format="savedmodel",
        precision="float32",
        takes="uint8",
        size=None,
    )
    unfinished = folder.with_name(f".{secrets.token_hex(8)}.part")
    try:
        save(network, endpoints(network, task), unfinished)
        records.write_beside(unfinished, bundle.task_record(task), facts)
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder)
        os.replace(unfinished, folder)
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def endpoints(network, task):
    """-> {name: tf.function}, as `to_saved_model` tells."""
    channels = network.input_shape[-1]
    result, shape = whole(network, task), (None, None, None, channels)
    found = {
        "serving_default": tf.function(
            lambda image: named(result(image)),
            input_signature=[tf.TensorSpec(shape, tf.uint8, name="image")],
        ),
        "network": tf.function(
            lambda x: named(network(x, training=False)),
            input_signature=[tf.TensorSpec(shape, tf.float32, name="x")],
        ),
    }
    picture = len(task.reads) == 1 and "raw" not in task.reads
    if task.writes in ("picture", "labels") and picture:
        found["image_bytes"] = tf.function(
            lambda image_bytes: {"png_bytes": encoded(result, image_bytes, channels)},
            input_signature=[tf.TensorSpec((None,), tf.string, name="image_bytes")],
        )
    return found


def save(network, functions, folder):
    """Writes a SavedModel of the endpoints {name: tf.function} of a network.

    Not by `keras.export.ExportArchive`, which keeps all weights twice (Keras 3.15).
    """
    module = tf.Module()
    module.weights = [variable.value for variable in network.variables]
    tf.saved_model.save(module, str(folder), signatures=functions)


def encoded(result, image_bytes, channels):
    """Encoded images [B] -> PNGs [B]. Each image may have its own size."""

    def one(each):
        # No more than the first frame of an animation; alpha is left away.
        image = tf.io.decode_image(each, channels=channels, expand_animations=False)
        image.set_shape((None, None, channels))
        return tf.io.encode_png(result(image[None])[0])

    return tf.map_fn(one, image_bytes, fn_output_signature=tf.string)
