"""The mean depth map and the mean normals of some data: a baseline for all others.

    kerasdense train mean_maps runs/mean --data scenes:500

What it writes is the same for every picture: of depth the mean of logarithms, each
picture's less its own mean where the scale is unknown; of normals the mean direction.
It is fitted exactly before the only step, which moves nothing; steps with a
`learning_rate` go on by the loss from there. Scored as any run:

    kerasdense compare runs/mean runs/depth --data nyu:NYU --split test
"""

import functools

from kerasdense.baselines import fit_mean_maps
from kerasdense.datasets import Remembered
from kerasdense.datasets.changes import for_task
from kerasdense.models.mean_maps import mean_maps
from kerasdense.recipe import Recipe, Stage
from kerasdense.recipes._geometry import rooms, task_of
from kerasdense.schedules import adam_cosine
from kerasdense.transforms import crop


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    relative=True,
    cells=(48, 64),
    steps=1,
    batch=1,
    patch=(240, 320),
    learning_rate=0.0,
    score_every=1,
    precision="float32",
):
    """Args:
    relative: Whether the scale of depth is unknown.
    cells: Rows and columns of the maps, which cover the picture.
    """
    if small:
        steps, patch = 2, (72, 96)
    train = train or rooms(8, 1, (72, 96))
    meant = task_of(("depth", "normals"), relative=relative)
    data = Remembered(for_task(train, meant))
    return Recipe(
        task=meant,
        network=lambda task: mean_maps(task.channels_out, size=cells),
        start=functools.partial(fit_mean_maps, task=meant, dataset=data),
        train=data,
        validation=for_task(validation or rooms(4, 2, (72, 96)), meant),
        transforms=(crop(patch),),
        batch=batch,
        stages=(Stage(steps, adam_cosine(learning_rate, steps)),),
        score_every=score_every,
        precision=precision,
    )
