import keras
import numpy as np
import pytest
from skimage import data

from kerasdense.errors import ModelFileError
from kerasdense.models.trunks.efficientnet_lite0 import (
    efficientnet_lite0,
    load_imagenet,
)


def trunk(deepest=32):
    image = keras.Input((None, None, 3), name="image")
    return keras.Model(image, efficientnet_lite0(image, deepest=deepest))


def test_features_come_fine_to_coarse_at_their_strides():
    features = trunk()(np.zeros((1, 64, 96, 3), np.float32))
    assert {name: tuple(f.shape[1:]) for name, f in features.items()} == {
        "stride2": (32, 48, 16),
        "stride4": (16, 24, 24),
        "stride8": (8, 12, 40),
        "stride16": (4, 6, 112),
        "stride32": (2, 3, 320),
    }
    assert list(features) == [f"stride{2**i}" for i in range(1, 6)]


def test_the_coarsest_can_be_left_out():
    features = trunk(deepest=16)(np.zeros((1, 33, 31, 3), np.float32))
    assert list(features)[-1] == "stride16"
    assert features["stride16"].shape[1:3] == (3, 2)


def test_has_the_weights_of_the_published_network():
    """4,694,024 with moving statistics, of which the classifier has 320 * 1280
    weights, 4 * 1280 of its norm, and 1281 * 1000."""
    top = 320 * 1280 + 4 * 1280 + 1281 * 1000
    assert trunk().count_params() == 4_694_024 - top


def test_imagenet_is_seen_in_its_features():
    """The same picture, moved by a stride, is nearly the same to a network that has
    learned, and two photographs are far apart."""
    network = trunk()
    load_imagenet(network)
    cat, cup = (
        picture[:288, :288] / 255 for picture in (data.chelsea(), data.coffee())
    )

    def seen(x):
        x = network(x[None].astype("float32"))["stride32"][0]
        x = np.mean(x, axis=(0, 1))
        return x / np.linalg.norm(x)

    same = seen(cat[:256, :256]) @ seen(cat[32:, 32:])
    other = seen(cat[:256, :256]) @ seen(cup[:256, :256])
    assert same > 0.85 and other < 0.5, (same, other)


def test_a_network_without_the_trunk_is_refused():
    image = keras.Input((None, None, 3))
    stranger = keras.Model(image, keras.layers.Conv2D(1, 1)(image), name="stranger")
    with pytest.raises(ModelFileError, match="stranger does not stand on"):
        load_imagenet(stranger)
