"""Exported files as predictors: x -> output, like any network."""

import os

import numpy as np
from ai_edge_litert.interpreter import Interpreter

from kerasdense.ensemble import each
from kerasdense.errors import InputError, ModelFileError
from kerasdense.export import ops, records
from kerasdense.export.stored import StoredTask, as_taken, predicted
from kerasdense.reach import reach_of
from kerasdense.tiles import predict_tiled

MISSHAPEN = (AttributeError, IndexError, KeyError, TypeError, ValueError)


def open_exported(path):
    """A .tflite or a SavedModel -> `LiteFile` or `SavedModel`.

    Raises:
        ModelFileError: It is broken, or does not say what its pixels mean.
    """
    return LiteFile(path) if records.is_tflite(path) else SavedModel(path)


class LiteFile:
    """A .tflite on LiteRT, without TensorFlow: x [B, H, W, C] -> predictions.

        task    a `StoredTask`
        reach   how far the network looks
        size    (H, W) that it takes at a time, or None for any

    Args:
        path: Of a file that `to_tflite` wrote.
        threads: Of the processor; all of them, by default.

    Raises:
        ModelFileError: The file is broken, or not of our making.
    """

    def __init__(self, path, threads=None):
        self.path = path
        record, self.facts = records.of_tflite(path)
        try:
            self.task = StoredTask(record, self.facts)
            self.reach = reach_of(self.facts)
            self.size = self.facts["size"] and tuple(self.facts["size"])
            self._interpreter = Interpreter(
                str(path), num_threads=threads or os.cpu_count() or 1
            )
            (door,) = self._interpreter.get_input_details()
            self._door, self._channels = door["index"], int(door["shape"][-1])
            self._exits = self._find_exits()
            self._at = None
            self._prepare((1, *(self.size or (64, 64)), self._channels))
        except (RuntimeError, *MISSHAPEN) as error:
            reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
            raise ModelFileError(f"{path} cannot be used: {reason}") from error

    def __call__(self, x):
        found = [self._predicted(image) for image in np.asarray(x)]
        return each(lambda *images: np.stack(images), *found)

    def run(self, image):
        """What the file takes, [1, H, W, C] -> what it gives; of several maps, a dict.

        Raises:
            InputError: The network cannot be given this size.
        """
        try:
            self._prepare(image.shape)
            self._interpreter.set_tensor(self._door, image)
            self._interpreter.invoke()
        except (RuntimeError, ValueError) as error:
            self._at = None
            raise InputError(
                f"{self.path} does not take pixels of {image.dtype} in the shape "
                f"{image.shape}: {error}"
            ) from error
        return each(self._interpreter.get_tensor, self._exits)

    def _find_exits(self):
        """-> the index of the result; or of several maps, {name: index}."""
        if self.task.parts:
            runner = self._interpreter.get_signature_runner()
            exits = runner.get_output_details()
            return {name: exits[name]["index"] for name in self.task.parts}
        (exit_,) = self._interpreter.get_output_details()
        return exit_["index"]

    def _prepare(self, shape):
        if self._at == shape:
            return
        if self.size is None:
            self._interpreter.resize_tensor_input(self._door, shape)
        self._interpreter.allocate_tensors()
        self._at = shape

    def _predicted(self, image):
        """x of one image -> its prediction: in tiles, where the file's size is less."""
        rows, columns = image.shape[:2]
        high, wide = self.size or (rows, columns)
        if rows > high or columns > wide:
            whole = predict_tiled(self, self.task, image, self.reach, tile=self.size)
            return whole.prediction
        more = (0, high - rows), (0, wide - columns), (0, 0)
        taken = as_taken(np.pad(image, more, "edge"), self.task.takes)
        found = predicted(self.run(taken[None]), self.task)
        place = np.s_[0, : rows * self.task.scale, : columns * self.task.scale]
        return each(lambda y: y[place], found)


class SavedModel:
    """A SavedModel's network: x [B, H, W, C] -> output. Imports TensorFlow.

        task, reach, size    as those of a `LiteFile`; but the task is the full one

    Raises:
        ModelFileError: It is broken, not of our making, or touches files.
    """

    size = None

    def __init__(self, path):
        import tensorflow as tf

        from kerasdense.bundle import task_from

        record, self.facts = records.of_saved_model(path)
        try:
            self.task, self.reach = task_from(record), reach_of(self.facts)
            ops.check_harmless(path)
            self._loaded = tf.saved_model.load(str(path))
            self._network = self._loaded.signatures["network"]
            self._images = self._loaded.signatures["serving_default"]
        except (tf.errors.OpError, OSError, RuntimeError, *MISSHAPEN) as error:
            reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
            raise ModelFileError(f"{path} cannot be used: {reason}") from error

    def __call__(self, x):
        import tensorflow as tf

        found = self._network(x=tf.convert_to_tensor(x, tf.float32))
        return found["result"] if set(found) == {"result"} else found

    def run(self, image):
        """Images, uint8 [B, H, W, C] -> uint8, by the endpoint for programs."""
        import tensorflow as tf

        found = self._images(image=tf.constant(image))
        return each(np.asarray, found if self.task.parts else found["result"])
