"""Photographs freed from a blur whose kernel is known: a division, then a U-Net.

    kerasdense train deconvolve runs/deconvolve --data images:PHOTOS

To be measured on datasets that hold kernels, or on clean pictures that are blurred, as
with `--damage motion:17`.
"""

from kerasdense.damage.blur import odd
from kerasdense.datasets import Samples
from kerasdense.datasets.changes import for_task
from kerasdense.models.divided_unet import divided_unet
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import Deconvolution
from kerasdense.transforms import crop, damage, turn


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    channels=3,
    steps=24000,
    batch=16,
    patch=128,
    size=17,
    noise=2.55,
    learning_rate=1e-3,
    filters=(32, 64, 96),
    blocks=(1, 1, 2),
    score_every=1000,
    precision="float32",
):
    if small:
        steps, batch, patch, filters, blocks = 2, 2, 40, (4, 8), (1, 1)
    harm = f"motion:{odd(size)}+awgn:0-{noise}"
    task = Deconvolution(channels=channels, error="absolute", damage=harm)
    room = patch + odd(size) - 1
    return Recipe(
        task=task,
        network=lambda task: divided_unet(
            task.channels, filters=filters, blocks=blocks
        ),
        train=for_task(train or Samples(), task, only=("image",)),
        validation=for_task(validation or Samples(("coffee",)), task),
        transforms=(crop((room, room)), damage(harm), turn),
        batch=batch,
        stages=(Stage(steps, adam_cosine(learning_rate, steps, global_clipnorm=0.1)),),
        score_every=score_every,
        precision=precision,
    )
