"""Bilinear interpolation as a deconvolution: to begin to learn from, or as it is.

Long, Shelhamer & Darrell, "Fully Convolutional Networks for Semantic Segmentation",
CVPR 2015, arXiv:1411.4038, section 3.3; the kernel is that of `surgery.py` in the
authors' code.
"""

import keras
import numpy as np
from keras import ops

serializable = keras.saving.register_keras_serializable(package="kerasdense")


def triangle(kernel):
    """-> [kernel] weights; 4 gives .25 .75 .75 .25, and 3 gives .5 1 .5."""
    factor = (kernel + 1) // 2
    middle = factor - 1 if kernel % 2 else factor - 0.5
    return 1 - np.abs(np.arange(kernel) - middle) / factor


@serializable
class Bilinear(keras.initializers.Initializer):
    """Makes a `Conv2DTranspose` without bias interpolate each channel by itself.

    For kernels [k, k, C, C]. A stride s goes with k = 2 s, or 2 s - 1 where a coarse
    pixel lies on the middle of a fine one.
    """

    def __call__(self, shape, dtype=None):
        rows, columns, channels_out, channels_in = shape
        if channels_out != channels_in:
            raise ValueError(
                f"Bilinear needs as many channels out as in. Received: shape={shape}."
            )
        window = np.outer(triangle(rows), triangle(columns))
        kernel = window[:, :, None, None] * np.eye(channels_in)
        return ops.convert_to_tensor(kernel, dtype or keras.config.floatx())

    def get_config(self):
        return {}


@serializable
class BilinearDeconvolution(keras.layers.Layer):
    """The deconvolution that `Bilinear` begins with, and that stays as it is.

    [B, H, W, C] -> [B, stride (H - 1) + kernel, stride (W - 1) + kernel, C]. It has no
    weights: where Caffe has a frozen kernel [C, C, k, k] of mostly zeros, this goes
    along rows and then along columns, each channel by itself.

    Args:
        kernel: Its side; 2 * stride, by default.
    """

    def __init__(self, stride, kernel=None, **kwargs):
        super().__init__(**kwargs)
        self.stride, self.kernel = stride, kernel or 2 * stride

    def call(self, x):
        return self._stretched(self._stretched(x, axis=1), axis=2)

    def _stretched(self, x, axis):
        """[..., n, ...] -> [..., stride (n - 1) + kernel, ...] along an axis."""
        taps = -(-self.kernel // self.stride)  # coarse pixels that make a fine one
        spare = taps * self.stride - self.kernel
        weights = np.pad(triangle(self.kernel), (0, spare))
        pads = [(0, 0)] * 4
        pads[axis] = (taps - 1, taps - 1)
        x = ops.pad(x, pads)
        total = 0
        for tap, phases in enumerate(weights.reshape(taps, self.stride)):
            phases = phases.reshape(self.stride, *[1] * (3 - axis))
            part = _part(x, axis, taps - 1 - tap, -tap or None)
            total += ops.expand_dims(part, axis + 1) * ops.cast(phases, x.dtype)
        shape = list(ops.shape(x))
        shape[axis] = (shape[axis] - taps + 1) * self.stride
        return _part(ops.reshape(total, shape), axis, 0, -spare or None)

    def compute_output_shape(self, x_shape):
        batch, *sides, channels = x_shape
        sides = (n if n is None else self.stride * (n - 1) + self.kernel for n in sides)
        return batch, *sides, channels

    def get_config(self):
        return {**super().get_config(), "stride": self.stride, "kernel": self.kernel}


def _part(x, axis, first, end):
    return x[(slice(None),) * axis + (slice(first, end),)]
