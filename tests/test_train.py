"""Training can be stopped anywhere, by anything, and ends in the same weights."""

import csv
import dataclasses
import math
import os
import random
import signal
import subprocess
import sys
import time

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasdense import bundle, checkpoint
from kerasdense import train as training
from kerasdense.datasets import Scenes
from kerasdense.errors import InputError
from kerasdense.learner import Learner
from kerasdense.models.unet import unet
from kerasdense.recipe import Recipe, Stage
from kerasdense.tasks import Segmentation
from kerasdense.train import Interrupted, Watcher, rest, train
from kerasdense.transforms import brightness, crop, flip

X = np.random.default_rng(0).random((1, 16, 16, 3), np.float32)


def adam():
    return keras.optimizers.Adam(1e-2)


FROZEN = "down1", "bottom_conv1"  # in the first of two stages


def recipe(steps=6, score_every=2, optimizer=adam):
    """With all that has a state: batch normalisation, dropout, random transforms."""
    return Recipe(
        task=Segmentation(Scenes.classes),
        network=lambda task: unet(3, 3, filters=(2, 4), batch_norm=True),
        train=Scenes(5, (24, 24)),
        validation=Scenes(2, (16, 20)),
        stages=(Stage(3, optimizer, FROZEN), Stage(steps - 3, optimizer)),
        batch=2,
        transforms=(crop((16, 16)), flip, brightness(0.2)),
        score_every=score_every,
    )


def on_one_device(recipe, folder, **settings):
    one = tf.distribute.OneDeviceStrategy("CPU:0")
    return train(recipe, folder, strategy=one, **settings)


class Stopping(Watcher):
    """Asks to stop after a step, as a person or a machine does."""

    def __init__(self, step, name=signal.SIGTERM):
        self.step, self.name = step, name

    def learned(self, step, loss):
        if step == self.step:
            os.kill(os.getpid(), self.name)


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "uninterrupted"
    on_one_device(recipe(), folder)
    return folder


def state(folder):
    """-> all that is saved but the time."""
    with np.load(folder / checkpoint.FILE) as saved:
        return {name: saved[name] for name in saved if name != "seconds"}


def history(folder):
    with open(folder / "history.csv", newline="") as file:
        return [{**row, "seconds": None} for row in csv.DictReader(file)]


def assert_same(folder, other):
    one, two = state(folder), state(other)
    assert one.keys() == two.keys()
    for name in one:
        np.testing.assert_array_equal(one[name], two[name], err_msg=name)
    assert history(folder) == history(other)
    for file in "network.keras", "last.keras":
        one, two = (keras.models.load_model(f / file)(X) for f in (folder, other))
        np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("step", [3, 5], ids=["between stages", "within one"])
def test_a_run_that_was_stopped_goes_on_to_the_same_weights(
    uninterrupted, tmp_path, step
):
    with pytest.raises(Interrupted, match=f"after step {step} of 6"):
        on_one_device(recipe(), tmp_path, watcher=Stopping(step))
    assert checkpoint.numbers(tmp_path)["step"] == step
    on_one_device(recipe(), tmp_path, resume=True)
    assert_same(tmp_path, uninterrupted)


def test_a_run_whose_weights_are_averaged_goes_on_to_the_same(tmp_path):
    def averaged():
        return keras.optimizers.Adam(1e-2, use_ema=True, ema_momentum=0.5)

    plan = recipe(optimizer=averaged)
    on_one_device(plan, tmp_path / "whole")
    with pytest.raises(Interrupted):
        on_one_device(plan, tmp_path / "parts", watcher=Stopping(5))
    on_one_device(plan, tmp_path / "parts", resume=True)
    assert_same(tmp_path / "whole", tmp_path / "parts")
    shown = keras.models.load_model(tmp_path / "whole" / "last.keras").get_weights()
    saved = state(tmp_path / "whole")
    learned = [saved[n] for n in sorted(saved) if n.startswith("network/")]
    assert any((a != b).any() for a, b in zip(shown, learned) if a.shape == b.shape)


def test_frozen_layers_rest_and_others_learn(tmp_path):
    with pytest.raises(Interrupted):
        on_one_device(recipe(), tmp_path, watcher=Stopping(3, signal.SIGINT))
    keras.utils.set_random_seed(0)
    network, saved = recipe().network(None), state(tmp_path)
    moved = {
        variable.path
        for i, variable in enumerate(network.variables)
        if (saved[f"network/{i:04}"] != variable.numpy()).any()
    }
    kernels = {w.path for w in network.weights if w.name == "kernel"}
    rest = {path for path in kernels if path.startswith(FROZEN)}
    assert len(rest) == 3
    assert moved & kernels == kernels - rest
    # Normalisation that rests keeps its averages, too.
    assert not [path for path in moved if path.startswith("down1_norm")]


