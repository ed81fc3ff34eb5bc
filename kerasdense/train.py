"""Recipe -> trained network, in a folder that can be taken up again at any time."""

import csv
import math
import re
import time
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from kerasdense import bundle, checkpoint
from kerasdense.datasets import Remembered
from kerasdense.errors import InputError
from kerasdense.evaluate import evaluate
from kerasdense.files.whole import write_whole
from kerasdense.interrupt import stop_signals
from kerasdense.pipeline import training_batches
from kerasdense.predictor import fast, float32_twin, in_precision

SAVE_SECONDS = 120  # what a crash may cost


class Watcher:
    """Is told how training goes. This one keeps it to itself."""

    def begins(self, step, steps):
        """Training goes on after `step` of `steps`."""

    def learned(self, step, loss):
        """One more step."""

    def scored(self, step, scores, kept):
        """The validation data was scored; `kept` tells whether this network is now
        the result: the best yet, where the best is kept."""


class Interrupted(Exception):
    """Training was asked to stop, and has saved its state."""


def train(recipe, folder, *, strategy=None, seed=0, resume=False, watcher=None):
    """Trains a recipe's network through its stages and leaves it in `folder`.

    The folder is a bundle with the network that scored best, or with the last one,
    as the recipe will have it, and holds besides: last.keras, the last one;
    training.npz, from which to resume; history.csv, and the same for TensorBoard in
    tensorboard/.

    Args:
        recipe: A `Recipe`.
        folder: Made if need be.
        strategy: A `tf.distribute.Strategy`. All GPUs there are or the CPU, by default.
        seed: Of the first weights, the order of samples and their transforms.
        resume: Go on from the folder's checkpoint, to the weights that an
            uninterrupted run would have.
        watcher: A `Watcher`.

    Returns:
        {name: number}, the scores of the network that is kept.

    Raises:
        InputError: The folder holds a run already, or the loss is no longer a number.
        Interrupted: By Ctrl-C or SIGTERM; the state is saved.
    """
    if resume and not checkpoint.exists(folder):
        raise InputError(f"{folder} holds no {checkpoint.FILE} to resume from.")
    if not resume and checkpoint.exists(folder):
        raise InputError(
            f"{folder} holds a run already: go on with --resume, or name a new folder."
        )
    with checkpoint.only_run_in(folder), stop_signals() as stop:
        run = Run(recipe, Path(folder), strategy or all_devices(), seed, stop)
        return run.train(checkpoint.numbers(folder) if resume else {}, watcher)


