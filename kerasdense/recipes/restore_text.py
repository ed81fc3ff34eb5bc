"""Photographs freed from text and scratches, wherever those are: no mask is given.

    kerasdense train restore_text runs/restore-text --data images:PHOTOS

The shipped model `restore-text`; its card tells the data, the hours and the scores.
"""

from kerasdense.datasets import Samples
from kerasdense.datasets.changes import for_task
from kerasdense.models.half_resolution import half_resolution_denoiser
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import Restoration
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
    damage="text,text,text,scratches,text:0",
    error="absolute",
    learning_rate=1e-3,
    filters=(48, 64, 80, 80),
    blocks=(1, 1, 1, 1),
    score_every=1000,
    precision="float32",
):
    """Args:
    damage: Those to learn; text:0 is a picture that lacks nothing.
    error: "absolute", or "squared", which a last phase of training is for: PSNR gains.
    """
    if small:
        steps, batch, patch, filters, blocks = 2, 2, 32, (4, 8), (1, 1)
    task = Restoration(channels=channels, error=error, damage="text")
    return Recipe(
        task=task,
        network=lambda task: half_resolution_denoiser(
            task.channels, filters=filters, blocks=blocks
        ),
        train=for_task(train or Samples(), task, only=("image",)),
        validation=for_task(validation or Samples(("coffee",)), task),
        transforms=(crop((patch, patch)), turn, harm(damage)),
        batch=batch,
        stages=(Stage(steps, adam_cosine(learning_rate, steps, global_clipnorm=0.1)),),
        score_every=score_every,
        precision=precision,
    )
