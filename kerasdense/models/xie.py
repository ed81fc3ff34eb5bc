"""Stacked sparse denoising autoencoders, which find by themselves what is to be mended.

Xie, Xu & Chen, "Image Denoising and Inpainting with Deep Neural Networks", NIPS 2012:
gray patches to gray patches, all units logistic, weights untied. From the paper itself
only the abstract was at hand: widths, patches of 8x8 and the loss are as commonly told
of it. Two autoencoders of five times the units of what they read have 1,067,264
weights; if the second has as many units as the first, 246,784. Which of them the paper
measured is not known. One autoencoder has 41,344.
"""

import keras
from keras import layers, ops

from kerasdense.layers import AveragePatches, CropLike, MirrorToLeast
from kerasdense.losses import kl_sparsity

GROWING = (320, 1600)  # units of two autoencoders for patches of 8x8
EVEN = (320, 320)


def sparse_denoising_autoencoders(patch=8, widths=GROWING):
    """Builds the stack for whole pictures: all patches, one pixel apart, averaged.

    The first layer is a convolution as wide as a patch, the others are 1x1: that is the
    same as the dense network for patches. Pixels near the border lie in fewer patches,
    and pictures smaller than one go on as in a mirror.

    Args:
        patch: Side of the patches.
        widths: Hidden units of each autoencoder, from the first to the last.

    Returns:
        A model, [B, H, W, 1] -> the same, mended, between 0 and 1.
    """
    image = keras.Input((None, None, 1), name="image")
    x = MirrorToLeast(patch, dtype="float32", name="least")(image)
    for i, units in enumerate(widths, 1):
        side = patch if i == 1 else 1
        x = layers.Conv2D(units, side, activation="sigmoid", name=f"encode{i}")(x)
    for i, units in reversed(list(enumerate((patch**2, *widths[:-1]), 1))):
        x = layers.Conv2D(units, 1, activation="sigmoid", name=f"decode{i}")(x)
    x = AveragePatches(patch, dtype="float32", name="average")(x)
    x = CropLike(dtype="float32", name="output")(x, image)
    return keras.Model(image, x, name="sparse_denoising_autoencoders")


class OneAutoencoder:
    """One autoencoder of a stack, to be trained alone by a `Learner`.

    Called with damaged patches [B, patch, patch, 1] -> what it makes of their features,
    [B, 1, 1, units]: for the first autoencoder those are pixels, for the next what the
    one below has hidden. `features` of clean patches is what that should be, so that
    the next one learns to mend what the one below hides. `losses` keep units quiet and
    weights small.

    Args:
        network: A `sparse_denoising_autoencoders`.
        number: Which, from 1.
        rho: How active its units should be on the average.
        beta: What their divergence from it counts, see `kl_sparsity`.
        decay: What half the sum of squared weights counts.
    """

    def __init__(self, network, number, *, rho, beta, decay):
        self.below = [network.get_layer(f"encode{i}") for i in range(1, number)]
        self.encode = network.get_layer(f"encode{number}")
        self.decode = network.get_layer(f"decode{number}")
        self.rho, self.beta, self.decay = rho, beta, decay
        self.trainable_variables = [
            v for layer in (self.encode, self.decode) for v in layer.trainable_variables
        ]

    def __call__(self, patches, training=False):
        x = patches
        for layer in self.below:
            x = layer(x)
        hidden = self.encode(x)
        weights = half_squares([self.encode, self.decode])
        sparsity = kl_sparsity(ops.cast(hidden, "float32"), self.rho)
        self.losses = [self.beta * sparsity + self.decay * weights]
        return self.decode(hidden)

    def features(self, patches):
        """Clean patches -> what the autoencoder should write, [B, 1, 1, units]."""
        if not self.below:
            return ops.reshape(patches, (-1, 1, 1, self.decode.filters))
        x = patches
        for layer in self.below:
            x = layer(x)
        return x


class WholeStack:
    """All autoencoders at once, to be fine-tuned by a `Learner`: no sparsity any more.

    Args:
        network: A `sparse_denoising_autoencoders`.
        decay: What half the sum of squared weights counts.
    """

    def __init__(self, network, *, decay):
        self.network, self.decay = network, decay
        self.trainable_variables = network.trainable_variables

    def __call__(self, patches, training=False):
        found = [layer for layer in self.network.layers if layer.weights]
        self.losses = [self.decay * half_squares(found)]
        return self.network(patches, training=training)

    def features(self, patches):
        return patches


def half_squares(found):
    """-> half the sum of the squared weights of layers, biases left out."""
    return sum(ops.sum(ops.square(layer.kernel)) for layer in found) / 2
