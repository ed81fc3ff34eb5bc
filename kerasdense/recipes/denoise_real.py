"""Photographs freed from the noise that cameras really leave in them.

    kerasdense train denoise_real runs/denoise-real --data images:PHOTOS

The shipped model `denoise-real`; its card tells the data, the hours and the scores. The
noise is made as a camera makes it, see damage/noise.py: no pair of photographs is
needed. What it is worth is measured on real pairs, `polyu:FOLDER` and `cc:FOLDER`.
"""

from kerasdense.datasets import Samples
from kerasdense.datasets.changes import for_task
from kerasdense.models.half_resolution import half_resolution_denoiser
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import Restoration
from kerasdense.transforms import crop, damage, turn


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    channels=3,
    steps=16000,
    batch=16,
    patch=80,
    noise="camera",
    learning_rate=1e-3,
    filters=(32, 64, 128),
    blocks=(1, 1, 2),
    score_every=1000,
    precision="float32",
):
    """Args: `noise` is any damage, see damage/spec.py."""
    if small:
        steps, batch, patch, filters, blocks = 2, 2, 32, (4, 8), (1, 1)
    task = Restoration(channels=channels, error="squared", damage=noise)
    photographs = train or Samples()
    return Recipe(
        task=task,
        network=lambda task: half_resolution_denoiser(
            task.channels, filters=filters, blocks=blocks
        ),
        train=for_task(photographs, task, only=("image",)),
        validation=for_task(validation or Samples(("coffee",)), task),
        transforms=(crop((patch, patch)), turn, damage(noise)),
        batch=batch,
        stages=(Stage(steps, adam_cosine(learning_rate, steps, global_clipnorm=0.1)),),
        score_every=score_every,
        precision=precision,
    )
