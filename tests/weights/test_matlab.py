import h5py
import numpy as np
import pytest
import scipy.io

from kerasdense.errors import ModelFileError
from kerasdense.weights import limits
from kerasdense.weights.matlab import read_mat

rng = np.random.default_rng(0)
KERNEL = rng.normal(size=(3, 2, 4, 5)).astype(np.float32)
BIAS = rng.normal(size=(5, 1)).astype(np.float32)
EXPECTED = {
    "net/layers/0/weights/0": KERNEL,
    "net/layers/0/weights/1": BIAS,
    "net/layers/1/leak": np.zeros((1, 1)),
    "net/layers/2/weights/0": 2 * KERNEL,
    "net/layers/2/weights/1": 3 * BIAS,
}


def cell(*things):
    """[1, N], as MATLAB has them."""
    made = np.empty((1, len(things)), object)
    for i, thing in enumerate(things):
        made[0, i] = thing
    return made


def write_5(path, **kwargs):
    layers = cell(
        {"type": "conv", "weights": cell(KERNEL, BIAS)},
        {"type": "relu", "leak": 0.0},
        {"type": "conv", "weights": cell(2 * KERNEL, 3 * BIAS)},
    )
    scipy.io.savemat(path, {"net": {"layers": layers}}, **kwargs)
    return path


def write_73(path):
    """As MATLAB 7.3 does: 512 bytes, then HDF5 with arrays turned round, and what is in
    cells in #refs#."""
    with h5py.File(path, "w", userblock_size=512) as file:
        refs = file.create_group("#refs#")

        def refer(things):
            """-> [N, 1] of references: a cell [1, N], turned."""
            cell = np.empty((len(things), 1), h5py.ref_dtype)
            for i, thing in enumerate(things):
                cell[i, 0] = thing.ref
            return cell

        def array(value):
            value = np.asarray(value)
            made = refs.create_dataset(f"n{len(refs)}", data=value.T)
            made.attrs["MATLAB_class"] = np.bytes_("single")
            return made

        def layer(kind, **fields):
            made = refs.create_group(f"n{len(refs)}")
            text = np.frombuffer(kind.encode("utf-16-le"), np.uint16)[:, None]
            made["type"] = text
            made["type"].attrs["MATLAB_class"] = np.bytes_("char")
            for name, value in fields.items():
                made[name] = value
            return made

        layers = [
            layer("conv", weights=refer([array(KERNEL), array(BIAS)])),
            layer("relu", leak=np.zeros((1, 1))),
            layer("conv", weights=refer([array(2 * KERNEL), array(3 * BIAS)])),
        ]
        file.create_group("net")["layers"] = refer(layers)
    with open(path, "r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM")
    return path


@pytest.mark.parametrize(
    "write",
    [write_5, lambda p: write_5(p, do_compression=True), write_73],
    ids=["5", "7", "7.3"],
)
def test_reads_cells_and_structures(write, tmp_path):
    found = read_mat(write(tmp_path / "a.mat"))
    assert sorted(found) == sorted(EXPECTED)
    for name, array in EXPECTED.items():
        np.testing.assert_array_equal(found[name], array)


def test_reads_plain_arrays_and_arrays_of_structures(tmp_path):
    parts = np.array([[(1.5,), (2.5,)]], [("a", object)])
    scipy.io.savemat(tmp_path / "a.mat", {"x": KERNEL, "parts": parts, "s": "text"})
    found = read_mat(tmp_path / "a.mat")
    assert sorted(found) == ["parts/0/a", "parts/1/a", "x"]
    np.testing.assert_array_equal(found["x"], KERNEL)
    assert found["parts/1/a"].item() == 2.5


def fails(path, words="cannot be read"):
    with pytest.raises(ModelFileError, match=words) as error:
        read_mat(path)
    assert "\n" not in str(error.value) and str(path) in str(error.value)


@pytest.mark.parametrize("write", [write_5, write_73])
def test_a_file_cut_off_is_refused(write, tmp_path):
    data = write(tmp_path / "a.mat").read_bytes()
    path = tmp_path / "cut.mat"
    for end in (0, 100, 130, 400, 700, len(data) // 2, len(data) - 200):
        path.write_bytes(data[:end])
        fails(path, "cannot be read|no arrays")


def test_a_bomb_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.mat"
    scipy.io.savemat(path, {"x": np.zeros(1 << 20)}, do_compression=True)
    assert path.stat().st_size < 20_000
    monkeypatch.setattr(limits, "MOST", 1 << 20)
    fails(path, "would unpack")


def test_a_hollow_giant_is_refused(tmp_path):
    """HDF5 needs no bytes for what was never written."""
    path = tmp_path / "a.mat"
    with h5py.File(path, "w", userblock_size=512) as file:
        file.create_dataset("x", (1 << 31,), "f8", chunks=(1 << 20,))
    with open(path, "r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM")
    fails(path, "would unpack to 16384 MB")


def test_a_cell_that_holds_itself_is_refused(tmp_path):
    path = tmp_path / "a.mat"
    with h5py.File(path, "w", userblock_size=512) as file:
        circle = file.create_dataset("x", (2, 1), h5py.ref_dtype)
        circle[0, 0] = circle[1, 0] = circle.ref
    with open(path, "r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM")
    fails(path, "too many things")


def test_other_files_are_not_pulled_in(tmp_path):
    other, path = tmp_path / "other.h5", tmp_path / "a.mat"
    with h5py.File(other, "w") as file:
        file["secret"] = np.ones(3)
    with h5py.File(path, "w", userblock_size=512) as file:
        file["linked"] = h5py.ExternalLink(str(other), "secret")
        file["own"] = np.zeros(3)
    with open(path, "r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM")
    assert list(read_mat(path)) == ["own"]


def test_the_published_dncnn_can_be_read(shared):
    """17 convolutions of 3x3 with biases, every second of 33 layers."""
    found = read_mat(shared / "weights" / "dncnn_sigma25.mat")
    kernels = [found[f"net/layers/{i}/weights/0"].shape for i in range(0, 33, 2)]
    assert kernels == [(3, 3, 1, 64), *[(3, 3, 64, 64)] * 15, (3, 3, 64)]
    biases = [found[f"net/layers/{i}/weights/1"].size for i in range(0, 33, 2)]
    assert biases == [64] * 16 + [1]
