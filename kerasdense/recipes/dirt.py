"""Dirt on a window taken off colour photographs, as Eigen, Krishnan & Fergus do.

    kerasdense train dirt runs/dirt --data images:PHOTOS --set "filters=64 steps=20000"

The network, its loss (half the squared error of a whole patch of 56 pixels, of 64 that
are seen), SGD whose rate falls as 1 / (1 + 5e-7 t), and the choice of patches are the
paper's. The dirt is generated, and the rate is 5e-5: with the printed 0.001 this loss
diverged within 20 steps at full width. How many patches make a step is not printed. A
patch not worth learning from is drawn anew, up to three times. `optimizer=adam` is for
short trials. Rain is `harm=rain least_difference=0.1`; the deeper network beside it is
the recipe `derain`. A film goes through frame by frame: `kerasdense predict runs/dirt
film.mp4`.
"""

import tensorflow as tf
from keras.optimizers.schedules import InverseTimeDecay

from kerasdense.datasets import Samples
from kerasdense.datasets.changes import for_task
from kerasdense.learner import Learner
from kerasdense.models.eigen_dirt import BORDER, eigen_dirt, without_mirror
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import named
from kerasdense.tasks import Restoration
from kerasdense.transforms import crop, damage, turn, until
from kerasdense.transforms.photometric import as_float

LEAST_VARIANCE = 0.001  # of a clean patch that is learnt from


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    harm="dirt",
    steps=725000,
    batch=8,
    patch=64,
    filters=512,
    optimizer="sgd",
    learning_rate=5e-5,
    least_difference=0.03,
    score_every=10000,
    precision="float32",
):
    """Args: `least_difference` is what one value of a patch must have been changed by;
    no opacity below it does that, and the paper asks for an opacity of 0.03. Adam has
    four times the `learning_rate`."""
    if small:
        steps, batch, patch, filters = 2, 2, 24, 4
    task = Restoration(channels=3, error="squared", damage=harm)

    def fine(sample):
        image, damaged = as_float(sample["image"]), sample["damaged"]
        varied = tf.math.reduce_variance(image) >= LEAST_VARIANCE
        changed = tf.reduce_max(tf.abs(damaged - image)) >= least_difference
        return tf.logical_and(varied, changed)

    # The paper adds up the errors of a patch, and the task means them.
    values = 3 * (patch - 2 * BORDER) ** 2
    rate = 4 * learning_rate
    if optimizer == "sgd":
        rate = InverseTimeDecay(learning_rate * values / 2, 1, 5e-7)
    return Recipe(
        task=task,
        network=lambda task: eigen_dirt(task.channels, filters=filters),
        train=for_task(train or Samples(), task, only=("image",)),
        validation=for_task(validation or Samples(("coffee",)), task),
        transforms=(until(fine, crop((patch, patch)), turn, damage(harm)),),
        batch=batch,
        stages=(Stage(steps, named(optimizer, rate, steps, momentum=0.0)),),
        score_every=score_every,
        precision=precision,
        learner=MiddleLearner,
    )


class MiddleLearner(Learner):
    """Teaches an `eigen_dirt` the middle of a patch, which the paper's writes."""

    def __init__(self, network, task, optimizer):
        super().__init__(without_mirror(network), task, optimizer)

    def learn(self, x, y, w):
        middle = slice(BORDER, -BORDER)
        return super().learn(x, y[:, middle, middle], w[:, middle, middle])
