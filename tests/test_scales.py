"""What the two stages of a network of three scales teach, and what they leave alone."""

import numpy as np
import pytest
import tensorflow as tf

from kerasdense import recipes
from kerasdense.datasets.rooms import Rooms
from kerasdense.layers.on_picture import at_places
from kerasdense.losses import directions, log_depth
from kerasdense.pipeline import training_batches
from kerasdense.scales import ScaleLearner, WindowLearner
from kerasdense.schedules import sgd
from kerasdense.train import Interrupted, Watcher, rest, train

FRAME = 68, 92
ROOMS = Rooms(4, (72, 96), seed=5), Rooms(2, (72, 96), seed=6)


def made(**settings):
    recipe = recipes.load("eigen_fergus")(*ROOMS, small=True, dropout=0.0, **settings)
    network = recipe.network(recipe.task)
    batch = next(
        iter(training_batches(recipe.train, recipe.task, 2, recipe.transforms))
    )
    return recipe, network, batch


def taught(learner, network, frozen, batch):
    """-> the loss of a step, and the names of the layers that it moved."""
    before = {layer.name: layer.get_weights() for layer in network.layers}
    loss = float(tf.function(learner.learn)(*batch))
    moved = {
        layer.name
        for layer in network.layers
        for a, b in zip(before[layer.name], layer.get_weights())
        if not np.array_equal(a, b)
    }
    assert not [name for name in moved if name.startswith(frozen)]
    return loss, moved


def test_scales_1_and_2_learn_by_what_scale_2_writes():
    recipe, network, batch = made()
    first, _ = recipe.stages
    rest(network, first.frozen)
    learner = first.learner(network, recipe.task, sgd(1e-3)())
    assert type(learner) is ScaleLearner
    own = learner.own(batch[0])
    assert own["depth"].shape[1:3] == (15, 21)
    # The truth at every fourth pixel from the fifth on.
    y, w = (
        {n: np.asarray(a)[:, 5:62:4, 5:86:4] for n, a in b.items()} for b in batch[1:]
    )
    off = own["depth"] - np.log(np.where(w["depth"] > 0, y["depth"], 1))
    expected = log_depth(off, w["depth"]) + 2.1 * directions(
        y["normals"], own["normals"], w["normals"]
    )
    loss, moved = taught(learner, network, first.frozen, batch)
    assert loss == pytest.approx(float(np.mean(expected)), rel=1e-4)
    assert {"conv1", "full2", "depths_bias", "conv_s2_1", "normals_conv_s2_5"} <= moved


def test_scale_3_learns_on_windows_and_what_is_below_rests():
    recipe, network, batch = made()
    _, second = recipe.stages
    rest(network, second.frozen)
    learner = second.learner(network, recipe.task, sgd(1e-3)())
    assert type(learner) is WindowLearner
    assert learner.window == (15, 21) and learner.room == [15, 21]
    loss, moved = taught(learner, network, second.frozen, batch)
    assert np.isfinite(loss) and all("_s3_" in name for name in moved)
    assert {"conv_s3_1", "depths_conv_s3_4", "normals_conv_s3_4"} <= moved


def test_a_window_is_learned_as_that_part_of_the_whole(monkeypatch):
    """With a window as large as the maps the loss is that of all of scale 3."""
    recipe, network, batch = made()
    rest(network, recipe.stages[1].frozen)
    learner = WindowLearner(network, recipe.task, sgd(0.0)())
    learner.window, learner.room = (29, 41), [1, 1]
    own = ScaleLearner(network, recipe.task, sgd(0.0)(), scale=3)
    assert float(learner.learn(*batch)) == pytest.approx(
        float(own.learn(*batch)), rel=1e-4
    )


def test_windows_depend_on_the_number_of_the_step_alone():
    recipe, network, batch = made()
    rest(network, recipe.stages[1].frozen)
    losses = []
    for steps in (0, 0, 3):
        learner = WindowLearner(network, recipe.task, sgd(0.0)())
        learner.optimizer.iterations.assign(steps)
        losses.append(float(learner.learn(*batch)))
    assert losses[0] == losses[1] != losses[2]


def test_places_of_the_truth_are_those_of_the_maps():
    frame = np.arange(FRAME[0] * FRAME[1]).reshape(1, *FRAME, 1)
    found = at_places(frame, np.zeros((1, 3, 2, 1)), (5 + 2 * 4, 5 + 2 * 7), 2)
    np.testing.assert_array_equal(found, frame[:, 13:18:2, 19:22:2])


@pytest.mark.parametrize("maps", [("depth",), ("normals",)])
def test_a_single_map_learns_in_two_stages_too(maps):
    recipe, network, batch = made(maps=maps)
    for stage in recipe.stages:
        rest(network, stage.frozen)
        learner = stage.learner(network, recipe.task, sgd(1e-3)())
        loss, moved = taught(learner, network, stage.frozen, batch)
        assert np.isfinite(loss) and moved


class StopAfter(Watcher):
    """Asks for an end after a step, as Ctrl-C does."""

    def __init__(self, step):
        self.step = step

    def learned(self, step, loss):
        if step == self.step:
            import os
            import signal

            os.kill(os.getpid(), signal.SIGTERM)


def test_a_run_goes_on_inside_of_either_stage(tmp_path):
    def recipe():
        return recipes.load("eigen_fergus")(*ROOMS, small=True, steps=2, coarse=0.5)

    import dataclasses

    def longer():
        r = recipe()
        stages = tuple(dataclasses.replace(stage, steps=2) for stage in r.stages)
        return dataclasses.replace(r, stages=stages, score_every=4)

    one = tf.distribute.OneDeviceStrategy("CPU:0")
    train(longer(), tmp_path / "whole", strategy=one)
    parts = tmp_path / "parts"
    for resume, stop in ((False, 1), (True, 3)):
        with pytest.raises(Interrupted, match=f"after step {stop} of 4"):
            train(longer(), parts, strategy=one, resume=resume, watcher=StopAfter(stop))
    train(longer(), parts, strategy=one, resume=True)
    whole, resumed = (np.load(f / "training.npz") for f in (tmp_path / "whole", parts))
    same = [name for name in whole.files if name.startswith("network")]
    assert same
    for name in same:
        np.testing.assert_array_equal(whole[name], resumed[name])
