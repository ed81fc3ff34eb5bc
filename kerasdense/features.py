"""Networks that have learned to see, frozen: by them pictures are told apart.

Which of their maps count is chosen so that the right texture in the wrong place is
nearer to the truth than blur is; to the squared error of pixels it is farther. On four
photographs of scikit-image, enlarged four times by bicubic interpolation, with and
without the missing details moved by 3 pixels, the distances are

                                 EfficientNet-Lite0, stride
                   pixels (RMSE)     2      4      8     16
    features, blurred       11.1   0.44   0.61   0.74   0.69
    features, moved         17.0   0.67   0.60   0.50   0.42
    Gram, blurred                  0.15   0.61   0.77   0.72
    Gram, moved                    0.03   0.17   0.33   0.36

and so features are compared at stride 8 and 16, Gram matrices at stride 2 and 4.
"""

import dataclasses

import keras

from kerasdense import bundle
from kerasdense.errors import InputError
from kerasdense.losses import perceptual, texture
from kerasdense.models.trunks.efficientnet_lite0 import (
    efficientnet_lite0,
    load_imagenet,
)
from kerasdense.predictor import in_precision

PATCH = 16  # pixels of the image: the patches of EnhanceNet
STRIDES = {"conv1_2": 1, "conv2_2": 2, "conv3_3": 4, "conv4_3": 8, "conv5_3": 16}
STRIDES |= {f"stride{stride}": stride for stride in (2, 4, 8, 16)}


@dataclasses.dataclass(frozen=True)
class Features:
    """What a frozen network sees in pictures, and how much of it counts.

    Args:
        network: RGB in [0, 1] -> {name of a map: the map}, in float32.
        perceptual: {name: weight} of the maps that are compared pixel by pixel.
        texture: {name: weight} of those whose Gram matrices are.
    """

    network: keras.Model
    perceptual: dict[str, float]
    texture: dict[str, float]

    def __call__(self, pictures):
        return self.network(pictures, training=False)

    def distance(self, true, written):
        """Maps of the truth and of what was written -> how far they are apart, [B]."""
        return sum(
            weight * perceptual(true[name], written[name])
            for name, weight in self.perceptual.items()
        )

    def texture_distance(self, true, written):
        """The same of their texture."""
        return sum(
            weight * texture(true[name], written[name], PATCH // STRIDES[name])
            for name, weight in self.texture.items()
        )


def features_of(folder=""):
    """-> the `Features` of EfficientNet-Lite0, which comes with kerasdense, or of the
    VGG16 in a bundle.

    Raises:
        InputError: The bundle's network has no VGG16.
        ModelFileError: The folder is no bundle.
    """
    return vgg16_features(folder) if folder else lite0_features()


def lite0_features():
    with in_precision("float32"):
        image = keras.Input((None, None, 3), name="image")
        network = keras.Model(image, efficientnet_lite0(image, deepest=16))
    load_imagenet(network)
    network.trainable = False
    return Features(
        network,
        perceptual={"stride8": 0.5, "stride16": 0.5},
        texture={"stride2": 0.5, "stride4": 0.5},
    )


def vgg16_features(folder):
    """Maps are those after ReLU; ESRGAN takes the last one, of VGG19, before it."""
    source, _ = bundle.load(folder)
    texture = {"conv1_2": 0.5, "conv2_2": 0.5}
    perceptual = {"conv3_3": 0.25, "conv4_3": 0.5, "conv5_3": 0.25}
    wanted = [*texture, *perceptual]
    missing = {*wanted} - {layer.name for layer in source.layers}
    if missing:
        raise InputError(
            f"features={folder}: {source.name} there has no {min(missing)}, and so no "
            "VGG16; make such a folder with `kerasdense import vgg16-trunk`."
        )
    maps = {name: source.get_layer(name).output for name in wanted}
    cut = keras.Model(source.input, maps)
    network = keras.models.clone_model(cut, clone_function=_tightly_padded)
    network.set_weights(cut.get_weights())
    network.trainable = False
    return Features(network, perceptual, texture)


def _tightly_padded(layer):
    """FCN has a border of 100 zeros, which would be most of what is computed here."""
    config = layer.get_config()
    if layer.name == "pad":
        config["padding"] = ((1, 1), (1, 1))
    return type(layer).from_config(config)
