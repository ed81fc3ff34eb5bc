"""A class for every pixel with SegNet: small memory, sharp edges.

    kerasdense train segnet runs/segnet --data camvid:CAMVID --from runs/vgg16

The defaults are the released solver's: 40,000 steps of four whole pictures, a constant
rate, momentum 0.9, no augmentation. The encoder begins as VGG16's where `--from` names
a bundle with layers of its names. With `bayesian=true` half the features drop out, and
`kerasdense predict --samples 40` tells how sure the network is; theirs took 60,000
steps. Theirs decays the scales of normalisations as well, and ours spares them.

Without weights to begin with, in hours on two cores:

    kerasdense train segnet runs/mine --data camvid:CAMVID --set "width=0.25 \\
        optimizer=adam learning_rate=1e-3 patch=192 batch=6 steps=3000 score_every=250"
"""

from kerasdense.datasets import Remembered, Scenes
from kerasdense.errors import InputError
from kerasdense.models.segnet import CAMVID_WEIGHTS, segnet
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import named
from kerasdense.tasks import Segmentation, median_frequency
from kerasdense.transforms import crop, flip


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    width=1.0,
    bayesian=False,
    balance="median",
    steps=40000,
    batch=4,
    patch=0,
    optimizer="sgd",
    learning_rate=1e-3,
    momentum=0.9,
    l2=5e-4,
    score_every=1000,
    precision="float32",
):
    """Args:
    width, bayesian: As of `models.segnet.segnet`.
    balance: How classes weigh: by "median" frequency; as "released", for the eleven
        classes of CamVid; or "none", all alike.
    patch: Side of random windows, mirrored half of the time; 0 for whole pictures.
    optimizer: "sgd", or "adam" with a rate that falls along a cosine.
    """
    if small:
        steps, batch, patch, width = 2, 2, 32, 1 / 8
    train = Remembered(train or Scenes(8, seed=1))
    sgd = {"momentum": momentum, "l2": l2, "bias_rate": 2.0}
    return Recipe(
        task=balanced(train, balance),
        network=lambda task: segnet(task.channels_out, width=width, bayesian=bayesian),
        train=train,
        validation=validation or Scenes(4, seed=2),
        transforms=(crop((patch, patch)), flip) if patch else (),
        batch=batch,
        stages=(Stage(steps, named(optimizer, learning_rate, steps, **sgd)),),
        score_every=score_every,
        precision=precision,
    )


def balanced(train, balance):
    """-> the task of a dataset of labels, with weights of its classes."""
    return Segmentation.of(train, weights=class_weights(train, balance))


def class_weights(train, balance):
    if balance == "median":
        return median_frequency(train)
    if balance == "released":
        unknown = set(train.classes) - set(CAMVID_WEIGHTS)
        if unknown:
            raise InputError(
                f"balance=released has no weight for {', '.join(sorted(unknown))}: it "
                "is for the classes of CamVid. balance=median counts your own."
            )
        return tuple(CAMVID_WEIGHTS[name] for name in train.classes)
    if balance == "none":
        return ()
    raise InputError(f"balance is median, released or none, not {balance!r}.")