def test_a_stage_that_rests_what_is_not_there_is_refused():
    with pytest.raises(InputError, match="rests 'dwon1', but unet has no such layer"):
        rest(recipe().network(None), ("up1", "dwon1"))


def test_a_stage_may_have_a_learner_of_its_own(tmp_path):
    made = []

    def learner(stage):
        def make(*parts):
            made.append((stage, parts[1]))
            return Learner(*parts)

        return make

    first, second = recipe().stages
    own = dataclasses.replace(first, learner=learner("first"))
    staged = dataclasses.replace(
        recipe(), stages=(own, second), learner=learner("recipe")
    )
    on_one_device(staged, tmp_path)
    assert made == [("first", staged.task), ("recipe", staged.task)]


def test_a_run_starts_with_the_weights_it_is_given(tmp_path):
    """A rate of zero leaves them as they are."""

    def start(network):
        for layer in network.layers:
            layer.set_weights([np.full(w.shape, 0.5) for w in layer.weights])

    stage = Stage(1, lambda: keras.optimizers.SGD(0.0))
    begun = dataclasses.replace(recipe(), stages=(stage,), start=start)
    on_one_device(begun, tmp_path)
    network = keras.models.load_model(tmp_path / "last.keras")
    kernels = [w for w in network.weights if w.name == "kernel"]
    assert all(np.all(kernel == 0.5) for kernel in kernels)


# A process of its own, which saves after every step and can be killed in between.
PROGRAM = """
import runpy, sys
runpy.run_path(sys.argv[1])["slowly"](*sys.argv[2:])
"""


def slowly(folder, steps, resume):
    class Slow(Watcher):
        def learned(self, step, loss):
            time.sleep(0.1)

    training.SAVE_SECONDS = 0
    on_one_device(recipe(int(steps)), folder, resume=bool(resume), watcher=Slow())


def kill_after(folder, step, steps, delay=0.0):
    """Trains in another process until `step` is saved, and kills it -> whether it was
    still alive."""
    resume = "resume" if checkpoint.exists(folder) else ""
    arguments = [sys.executable, "-c", PROGRAM, __file__, folder, str(steps), resume]
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE)
    while process.poll() is None:
        if checkpoint.exists(folder) and checkpoint.numbers(folder)["step"] >= step:
            time.sleep(delay)
            process.kill()
        time.sleep(0.005)
    died = process.wait() == -signal.SIGKILL
    assert died or not process.returncode, process.stderr.read().decode()
    return died


def test_a_run_that_was_killed_goes_on_to_the_same_weights(uninterrupted, tmp_path):
    assert kill_after(tmp_path, step=2, steps=6)
    assert 2 <= checkpoint.numbers(tmp_path)["step"] < 6
    on_one_device(recipe(), tmp_path, resume=True)
    assert_same(tmp_path, uninterrupted)


@pytest.mark.slow
def test_a_run_that_was_killed_twenty_times_goes_on_to_the_same_weights(tmp_path):
    steps, draw = 120, random.Random(0)
    for kill in range(20):
        delay = draw.uniform(0, 0.2)
        assert kill_after(tmp_path / "killed", 5 * kill + 1, steps, delay)
    on_one_device(recipe(steps), tmp_path / "killed", resume=True)
    on_one_device(recipe(steps), tmp_path / "whole")
    assert_same(tmp_path / "killed", tmp_path / "whole")


def test_a_finished_run_taken_up_again_keeps_its_scores(uninterrupted):
    before = state(uninterrupted)
    scores = on_one_device(recipe(), uninterrupted, resume=True)
    assert set(scores) == {
        "pixel_accuracy", "mean_accuracy", "mean_iu", "frequency_weighted_iu"
    }  # fmt: skip
    best = max(float(row["mean_iu"]) for row in history(uninterrupted))
    assert scores["mean_iu"] == pytest.approx(best, rel=1e-5)
    assert len(history(uninterrupted)) == 3
    assert state(uninterrupted).keys() == before.keys()


def test_a_run_is_not_overwritten(uninterrupted):
    with pytest.raises(InputError, match="holds a run already: go on with --resume"):
        train(recipe(), uninterrupted)


def test_what_is_not_there_cannot_be_resumed(tmp_path):
    with pytest.raises(InputError, match="to resume from"):
        train(recipe(), tmp_path, resume=True)


