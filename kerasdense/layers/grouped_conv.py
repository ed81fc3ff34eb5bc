"""A convolution in groups, for processors."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="kerasdense")
class GroupedConv2D(keras.layers.Conv2D):
    """What `Conv2D` computes with `groups`, one group after the other.

    On a CPU, Keras 3.15 has a convolution in groups compiled by XLA, once for every
    size of picture. Weights are laid out as they are there.
    """

    def convolution_op(self, inputs, kernel):
        parts = zip(
            ops.split(inputs, self.groups, axis=-1),
            ops.split(kernel, self.groups, axis=-1),
        )
        convolve = super().convolution_op
        return ops.concatenate([convolve(*part) for part in parts], axis=-1)
