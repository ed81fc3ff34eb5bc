import struct

import numpy as np
import pytest

from kerasdense.errors import ModelFileError
from kerasdense.weights.caffemodel import message, read_caffemodel

rng = np.random.default_rng(0)
KERNEL = rng.normal(size=(4, 3, 2, 5)).astype(np.float32)
BIAS = rng.normal(size=4).astype(np.float32)


@pytest.mark.parametrize("generation", [0, 1, 2])
@pytest.mark.parametrize("old_shape", [True, False])
@pytest.mark.parametrize("doubles", [True, False])
def test_reads_all_generations(generation, old_shape, doubles, caffemodel, tmp_path):
    layers = {"data": [], "conv1_1": [KERNEL, BIAS]}
    how = {"old_shape": old_shape, "doubles": doubles}
    path = caffemodel(tmp_path / "a.caffemodel", layers, generation, **how)
    found = read_caffemodel(path)
    assert list(found) == ["conv1_1/0", "conv1_1/1"]
    np.testing.assert_array_equal(found["conv1_1/0"], KERNEL)
    np.testing.assert_array_equal(found["conv1_1/1"].ravel(), BIAS)
    assert found["conv1_1/1"].shape == ((1, 1, 1, 4) if old_shape else (4,))
    assert found["conv1_1/0"].dtype == np.float32


def field(number, data):
    """A length-delimited field on the wire: key, length, bytes."""
    return varint(number << 3 | 2) + varint(len(data)) + data


def varint(value):
    parts = []
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


def test_reads_what_is_on_the_wire(tmp_path):
    """A file put together by hand from caffe.proto: name = 1, layer = 100; name = 1,
    type = 2, blobs = 7, convolution_param = 106; a blob with shape = 7, dim = 1, data
    = 5 in two pieces."""
    shape = field(7, field(1, varint(2) + varint(300)))
    numbers = np.arange(600, dtype="<f4")
    pieces = field(5, numbers[:10].tobytes()) + field(5, numbers[10:].tobytes())
    layer = field(1, b"fc") + field(2, b"Unheard") + field(106, b"\x08\x05")
    layer += field(7, shape + pieces)
    path = tmp_path / "a.caffemodel"
    path.write_bytes(field(1, b"net") + field(100, layer))
    found = read_caffemodel(path)
    np.testing.assert_array_equal(found["fc/0"], numbers.reshape(2, 300))


def fails(path, *words):
    with pytest.raises(ModelFileError) as error:
        read_caffemodel(path)
    assert "\n" not in str(error.value) and str(path) in str(error.value)
    for word in words:
        assert word in str(error.value)


def test_a_blob_shorter_than_its_shape_is_refused(tmp_path):
    net = message("NetParameter")()
    layer = net.layer.add(name=b"conv")
    blob = layer.blobs.add()
    blob.shape.dim.extend((2, 3))
    blob.data.append(struct.pack("<5f", *range(5)))
    path = tmp_path / "a.caffemodel"
    path.write_bytes(net.SerializeToString())
    fails(path, "(2, 3)", "5 numbers")


@pytest.mark.parametrize("sides", [(-1, -6), (1 << 40, 1 << 40)])
def test_odd_shapes_are_refused(sides, tmp_path):
    net = message("NetParameter")()
    blob = net.layer.add(name=b"conv").blobs.add()
    blob.shape.dim.extend(sides)
    blob.data.append(bytes(24))
    path = tmp_path / "a.caffemodel"
    path.write_bytes(net.SerializeToString())
    fails(path)


def test_a_file_cut_anywhere_is_refused_or_lacks_layers(caffemodel, tmp_path):
    layers = {"a": [KERNEL, BIAS], "b": [KERNEL, BIAS]}
    data = caffemodel(tmp_path / "a", layers).read_bytes()
    path = tmp_path / "cut.caffemodel"
    refused = 0
    for end in range(0, len(data), 7):
        path.write_bytes(data[:end])
        try:
            assert len(read_caffemodel(path)) < 4
        except ModelFileError as error:
            refused += 1
            assert "\n" not in str(error)
    assert refused > 0.9 * len(data) / 7


@pytest.mark.parametrize("data", [b"", b"\xff" * 100, bytes(1000), b"\x08\x96\x01"])
def test_other_files_are_refused(data, tmp_path):
    path = tmp_path / "a.caffemodel"
    path.write_bytes(data)
    fails(path)
