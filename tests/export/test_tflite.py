import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from kerasdense.errors import InputError
from kerasdense.export.predictor import open_exported
from kerasdense.export.tflite import fitted, middle, to_tflite


@pytest.mark.parametrize(
    "precision, most", [("float16", 0.1), ("dynamic", 2.0), ("int16x8", 2.0)]
)
def test_every_precision_runs_and_is_near(exported, network, smooth, precision, most):
    size = (60, 76) if precision == "int16x8" else None
    network, _ = network("edsr")
    x = smooth[None] / np.float32(255)
    found = open_exported(exported("edsr", precision, size))(x)
    apart = 255 * np.abs(found - np.clip(network(x), 0, 1)).mean()
    assert apart < 0.26 + most  # a quarter of a level is the rounding to bytes


def test_whoever_has_only_litert_calls_it_like_this(exported, smooth):
    """As docs/EXPORT.md has it."""
    path = exported("edsr", "float32")
    interpreter = Interpreter(str(path), num_threads=4)
    interpreter.resize_tensor_input(0, (1, 60, 76, 3))
    result = interpreter.get_signature_runner()(image=smooth[None])["result"]
    np.testing.assert_array_equal(result, open_exported(path).run(smooth[None]))


def test_a_file_that_takes_floats_gives_floats(exported, network, smooth):
    network, _ = network("denoiser")
    file = open_exported(exported("denoiser", "float32", takes="float32"))
    x = (smooth[None] / np.float32(255) - 0.3) * 2  # leaves [0, 1]
    np.testing.assert_allclose(file(x), np.clip(network(x), 0, 1), atol=1e-5)


@pytest.mark.parametrize(
    "options, words",
    [
        ({"precision": "int4"}, "only float32, float16"),
        ({"precision": "int8"}, "pictures to calibrate"),
        ({"precision": "int16x8", "calibration": []}, "fixed size"),
        ({"takes": "int8"}, "takes uint8 or float32"),
        ({"size": (30, 64)}, "take 32x64"),
    ],
)
def test_what_cannot_be_had_is_refused(network, tmp_path, options, words):
    with pytest.raises(InputError, match=words):
        to_tflite(*network("denoiser"), tmp_path / "x.tflite", **options)
    assert not list(tmp_path.iterdir())


def test_what_exists_is_left(network, tmp_path):
    path = tmp_path / "x.tflite"
    path.write_bytes(b"precious")
    with pytest.raises(InputError, match="--overwrite"):
        to_tflite(*network("edsr"), path)
    assert path.read_bytes() == b"precious"


def test_the_middle_is_cut_out_and_the_small_is_mirrored():
    column = np.arange(5)[:, None, None]
    assert middle(column, (3, 1)).ravel().tolist() == [1, 2, 3]
    assert middle(column, (8, 1)).ravel().tolist() == [0, 1, 2, 3, 4, 4, 3, 2]
    assert middle(column[:2], (7, 1)).ravel().tolist() == [0, 1, 1, 0, 0, 1, 1]


def test_calibration_pictures_are_bytes_and_not_large():
    x = np.full((300, 20, 3), 0.5)
    assert fitted(x, None, "uint8").shape == (1, 256, 20, 3)
    assert fitted(x, (8, 40), "uint8").shape == (1, 8, 40, 3)
    assert fitted(x, None, "uint8").dtype == np.uint8
