"""How near an estimated blur kernel is to the true one, wherever it lies."""

import keras
from keras import ops


@keras.saving.register_keras_serializable("kerasdense")
class KernelSimilarity(keras.metrics.Metric):
    """The largest normalised cross-correlation over all shifts; 1 for equal kernels.

    Hu & Yang, "Good Regions to Deblur", ECCV 2012: where a kernel lies is not to be
    known, as the picture lies elsewhere by as much.
    """

    def __init__(self, name="similarity", dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.total = self.add_variable((), "zeros", dtype="float64", name="total")
        self.images = self.add_variable((), "zeros", dtype="float64", name="images")

    @property
    def protocol(self):
        return "largest normalised cross-correlation over all shifts; mean of images"

    def update_state(self, y, prediction, w=None):
        """y, prediction [B, n, n, 1]; w counts pixels of the kernel, or not."""
        y, prediction = (ops.cast(kernel, "float32") for kernel in (y, prediction))
        if w is not None:
            y, prediction = y * w, prediction * w
        value = similarity(y[..., 0], prediction[..., 0])
        self.total.assign_add(ops.sum(ops.cast(value, "float64")))
        self.images.assign_add(ops.cast(ops.size(value), "float64"))

    def result(self):
        return self.total / self.images


def similarity(one, other):
    """[B, n, n], [B, n, n] -> [B], from -1 to 1."""
    one, other = (
        kernel
        / ops.maximum(
            ops.sqrt(ops.sum(kernel**2, axis=(1, 2), keepdims=True)),
            keras.config.epsilon(),
        )
        for kernel in (one, other)
    )
    room = ((0, 0), (0, one.shape[1]), (0, one.shape[2]))  # none comes around
    a, b = ops.fft2((ops.pad(one, room), ops.pad(ops.zeros_like(one), room)))
    c, d = ops.fft2((ops.pad(other, room), ops.pad(ops.zeros_like(other), room)))
    correlation, _ = ops.ifft2((a * c + b * d, a * d - b * c))
    return ops.max(correlation, axis=(1, 2))
