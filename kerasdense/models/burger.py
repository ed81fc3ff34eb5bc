"""The plain network that competes with BM3D, patch by patch and as one of convolutions.

Burger, Schuler & Harmeling, "Image denoising: Can plain neural networks compete with
BM3D?", CVPR 2012, sections 2 and 3: patches of 17x17 to patches of 17x17, 4 hidden
layers of 2047. Of its sequel arXiv:1211.1544 are patches of 39x39 to 17x17, of 3072,
3072, 2559 and 2047. How patches are blended is read from the authors' programs.
"""

import math

import keras
import numpy as np
from keras import layers, ops

from kerasdense.layers import BlendedPatches, CropLike, MirrorPad, MirrorToLeast
from kerasdense.layers.blended_patches import window

MIDDLE, SPREAD = 0.5, 0.2  # the network sees (pixel - 0.5) / 0.2


def mlp_patches(inside=17, outside=17, *, hidden=(2047,) * 4):
    """Builds the network of section 2: y = b + W tanh(... tanh(b1 + W1 x)).

    Args:
        inside, outside: Sides of the patches it reads and writes.
        hidden: Units of the hidden layers.

    Returns:
        A model, [B, inside, inside, 1] -> [B, outside, outside, 1]: the middle of the
        patch, without noise. Both sizes at 17, it has 13,762,270 weights.
    """
    patch = keras.Input((inside, inside, 1), name="patch")
    x = layers.Rescaling(1 / SPREAD, -MIDDLE / SPREAD, name="scale")(patch)
    x = layers.Flatten(name="flat")(x)
    for i, units in enumerate(hidden, 1):
        x = layers.Dense(
            units,
            activation="tanh",
            kernel_initializer=start(x.shape[-1]),
            name=f"hidden{i}",
        )(x)
    x = layers.Dense(outside**2, kernel_initializer=start(x.shape[-1]), name="blended")(
        x
    )
    x = layers.Reshape((outside, outside, 1), name="shape")(x)
    x = layers.Rescaling(SPREAD, MIDDLE, dtype="float32", name="output")(x)
    return keras.Model(patch, x, name="mlp_patches")


def mlp_denoiser(inside=17, outside=17, *, hidden=(2047,) * 4):
    """Builds the same for whole pictures: all patches, one pixel apart, blended.

    The first layer is a convolution as wide as a patch, those in between are 1x1, and
    the last lays its patches over each other. Where it reads more than it writes, the
    picture goes on as in a mirror; else there is no border at all, and pixels near the
    edge lie in fewer patches. A pixel sees inside + outside - 1 pixels around it.

    Returns:
        A model, [B, H, W, 1] -> the same, with the weights of `mlp_patches` in layers
        of the same names.
    """
    if not hidden or inside < outside or (inside - outside) % 2:
        raise ValueError(
            "mlp_denoiser has hidden layers, and reads as many pixels more at each "
            f"side. Received: inside={inside}, outside={outside}, hidden={hidden}"
        )
    border = (inside - outside) // 2
    image = keras.Input((None, None, 1), name="image")
    x = MirrorToLeast(outside, dtype="float32", name="least")(image)
    x = layers.Rescaling(1 / SPREAD, -MIDDLE / SPREAD, name="scale")(x)
    if border:
        x = MirrorPad(border, border, name="mirror")(x)
    for i, units in enumerate(hidden, 1):
        side = inside if i == 1 else 1
        x = layers.Conv2D(
            units,
            side,
            activation="tanh",
            kernel_initializer=start(side**2 * x.shape[-1]),
            name=f"hidden{i}",
        )(x)
    x = BlendedPatches(
        outside,
        kernel_initializer=start(hidden[-1]),
        dtype="float32",
        name="blended",
    )(x)
    x = layers.Rescaling(SPREAD, MIDDLE, dtype="float32", name="unscale")(x)
    x = CropLike(dtype="float32", name="output")(x, image)
    return keras.Model(image, x, name="mlp_denoiser")


def start(fan_in):
    """Normal, of deviation 1 / sqrt(fan-in).

    The paper prints sqrt(fan-in), and cites LeCun's rule for it, which is this.
    """
    return keras.initializers.RandomNormal(stddev=1 / math.sqrt(fan_in))


class OnePatch:
    """What an `mlp_denoiser` does to single patches, for training: `mlp_patches` with
    the very weights of the network, whose kernels are matrices here.

    Called with [B, inside, inside, 1] -> [B, outside, outside, 1]. It is what the
    network itself does to a picture of inside x inside without mirrors, at a quarter
    of the time.
    """

    losses = ()

    def __init__(self, network):
        self.layers = [layer for layer in network.layers if layer.weights]
        self.trainable_variables = network.trainable_variables

    def __call__(self, patches, training=False):
        x = (patches - MIDDLE) / SPREAD
        for layer in self.layers:
            dtype = layer.compute_dtype
            kernel = ops.reshape(layer.kernel, (-1, layer.kernel.shape[-1]))
            x = ops.reshape(ops.cast(x, dtype), (-1, kernel.shape[0]))
            x = ops.matmul(x, ops.cast(kernel, dtype)) + ops.cast(layer.bias, dtype)
            if layer is not self.layers[-1]:
                x = ops.tanh(x)
        side = self.layers[-1].side
        x = ops.reshape(ops.cast(x, "float32"), (-1, side, side, 1))
        return x * SPREAD + MIDDLE


def move_weights(source, target):
    """Gives the weights of an `mlp_patches` to an `mlp_denoiser`, or the other way."""
    for layer in source.layers:
        if layer.weights:
            other = target.get_layer(layer.name)
            shapes = [weight.shape for weight in other.weights]
            weights = zip(layer.get_weights(), shapes)
            other.set_weights([w.reshape(shape) for w, shape in weights])


def blend_patches(network, image, stride=3, batch=1024):
    """A picture without noise, patch by patch, as the authors' programs do it.

    Args:
        network: [B, inside, inside, 1] -> [B, outside, outside, 1].
        image: float [H, W, 1] in [0, 1], no smaller than a patch that is written.
        stride: Pixels from patch to patch; 1 in the paper's tables, 3 by default. The
            last row and column of patches are always there.
        batch: Patches at a time.

    Returns:
        float64 [H, W, 1], not clipped.
    """
    inside, outside = network.input_shape[1], network.output_shape[1]
    border, sides = (inside - outside) // 2, image.shape[:2]
    seen = np.pad(image[..., 0], border, mode="reflect")
    tops, lefts = (
        sorted({*range(0, side - outside, stride), side - outside}) for side in sides
    )
    corners = [(top, left) for top in tops for left in lefts]
    weight, total, weights = window(outside), np.zeros(sides), np.zeros(sides)
    for first in range(0, len(corners), batch):
        some = corners[first : first + batch]
        cut = [seen[y : y + inside, x : x + inside] for y, x in some]
        written = np.asarray(network(np.array(cut, np.float32)[..., None]))
        for (y, x), patch in zip(some, written[..., 0]):
            total[y : y + outside, x : x + outside] += weight * patch
            weights[y : y + outside, x : x + outside] += weight
    return (total / weights)[..., None]
