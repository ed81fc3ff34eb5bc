"""The shipped labeller of street scenes: a slim U-Net on a trunk learned on ImageNet.

    kerasdense train segment_street runs/street --data camvid:CAMVID

See assets/segment-street/card.md for what came of it.
"""

from kerasdense.datasets import Remembered, Scenes
from kerasdense.models.street_unet import street_unet
from kerasdense.models.trunks.efficientnet_lite0 import load_imagenet
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import Segmentation, median_frequency
from kerasdense.transforms import brightness, crop, flip, scale


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    steps=3000,
    batch=8,
    patch=256,
    learning_rate=1e-3,
    filters=(24, 40, 64),
    balance=0.5,
    imagenet=True,
    score_every=250,
    precision="float32",
):
    """Args:
    balance: Power of the median-frequency weights: 1 weighs all classes alike, 0 all
        pixels; in between rare things count more, but are not seen everywhere.
    imagenet: Whether the trunk starts with what it learned on ImageNet.
    """
    if small:
        steps, batch, patch = 2, 2, 32
    train = Remembered(train or Scenes(8, seed=1))
    weights = median_frequency(train, power=balance) if balance else ()
    task = Segmentation.of(train, weights=weights)
    return Recipe(
        task=task,
        network=lambda task: street_unet(task.channels_out, filters=filters),
        start=load_imagenet if imagenet else None,
        train=train,
        validation=validation or Scenes(4, seed=2),
        transforms=(
            scale(0.6, 2.0),
            crop((patch, patch)),
            flip,
            brightness(0.3),
        ),
        batch=batch,
        stages=(Stage(steps, adam_cosine(learning_rate, steps)),),
        score_every=score_every,
        precision=precision,
    )
