"""Boundaries with HED as published, from a trunk learned on ImageNet.

    kerasdense train hed runs/hed --data bsds:BSDS500 --from runs/vgg16

The trunk is one of `kerasdense import FILE --as vgg16-trunk --to runs/vgg16`.

The defaults are the released program's: SGD with a momentum of 0.9 and ten pictures a
step, a rate of 1e-6 that falls to a tenth every 10000 steps, a weight decay of 2e-4,
biases at twice the rate, the fifth block at a hundred times, side scores at a hundredth
and the fusion at a thousandth; a boundary is what half of the people drew, and all else
is background. Pictures are turned to 16 angles (the largest rectangle without borders),
mirrored, and 0.5, 1 or 1.5 times as large, all on the fly. Theirs are then of one size;
here windows are cut out, so that ten make a step.

NYUD's rooms: `--data edge-list:image-train.lst --validation edge-list:image-test.lst
--set turns=4`, and `kerasdense evaluate runs/hed edge-list:... --protocol nyud`.
"""

from kerasdense.datasets import Remembered, Scenes
from kerasdense.datasets.boundaries import of_all_people
from kerasdense.models.hed import hed
from kerasdense.recipe import Recipe, Stage
from kerasdense.recipes.boundaries import drawn
from kerasdense.schedules import sgd, step
from kerasdense.tasks import Boundaries
from kerasdense.transforms import crop, enlarge_one_of, flip, turn_inscribed

RATES = {"conv5": 100.0, "score-dsn": 0.01, "new-score-weighting": 0.001}


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    width=1.0,
    pad_free=False,
    zero_scores=True,
    steps=30000,
    batch=10,
    patch=400,
    turns=16,
    scales=(0.5, 1.0, 1.5),
    learning_rate=1e-6,
    falls_every=10000,
    momentum=0.9,
    weight_decay=2e-4,
    sure=0.5,
    weak="background",
    score_every=2000,
    precision="float32",
):
    """Args:
    width, pad_free, zero_scores: See `models.hed.hed`.
    patch: Side of the windows that are learned from; what is smaller goes on as in a
        mirror.
    turns: Angles; 1 for none.
    scales: How large pictures are made, one drawn for each.
    falls_every: Steps after which the rate falls to a tenth.
    sure, weak: See `Boundaries`.
    """
    if small:
        steps, batch, patch, width, zero_scores = 2, 2, 32, 1 / 32, False
    train = of_all_people(drawn(train or Scenes(8, seed=1)))
    task = Boundaries(sure=sure, weak=weak)
    optimizer = sgd(
        step(learning_rate, falls_every),
        momentum=momentum,
        l2=weight_decay,
        bias_rate=2.0,
        rates=RATES,
    )
    return Recipe(
        task=task,
        network=lambda task: hed(
            width=width, pad_free=pad_free, zero_scores=zero_scores
        ),
        train=Remembered(train),
        validation=drawn(validation or Scenes(4, seed=2)),
        transforms=(
            turn_inscribed(turns),
            enlarge_one_of(scales),
            crop((patch, patch)),
            flip,
        ),
        batch=batch,
        stages=(Stage(steps, optimizer),),
        score_every=score_every,
        precision=precision,
    )
