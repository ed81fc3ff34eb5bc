"""Blind deblurring that estimates the camera's path, then divides the picture by it.

    kerasdense train schuler runs/schuler --data images:PHOTOS

Schuler et al., arXiv:1406.7444: each stage alone first, by the error of its own kernel
(`greedy` steps each), then all of them together, by the errors of all kernels. The
paper's optimizer is Adadelta; `--set "optimizer=adam learning_rate=1e-3"` is Adam.
`--set size=25` makes the net for larger kernels, `--set channels=3` one for colours.
Its divisions need Fourier transforms, FFT2D, which TFLite does not have.
"""

import dataclasses

import keras

from kerasdense.damage.blur import odd
from kerasdense.datasets import Samples
from kerasdense.datasets.changes import for_task
from kerasdense.errors import InputError
from kerasdense.learner import Learner
from kerasdense.models.schuler import schuler
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import BlindDeblurring
from kerasdense.transforms import crop, damage, turn


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    channels=1,
    size=17,
    stages=3,
    steps=24000,
    greedy=4000,
    batch=8,
    patch=128,
    noise=2.55,
    optimizer="adadelta",
    learning_rate=1.0,
    filters=32,
    score_every=1000,
    precision="float32",
):
    if small:
        stages, steps, greedy, batch, patch, filters = 2, 2, 1, 2, 40, 4
    size = odd(size)
    harm = f"motion:{size}+awgn:0-{noise}"
    task = BlindDeblurring(channels=channels, size=size, damage=harm)
    together = max(0, steps - stages * greedy)
    names = [*(f"stage{i}_" for i in range(1, stages + 1)), "deconvolution"]
    alone = [
        Stage(
            greedy,
            stepping(optimizer, learning_rate, greedy),
            frozen=tuple(other for other in names if other != name),
        )
        for name in names[:-1]
    ]
    room = patch + size - 1
    return Recipe(
        task=task,
        network=lambda task: schuler(
            task.size, stages, channels=task.channels, filters=filters
        ),
        train=for_task(train or Samples(), task, only=("image",)),
        validation=for_task(validation or Samples(("coffee",)), task),
        transforms=(crop((room, room)), damage(harm), turn),
        batch=batch,
        stages=(
            *alone,
            Stage(together, stepping(optimizer, learning_rate, together)),
        ),
        score_every=score_every,
        precision=precision,
        learner=judging,
    )


def stepping(optimizer, learning_rate, steps):
    """-> makes the optimizer of that name.

    Raises:
        InputError: There is none.
    """
    if optimizer == "adadelta":
        return lambda: keras.optimizers.Adadelta(learning_rate, epsilon=1e-6)
    if optimizer == "adam":
        return adam_cosine(learning_rate, steps, global_clipnorm=0.1)
    raise InputError(f"The optimizer is adadelta or adam, not {optimizer!r}.")


def judging(network, task, optimizer):
    """-> a `Learner` by the error of the one stage that learns, or else of them all."""
    learning = {
        layer.name.split("_")[0].removeprefix("stage")
        for layer in network.layers
        if layer.name.startswith("stage") and layer.trainable_variables
    }
    judged = int(learning.pop()) if len(learning) == 1 else 0
    return Learner(network, dataclasses.replace(task, judged=judged), optimizer)