@pytest.mark.parametrize("resume", [False, True])
def test_two_runs_do_not_train_in_one_folder(uninterrupted, tmp_path, resume):
    folder = uninterrupted if resume else tmp_path
    with checkpoint.only_run_in(folder):
        with pytest.raises(InputError, match="Another run is training"):
            train(recipe(), folder, resume=resume)


def test_another_network_cannot_take_a_run_up(uninterrupted):
    other = recipe(9, optimizer=keras.optimizers.SGD)
    with pytest.raises(InputError, match="left by another network or optimizer"):
        on_one_device(other, uninterrupted, resume=True)


class Exploding(Learner):
    """Its fourth step goes infinitely far."""

    def learn(self, x, y, w):
        loss = super().learn(x, y, w)
        bias = self.network.get_layer("head").bias
        bias.assign(tf.where(self.optimizer.iterations == 4, math.inf, bias))
        return loss


# The loss of the fifth step shows what the fourth has done to the weights. Where they
# would be saved in between they are looked at.
@pytest.mark.parametrize(
    "score_every, message",
    [
        (3, "The loss is no longer a number at step 5. The state of step 3 is kept"),
        (2, "The weights are no longer a number at step 4. The state of step 2 is"),
        (9, "The loss is no longer a number at step 5. Nothing was saved"),
    ],
)
def test_a_loss_that_is_no_number_stops_training(tmp_path, score_every, message):
    whole = dataclasses.replace(recipe(), stages=(Stage(9, adam),))
    exploding = dataclasses.replace(whole, learner=Exploding, score_every=score_every)
    with pytest.raises(InputError, match=message):
        on_one_device(exploding, tmp_path)
    if score_every == 9:
        assert not checkpoint.exists(tmp_path)
    else:
        network, _ = bundle.load(tmp_path)
        assert np.isfinite(network(X)).all()
        assert all(np.isfinite(array).all() for array in state(tmp_path).values())


@pytest.mark.parametrize("more_is_better, best", [(True, 1), (False, 0)])
def test_the_best_network_is_kept_beside_the_last(
    tmp_path, monkeypatch, more_is_better, best
):
    outputs, scores = [], [0.2, 0.5, 0.3]

    def evaluate(predictor, task, dataset):
        outputs.append(predictor(X).numpy())
        return {"mean_iu": scores[len(outputs) - 1], "other": len(outputs)}

    monkeypatch.setattr(training, "evaluate", evaluate)
    monkeypatch.setattr(Segmentation, "more_is_better", more_is_better)
    returned = on_one_device(recipe(), tmp_path)
    assert returned == {"mean_iu": scores[best], "other": best + 1}
    np.testing.assert_allclose(bundle.load(tmp_path)[0](X), outputs[best], rtol=1e-5)
    last = keras.models.load_model(tmp_path / "last.keras")
    np.testing.assert_allclose(last(X), outputs[2], rtol=1e-5)
    assert np.abs(outputs[best] - outputs[2]).max() > 1e-3
    assert [row["mean_iu"] for row in history(tmp_path)] == ["0.2", "0.5", "0.3"]


def test_the_last_network_is_the_result_where_a_recipe_keeps_that(
    tmp_path, monkeypatch
):
    scores, told = [0.2, 0.5, 0.3], []
    monkeypatch.setattr(training, "evaluate", lambda *_: {"mean_iu": scores[len(told)]})

    class Told(Watcher):
        def scored(self, step, scores, kept):
            told.append(kept)

    keeping = dataclasses.replace(recipe(), keep="last")
    returned = on_one_device(keeping, tmp_path, watcher=Told())
    assert (returned, told) == ({"mean_iu": 0.3}, [True] * 3)
    assert checkpoint.numbers(tmp_path)["best_mean_iu"] == 0.3
    last = keras.models.load_model(tmp_path / "last.keras")
    np.testing.assert_array_equal(bundle.load(tmp_path)[0](X), last(X))


def test_only_the_best_and_the_last_network_can_be_kept():
    with pytest.raises(ValueError, match="'best' or 'last'.*keep='first'"):
        dataclasses.replace(recipe(), keep="first")


def test_a_watcher_sees_every_step_and_score(tmp_path):
    seen = []

    class Seeing(Watcher):
        def begins(self, step, steps):
            seen.append(("begins", step, steps))

        def learned(self, step, loss):
            seen.append(("learned", step))

        def scored(self, step, scores, best):
            seen.append(("scored", step, set(scores) > {"loss", "mean_iu"}))

    on_one_device(recipe(4, score_every=3), tmp_path, watcher=Seeing())
    assert seen == [
        ("begins", 0, 4), ("learned", 1), ("learned", 2), ("learned", 3),
        ("scored", 3, True), ("learned", 4), ("scored", 4, True),
    ]  # fmt: skip
