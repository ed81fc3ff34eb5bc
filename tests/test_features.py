import keras
import numpy as np
import pytest
from skimage import data

from kerasdense import bundle
from kerasdense.errors import InputError, ModelFileError
from kerasdense.features import Features, features_of
from kerasdense.models.edsr import edsr
from kerasdense.models.fcn import fcn
from kerasdense.pixels.resample import imresize
from kerasdense.tasks import Segmentation, SuperResolution


@pytest.fixture(scope="module")
def lite0():
    return features_of()


def photographs():
    crops = data.astronaut(), data.coffee(), data.chelsea()
    return np.stack([crop[:192, 100:292] / 255 for crop in crops]).astype(np.float32)


def blurred(pictures):
    small = [imresize(picture, 1 / 4) for picture in pictures]
    return np.stack([imresize(picture, 4) for picture in small]).astype(np.float32)


def test_texture_in_the_wrong_place_is_nearer_than_blur(lite0):
    """What it is for: to the error of pixels it is the other way round."""
    true = photographs()
    blur = blurred(true)
    moved = blur + np.roll(true - blur, 3, axis=2)
    assert np.all(
        np.square(moved - true).mean((1, 2, 3)) > np.square(blur - true).mean((1, 2, 3))
    )
    maps = [lite0(pictures) for pictures in (true, blur, moved)]
    for far in lite0.distance, lite0.texture_distance:
        blur, moved = np.asarray(far(*maps[:2])), np.asarray(far(*maps[::2]))
        assert np.all(moved < 0.85 * blur), far


def test_distances_are_of_single_images_and_weighed():
    identity = keras.Input((None, None, 2))
    maps = {"stride8": identity, "stride16": 2 * identity, "stride2": identity}
    seen = Features(
        keras.Model(identity, maps), {"stride8": 1, "stride16": 0.5}, {"stride2": 3}
    )
    rng = np.random.default_rng(0)
    true, written = rng.random((2, 2, 16, 16, 2), np.float32)
    true, written = seen(true), seen(written)
    absolute = np.abs(true["stride8"] - written["stride8"]).mean((1, 2, 3))
    # Twice as large features are as far apart, for their size.
    expected = 1.5 * absolute / np.mean(true["stride8"], axis=(1, 2, 3))
    np.testing.assert_allclose(seen.distance(true, written), expected, rtol=1e-5)
    # Patches of 16 pixels are 8 wide at stride 2.
    halves = [
        np.asarray(m["stride2"]).reshape(2, 2, 8, 2, 8, 2) for m in (true, written)
    ]
    a, b = (np.einsum("bihjwc,bihjwd->bijcd", h, h) / 64 for h in halves)
    expected = 3 * np.square(a - b).sum((1, 2, 3, 4)) / np.square(a).sum((1, 2, 3, 4))
    np.testing.assert_allclose(
        seen.texture_distance(true, written), expected, rtol=1e-4
    )


def test_it_is_frozen_and_in_single_precision(lite0):
    assert not lite0.network.trainable_variables
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        other = features_of()
    finally:
        keras.config.set_dtype_policy("float32")
    x = photographs()[:, :32, :32]
    for name, expected in lite0(x).items():
        found = other(x)[name]
        assert found.dtype == "float32"
        np.testing.assert_array_equal(found, expected)


@pytest.fixture(scope="module")
def vgg(tmp_path_factory):
    """A narrow FCN on VGG16 with a border of 100, as an imported bundle has."""
    folder = tmp_path_factory.mktemp("vgg")
    network = fcn(2, stride=32, width=1 / 32)
    assert network.get_layer("pad").padding[0][0] == 100
    for layer in network.layers:
        if layer.name.startswith("conv"):
            layer.bias.assign(np.full(layer.bias.shape, 0.1))
    bundle.save(folder, network, Segmentation(("a", "b")))
    return folder


def test_a_bundle_gives_its_vgg16_without_the_border(vgg):
    source, _ = bundle.load(vgg)
    seen = features_of(str(vgg))
    x = photographs()[:, :64, :96]
    maps = seen(x)
    assert {name: m.shape[1:3] for name, m in maps.items()} == {
        "conv1_2": (64, 96),
        "conv2_2": (32, 48),
        "conv3_3": (16, 24),
        "conv4_3": (8, 12),
        "conv5_3": (4, 6),
    }
    assert not seen.network.trainable_variables
    # Away from the border the first layers write what the bundle's do.
    end = source.get_layer("conv1_2").output
    whole = keras.Model(source.input, end)(x)[:, 99:-99, 99:-99]
    np.testing.assert_allclose(
        maps["conv1_2"][:, 2:-2, 2:-2], whole[:, 2:-2, 2:-2], rtol=1e-4, atol=1e-4
    )
    for far in seen.distance, seen.texture_distance:
        distance = np.asarray(far(maps, seen(blurred(x))))
        assert distance.shape == (3,) and np.all(distance > 0)
        np.testing.assert_array_equal(far(maps, maps), [0, 0, 0])


def test_a_bundle_without_vgg16_is_told(tmp_path):
    bundle.save(tmp_path, edsr(filters=2, blocks=1), SuperResolution())
    with pytest.raises(InputError, match="features=.*: edsr there has no conv1_2"):
        features_of(str(tmp_path))


def test_a_folder_that_is_no_bundle_is_told(tmp_path):
    with pytest.raises(ModelFileError, match="is no bundle"):
        features_of(str(tmp_path))
