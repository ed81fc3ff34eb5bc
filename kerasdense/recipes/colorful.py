"""Colorful Image Colorization, as its authors trained it on ImageNet.

    kerasdense train colorful runs/colorful --data images:PHOTOGRAPHS
        --validation images:BSDS/val

Zhang, Isola & Efros, ECCV 2016: 32 million weights, crops of 176 in batches of 40, Adam
of 3e-5 that falls to a tenth every 225,000 steps, weight decay 1e-3. 450,000 steps are
days on a GPU and years on two cores: `kerasdense import FILE --as colorful` takes the
published weights. `--set "width=0.25 steps=4000"` is a sixteenth of it, for a trial.
The ablations are `--set objective=regression` and `--set uniform=1`, nothing
rebalanced.
"""

import keras

from kerasdense.datasets import Remembered, Samples
from kerasdense.datasets.changes import for_task
from kerasdense.models.colorful import colorful
from kerasdense.pixels import gamut
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import SPARED, step
from kerasdense.tasks import Colorization
from kerasdense.transforms import crop, flip


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    objective="classification",
    uniform=0.5,
    temperature=0.38,
    prior="",
    width=1.0,
    steps=450_000,
    batch=40,
    patch=176,
    learning_rate=3e-5,
    falls_every=225_000,
    decay=1e-3,
    score_every=5000,
    precision="float32",
):
    """Args:
    objective: "classification", "regression" or "huber", see `Colorization`.
    uniform, temperature: See `Colorization`.
    prior: A file that `kerasdense fit-colors` made; by default that of kerasdense.
    width: Times as many channels.
    falls_every: Steps after which the rate falls to a tenth, again and again.
    decay: Of weights, times the rate.
    """
    if small:
        steps, batch, patch, width = 2, 2, 32, 1 / 32
    task = Colorization(
        objective=objective,
        uniform=uniform,
        temperature=temperature,
        prior=tuple(gamut.read(prior).prior.tolist()) if prior else (),
    )

    def adam():
        optimizer = keras.optimizers.Adam(
            step(learning_rate, falls_every), beta_2=0.99, weight_decay=decay
        )
        optimizer.exclude_from_weight_decay(var_names=SPARED)
        return optimizer

    train = for_task(train or Samples(("astronaut", "coffee", "rocket")), task)
    validation = for_task(validation or Samples(("chelsea",)), task)
    return Recipe(
        task=task,
        network=lambda task: colorful(task.channels_out, width=width),
        train=Remembered(train),
        validation=validation,
        transforms=(crop((patch, patch)), flip),
        batch=batch,
        stages=(Stage(steps, adam),),
        score_every=score_every,
        precision=precision,
    )
