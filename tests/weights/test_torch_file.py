import io
import os
import pickle
import zipfile

import numpy as np
import pytest

from kerasdense.errors import ModelFileError
from kerasdense.weights.torch_file import read_torch

rng = np.random.default_rng(0)
ARRAYS = {
    "conv.weight": rng.normal(size=(4, 3, 5, 2)).astype(np.float32),
    "conv.bias": rng.normal(size=4).astype(np.float32),
    "one": np.float32(3.5),
}


@pytest.fixture(params=["torch_zip", "torch_legacy"])
def write(request):
    return request.getfixturevalue(request.param)


def same(found, expected):
    assert list(found) == list(expected)
    for name, array in expected.items():
        np.testing.assert_array_equal(found[name], array)
        assert found[name].shape == np.shape(array)


def test_reads_a_state_dict(write, torch_things, tmp_path):
    path = write(tmp_path / "a.pth", torch_things.state_dict(ARRAYS))
    same(read_torch(path), ARRAYS)


def test_reads_a_checkpoint_that_holds_one_beside_other_things(
    write, torch_things, tmp_path
):
    content = {
        "epoch": 3,
        "state_dict": torch_things.state_dict(ARRAYS),
        "options": torch_things.call("argparse", "Namespace", state={"lr": 0.1}),
    }
    found = read_torch(write(tmp_path / "a.pth", content))
    same(found, {f"state_dict.{name}": array for name, array in ARRAYS.items()})


def test_reads_a_module_that_was_pickled_whole(write, torch_things, tmp_path):
    def parameter(name, key):
        made = torch_things.tensor(ARRAYS[name], key)
        state = (True, False, None)
        return torch_things.call("torch.nn.parameter", "Parameter", made, state=state)

    conv = torch_things.call(
        "torch.nn.modules.conv",
        "Conv2d",
        state={
            "_parameters": {"weight": parameter("conv.weight", "0"), "bias": None},
            "_buffers": {
                "seen": torch_things.tensor(np.int64([7]), "1", "LongStorage")
            },
        },
    )
    net = torch_things.call("net", "Net", state={"_modules": {"conv": conv}})
    found = read_torch(write(tmp_path / "a.pth", {"model": net}))
    same(
        found,
        {
            "model.conv.weight": ARRAYS["conv.weight"],
            "model.conv.seen": np.int64([7]),
        },
    )


def test_views_have_their_offset_and_strides(write, torch_things, tmp_path):
    numbers = np.arange(24, dtype=np.float32)
    storage = torch_things.storage("FloatStorage", "0", numbers)
    view = {"storage": storage, "offset": 4, "shape": (3, 2), "strides": (1, 6)}
    content = {"a": torch_things.tensor(numbers, **view)}
    found = read_torch(write(tmp_path / "a.pth", content))["a"]
    np.testing.assert_array_equal(found, [[4, 10], [5, 11], [6, 12]])


@pytest.mark.parametrize(
    "kind, array, expected",
    [
        ("HalfStorage", np.float16([1.5, -2]), [1.5, -2]),
        ("DoubleStorage", np.float64([0.1]), [0.1]),
        # The upper halves of 1.0 and -2.0, 0x3f800000 and 0xc0000000.
        ("BFloat16Storage", np.uint16([0x3F80, 0xC000]), [1.0, -2.0]),
        ("BoolStorage", np.array([True, False]), [True, False]),
    ],
)
def test_kinds_of_numbers(kind, array, expected, torch_zip, torch_things, tmp_path):
    content = {"a": torch_things.tensor(array, kind=kind)}
    found = read_torch(torch_zip(tmp_path / "a.pth", content))["a"]
    np.testing.assert_array_equal(found, expected)


