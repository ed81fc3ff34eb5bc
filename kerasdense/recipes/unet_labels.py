"""A class for every pixel with U-Net: streets, cells, or what your folders hold.

    kerasdense train unet_labels runs/camvid --data camvid:CAMVID

Batch normalisation and a quarter of the paper's channels, for small data from scratch.
With `--set "filters=64,128,256,512,1024 batch_norm=false"` the widths are the paper's.
"""

from kerasdense.datasets import Remembered, Scenes
from kerasdense.models.unet import unet
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
    batch=6,
    patch=192,
    learning_rate=2e-3,
    filters=(24, 48, 96, 192),
    batch_norm=True,
    dropout=0.2,
    balance=True,
    objective="cross_entropy",
    score_every=250,
    precision="float32",
):
    """Args:
    balance: Whether classes are weighed by median frequency, so that rare ones count.
    objective: "cross_entropy", "dice", "focal", or a sum such as cross_entropy+dice.
    """
    if small:
        steps, batch, patch, filters = 2, 2, 32, (4, 8)
    train = Remembered(train or Scenes(8, seed=1))
    weights = median_frequency(train) if balance else ()
    task = Segmentation.of(train, weights=weights, objective=objective)
    return Recipe(
        task=task,
        network=lambda task: unet(
            3,
            task.channels_out,
            filters=filters,
            dropout=dropout,
            batch_norm=batch_norm,
        ),
        train=train,
        validation=validation or Scenes(4, seed=2),
        transforms=(
            scale(0.5, 1.5),
            crop((patch, patch)),
            flip,
            brightness(0.2),
        ),
        batch=batch,
        stages=(Stage(steps, adam_cosine(learning_rate, steps)),),
        score_every=score_every,
        precision=precision,
    )
