import zipfile

import numpy as np
import pytest

from kerasdense.errors import ModelFileError
from kerasdense.weights import limits
from kerasdense.weights.arrays import read_npz


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_reads_arrays(save, tmp_path):
    arrays = {"conv/0": np.arange(6.0).reshape(2, 3), "conv/1": np.float32([1, 2])}
    save(tmp_path / "a.npz", **arrays)
    found = read_npz(tmp_path / "a.npz")
    assert list(found) == list(arrays)
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[name], array)


def fails(path, words):
    with pytest.raises(ModelFileError, match=words) as error:
        read_npz(path)
    assert "\n" not in str(error.value)


def test_pickles_in_it_are_not_read(tmp_path):
    np.savez(tmp_path / "a.npz", a=np.array([{"a": 1}], object))
    fails(tmp_path / "a.npz", "allow_pickle")


def test_a_bomb_is_refused(tmp_path, monkeypatch):
    np.savez_compressed(tmp_path / "a.npz", a=np.zeros(1 << 20))
    monkeypatch.setattr(limits, "MOST", 1 << 20)
    fails(tmp_path / "a.npz", "would unpack to 8 MB")


def test_cut_and_empty_files_are_refused(tmp_path):
    np.savez(tmp_path / "a.npz", a=np.zeros(100))
    data = (tmp_path / "a.npz").read_bytes()
    (tmp_path / "b.npz").write_bytes(data[:300])
    fails(tmp_path / "b.npz", "cannot be read")
    with zipfile.ZipFile(tmp_path / "c.npz", "w"):
        pass
    fails(tmp_path / "c.npz", "holds no arrays")
