import io
import pickle
import zipfile

import h5py
import numpy as np
import pytest
import scipy.io

from kerasdense.errors import InputError, ModelFileError
from kerasdense.weights.readers import read_weights

ARRAY = np.arange(6, dtype=np.float32).reshape(2, 3)


@pytest.fixture(params=["caffemodel", "h5", "keras", "pth", "old pth", "npz", "mat"])
def file(request, tmp_path, caffemodel, torch_zip, torch_legacy, torch_things):
    """A file of each kind, under a name that tells nothing, and what its array is
    called."""
    path = tmp_path / "weights"
    state = torch_things.state_dict({"conv.weight": ARRAY})
    if request.param == "caffemodel":
        caffemodel(path, {"conv": [ARRAY]})
    elif request.param == "pth":
        torch_zip(path, state)
    elif request.param == "old pth":
        torch_legacy(path, state)
    elif request.param == "npz":
        path.write_bytes(npz({"conv": ARRAY}))
    elif request.param == "mat":
        stream = io.BytesIO()
        scipy.io.savemat(stream, {"conv": ARRAY})
        path.write_bytes(stream.getvalue())
    else:
        with h5py.File(tmp_path / "a.h5", "w") as h5:
            h5["layers/conv/vars/0"] = ARRAY
        data = (tmp_path / "a.h5").read_bytes()
        if request.param == "keras":
            stream = io.BytesIO()
            with zipfile.ZipFile(stream, "w") as archive:
                archive.writestr("config.json", "{}")
                archive.writestr("model.weights.h5", data)
            data = stream.getvalue()
        path.write_bytes(data)
    dotted = {"pth": "conv.weight", "old pth": "conv.weight"}
    plain = {"npz": "conv", "mat": "conv"}
    return path, (dotted | plain).get(request.param, "conv/0")


def npz(arrays):
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def test_any_kind_is_known_by_what_is_in_it(file):
    path, name = file
    found = read_weights(path)
    assert list(found) == [name]
    np.testing.assert_array_equal(found[name], ARRAY)


def test_any_kind_cut_in_half_is_refused_in_one_line(file):
    path, _ = file
    data = path.read_bytes()
    for share in (0.1, 0.5, 0.9):
        path.write_bytes(data[: int(share * len(data))])
        with pytest.raises(ModelFileError) as error:
            read_weights(path)
        assert "\n" not in str(error.value) and str(path) in str(error.value)


@pytest.mark.parametrize(
    "data, words",
    [
        (b"name: 'fcn8s'\nlayer { }\n", "is text"),
        (b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
        (b"<html><body>404</body></html>", "is text"),
        (b"", "no weights of Caffe"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "cannot be read as a Caffe file"),
        (b"PK\x03\x04" + bytes(30), "cannot be read"),
        (pickle.dumps([1, 2]), "PyTorch"),
    ],
)
def test_what_is_no_file_of_weights_is_refused(data, words, tmp_path):
    path = tmp_path / "a"
    path.write_bytes(data)
    with pytest.raises(ModelFileError, match=words) as error:
        read_weights(path)
    assert "\n" not in str(error.value)


def test_other_archives_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(ModelFileError, match="something else"):
        read_weights(tmp_path / "a.zip")


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_a_missing_file_is_said_to_be(name, tmp_path):
    with pytest.raises(InputError, match="cannot be read: "):
        read_weights(tmp_path / name)
