import zipfile

import h5py
import keras
import numpy as np
import pytest
from keras import layers

from kerasdense.errors import ModelFileError
from kerasdense.weights import limits
from kerasdense.weights.keras_h5 import read_keras

rng = np.random.default_rng(0)


@pytest.fixture(scope="module")
def network():
    image = keras.Input((8, 8, 3), name="image")
    x = layers.Conv2D(4, 3, name="block1_conv1")(image)
    x = layers.BatchNormalization(name="norm")(x)
    inner = keras.Sequential([layers.Conv2D(2, 1, name="deep")], name="inner")
    model = keras.Model(image, inner(x), name="outer")
    model.compile("adam")
    return model


NAMES = [
    *(f"block1_conv1/{i}" for i in range(2)),
    *(f"norm/{i}" for i in range(4)),
    *(f"inner/deep/{i}" for i in range(2)),
]


@pytest.mark.parametrize("name", ["a.weights.h5", "a.keras", "a.h5"])
def test_reads_what_keras_writes(name, network, tmp_path):
    path = tmp_path / name
    write = network.save_weights if name == "a.weights.h5" else network.save
    write(path)
    found = read_keras(path)
    # The older layout has the weights of a layer within a layer under the outer one.
    names = [n.replace("inner/deep", "inner") for n in NAMES]
    assert sorted(found) == sorted(names if name == "a.h5" else NAMES)
    for weight, key in zip(network.weights, names if name == "a.h5" else NAMES):
        np.testing.assert_array_equal(found[key], weight)


def test_reads_the_layout_of_the_first_keras(tmp_path):
    """Such as vgg16_weights_tf_dim_ordering_tf_kernels.h5: order is in attributes, and
    names are whatever they were."""
    kernel, bias = rng.normal(size=(3, 3, 3, 4)), rng.normal(size=4)
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.attrs["layer_names"] = [b"input_1", b"block1_conv1"]
        file.create_group("input_1").attrs["weight_names"] = []
        group = file.create_group("block1_conv1")
        group.attrs["weight_names"] = [b"block1_conv1_W_1:0", b"block1_conv1_b_1:0"]
        group["block1_conv1_W_1:0"], group["block1_conv1_b_1:0"] = kernel, bias
    found = read_keras(tmp_path / "a.h5")
    assert list(found) == ["block1_conv1/0", "block1_conv1/1"]
    np.testing.assert_array_equal(found["block1_conv1/0"], kernel)
    np.testing.assert_array_equal(found["block1_conv1/1"], bias)


def test_layers_without_a_name_are_called_by_their_place(tmp_path):
    with h5py.File(tmp_path / "a.weights.h5", "w") as file:
        file["block1/layers/conv2d_1/vars/0"] = np.ones(3)
        file["_layer_checkpoint_dependencies/dense/vars/1"] = np.zeros(2)
        file["optimizer/vars/0"] = np.zeros(2)
    found = read_keras(tmp_path / "a.weights.h5")
    assert sorted(found) == ["block1/conv2d_1/0", "dense/1"]


def test_reads_caffe_in_hdf5(tmp_path):
    """/data/LAYER/i, as Caffe and U-Net's authors have it."""
    with h5py.File(tmp_path / "a.caffemodel.h5", "w") as file:
        file["data/conv_d0a-b/0"] = np.ones((64, 1, 3, 3))
        file["data/conv_d0a-b/1"] = np.ones(64)
    found = read_keras(tmp_path / "a.caffemodel.h5")
    shapes = {name: array.shape for name, array in found.items()}
    assert shapes == {"conv_d0a-b/0": (64, 1, 3, 3), "conv_d0a-b/1": (64,)}


def fails(path, words="cannot be read"):
    with pytest.raises(ModelFileError, match=words) as error:
        read_keras(path)
    assert "\n" not in str(error.value) and str(path) in str(error.value)


@pytest.mark.parametrize("name", ["a.weights.h5", "a.keras", "a.h5"])
def test_a_file_cut_off_is_refused(name, network, tmp_path):
    path = tmp_path / name
    write = network.save_weights if name == "a.weights.h5" else network.save
    write(path)
    data = path.read_bytes()
    for end in (0, 10, 100, len(data) // 2, len(data) - 100):
        path.write_bytes(data[:end])
        fails(path)


def test_a_hollow_giant_is_refused(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.create_dataset("conv/vars/0", (1 << 31,), "f8", chunks=(1 << 20,))
    assert (tmp_path / "a.h5").stat().st_size < 20_000
    fails(tmp_path / "a.h5", "would unpack to 16384 MB")


def test_a_bomb_in_a_keras_file_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.weights.h5", bytes(2 << 20))
    monkeypatch.setattr(limits, "MOST", 1 << 20)
    fails(path, "would unpack")


@pytest.mark.parametrize("layout", ["keras 2", "keras 3"])
def test_other_files_are_not_pulled_in(layout, tmp_path):
    """HDF5 can point to any file that the user may read."""
    other, path = tmp_path / "other.h5", tmp_path / "a.h5"
    with h5py.File(other, "w") as file:
        file["secret"] = np.ones(3)
    with h5py.File(path, "w") as file:
        group = file.create_group("conv")
        group["w"] = h5py.ExternalLink(str(other), "secret")
        if layout == "keras 2":
            file.attrs["layer_names"] = ["conv"]
            group.attrs["weight_names"] = ["w"]
    fails(path, "has no w" if layout == "keras 2" else "holds no weights")


def test_numbers_in_other_files_are_not_read(tmp_path):
    (tmp_path / "secret.txt").write_bytes(bytes(80))
    with h5py.File(tmp_path / "a.h5", "w") as file:
        external = [(str(tmp_path / "secret.txt"), 0, 80)]
        file.create_dataset("conv/vars/0", (10,), "f8", external=external)
    fails(tmp_path / "a.h5", "points to another file")
