"""ESRGAN's generator, four times, as it is taught by pixels before it has a critic.

    kerasdense train rrdb runs/rrdb --data images:PHOTOS

The authors (arXiv:1809.00219, section 4.1) take 16 patches of 128 pixels a step, the
absolute error, and a rate of 2e-4. With `--set "filters=32 blocks=4 growth=16"` it is
small enough for a laptop.
"""

from kerasdense.models.rrdb import rrdb
from kerasdense.recipes._enlarging import enlarger
from kerasdense.tasks import SuperResolution


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    scale=4,
    steps=300_000,
    batch=16,
    patch=128,
    damage="",
    cached=True,
    learning_rate=2e-4,
    filters=64,
    blocks=23,
    growth=32,
    score_every=5000,
    precision="float32",
):
    """Args: see `sr_x2`."""
    if small:
        steps, batch, patch, filters, blocks, growth = 2, 2, 16 * scale, 4, 1, 4
    task = SuperResolution(scale=scale, damage=damage)
    return enlarger(
        task,
        lambda task: rrdb(
            task.channels,
            scale=task.scale,
            filters=filters,
            blocks=blocks,
            growth=growth,
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
