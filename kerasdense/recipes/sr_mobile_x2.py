"""Photographs in twice as many rows and columns, in real time on a phone.

    kerasdense train sr_mobile_x2 runs/sr-mobile-x2 --data images:PHOTOS
    kerasdense export runs/sr-mobile-x2 --to mobile.tflite --precision int8

Six narrow convolutions at the small picture's resolution, see models/sr_mobile.py. Its
steps are cheap, and it takes many of them.
"""

from kerasdense.models.sr_mobile import sr_mobile
from kerasdense.recipes._enlarging import enlarger
from kerasdense.tasks import SuperResolution


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    scale=2,
    steps=60000,
    batch=16,
    patch=96,
    damage="",
    cached=True,
    learning_rate=2e-3,
    filters=16,
    depth=6,
    score_every=5000,
    precision="float32",
):
    """Args: see `sr_x2`."""
    if small:
        steps, batch, patch, filters, depth = 2, 2, 16 * scale, 4, 2
    task = SuperResolution(scale=scale, damage=damage)
    return enlarger(
        task,
        lambda task: sr_mobile(
            task.channels, scale=task.scale, filters=filters, depth=depth
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
