import numpy as np
import pytest
import tensorflow as tf

from kerasdense.errors import InputError, ModelFileError
from kerasdense.weights.readers import read_weights
from kerasdense.weights.tf1_checkpoint import index_of, is_checkpoint

ARRAY = np.arange(6, dtype=np.float32).reshape(2, 3)


@pytest.fixture
def checkpoint(tmp_path):
    """-> the prefix of a checkpoint as `tf.train.Saver` of TensorFlow 1 writes it."""
    prefix = tmp_path / "model.ckpt"
    names = ["g_conv1_1/weights", "g_conv1_1/weights/Adam", "beta1_power"]
    values = [ARRAY, 0 * ARRAY, np.float32(0.9)]
    tf.raw_ops.SaveV2(
        prefix=str(prefix),
        tensor_names=names,
        shape_and_slices=[""] * 3,
        tensors=[tf.constant(value) for value in values],
    )
    return prefix


@pytest.mark.parametrize("named", ["", ".index", ".data-00000-of-00001", ".meta"])
def test_a_checkpoint_is_read_whichever_part_is_named(checkpoint, named):
    if named == ".meta":
        checkpoint.with_name("model.ckpt.meta").write_bytes(b"a graph")
    found = read_weights(f"{checkpoint}{named}")
    assert set(found) == {"g_conv1_1/weights", "beta1_power"}
    np.testing.assert_array_equal(found["g_conv1_1/weights"], ARRAY)


def test_it_is_known_by_its_end(checkpoint, tmp_path):
    index = f"{checkpoint}.index"
    assert is_checkpoint(index) and str(index_of(checkpoint)) == index
    assert not is_checkpoint(f"{checkpoint}.data-00000-of-00001")
    moved = tmp_path / "weights.bin"
    moved.write_bytes(b"short")
    assert not is_checkpoint(moved) and index_of(moved) == moved


def test_what_is_missing_or_broken_is_told(checkpoint, tmp_path):
    data = tmp_path / "model.ckpt.data-00000-of-00001"
    whole = data.read_bytes()
    data.write_bytes(whole[:8])
    with pytest.raises(ModelFileError, match="cannot be read as a checkpoint"):
        read_weights(f"{checkpoint}.index")
    data.unlink()
    with pytest.raises(ModelFileError, match="must lie beside it"):
        read_weights(f"{checkpoint}.index")
    with pytest.raises(InputError, match="nothing.ckpt cannot be read: No such file"):
        read_weights(tmp_path / "nothing.ckpt")
