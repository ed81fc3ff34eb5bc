"""VDSR: twenty convolutions mend what bicubic resizing has made large.

    kerasdense train vdsr runs/vdsr-x2 --data images:PHOTOS

The paper (arXiv:1511.04587, section 3) takes patches of 41 pixels, 64 a step, squared
error, SGD at 0.1 with its gradients clipped, a tenth of the rate every 20 of 80 epochs;
here it is Adam. In colour, luma alone is changed; with `--set channels=1` all is luma,
as in the paper's table.

The paper's one network for all scales is learned on pictures that come enlarged, and
goes on at a scale of its own, with its weights:

    kerasdense train vdsr runs/vdsr --data images:PHOTOS --set scale=1
    kerasdense train vdsr runs/vdsr-x3 --data images:PHOTOS --from runs/vdsr \\
        --set "scale=3 steps=2000 learning_rate=1e-4"
"""

from kerasdense.models.vdsr import vdsr
from kerasdense.recipes._enlarging import enlarger
from kerasdense.tasks import SuperResolution

ALL_SCALES = "bicubic:2,bicubic:3,bicubic:4"


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    scale=2,
    channels=3,
    steps=60000,
    batch=64,
    patch=48,
    damage="",
    cached=True,
    learning_rate=1e-3,
    depth=20,
    filters=64,
    score_every=2000,
    precision="float32",
):
    """Args: `scale` 1 is for pictures that come enlarged; the others, see `sr_x2`."""
    if small:
        steps, batch, patch, depth, filters = 2, 2, 16 * scale, 4, 4
    task = SuperResolution(
        scale=scale,
        channels=channels,
        luma=channels == 1,
        error="squared",
        damage=damage or (ALL_SCALES if scale == 1 else ""),
    )
    return enlarger(
        task,
        lambda task: vdsr(
            task.channels, scale=task.scale, depth=depth, filters=filters
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
