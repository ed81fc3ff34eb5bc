"""A class for every pixel with FCN, in its stages from coarse to fine.

    kerasdense train fcn runs/32s --data voc:VOC --from runs/vgg16
    kerasdense train fcn runs/16s --data voc:VOC --from runs/32s --set stride=16
    kerasdense train fcn runs/8s --data voc:VOC --from runs/16s --set stride=8

Each stage begins with the weights of the one before, the first with VGG16's. All in one
stage: `--set "stride=8 at_once=true"`.

The defaults are the released networks': whole pictures, one a step, momentum 0.99, no
augmentation, biases at twice the rate. Their loss adds up a picture's pixels and ours
is the mean, so rates are theirs times 187,500, the pixels of 500x375, and the weight
decay is theirs (5e-4) divided by as much.

Without weights to begin with, in minutes on two cores:

    kerasdense train fcn runs/mine --data labels:PICTURES,LABELS,CLASSES \\
        --set "stride=8 pad_free=true width=0.125 optimizer=adam learning_rate=3e-4" \\
        --set "batch=8 patch=64 steps=300 score_every=100"

So a mean IU of 0.89 on rendered balls, after half a minute.
"""

from kerasdense.datasets import Remembered, Scenes
from kerasdense.models.fcn import fcn
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import named
from kerasdense.tasks import Segmentation, median_frequency
from kerasdense.transforms import crop, flip

RATES = {32: 1.9e-5, 16: 1.9e-7, 8: 1.9e-9}  # the released solvers' on VGG16
OTHERS = {"alexnet": 1e-4, "googlenet": 5e-5}  # for 20 pictures a step, momentum 0.9


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    trunk="vgg16",
    stride=32,
    at_once=False,
    pad_free=False,
    upsampling="last_fixed",
    width=1.0,
    dropout=0.5,
    zero_scores=True,
    balance=False,
    steps=100000,
    batch=1,
    patch=0,
    optimizer="sgd",
    learning_rate=0.0,
    momentum=0.99,
    weight_decay=2.7e-9,
    score_every=4000,
    precision="float32",
):
    """Args:
    trunk, stride, at_once, pad_free, upsampling, width, zero_scores: As of
        `models.fcn.fcn`.
    balance: Whether classes are weighed by median frequency.
    patch: Side of random windows, mirrored half of the time; 0 for whole pictures.
    optimizer: "sgd", or "adam" with a rate that falls along a cosine.
    learning_rate: 0 for the one that goes with trunk and stride.
    """
    if small:
        steps, batch, patch, width, zero_scores = 2, 2, 32, 1 / 32, False
    train = Remembered(train or Scenes(8, seed=1))
    weights = median_frequency(train) if balance else ()
    task = Segmentation.of(train, weights=weights)
    rate = learning_rate or rate_of(trunk, stride, at_once)
    sgd = {"momentum": momentum, "l2": weight_decay, "bias_rate": 2.0}
    return Recipe(
        task=task,
        network=lambda task: fcn(
            task.channels_out,
            trunk=trunk,
            stride=stride,
            at_once=at_once,
            pad_free=pad_free,
            upsampling=upsampling,
            width=width,
            dropout=dropout,
            zero_scores=zero_scores,
        ),
        train=train,
        validation=validation or Scenes(4, seed=2),
        transforms=(crop((patch, patch)), flip) if patch else (),
        batch=batch,
        stages=(Stage(steps, named(optimizer, rate, steps, **sgd)),),
        score_every=score_every,
        precision=precision,
    )


def rate_of(trunk, stride, at_once):
    return OTHERS.get(trunk, RATES[32 if at_once else stride])
