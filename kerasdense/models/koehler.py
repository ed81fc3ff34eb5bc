"""The plain network that fills holes which a mask shows.

Köhler, Schuler, Schölkopf & Harmeling, "Mask-specific inpainting with deep neural
networks", GCPR 2014: patches with missing pixels to whole ones, and the mask as more to
see. From the paper itself only the abstract was at hand. So widths, scaling and
blending are those of the same group's denoiser (`burger.py`), and lost pixels are 0
when scaled, which is a mean gray.
"""

import keras
from keras import layers

from kerasdense.layers import (
    BlendedPatches,
    CropLike,
    MirrorToLeast,
    TakeChannels,
)
from kerasdense.models.burger import MIDDLE, SPREAD, start


def mlp_inpainter(side=17, *, hidden=(2047,) * 4):
    """Builds the network for whole pictures: all patches, one pixel apart, blended.

    The first layer is a convolution as wide as a patch, those in between are 1x1, and
    the last lays its patches over each other; of a picture of one patch, it is the
    dense network for patches. A pixel sees 2 * side - 1 pixels around it.

    Args:
        side: Of the patches it reads and writes.
        hidden: Units of the hidden layers.

    Returns:
        A model, [B, H, W, 2] -> [B, H, W, 1]: a gray picture and its mask, 1 where it
        is lost, to the picture. Known pixels are for the task to put back. For patches
        of 17 it has 14,353,853 weights: 289 * 2047 more than the denoiser.
    """
    image = keras.Input((None, None, 2), name="image")
    x = MirrorToLeast(side, dtype="float32", name="least")(image)
    picture = TakeChannels(0, 1, name="picture")(x)
    picture = layers.Rescaling(1 / SPREAD, -MIDDLE / SPREAD, name="scale")(picture)
    mask = TakeChannels(1, 1, name="mask")(x)
    known = layers.Rescaling(-1, 1, name="known")(mask)
    picture = layers.Multiply(name="seen")([picture, known])
    x = layers.Concatenate(name="beside")([picture, mask])
    for i, units in enumerate(hidden, 1):
        seen = side if i == 1 else 1
        x = layers.Conv2D(
            units,
            seen,
            activation="tanh",
            kernel_initializer=start(seen**2 * x.shape[-1]),
            name=f"hidden{i}",
        )(x)
    x = BlendedPatches(
        side, kernel_initializer=start(hidden[-1]), dtype="float32", name="blended"
    )(x)
    x = layers.Rescaling(SPREAD, MIDDLE, dtype="float32", name="unscale")(x)
    x = CropLike(dtype="float32", name="output")(x, image)
    return keras.Model(image, x, name="mlp_inpainter")
