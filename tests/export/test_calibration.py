import numpy as np
import pytest
import tensorflow as tf

from kerasdense.errors import InputError
from kerasdense.export import calibration


@pytest.fixture(scope="module")
def chain():
    """A .tflite of three steps that can each be taken in place: x / 4, + 3, * 100."""
    steps = tf.function(
        lambda x: (x / 4.0 + tf.constant([3.0, 3.5])) * 100.0,
        input_signature=[tf.TensorSpec((1, 2, 2, 2), tf.float32)],
    )
    module = tf.Module()
    return tf.lite.TFLiteConverter.from_concrete_functions(
        [steps.get_concrete_function()], module
    ).convert()


def test_each_tensor_has_the_range_of_its_own_values(chain):
    x = np.linspace(-8, 8, 8, dtype=np.float32).reshape(1, 2, 2, 2)
    least, most = calibration.ranges(chain, [x, x / 2])
    found = {(round(least[i], 3), round(most[i], 3)) for i in least}
    quarter = x / 4
    shifted = quarter + np.float32([3.0, 3.5])
    for values in (x, quarter, shifted, 100 * shifted):
        expected = min(0.0, float(values.min())), float(values.max())
        assert tuple(round(value, 3) for value in expected) in found


def test_a_network_that_begins_with_such_steps_survives(exported, network, smooth):
    """EDSR does. By TensorFlow's own calibration (2.21) this one is at 8 dB."""
    from kerasdense.export.predictor import open_exported

    network, task = network("edsr")
    x = smooth[None] / np.float32(255)
    by_file = open_exported(exported("edsr", "int8"))(x)
    error = np.square(by_file - np.clip(network(x), 0, 1)).mean()
    assert 10 * np.log10(1 / error) > 36


def test_what_would_not_fit_into_memory_is_refused(chain, monkeypatch):
    monkeypatch.setattr(calibration, "MEMORY", 50)
    with pytest.raises(InputError, match="--size 512x512"):
        calibration.ranges(chain, [np.zeros((1, 2, 2, 2), np.float32)])


def test_ops_of_an_exact_scope_stay_in_float32(tmp_path):
    """What turns colours into light and back; the network between is of 8 bits."""
    from ai_edge_litert.tools import flatbuffer_utils

    from kerasdense.export.predictor import open_exported
    from kerasdense.export.tflite import to_tflite
    from kerasdense.models.colorful import colorful
    from kerasdense.tasks import Colorization

    network, task = colorful(width=1 / 16), Colorization()
    x = np.random.default_rng(0).integers(0, 256, (3, 32, 48, 3)) / np.float32(255)
    file = tmp_path / "int8.tflite"
    to_tflite(network, task, file, "int8", size=(32, 48), calibration=list(x))
    graph = flatbuffer_utils.read_model(str(file)).subgraphs[0]
    eight = {
        graph.tensors[index].name.decode()
        for op in graph.operators
        for index in op.outputs
        if graph.tensors[index].type == 9  # INT8
    }
    assert any("conv" in name for name in eight)
    # What goes from there into the network is rounded, and nothing computed.
    (exact,) = (name for name in eight if "exact" in name)
    assert exact.startswith("exact/truediv")
    expected = np.asarray(task.decode(network(x), x))
    error = np.square(open_exported(file)(x) - expected).mean()
    assert 10 * np.log10(1 / error) > 45
