"""A small network that colours gray photographs, on a trunk learned on ImageNet.

    kerasdense train colorize runs/colorize --data images:BSDS/train --data images:T91
        --validation images:BSDS/val

Colours are told as a distribution over 313 bins, as in "Colorful Image Colorization"
(see the recipe colorful, and docs/COLOUR.md): a mean of what a thing might be would be
gray. With `--set objective=regression` that mean is what it learns, with `--set
uniform=1` rare colours count no more than common ones; both are the paper's ablations.
A step is 2 seconds of a processor in float32, and 2.6 in bfloat16.
"""

from kerasdense.datasets import Remembered, Samples
from kerasdense.datasets.changes import for_task
from kerasdense.models.colorful_mobile import colorful_mobile
from kerasdense.models.trunks.efficientnet_lite0 import load_imagenet
from kerasdense.pixels import gamut
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import Colorization
from kerasdense.transforms import brightness, crop, flip, scale


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    objective="classification",
    uniform=0.75,
    temperature=0.38,
    prior="",
    imagenet=True,
    filters=(96, 128),
    width=192,
    steps=2000,
    batch=16,
    patch=192,
    learning_rate=1e-3,
    average=0.998,
    score_every=250,
    precision="float32",
):
    """Args:
    objective: "classification", "regression" or "huber", see `Colorization`.
    uniform, temperature: See `Colorization`.
    prior: A file that `kerasdense fit-colors` made; by default that of kerasdense.
    imagenet: Whether the trunk starts with what it learned on ImageNet.
    average: How much of the weights' moving average is left after a step.
    """
    if small:
        steps, batch, patch, filters, width = 2, 2, 32, (8, 8), 8
    task = Colorization(
        objective=objective,
        uniform=uniform,
        temperature=temperature,
        prior=tuple(gamut.read(prior).prior.tolist()) if prior else (),
        side=512,
    )
    train = for_task(train or Samples(("astronaut", "coffee", "rocket")), task)
    validation = for_task(validation or Samples(("chelsea",)), task)
    return Recipe(
        task=task,
        network=lambda task: colorful_mobile(
            task.channels_out, filters=filters, width=width
        ),
        start=load_imagenet if imagenet else None,
        train=Remembered(train),
        validation=validation,
        transforms=(
            scale(0.7, 1.4),
            crop((patch, patch)),
            flip,
            brightness(0.15),
        ),
        batch=batch,
        stages=(Stage(steps, adam_cosine(learning_rate, steps, average=average)),),
        score_every=score_every,
        precision=precision,
    )
