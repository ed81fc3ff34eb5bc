import pytest
import tensorflow as tf

from kerasdense.errors import ModelFileError
from kerasdense.export import ops

CUSTOM = {"CUSTOM", "DELEGATE"}


@pytest.mark.parametrize("kind", ["denoiser", "edsr", "labeller"])
@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_a_tflite_has_built_in_ops_alone(exported, kind, precision):
    found = ops.of(exported(kind, precision))
    assert found["CONV_2D"] > 1
    assert not CUSTOM & set(found)
    assert not [name for name in found if name is None or name.startswith("Flex")]


def test_ops_of_a_saved_model_are_told_without_its_furniture(exported):
    found = ops.of(exported("edsr", "savedmodel"))
    # Head, two of a block, body, before the shuffle, tail: in each of three endpoints.
    assert found["Conv2D"] == 3 * 6
    assert "Const" not in found and "EncodePng" in found


def test_a_saved_model_that_reads_files_is_refused(tmp_path):
    module = tf.Module()
    read = tf.function(
        lambda x: {"result": tf.io.read_file(x)},
        input_signature=[tf.TensorSpec((), tf.string)],
    )
    tf.saved_model.save(module, str(tmp_path), signatures={"network": read})
    with pytest.raises(ModelFileError, match="ReadFile"):
        ops.check_harmless(tmp_path)


def test_a_broken_saved_model_is_told(tmp_path):
    (tmp_path / "saved_model.pb").write_bytes(b"\xff" * 100)
    with pytest.raises(ModelFileError, match="cannot be read"):
        ops.check_harmless(tmp_path)
