"""Photographs from raw files of dark places, of any camera with Bayer's filters.

    kerasdense train dark runs/dark --data images:PHOTOS

The U-Net of `see_in_the_dark`, slim and toned; it is given the file's white balance.
Raw files are made of photographs, see damage/dark.py; `--damage dark:100` measures.
"""

from kerasdense.models.see_in_the_dark import see_in_the_dark
from kerasdense.recipe import Stage
from kerasdense.recipes._low_light import low_light
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import LowLight


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    steps=5000,
    batch=8,
    patch=128,
    noise="dark:50-300",
    learning_rate=2e-3,
    average=0.999,
    filters=(16, 32, 64, 128, 144),
    score_every=1000,
    precision="float32",
):
    """Args:
    average: See `adam_cosine`: the network is the mean of the last thousand steps.
    patch: Side of the crop in pixels of the sensor.
    noise: What makes raw files, and how much darker, see damage/dark.py.
    """
    if small:
        steps, batch, patch, average, filters = 2, 2, 48, 0.0, (2, 3, 4, 5, 6)
    return low_light(
        LowLight(damage=noise),
        lambda task: see_in_the_dark(
            task.channels_in, cell=task.scale, filters=filters, toned=True
        ),
        train,
        validation,
        patch=patch,
        batch=batch,
        stages=(
            Stage(
                steps,
                adam_cosine(learning_rate, steps, average=average, global_clipnorm=0.1),
            ),
        ),
        score_every=score_every,
        precision=precision,
    )
