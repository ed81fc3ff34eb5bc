"""Photographs with holes of any shape filled, which a mask shows.

    kerasdense train inpaint runs/inpaint --data images:PHOTOS

The shipped model `inpaint`; its card tells the data, the hours and the scores.
"""

from kerasdense.datasets import Samples
from kerasdense.datasets.changes import for_task
from kerasdense.models.half_resolution import half_resolution_denoiser
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import Inpainting
from kerasdense.transforms import crop, turn
from kerasdense.transforms import damage as harm


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    channels=3,
    steps=16000,
    batch=16,
    patch=96,
    damage="missing:0.1-0.8,text,scratches,free-form",
    error="absolute",
    learning_rate=1e-3,
    filters=(48, 64, 80, 80),
    blocks=(1, 1, 1, 1),
    score_every=1000,
    precision="float32",
):
    """Args:
    damage: Those to learn; validation has missing:0.5 or text.
    error: "absolute", or "squared", which a last phase of training is for: PSNR gains.
    """
    if small:
        steps, batch, patch, filters, blocks = 2, 2, 32, (4, 8), (1, 1)
    task = Inpainting(channels=channels, error=error, damage="missing:0.5")
    photographs, held_out = train or Samples(), validation or Samples(("coffee",))
    return Recipe(
        task=task,
        network=lambda task: half_resolution_denoiser(
            task.channels, filters=filters, blocks=blocks, beside=1, fill=True
        ),
        train=for_task(photographs, task, only=("image",)),
        validation=for_task(held_out, task, damage="missing:0.5,text"),
        transforms=(crop((patch, patch)), turn, harm(damage)),
        batch=batch,
        stages=(Stage(steps, adam_cosine(learning_rate, steps, global_clipnorm=0.1)),),
        score_every=score_every,
        precision=precision,
    )
