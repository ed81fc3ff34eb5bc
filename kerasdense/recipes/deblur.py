"""Photographs freed from the blur of a moving camera, whatever way it moved.

    kerasdense train deblur runs/deblur --data images:PHOTOS

The shipped model `deblur`; its card tells the data, the hours and the scores. One
network goes from the blurred picture to the sharp one, and estimates no kernel:
`schuler` does. It learns on kernels of many sizes, drawn anew for every patch from the
sampler of Schuler et al., arXiv:1406.7444, with a little noise; patches are blurred
from larger ones, so that it is taught no border. Blur is in sRGB values and the same
all over the picture.
"""

from kerasdense.damage.blur import odd
from kerasdense.datasets import Samples
from kerasdense.datasets.changes import for_task
from kerasdense.models.half_resolution import half_resolution_denoiser
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import Restoration
from kerasdense.transforms import crop, damage, turn


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    channels=3,
    steps=24000,
    batch=16,
    patch=128,
    least=9,
    most=21,
    noise=2.55,
    error="absolute",
    learning_rate=1e-3,
    filters=(32, 64, 92),
    blocks=(1, 2, 2),
    score_every=1000,
    precision="float32",
):
    """Args:
    least, most: Sides of kernels, in pixels.
    noise: The most of it, in 255ths.
    error: "absolute", or "squared", which a last phase of training is for: PSNR gains.
    """
    if small:
        steps, batch, patch, filters, blocks = 2, 2, 32, (4, 8), (1, 1)
    harm = f"motion:{least}-{most}+awgn:0-{noise}"
    task = Restoration(channels=channels, error=error, damage=harm)
    room = patch + odd(most) - 1  # what the largest kernel takes is cut off again
    return Recipe(
        task=task,
        network=lambda task: half_resolution_denoiser(
            task.channels, filters=filters, blocks=blocks
        ),
        train=for_task(train or Samples(), task, only=("image",)),
        validation=for_task(validation or Samples(("coffee",)), task),
        transforms=(crop((room, room)), damage(harm), crop((patch, patch)), turn),
        batch=batch,
        stages=(Stage(steps, adam_cosine(learning_rate, steps, global_clipnorm=0.1)),),
        score_every=score_every,
        precision=precision,
    )
