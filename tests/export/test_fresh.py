import numpy as np
import pytest

from kerasdense.errors import ModelFileError
from kerasdense.export.fresh import Fresh
from kerasdense.export.predictor import open_exported


def test_a_tflite_runs_alone_without_tensorflow(exported, smooth):
    path = exported("edsr", "float32")
    with Fresh(path) as file:
        assert not file.imports_tensorflow
        result, seconds = file(smooth[None])
        assert 0 < seconds < 60
        smaller, _ = file(smooth[None, :9, :11])
    np.testing.assert_array_equal(result, open_exported(path).run(smooth[None]))
    assert smaller.shape == (1, 18, 22, 3)


def test_a_saved_model_runs_by_its_endpoint_for_bytes(exported, smooth):
    with Fresh(exported("labeller", "savedmodel")) as file:
        result, _ = file(smooth[None])
    assert (result.dtype, result.shape) == (np.uint8, (1, 60, 76, 1))


def test_what_goes_wrong_there_is_told_here(exported, tmp_path):
    (tmp_path / "x.tflite").write_bytes(b"nothing")
    with pytest.raises(ModelFileError, match="x.tflite does not run.*is cut off"):
        Fresh(tmp_path / "x.tflite").__enter__()
    with Fresh(exported("edsr", "float32")) as file:
        with pytest.raises(ModelFileError, match="does not take"):
            file(np.zeros((1, 8, 8, 2), np.uint8))
