"""Gray photographs freed from Gaussian noise of any strength up to 55.

    kerasdense train denoise_gray runs/denoise-gray --data images:PHOTOS

The shipped model `denoise-gray`; its card tells the data, the hours and the scores.
With `--set damage=stripe` it learns another kind of noise, see damage/spec.py.
"""

from kerasdense.datasets import Samples
from kerasdense.datasets.changes import for_task
from kerasdense.models.half_resolution import half_resolution_denoiser
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import Denoising
from kerasdense.transforms import crop, turn
from kerasdense.transforms import damage as harm


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    channels=1,
    steps=16000,
    batch=16,
    patch=80,
    noise=55.0,
    damage="",
    learning_rate=1e-3,
    filters=(48, 96, 160),
    blocks=(1, 1, 2),
    score_every=1000,
    precision="float32",
):
    """Args: `noise` is the strongest to learn, in 255ths; validation has 25."""
    if small:
        steps, batch, patch, filters, blocks = 2, 2, 32, (4, 8), (1, 1)
    task = Denoising(channels=channels, error="squared", damage=damage)
    white = f"awgn:0-{noise:f}"
    photographs = train or Samples()
    return Recipe(
        task=task,
        network=lambda task: half_resolution_denoiser(
            task.channels, filters=filters, blocks=blocks
        ),
        train=for_task(photographs, task, only=("image",)),
        validation=for_task(validation or Samples(("coffee",)), task, noise=25),
        transforms=(crop((patch, patch)), turn, harm(damage or white, "noisy")),
        batch=batch,
        stages=(Stage(steps, adam_cosine(learning_rate, steps, global_clipnorm=0.1)),),
        score_every=score_every,
        precision=precision,
    )
