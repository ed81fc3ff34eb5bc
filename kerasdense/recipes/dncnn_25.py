"""DnCNN-S for gray photographs with Gaussian noise of 25, as the paper trains it.

    kerasdense train dncnn_25 runs/dncnn --data images:PHOTOS

Patches of 40 pixels, 128 a step, squared error, arXiv:1608.03981 section IV-A. With
`--set "noise_least=0 noise=55 depth=20"` it is DnCNN-B, with `--set damage=stripe` it
learns that kind of noise, see damage/spec.py.
"""

from kerasdense.datasets import Samples
from kerasdense.datasets.changes import for_task
from kerasdense.models.dncnn import dncnn
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import Denoising
from kerasdense.transforms import crop, turn
from kerasdense.transforms import damage as harm


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    steps=80000,
    batch=128,
    patch=40,
    noise_least=25.0,
    noise=25.0,
    damage="",
    depth=17,
    filters=64,
    learning_rate=1e-3,
    score_every=1000,
    precision="float32",
):
    if small:
        steps, batch, depth, filters = 2, 2, 4, 4
    task = Denoising(channels=1, error="squared", damage=damage)
    white = f"awgn:{noise_least:f}-{noise:f}"
    return Recipe(
        task=task,
        network=lambda task: dncnn(task.channels, depth=depth, filters=filters),
        train=for_task(train or Samples(), task, only=("image",)),
        validation=for_task(validation or Samples(("coffee",)), task, noise=25),
        transforms=(crop((patch, patch)), turn, harm(damage or white, "noisy")),
        batch=batch,
        stages=(Stage(steps, adam_cosine(learning_rate, steps)),),
        score_every=score_every,
        precision=precision,
    )
