"""Photographs in twice as many rows and columns: a narrow EDSR.

    kerasdense train sr_x2 runs/sr-x2 --data images:PHOTOS

The shipped model `sr-x2`; its card tells the data, the hours and the scores. With
`--set blocks=16` it is the paper's baseline, with
`--set "filters=256 blocks=32 residual_scale=0.1"` its full network. The paper
(arXiv:1707.02921, section 4.2) takes 300,000 steps of 16 patches, 48 pixels small, by
the absolute error, at a rate of 1e-4 that is halved every 200,000.

Small pictures with another history: `--set damage=gaussian-blur:1.6+shrink:2`.
"""

from kerasdense.models.edsr import edsr
from kerasdense.recipes._enlarging import enlarger
from kerasdense.tasks import SuperResolution


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    scale=2,
    steps=12000,
    batch=16,
    patch=96,
    damage="",
    cached=True,
    learning_rate=1e-3,
    filters=64,
    blocks=8,
    residual_scale=1.0,
    score_every=2000,
    precision="float32",
):
    """Args:
    patch: Side of the large crop, 48 times the scale in the paper.
    damage: What becomes of photographs, with shrink:SCALE in it; see damage/size.py.
    cached: See `enlarger`.
    """
    if small:
        steps, batch, patch, filters, blocks = 2, 2, 16 * scale, 4, 1
    task = SuperResolution(scale=scale, damage=damage)
    return enlarger(
        task,
        lambda task: edsr(
            task.channels,
            scale=task.scale,
            filters=filters,
            blocks=blocks,
            residual_scale=residual_scale,
        ),
        train,
        validation,
        steps=steps,
        batch=batch,
        patch=patch,
        cached=cached,
        learning_rate=learning_rate,
        score_every=score_every,
        precision=precision,
    )
