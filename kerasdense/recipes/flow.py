"""Optical flow for phones: a slim FlowNetC, learned from moving cut-outs.

    kerasdense train flow runs/flow --data images:PHOTOS

Photographs are made to move (datasets/moving.py), `pairs` of them. Data that have flow,
as chairs:FOLDER, are taken as they are. Of what the paper does to light and colour a
part is done. An error of less than a pixel counts as an error.
"""

from kerasdense.models.flownet_slim import flownet_slim
from kerasdense.recipe import Recipe, Stage
from kerasdense.recipes._flow import moving_pairs
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import OpticalFlow


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    steps=6000,
    batch=8,
    window=(192, 256),
    pairs=1800,
    filters=(16, 32, 48, 64, 96),
    decoder=(64, 64, 32),
    light=0.4,
    epsilon=1e-6,
    learning_rate=8e-4,
    average=0.0,
    score_every=500,
    precision="float32",
):
    """Args:
    pairs: How many are made, where the data are photographs; they stay in memory.
    light: How much of the paper's changes of light and colour is done.
    epsilon: See `OpticalFlow`.
    average: See `adam_cosine`.
    """
    scored = 48
    if small:
        steps, batch, window, pairs, scored = 2, 2, (64, 64), 4, 2
        filters, decoder = (4, 4, 4, 4), (8, 4)
    task = OpticalFlow(epsilon=epsilon)
    return Recipe(
        task=task,
        network=lambda task: flownet_slim(filters=filters, decoder=decoder),
        **moving_pairs(train, validation, pairs, window, light, scored),
        batch=batch,
        stages=(
            Stage(
                steps,
                adam_cosine(
                    learning_rate, steps, average=average, global_clipnorm=100.0
                ),
            ),
        ),
        score_every=score_every,
        precision=precision,
    )
