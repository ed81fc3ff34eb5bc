"""Boundaries for phones: a small HED on a trunk learned on ImageNet.

    kerasdense train boundaries runs/boundaries --data bsds:BSDS500

So on your own drawings, too: `--data drawings:PICTURES,DRAWINGS`. While it learns,
only some pictures of the validation data are measured, as the benchmark takes seconds
for each; `kerasdense evaluate` measures all. On a CPU the trunk learns half
as fast again in float32 as in bfloat16.
"""

from kerasdense.datasets import Part, Remembered, Scenes
from kerasdense.datasets.boundaries import of_all_people, with_boundary
from kerasdense.models.hed import hed_mobile
from kerasdense.models.trunks.efficientnet_lite0 import load_imagenet
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import Boundaries
from kerasdense.transforms import brightness, crop, flip, scale


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    steps=1500,
    batch=4,
    patch=320,
    learning_rate=1e-3,
    average=0.998,
    sure=0.3,
    weak="ignored",
    zoom=1.25,
    imagenet=True,
    scored=8,
    score_every=500,
    precision="float32",
):
    """Args:
    patch: Side of the windows that are learned from.
    average: Of the moving average of weights that is scored and kept; 0 for none.
    sure, weak: See `Boundaries`.
    zoom: Pictures are shrunk or enlarged by as much at most.
    imagenet: Whether the trunk starts with what it learned on ImageNet.
    scored: Pictures to score with while it learns.
    """
    if small:
        steps, batch, patch, average = 2, 2, 32, 0.0
    train = of_all_people(drawn(train or Scenes(8, seed=1)))
    validation = drawn(validation or Scenes(4, seed=2))
    every = max(1, len(validation) // max(1, scored))
    validation = Part(validation, range(0, len(validation), every)[:scored])
    task = Boundaries(sure=sure, weak=weak)
    return Recipe(
        task=task,
        network=lambda task: hed_mobile(),
        start=load_imagenet if imagenet else None,
        train=Remembered(train),
        validation=validation,
        transforms=(scale(1 / zoom, zoom), crop((patch, patch)), flip, brightness(0.2)),
        batch=batch,
        stages=(Stage(steps, adam_cosine(learning_rate, steps, average=average)),),
        score_every=score_every,
        precision=precision,
    )


def drawn(dataset):
    """Where labels are known and no drawings, boundaries are where labels meet."""
    return dataset if "boundary" in dataset.fields else with_boundary(dataset)
