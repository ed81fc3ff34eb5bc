"""A float model -> an int8 one, by the true ranges of its tensors.

TensorFlow's own calibration (2.21) looks at the inputs of an op after it ran. Where the
op has written its output into the memory of its input, as additions and products do, it
takes the range of the output for that of the input: EDSR, which begins with three of
them, then writes noise (19 dB to its float self instead of 45). tensorflow#127842

So the ranges are measured anew, with all tensors kept apart.
"""

import os
import re
import warnings

import numpy as np
import tensorflow as tf
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from ai_edge_litert.tools import flatbuffer_utils

from kerasdense.errors import InputError
from kerasdense.layers.lightness import EXACT

MEMORY = 6 * 1024**3  # bytes that all tensors of a model may need together


def quantized(converter, pictures):
    """-> the bytes of an int8 model.

    Args:
        converter: A tf.lite.TFLiteConverter with optimizations and supported_ops set.
        pictures: A list of what goes into the model, each [1, H, W, C].
    """
    converter.representative_dataset = lambda: ([picture] for picture in pictures)
    options = tf.lite.experimental.QuantizationDebugOptions()
    # The only public way to the model between calibration and quantization.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it opens a tf.lite.Interpreter, deprecated
        middle = tf.lite.experimental.QuantizationDebugger(
            converter=converter,
            debug_dataset=converter.representative_dataset,
            debug_options=options,
        )
    options.denylisted_nodes = exact(middle.calibrated_model)
    middle.calibrated_model = with_true_ranges(middle.calibrated_model, pictures)
    return middle.get_nondebug_quantized_model()


def exact(model):
    """-> the names of ops that are to stay in float32: those in a scope called so."""
    graph = flatbuffer_utils.read_model_from_bytearray(bytearray(model)).subgraphs[0]
    names = [
        graph.tensors[index].name.decode()
        for op in graph.operators
        for index in op.outputs
    ]
    # An op that was joined of several has the names of all.
    return [name for name in names if re.search(rf"(^|[/;]){EXACT}(_\d+)?/", name)]


def with_true_ranges(model, pictures):
    """A calibrated float model -> the same with the ranges that its tensors have."""
    least, most = ranges(model, pictures)
    changed = flatbuffer_utils.read_model_from_bytearray(bytearray(model))
    for index, tensor in enumerate(changed.subgraphs[0].tensors):
        told = tensor.quantization
        if told is not None and told.min is not None and index in least:
            told.min, told.max = [least[index]], [most[index]]
    return bytes(flatbuffer_utils.convert_object_to_bytearray(changed))


def ranges(model, pictures):
    """-> {index: least}, {index: most}: the values of each float32 tensor, and 0."""
    interpreter = Interpreter(
        model_content=model,
        num_threads=os.cpu_count(),
        experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
        experimental_preserve_all_tensors=True,
    )
    door = interpreter.get_input_details()[0]["index"]
    least, most = {}, {}
    for picture in pictures:
        interpreter.resize_tensor_input(door, picture.shape)
        check_memory(interpreter, picture.shape)
        interpreter.allocate_tensors()
        interpreter.set_tensor(door, picture)
        interpreter.invoke()
        for tensor in interpreter.get_tensor_details():
            index = tensor["index"]
            if tensor["dtype"] != np.float32 or not tensor["name"]:
                continue
            try:
                values = interpreter.get_tensor(index)
            except ValueError:  # left over from before ops were joined: never computed
                continue
            if values.size:
                least[index] = float(min(least.get(index, 0.0), values.min()))
                most[index] = float(max(most.get(index, 0.0), values.max()))
    return least, most


def check_memory(interpreter, shape):
    """All tensors at once must fit.

    Raises:
        InputError: They would not. Of files for one size they are known beforehand.
    """
    shapes = [tensor["shape"] for tensor in interpreter.get_tensor_details()]
    needed = 4 * sum(int(np.prod(shape, dtype=np.int64)) for shape in shapes)
    if needed > MEMORY:
        raise InputError(
            f"Calibrating at {shape[1]}x{shape[2]} needs {needed / 1024**3:.0f} GB: "
            "export for a smaller size, such as --size 512x512. `kerasdense predict` "
            "gives large pictures to it in tiles."
        )
