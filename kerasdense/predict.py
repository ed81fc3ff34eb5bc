"""Predictor, task, picture -> what the network sees in it."""

import numpy as np
from keras import ops

from kerasdense.pixels import color


def predict(predictor, task, pixels):
    """One picture through the network.

    Args:
        predictor: x [1, H, W, C] -> output.
        task: Makes x of the picture and a prediction of the output.
        pixels: uint8 or uint16 [H, W, 1 or 3], or float in [0, 1].

    Returns:
        NumPy array [H * scale, W * scale, C], in the task's units.
    """
    sample = {task.reads[0]: fitting(pixels, task.channels)}
    x = task.input(sample)[None]
    prediction = task.decode(predictor(x), x)
    return ops.convert_to_numpy(prediction)[0]


def fitting(pixels, channels):
    """Gray is repeated for a network of colours; colours turn gray for one of gray."""
    if channels in (None, pixels.shape[-1]):
        return pixels
    if channels == 1:
        return color.gray(pixels)
    return np.repeat(pixels, 3, axis=-1)


def like_source(prediction, picture):
    """A predicted picture in the channels of its source: gray stays gray."""
    if picture.pixels.shape[-1] == 1 and prediction.shape[-1] == 3:
        return prediction.mean(axis=-1, keepdims=True)
    return prediction
