"""Learning to See in the Dark: from the raw file of a dark place to the photograph.

    kerasdense train see_in_the_dark runs/sony --data sid:FOLDER
    kerasdense train see_in_the_dark runs/fuji --data sid:FOLDER,fuji --set camera=fuji

The paper (arXiv:1805.01934, section 3.3) and its code take 4000 rounds of 161 long
exposures, one crop of 512 packed pixels a step, absolute error, Adam at 1e-4, and at
1e-5 after half of the rounds. 28.88 dB and .787 of SSIM are theirs for Sony, 26.61 and
.680 for Fuji. White balance is left to the network, which so is for one camera.

Without raw files, as in `--data images:PHOTOS`, they are made of photographs. For any
camera, and in half an hour: the recipe `dark`.
"""

import keras

from kerasdense.models.see_in_the_dark import see_in_the_dark
from kerasdense.pixels.mosaic import PATTERNS
from kerasdense.recipe import Stage
from kerasdense.recipes._low_light import low_light
from kerasdense.schedules import steps_at
from kerasdense.tasks import LowLight

CAMERAS = {"sony": ("bayer", "dark-bayer"), "fuji": ("xtrans", "dark-xtrans")}


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    camera="sony",
    steps=644_000,
    batch=1,
    patch=0,
    noise="",
    learning_rate=1e-4,
    filters=(32, 64, 128, 256, 512),
    score_every=16_100,
    precision="float32",
):
    """Args:
    camera: sony or fuji: which filters its sensor has.
    patch: Side of the crop in pixels of the sensor; 0 for 512 packed ones.
    noise: What makes raw files of photographs, see damage/dark.py; "" for dark-bayer or
        dark-xtrans.
    """
    pattern, made = CAMERAS[camera]
    cell = PATTERNS[pattern].cell
    patch = patch or 512 * cell
    if small:
        steps, patch, filters = 2, 24 * cell, (2, 3, 4, 5, 6)
    task = LowLight(pattern=pattern, balanced=False, damage=noise or made)

    def optimizer():
        return keras.optimizers.Adam(steps_at(learning_rate, (steps // 2,)))

    return low_light(
        task,
        lambda task: see_in_the_dark(
            task.channels_in, cell=task.scale, filters=filters
        ),
        train,
        validation,
        patch=patch,
        batch=batch,
        stages=(Stage(steps, optimizer),),
        score_every=score_every,
        precision=precision,
    )
