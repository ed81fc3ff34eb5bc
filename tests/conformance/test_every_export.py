"""Every network becomes a file for phones and for servers, without ops of TensorFlow
that LiteRT lacks."""

import numpy as np
import pytest

from kerasdense import recipes
from kerasdense.errors import InputError
from kerasdense.export import ops
from kerasdense.export.predictor import open_exported
from kerasdense.export.saved_model import to_saved_model
from kerasdense.export.tflite import to_tflite
from kerasdense.predict import BESIDE

# Recipes whose networks become no .tflite, and the op that it lacks.
LACKING = {"schuler": "FFT2D"}


@pytest.fixture
def whole(recipe):
    if set(recipe.task.reads[1:]) - set(BESIDE):
        pytest.skip("reads several arrays, and an exported file reads one picture")
    return recipe.network(recipe.task), recipe.task


def image(task):
    beside = {*BESIDE, "raw"} & set(task.reads)
    channels = task.channels_in if beside else task.channels or 3
    x = np.random.default_rng(0).random((1, 64, 96, channels), np.float32)
    if "mask" in task.reads:
        x[..., -1] = x[..., -1] < 0.4
        x[..., :-1] *= 1 - x[..., -1:]
    return x


def agreeing(task, one, other):
    """-> the share of labels that are equal, or of values that nearly are; of several
    maps, the least."""
    if task.parts:
        return min(
            agreeing(of, one[name], other[name]) for name, of in task.parts.items()
        )
    one, other = (np.asarray(each, np.float64) for each in (one, other))
    assert one.shape == other.shape
    return np.mean(np.abs(one - other) < (0.5 if task.writes == "labels" else 2e-3))


def test_a_saved_model_does_what_the_network_does(whole, tmp_path):
    network, task = whole
    to_saved_model(network, task, tmp_path / "served")
    opened = open_exported(tmp_path / "served")
    x = image(task)
    expected = task.decode(network(x, training=False), x)
    served = opened.task.decode(opened(x), x)
    assert agreeing(task, served, expected) > 0.999


@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_a_tflite_has_built_in_ops_and_does_what_the_network_does(
    whole, tmp_path, precision, request
):
    if request.node.callspec.params["recipe"] in LACKING:
        pytest.skip("needs what TFLite lacks, see the test below")
    network, task = whole
    x = image(task)
    path = tmp_path / f"{precision}.tflite"
    to_tflite(network, task, path, precision, size=(64, 96), calibration=[x[0]])
    found = ops.of(path)
    assert not {"CUSTOM", "DELEGATE", None} & set(found)
    assert not [name for name in found if str(name).startswith("Flex")]
    if precision == "float32":
        opened = open_exported(path)
        x = np.round(x * 255) / np.float32(255)
        expected = task.decode(network(x, training=False), x)
        if task.writes == "picture":  # the file writes bytes
            expected = np.round(np.clip(expected, 0, 1) * 255) / 255
        assert agreeing(task, opened.task.decode(opened(x), x), expected) > 0.99


@pytest.mark.parametrize("name, op", LACKING.items())
def test_a_network_that_needs_more_than_tflite_has_says_so(name, op, tmp_path):
    recipe = recipes.load(name)(small=True)
    network = recipe.network(recipe.task)
    with pytest.raises(
        InputError, match=f"^TFLite has no .*{op}.*, which this network"
    ):
        to_tflite(network, recipe.task, tmp_path / "none.tflite", size=(64, 96))
    assert f"{op}, which TFLite does not have" in recipes.find(name).read_text()
