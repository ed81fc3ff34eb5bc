"""Gray photographs freed from noise by a plain network, patch by patch, as in 2012.

    kerasdense train burger runs/burger --data images:PHOTOS --set hidden=511,511

Patches drawn at random, noise drawn afresh, squared error, plain SGD with a rate of 0.1
over the fan-in of each layer: Burger, Schuler & Harmeling, section 2.1. Theirs saw one
patch a step, 362 million of them; here a step sees those of some crops that do not
overlap (`patch=17 batch=1` for theirs), and means their errors: it bears ten times the
rate, `learning_rate=1`, but not fifty. Theirs of 39x39 is
`inside=39 hidden=3072,3072,2559,2047`, other noises `noise=stripe`, `noise=jpeg:5`,
`noise=salt-pepper`, `noise=awgn:0-105`; `optimizer=adam` is no part of the paper.
"""

import functools

from keras import ops

from kerasdense.datasets import Samples
from kerasdense.datasets.changes import for_task
from kerasdense.learner import Learner
from kerasdense.models.burger import SPREAD, OnePatch, mlp_denoiser
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import named
from kerasdense.tasks import Denoising
from kerasdense.transforms import crop, damage, turn


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    steps=400000,
    batch=8,
    patch=68,
    noise="awgn:25",
    inside=17,
    outside=17,
    hidden=(2047, 2047, 2047, 2047),
    optimizer="sgd",
    learning_rate=0.1,
    score_every=10000,
    precision="float32",
):
    """Args: `patch` is the side of a crop, cut into as many patches as lie in it side
    by side; `learning_rate` is the paper's, and Adam has a hundredth of it."""
    if small:
        steps, batch, patch, inside, outside, hidden = 2, 2, 16, 9, 5, (12, 8)
    # White Gaussian noise is made where it is told how much, see `evaluate --noise`.
    white = noise.startswith("awgn:") and "," not in noise and "+" not in noise
    task = Denoising(channels=1, error="squared", damage="" if white else noise)

    if optimizer == "sgd":
        # The paper adds up the errors of a patch, in the network's own scale.
        learning_rate *= outside**2 / SPREAD**2
    else:
        learning_rate /= 100
    names = (*(f"hidden{i}" for i in range(1, len(hidden) + 1)), "blended")
    rates = {name: 1 / n for name, n in zip(names, (inside**2, *hidden))}
    taught = named(optimizer, learning_rate, steps, momentum=0.0, rates=rates)
    return Recipe(
        task=task,
        network=lambda task: mlp_denoiser(inside, outside, hidden=hidden),
        train=for_task(train or Samples(), task, only=("image",)),
        validation=for_task(validation or Samples(("coffee",)), task, damage=noise),
        transforms=(crop((patch, patch)), turn, damage(noise, "noisy")),
        batch=batch,
        stages=(Stage(steps, taught),),
        score_every=score_every,
        precision=precision,
        learner=functools.partial(PatchLearner, inside=inside, outside=outside),
    )


class PatchLearner(Learner):
    """Teaches an `mlp_denoiser` patch by patch, before any blending.

    Args:
        inside, outside: Sides of the patches that the network reads and writes. Those
            written do not overlap.
    """

    def __init__(self, network, task, optimizer, *, inside, outside):
        super().__init__(OnePatch(network), task, optimizer)
        self.inside, self.outside = inside, outside

    def learn(self, x, y, w):
        return super().learn(*self.cut(x, y, w))

    def cut(self, x, y, w):
        """Crops [B, P, P, 1] -> patches [B * n, inside or outside, same, 1]."""
        border = (self.inside - self.outside) // 2
        rest = (x.shape[1] - self.inside) // self.outside * self.outside
        middle = slice(border, border + rest + self.outside)
        y, w = (each[:, middle, middle] for each in (y, w))
        return self._cut(x, self.inside), *(self._cut(e, self.outside) for e in (y, w))

    def _cut(self, crops, side):
        patches = ops.image.extract_patches(crops, side, self.outside)
        return ops.reshape(patches, (-1, side, side, 1))
