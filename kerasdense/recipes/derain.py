"""Rain, dirt on the window and drops on the lens taken off colour photographs.

    kerasdense train derain runs/derain --data images:PHOTOS

The shipped model `derain`; its card tells the data, the hours and the scores. So does
that of `clean-window`, the same with

    --set "damage=dirt,dirt,dirt,drops error=squared"

as dirt and drops want a network of their own: rain outweighs them in one loss. A film
goes through it frame by frame: `kerasdense predict derain rain.mp4 --to dry.mp4`.
"""

from kerasdense.datasets import Samples
from kerasdense.datasets.changes import for_task
from kerasdense.models.half_resolution import half_resolution_denoiser
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import Restoration
from kerasdense.transforms import crop, turn
from kerasdense.transforms import damage as harm


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    damage="rain,rain,rain,dirt,dirt,drops",
    steps=12000,
    batch=8,
    patch=128,
    error="absolute",
    learning_rate=1e-3,
    filters=(32, 48, 64, 96),
    blocks=(1, 1, 1, 2),
    score_every=1000,
    precision="float32",
):
    """Args:
    damage: What is done to the pictures, named as for --damage; the first of several
        is what the model is known for.
    error: "absolute", or "squared": PSNR gains, and with dirt nothing else learns, as
        the median of what may be below a speck is the speck.
    """
    if small:
        steps, batch, patch, filters, blocks = 2, 2, 32, (4, 8), (1, 1)
    task = Restoration(channels=3, error=error, damage=damage.split(",")[0])
    photographs = train or Samples()
    return Recipe(
        task=task,
        network=lambda task: half_resolution_denoiser(
            task.channels, filters=filters, blocks=blocks
        ),
        train=for_task(photographs, task, only=("image",)),
        validation=for_task(validation or Samples(("coffee",)), task, damage=damage),
        transforms=(crop((patch, patch)), turn, harm(damage)),
        batch=batch,
        stages=(Stage(steps, adam_cosine(learning_rate, steps, global_clipnorm=0.1)),),
        score_every=score_every,
        precision=precision,
    )
