"""Network and task -> a .tflite for LiteRT: phones, browsers, and fast on a laptop."""

import re
import tempfile

import numpy as np
import tensorflow as tf

from kerasdense import bundle
from kerasdense.errors import InputError
from kerasdense.export import records
from kerasdense.export.calibration import quantized
from kerasdense.export.graph import named, whole
from kerasdense.export.saved_model import save
from kerasdense.export.stored import as_taken
from kerasdense.files.whole import write_whole
from kerasdense.receptive_field import measure

PRECISIONS = ("float32", "float16", "dynamic", "int8", "int16x8")
CALIBRATED = ("int8", "int16x8")
LONGEST = 256  # pixels of a calibration picture: all tensors are kept at once


def to_tflite(
    network,
    task,
    path,
    precision="float32",
    *,
    size=None,
    calibration=None,
    takes="uint8",
    overwrite=False,
):
    """Writes a .tflite of built-in ops alone, with all that surrounds the network.

        image [1, H, W, C] -> result: uint8 pictures or labels; of several maps, each
        by its name

    Args:
        network: A Keras model.
        task: What its pixels mean; the file will know it.
        path: Where to.
        precision: "float32"; "float16", half the bytes; "dynamic", weights of 8 bits
            and arithmetic as the machine likes; "int8", four times faster where there
            are instructions for it; "int16x8", exact and slow.
        size: (H, W), or None for a file that can be resized. A fixed size is faster
            where a network pads or crops.
        calibration: For int8 and int16x8, some x [H, W, C] in [0, 1] like those to
            come, for the ranges of the tensors.
        takes: "uint8", as photographs are; or "float32" for x as it is. Pictures then
            come out as float32 as well.
        overwrite: Whether a file that exists is replaced.

    Raises:
        InputError: The file exists, or the network cannot be had like this.
    """
    check(precision, size, calibration, takes)
    reach = measure(network)
    check_size(size, reach)
    kind = tf.as_dtype(takes)
    sides = size or (None, None)
    result, channels = whole(network, task), network.input_shape[-1]
    endpoint = tf.function(
        lambda image: named(result(image)),
        input_signature=[tf.TensorSpec((1, *sides, channels), kind, name="image")],
    )
    with tempfile.TemporaryDirectory() as folder:
        save(network, {"serving_default": endpoint}, folder)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        try:
            model = convert(converter, precision, size, calibration, takes)
        except Exception as error:  # the converter's own has no public name
            lacking = re.search(r"TF Select ops: (.*)", str(error))
            if lacking:
                raise InputError(
                    f"TFLite has no {lacking.group(1)}, which this network needs: "
                    "export it as a SavedModel."
                ) from error
            if not isinstance(error, tf.errors.OpError | RuntimeError | ValueError):
                raise
            reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
            raise InputError(
                f"TensorFlow cannot convert this network to {precision}: {reason}"
            ) from error
    facts = records.facts(
        task,
        reach,
        format="tflite",
        precision=precision,
        takes=takes,
        size=size and list(size),
    )
    content = records.attach(model, bundle.task_record(task), facts)
    write_whole(path, content, overwrite=overwrite)


def check(precision, size, calibration, takes):
    if precision not in PRECISIONS:
        raise InputError(
            f"There is no precision {precision!r}, only {', '.join(PRECISIONS)}."
        )
    if takes not in ("uint8", "float32"):
        raise InputError(f"A file takes uint8 or float32, not {takes!r}.")
    if precision in CALIBRATED and calibration is None:
        raise InputError(f"{precision} needs pictures to calibrate it with.")
    if precision == "int16x8" and size is None:
        raise InputError(
            "int16x8 needs a fixed size, as TensorFlow's converter has it: add a size, "
            "such as --size 256x256."
        )


def check_size(size, reach):
    """In tiles of whole blocks any picture comes out as if it were seen whole."""
    step = reach.step
    if size and any(side % step for side in size):
        near = "x".join(str(-(-side // step) * step) for side in size)
        raise InputError(
            f"This network works in blocks of {step} pixels, and {size[0]}x{size[1]} "
            f"are not whole blocks: take {near}."
        )


def convert(converter, precision, size, calibration, takes):
    """-> the bytes of the model."""
    ops = tf.lite.OpsSet
    if precision != "float32":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if precision == "float16":
        converter.target_spec.supported_types = [tf.float16]
    if precision not in CALIBRATED:
        return converter.convert()
    pictures = [fitted(x, size, takes) for x in calibration]
    if precision == "int8":
        eight_bits = ops.TFLITE_BUILTINS_INT8
        converter.target_spec.supported_ops = [eight_bits, ops.TFLITE_BUILTINS]
        return quantized(converter, pictures)
    sixteen = ops.EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8
    converter.target_spec.supported_ops = [sixteen, ops.TFLITE_BUILTINS]
    converter.representative_dataset = lambda: ([picture] for picture in pictures)
    return converter.convert()


def fitted(x, size, takes):
    """x [H, W, C] -> [1, h, w, C] for a file: its middle, no larger than needed."""
    wanted = size or [min(side, LONGEST) for side in np.shape(x)[:2]]
    return as_taken(middle(x, wanted)[None], takes)


def middle(array, size):
    """[H, W, C] -> [*size, C]; what is smaller is mirrored until it is large enough."""
    array = np.asarray(array)
    for axis, side in enumerate(size):
        spare = array.shape[axis] - side
        if spare > 0:
            array = np.take(array, range(spare // 2, spare // 2 + side), axis)
        elif spare < 0:
            more = [(0, 0)] * 3
            more[axis] = (0, -spare)
            array = np.pad(array, more, mode="symmetric")
    return array
