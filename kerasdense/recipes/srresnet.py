"""SRResNet, four times, as SRGAN's generator is taught before it has a critic.

    kerasdense train srresnet runs/srresnet --data images:PHOTOS

The paper (arXiv:1609.04802, section 3.2) takes a million steps of 16 patches, 96 pixels
large, by the squared error, at a rate of 1e-4.
"""

from kerasdense.models.srresnet import srresnet
from kerasdense.recipes._enlarging import enlarger
from kerasdense.tasks import SuperResolution


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    scale=4,
    steps=1_000_000,
    batch=16,
    patch=96,
    damage="",
    cached=True,
    learning_rate=1e-4,
    filters=64,
    blocks=16,
    score_every=5000,
    precision="float32",
):
    """Args: see `sr_x2`."""
    if small:
        steps, batch, patch, filters, blocks = 2, 2, 16 * scale, 4, 1
    task = SuperResolution(scale=scale, error="squared", damage=damage)
    return enlarger(
        task,
        lambda task: srresnet(
            task.channels, scale=task.scale, filters=filters, blocks=blocks
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
