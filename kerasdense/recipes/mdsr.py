"""MDSR: one deep body, and a way in and out of it for each scale.

    kerasdense train mdsr runs/mdsr-x2 --data images:PHOTOS
    kerasdense train mdsr runs/mdsr-x3 --data images:PHOTOS --from runs/mdsr-x2 \\
        --set "scale=3 patch=192"

A run teaches the way of one scale, see models/mdsr.py; the body goes from one scale to
the next by `--from`. The paper (arXiv:1707.02921) draws a scale for each step instead,
and so teaches one body that serves all; the rest is as in `sr_x2`, with patches of 64
small pixels. With `--set blocks=16` it is the paper's baseline.
"""

from kerasdense.models.mdsr import mdsr
from kerasdense.recipes._enlarging import enlarger
from kerasdense.tasks import SuperResolution


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    scale=2,
    steps=300_000,
    batch=16,
    patch=128,
    damage="",
    cached=True,
    learning_rate=1e-4,
    filters=64,
    blocks=80,
    score_every=5000,
    precision="float32",
):
    """Args: see `sr_x2`."""
    if small:
        steps, batch, patch, filters, blocks = 2, 2, 16 * scale, 4, 1
    task = SuperResolution(scale=scale, damage=damage)
    return enlarger(
        task,
        lambda task: mdsr(
            task.channels, scales=(task.scale,), filters=filters, blocks=blocks
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
