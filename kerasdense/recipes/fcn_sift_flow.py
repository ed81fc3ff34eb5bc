"""What things are and how their surfaces lie, with FCN on SIFT Flow.

    kerasdense train fcn_sift_flow runs/sift32 --data siftflow:SIFT --from runs/vgg16
    kerasdense train fcn_sift_flow runs/sift16 --data siftflow:SIFT \\
        --from runs/sift32 --set stride=16
    kerasdense train fcn_sift_flow runs/sift8 --data siftflow:SIFT \\
        --from runs/sift16 --set stride=8

Two maps of labels from one network: 33 classes, and 3 kinds of surfaces. The paper
scores stride 16 on the test split, and leaves classes out of the mean that are in no
test picture:

    kerasdense evaluate runs/sift16 siftflow:SIFT --split test \\
        --with semantic-true-classes

Settings and defaults are those of the recipe fcn; rates are the released solvers' times
65,536, the pixels of 256x256, and the weight decay is theirs divided by as much.

Without weights to begin with, on rendered balls, in less than a minute on two cores:

    kerasdense train fcn_sift_flow runs/mine --data balls:256 \\
        --set stride=8 --set pad_free=true --set width=0.125 --set optimizer=adam \\
        --set learning_rate=3e-4 --set batch=8 --set patch=64 --set steps=300 \\
        --set score_every=100

So a mean IU of 0.88 of what things are, and 0.95 of surfaces' pixels right.
"""

from kerasdense.datasets import Remembered, Scenes
from kerasdense.datasets.changes import for_task
from kerasdense.models.fcn import fcn_sift_flow
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import named
from kerasdense.tasks import SemanticGeometric, median_frequency
from kerasdense.transforms import crop, flip

RATES = {32: 6.6e-6, 16: 6.6e-8, 8: 6.6e-8}  # the released solvers'


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    stride=32,
    at_once=False,
    pad_free=False,
    upsampling="last_fixed",
    width=1.0,
    dropout=0.5,
    zero_scores=True,
    balance=False,
    steps=300000,
    batch=1,
    patch=0,
    optimizer="sgd",
    learning_rate=0.0,
    momentum=0.99,
    weight_decay=7.6e-9,
    score_every=4000,
    precision="float32",
):
    """Args: see the recipe fcn. `balance` is of the classes, not of the surfaces."""
    if small:
        steps, batch, patch, width, zero_scores = 2, 2, 32, 1 / 32, False
        pad_free, stride = True, 8
    train = Remembered(train or Scenes(8, seed=1))
    weights = median_frequency(train) if balance else ()
    task = SemanticGeometric.of(train, weights=weights)
    rate = learning_rate or RATES[32 if at_once else stride]
    sgd = {"momentum": momentum, "l2": weight_decay, "bias_rate": 2.0}
    return Recipe(
        task=task,
        network=lambda task: fcn_sift_flow(
            **task.channels_out,
            stride=stride,
            at_once=at_once,
            pad_free=pad_free,
            upsampling=upsampling,
            width=width,
            dropout=dropout,
            zero_scores=zero_scores,
        ),
        train=for_task(train, task),
        validation=for_task(validation or Scenes(4, seed=2), task),
        transforms=(crop((patch, patch)), flip) if patch else (),
        batch=batch,
        stages=(Stage(steps, named(optimizer, rate, steps, **sgd)),),
        score_every=score_every,
        precision=precision,
    )
