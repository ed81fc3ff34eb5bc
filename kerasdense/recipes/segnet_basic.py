"""A class for every pixel with SegNet-Basic: four levels, to compare decoders with.

    kerasdense train segnet_basic runs/basic --data camvid:CAMVID

The defaults are those of the paper's study (section 3.2): twelve whole pictures a step,
a constant rate of 0.1, momentum 0.9, median frequency balancing. It ends when the loss
has converged, which it gives no number for; the released solver's is 10,000. The
paper's local contrast normalisation of pictures is not here; the network has that of
the released one. `--set decoder=...` takes the variants of table 1, `bayesian=true`
Bayesian SegNet-Basic, which began at the same rate.

Without a GPU, in an hour or so on two cores:

    kerasdense train segnet_basic runs/mine --data camvid:CAMVID --set "width=0.5 \\
        optimizer=adam learning_rate=1e-3 patch=192 batch=6 steps=3000 score_every=250"
"""

from kerasdense.datasets import Remembered, Scenes
from kerasdense.models.segnet import segnet_basic
from kerasdense.recipe import Recipe, Stage
from kerasdense.recipes.segnet import balanced
from kerasdense.schedules import named
from kerasdense.transforms import crop, flip


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    width=1.0,
    bayesian=False,
    decoder="unpool",
    balance="median",
    steps=10000,
    batch=12,
    patch=0,
    optimizer="sgd",
    learning_rate=0.1,
    momentum=0.9,
    l2=5e-4,
    score_every=1000,
    precision="float32",
):
    """Args:
    width, bayesian, decoder: As of `models.segnet.segnet_basic`.
    balance, patch, optimizer: As of the recipe `segnet`.
    """
    if small:
        steps, batch, patch, width = 2, 2, 32, 1 / 8
    train = Remembered(train or Scenes(8, seed=1))
    sgd = {"momentum": momentum, "l2": l2, "bias_rate": 2.0}
    return Recipe(
        task=balanced(train, balance),
        network=lambda task: segnet_basic(
            task.channels_out, width=width, bayesian=bayesian, decoder=decoder
        ),
        train=train,
        validation=validation or Scenes(4, seed=2),
        transforms=(crop((patch, patch)), flip) if patch else (),
        batch=batch,
        stages=(Stage(steps, named(optimizer, learning_rate, steps, **sgd)),),
        score_every=score_every,
        precision=precision,
    )