class Runs:
    """A pickle of it runs a command when it is loaded as pickles are."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.system, (f"touch {self.path}",)


def test_nothing_is_run(tmp_path):
    """The same bytes, read by pickle.loads, do run the command."""
    mark, path = tmp_path / "ran", tmp_path / "evil.pth"
    evil = pickle.dumps({"state_dict": Runs(mark)}, 2)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", evil)
    with pytest.raises(ModelFileError, match="holds no tensors"):
        read_torch(path)
    assert not mark.exists()
    pickle.loads(evil)
    assert mark.exists()


@pytest.mark.parametrize("name", ["eval", "exec", "__import__", "getattr", "open"])
def test_builtins_are_inert(name, torch_zip, torch_things, tmp_path):
    mark = tmp_path / "ran"
    arguments = {"open": (str(mark), "w")}.get(name, (f"open({str(mark)!r}, 'w')",))
    evil = torch_things.call("builtins", name, *arguments)
    content = {"evil": evil, **torch_things.state_dict(ARRAYS)}
    assert set(read_torch(torch_zip(tmp_path / "a.pth", content))) == set(ARRAYS)
    assert not mark.exists()


def fails(path, *words):
    """Reading says so in one line, with these words."""
    with pytest.raises(ModelFileError) as error:
        read_torch(path)
    assert "\n" not in str(error.value) and str(path) in str(error.value)
    for word in words:
        assert word in str(error.value)


def test_a_file_cut_anywhere_is_refused(write, torch_things, tmp_path):
    data = write(tmp_path / "a", torch_things.state_dict(ARRAYS)).read_bytes()
    path = tmp_path / "cut.pth"
    for end in np.linspace(0, len(data) - 1, 40).astype(int):
        path.write_bytes(data[:end])
        fails(path)


def test_a_file_with_a_byte_changed_is_read_or_refused(write, torch_things, tmp_path):
    data = write(tmp_path / "a", torch_things.state_dict(ARRAYS)).read_bytes()
    path, draw = tmp_path / "other.pth", np.random.default_rng(0)
    for _ in range(300):
        changed = bytearray(data)
        changed[draw.integers(len(data))] = draw.integers(256)
        path.write_bytes(changed)
        try:
            read_torch(path)
        except ModelFileError as error:
            assert "\n" not in str(error)


@pytest.mark.parametrize(
    "view",
    [
        {"shape": (4,), "offset": 1},
        {"shape": (2, 2), "strides": (3, 1)},
        {"shape": (2,), "strides": (-1,), "offset": 1},
        {"shape": (-2,)},
        {"shape": (2, 2), "strides": (1,)},
        {"shape": (2.5,), "strides": (1,)},
    ],
)
def test_a_tensor_beyond_its_storage_is_refused(view, write, torch_things, tmp_path):
    content = {"a": torch_things.tensor(np.zeros(4, np.float32), **view)}
    fails(write(tmp_path / "a.pth", content), "a tensor")


def test_what_a_tensor_repeats_is_bounded(torch_zip, torch_things, tmp_path):
    huge = {"shape": (1 << 40,), "strides": (0,)}
    content = {"a": torch_things.tensor(np.zeros(1, np.float32), **huge)}
    fails(torch_zip(tmp_path / "a.pth", content), "repeats itself")


def test_a_compressed_archive_is_refused(torch_zip, torch_things, tmp_path):
    """10 MB of zeros in 10 kB."""
    content = {"a": torch_things.tensor(np.zeros(10 << 18, np.float32))}
    path = torch_zip(tmp_path / "a.pth", content, compress=True)
    assert path.stat().st_size < 20_000
    fails(path, "compressed")


def test_another_byte_order_is_refused(torch_zip, torch_things, tmp_path):
    content = torch_things.state_dict(ARRAYS)
    path = torch_zip(tmp_path / "a.pth", content, byteorder=b"big")
    fails(path, "byte order")


def test_a_thing_that_holds_itself_is_refused(write, tmp_path):
    circle = {}
    circle["again"] = circle
    fails(write(tmp_path / "a.pth", circle), "holds itself")


def test_a_tree_that_repeats_its_branches_is_refused(write, tmp_path):
    """Thirty dictionaries by which a billion things can be reached."""
    tree = {}
    for _ in range(30):
        tree = {"a": tree, "b": tree}
    fails(write(tmp_path / "a.pth", tree), "too many things")


def test_a_memo_of_billions_is_refused(tmp_path):
    """An empty dictionary, remembered as number 4,294,967,295."""
    path = tmp_path / "a.pth"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", b"\x80\x02}r\xff\xff\xff\xff.")
    fails(path, "out of order")


def test_other_pickles_are_refused(tmp_path):
    path = tmp_path / "a.pth"
    path.write_bytes(pickle.dumps({"a": 1}))
    fails(path, "another kind of pickle")


def test_a_storage_of_an_unknown_kind_is_named(torch_zip, torch_things, tmp_path):
    content = {"a": torch_things.tensor(np.uint8([1]), kind="QInt8Storage")}
    fails(torch_zip(tmp_path / "a.pth", content), "QInt8Storage")


def test_a_storage_in_the_file_that_nothing_refers_to_is_odd(torch_things, tmp_path):
    path, stream = tmp_path / "a.pth", io.BytesIO()
    for part in (0x1950A86A20F9469CFC6C, 1001, {}, {}, ["5"]):
        pickle.dump(part, stream, 2)
    path.write_bytes(stream.getvalue() + bytes(16))
    fails(path)


def test_the_published_vdsr_can_be_read(shared):
    """20 convolutions without bias, 64 channels: specs of twtygqyy/pytorch-vdsr."""
    arrays = read_torch(shared / "weights" / "vdsr_port_epoch50.pth")
    shapes = {name.split("model.")[1]: a.shape for name, a in arrays.items()}
    middle = {f"residual_layer.{i}.conv.weight": (64, 64, 3, 3) for i in range(18)}
    ends = {"input.weight": (64, 1, 3, 3), "output.weight": (1, 64, 3, 3)}
    assert shapes == middle | ends
    assert all(np.isfinite(a).all() and a.std() > 0.001 for a in arrays.values())