class Run:
    """One training, from whatever step it stands at to the end."""

    def __init__(self, recipe, folder, strategy, seed, stop):
        self.recipe, self.folder, self.strategy = recipe, folder, strategy
        self.seed, self.stop = seed, stop
        keras.utils.set_random_seed(seed)
        with strategy.scope():
            with in_precision(recipe.precision):
                self.network = recipe.network(recipe.task)
            if recipe.start:
                recipe.start(self.network)
        self.judge = float32_twin(lambda: recipe.network(recipe.task), self.network)
        self.predictor = fast(self.judge)
        self.data = Remembered(recipe.train)
        self.validation = Remembered(recipe.validation, limit=512 * 1024**2)
        self.summary = tf.summary.create_file_writer(str(folder / "tensorboard"))

    def train(self, saved, watcher):
        """Trains to the end, from the beginning or where the numbers `saved` say."""
        watcher = watcher or Watcher()
        step = saved.get("step", 0)
        watcher.begins(step, self.recipe.steps)
        self._recall(saved)
        last = 0
        for number, stage in enumerate(self.recipe.stages, start=1):
            first, last = last, last + stage.steps
            if step >= last:
                continue
            learner = self._learner(stage, number)
            if saved:
                # A stage that only begins does so with an optimizer of its own.
                beside = learner.state if step > first else {}
                checkpoint.load(self.folder, {"network": self.network, **beside})
                saved = {}
            step = self._stage(learner, step, last, watcher)
        return self.kept

    def _recall(self, saved):
        """Takes up what is known beside the variables; of a new run, nothing."""
        self.losses = saved.get("losses", [])  # since the last scoring
        self.kept = {  # the scores of the network that is the result so far
            name.removeprefix("best_"): score
            for name, score in saved.items()
            if name.startswith("best_")
        }
        self.saved_step, self.saved_at = saved.get("step"), time.monotonic()
        self.begun = time.monotonic() - saved.get("seconds", 0)
        drop_rows_after(self.folder / "history.csv", saved.get("step", 0))

    def _learner(self, stage, number):
        rest(self.network, stage.frozen)
        # What a learner draws is the same, whether the run has been stopped before.
        keras.utils.set_random_seed(self.seed + number)
        with self.strategy.scope(), in_precision(self.recipe.precision):
            optimizer = stage.optimizer()
            make = stage.learner or self.recipe.learner
            return make(self.network, self.recipe.task, optimizer)

    def _stage(self, learner, step, last, watcher):
        recipe = self.recipe
        batches = training_batches(
            self.data,
            recipe.task,
            recipe.batch,
            recipe.transforms,
            seed=self.seed,
            first_step=step,
        )

        @tf.function
        def learn(batch):
            parts = self.strategy.run(learner.learn, args=batch)
            return self.strategy.reduce("sum", parts, axis=None)

        for batch in self._distributed(batches):
            loss = float(learn(batch))
            step += 1
            if not math.isfinite(loss):
                raise self._diverged("loss is", step)
            self.losses.append(loss)
            watcher.learned(step, loss)
            scoring = step % recipe.score_every == 0 or step == recipe.steps
            late = time.monotonic() - self.saved_at > SAVE_SECONDS
            if scoring or late or self.stop.is_set:
                # The loss is that of the weights before the step.
                if not all(map(is_finite, self._learning(learner).values())):
                    raise self._diverged("weights are", step)
                if scoring:
                    self._score(learner, step, watcher)
                self._save(learner, step)
            if self.stop.is_set and step < recipe.steps:
                raise Interrupted(f"Stopped after step {step} of {recipe.steps}.")
            if step == last:
                return step

    def _distributed(self, batches):
        """The batches, each shared among the replicas."""
        try:
            yield from self.strategy.experimental_distribute_dataset(batches)
        except tf.errors.UnknownError as error:  # how a graph passes on a broken file
            told = re.search(r"InputError: (.*)", str(error))
            raise InputError(told.group(1)) if told else error from error

    def _score(self, learner, step, watcher):
        task = self.recipe.task
        learner.show(self.network, self.judge)
        scores = evaluate(self.predictor, task, self.validation)
        loss = sum(self.losses) / len(self.losses)
        self.losses = []
        now, before = scores[task.monitor], self.kept.get(task.monitor, math.nan)
        better = math.isnan(before) or (now > before) == task.more_is_better
        kept = better or self.recipe.keep == "last"
        if kept:
            self.kept = scores
            bundle.save(self.folder, self.judge, task)
        bundle.save_network(self.folder / "last.keras", self.judge)
        self._write_down(step, loss, scores)
        watcher.scored(step, {"loss": loss, **scores}, kept)

    def _write_down(self, step, loss, scores):
        path = self.folder / "history.csv"
        seconds = round(time.monotonic() - self.begun, 1)
        row = {"step": step, "seconds": seconds, "loss": loss, **scores}
        new = not path.exists()
        with open(path, "a", newline="") as file:
            writer = csv.DictWriter(file, row)
            if new:
                writer.writeheader()
            writer.writerow({k: f"{v:.6g}" for k, v in row.items()})
        with self.summary.as_default():
            for name, value in {"loss": loss, **scores}.items():
                tf.summary.scalar(name, value, step)
        self.summary.flush()

    def _save(self, learner, step):
        checkpoint.save(
            self.folder,
            self._learning(learner),
            step=step,
            seconds=time.monotonic() - self.begun,
            losses=self.losses,
            **{f"best_{name}": score for name, score in self.kept.items()},
        )
        self.saved_step, self.saved_at = step, time.monotonic()

    def _learning(self, learner):
        """-> {name: what has variables}, all of which a checkpoint holds."""
        return {"network": self.network, **learner.state}

    def _diverged(self, what, step):
        kept = "Nothing was saved yet"
        if self.saved_step:
            kept = f"The state of step {self.saved_step} is kept in {self.folder}"
        return InputError(
            f"The {what} no longer a number at step {step}. {kept}: begin anew in "
            "another folder, with a smaller learning rate."
        )


def all_devices():
    """-> a strategy for all GPUs there are, or for the CPU."""
    gpus = tf.config.list_logical_devices("GPU")
    if len(gpus) > 1:
        return tf.distribute.MirroredStrategy()
    return tf.distribute.OneDeviceStrategy("GPU:0" if gpus else "CPU:0")


def is_finite(owner):
    """Whether all variables of a network or an optimizer are numbers."""
    return all(np.isfinite(np.asarray(v)).all() for v in owner.variables)


def rest(network, prefixes):
    """Lets layers whose names start so learn nothing, and all others learn.

    Raises:
        InputError: No layer is called so.
    """
    for prefix in prefixes:
        if not any(layer.name.startswith(prefix) for layer in network.layers):
            raise InputError(
                f"A stage rests {prefix!r}, but {network.name} has no such layer."
            )
    for layer in network.layers:
        layer.trainable = not (prefixes and layer.name.startswith(prefixes))


def drop_rows_after(path, step):
    """Forgets what a history says of steps that will be taken again."""
    if path.exists():
        head, *rows = path.read_text().splitlines()
        kept = [row for row in rows if int(row.split(",")[0]) <= step]
        if kept:
            text = "\n".join([head, *kept]) + "\n"
            write_whole(path, text.encode(), overwrite=True)
        else:
            path.unlink()
