"""Two replicas learn what one does, through the whole of training."""

import csv
import dataclasses
import functools

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasdense import bundle, checkpoint, recipes
from kerasdense.datasets import Scenes
from kerasdense.recipe import Stage
from kerasdense.schedules import sgd
from kerasdense.train import train

# Without batch normalisation and dropout: each replica has its own of these.
SEGMENTATION = recipes.load("unet_labels")(
    Scenes(8, (32, 32)), Scenes(2, (32, 32)), small=True, batch_norm=False, dropout=0.0
)
RESTORATION = recipes.load("denoise_gray")(
    Scenes(8, (32, 32)), Scenes(2, (32, 32)), small=True
)
# Without features, which are the same for any number of replicas and slow to trace.
ADVERSARIAL = recipes.load("sr_perceptual_x4")(
    Scenes(8, (32, 32)),
    Scenes(2, (32, 32)),
    small=True,
    perceptual=0.0,
    texture=0.0,
    adversarial=1.0,
)
# Adam divides by the size of a gradient: a large epsilon, so that it does not make
# steps of gradients that are nothing but rounding.
KINDS = {
    "adam": lambda: keras.optimizers.Adam(1e-2, epsilon=1e-3),
    "clipped": lambda: keras.optimizers.SGD(1.0, global_clipnorm=0.05),
    "averaged": lambda: keras.optimizers.Adam(1e-2, epsilon=1e-3, use_ema=True),
    "caffe": sgd(0.05, momentum=0.9, l2=0.1, bias_rate=2.0),
}
ADVERSARIAL = dataclasses.replace(
    ADVERSARIAL,
    learner=functools.partial(ADVERSARIAL.learner, critic_optimizer=KINDS["adam"]),
)


@pytest.mark.parametrize(
    "recipe, optimizer",
    [
        (SEGMENTATION, "adam"),
        (RESTORATION, "adam"),
        (RESTORATION, "clipped"),
        (RESTORATION, "averaged"),
        (SEGMENTATION, "caffe"),
        (ADVERSARIAL, "adam"),
    ],
    ids=["segmentation", "restoration", "clipped", "averaged", "caffe", "adversarial"],
)
def test_two_replicas_learn_what_one_does(recipe, optimizer, tmp_path):
    processors = len(tf.config.list_logical_devices("CPU"))
    assert processors == 2, "a test file computes while it is imported: conftest.py"
    recipe = dataclasses.replace(
        recipe, batch=4, stages=(Stage(4, KINDS[optimizer]),), score_every=2
    )
    # Collectives between pretended processors outlive a strategy, and the next clashes.
    ops = tf.distribute.ReductionToOneDevice()
    strategies = {
        "one": tf.distribute.OneDeviceStrategy("CPU:0"),
        "two": tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"], ops),
    }
    scores = {
        name: train(recipe, tmp_path / name, strategy=strategy)
        for name, strategy in strategies.items()
    }
    assert scores["two"] == pytest.approx(scores["one"], rel=1e-3)
    before, (one, two) = initial(recipe), (weights(tmp_path / n) for n in strategies)
    for a, b in zip(one, two):
        np.testing.assert_allclose(a, b, atol=1e-5)
    for a, b in zip(*(critics(tmp_path / name) for name in strategies), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-5)
    moved = max(np.abs(a - start).max() for a, start in zip(one, before))
    assert moved > 1e-3  # they did learn
    for name in "step", "loss":
        one, two = (column(tmp_path / which, name) for which in strategies)
        np.testing.assert_allclose(one, two, rtol=1e-4)
        assert len(one) == 2


def initial(recipe):
    keras.utils.set_random_seed(0)
    return recipe.network(recipe.task).get_weights()


def weights(folder):
    return bundle.load(folder)[0].get_weights()


def critics(folder):
    """-> weights of the critic, where there is one, beside the network."""
    with np.load(folder / checkpoint.FILE) as saved:
        return [saved[name] for name in saved if name.startswith("critic/")]


def column(folder, name):
    with open(folder / "history.csv", newline="") as file:
        return [float(row[name]) for row in csv.DictReader(file)]
