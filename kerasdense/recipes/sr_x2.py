"""Photographs in twice as many rows and columns: a narrow EDSR.

    kerasdense train sr_x2 runs/sr-x2 --data images:PHOTOS

The shipped model `sr-x2`; its card tells the data, the hours and the scores. With
`--set "filters=64 blocks=16"` it is the paper's baseline.
"""

from kerasdense.datasets import Samples
from kerasdense.datasets.changes import for_task
from kerasdense.models.edsr import edsr
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import SuperResolution
from kerasdense.transforms import crop, turn


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    steps=12000,
    batch=16,
    patch=96,
    learning_rate=1e-3,
    filters=32,
    blocks=8,
    score_every=2000,
    precision="float32",
):
    """Args: `patch` is the side of the large crop, 96 in the paper."""
    if small:
        steps, batch, patch, filters, blocks = 2, 2, 32, 4, 1
    task = SuperResolution(scale=2)
    return Recipe(
        task=task,
        network=lambda task: edsr(
            task.channels, scale=task.scale, filters=filters, blocks=blocks
        ),
        train=for_task(train or Samples(), task),
        validation=for_task(validation or Samples(("coffee",)), task),
        transforms=(crop((patch, patch)), turn),
        batch=batch,
        stages=(Stage(steps, adam_cosine(learning_rate, steps, global_clipnorm=0.1)),),
        score_every=score_every,
        precision=precision,
    )
