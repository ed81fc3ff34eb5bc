"""Promises every network keeps. A new one is held to them by having a recipe."""

import importlib
import json
import pkgutil
import subprocess
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

import kerasdense
from kerasdense import bundle, recipes
from kerasdense.pipeline import training_batches
from kerasdense.predict import maps


@pytest.fixture
def network(recipe):
    return recipe.network(recipe.task)


def image(network, rows, columns):
    channels = network.input_shape[-1]
    return np.random.default_rng(0).random((1, rows, columns, channels), np.float32)


@pytest.mark.parametrize("size", [(32, 32), (37, 53), (5, 7)])
def test_any_size_gives_scale_times_that_size(network, recipe, size):
    stride = recipe.task.stride
    expected = tuple(-(-recipe.task.scale * side // stride) for side in size)
    for task, output in maps(recipe.task, network(image(network, *size))):
        if isinstance(output, dict):
            output = {k: each for k, each in output.items() if k not in task.coarse}
        for each in keras.tree.flatten(output):
            assert task.whole or each.shape[1:3] == expected


def test_every_weight_gets_a_gradient(network, recipe):
    batches = training_batches(recipe.train, recipe.task, 2, recipe.transforms)
    x, y, w = next(iter(batches))
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(recipe.task.loss(y, network(x, training=True), w))
    gradients = tape.gradient(loss, network.trainable_variables)
    idle = [
        weight.path
        for weight, gradient in zip(network.trainable_variables, gradients)
        if gradient is None or not np.any(gradient)
    ]
    assert not idle


# Reads the bundles it is told, and leaves beside each what its network writes.
STRANGER = """
import json, sys
import keras
import numpy as np
from kerasdense import bundle

for folder in json.loads(sys.argv[1]):
    network, _ = bundle.load(folder)
    outputs = keras.tree.flatten(network(np.load(f"{folder}/x.npy")))
    np.savez(f"{folder}/read.npz", *outputs)
"""


@pytest.fixture(scope="module")
def bundles(tmp_path_factory):
    """A folder for each recipe: a bundle, x, and the output of the network before it
    was saved and after another process has read it."""
    root = tmp_path_factory.mktemp("bundles")
    for name in recipes.names():
        recipe = recipes.load(name)(small=True)
        network = recipe.network(recipe.task)
        bundle.save(root / name, network, recipe.task)
        x = image(network, 20, 27)
        np.save(root / name / "x.npy", x)
        np.savez(root / name / "written.npz", *keras.tree.flatten(network(x)))
    folders = json.dumps([str(root / name) for name in recipes.names()])
    subprocess.run([sys.executable, "-c", STRANGER, folders], check=True)
    return root


@pytest.mark.parametrize("name", recipes.names())
def test_another_process_loads_a_network_that_writes_the_same(bundles, name):
    written, read = (
        np.load(bundles / name / f"{when}.npz") for when in ("written", "read")
    )
    assert list(written) == list(read)
    for output in written:
        np.testing.assert_allclose(read[output], written[output], rtol=1e-5, atol=1e-6)


def test_layers_have_names_and_are_no_lambdas(network):
    assert not [n for n in network._flatten_layers() if isinstance(n, layers.Lambda)]


def test_all_layers_and_metrics_of_the_package_are_registered():
    """Else a network that has them cannot be loaded."""
    modules = [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(kerasdense.__path__, "kerasdense.")
        if module.name.split(".")[1] in ("layers", "losses", "metrics", "models")
    ]
    ours = {
        thing
        for module in modules
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, (keras.Layer, keras.Metric))
        and thing.__module__.startswith("kerasdense.")
        and not thing.__name__.startswith("_")
    }
    assert len(ours) >= 8  # five layers and three metrics, at the time of writing
    for kind in ours:
        name = keras.saving.get_registered_name(kind)
        assert name == f"kerasdense>{kind.__name__}"
