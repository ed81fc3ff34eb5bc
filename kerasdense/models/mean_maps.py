"""The same maps for every picture: what a network that looks has to beat."""

import keras

from kerasdense.layers import OnPicture, PixelMap, UnitVectors


def mean_maps(channels_out, *, size=(48, 64)):
    """Builds the network, which knows nothing but where in the picture a pixel lies.

    Args:
        channels_out: {"depth": 1, "normals": 3}, those to write.
        size: Rows and columns of what is learnt, which covers the picture.

    Returns:
        A model, [B, H, W, 3] -> {name: [B, H, W, channels]}.
    """
    image = keras.Input((None, None, 3), name="image")
    outputs = {}
    for name, count in channels_out.items():
        x = PixelMap(size, count, name=f"{name}_mean")(image)
        x = OnPicture(size, 0, 1, name=f"{name}_on_picture")(x, image)
        outputs[name] = UnitVectors(name=name)(x) if name == "normals" else x
    return keras.Model(image, outputs, name="mean_maps")
