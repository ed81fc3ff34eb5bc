"""Gray photographs freed from text, blindly, by stacked sparse autoencoders of 2012.

    kerasdense train ssda runs/ssda --data images:PHOTOS

Xie, Xu & Chen: one autoencoder after the other learns to mend the features of the one
below, with sparse units; then all of them together, without sparsity. `widths=320,320`
is the smaller of the two that are told of, `holes=awgn:25` learns to take off noise.
The paper minimises by L-BFGS over a fixed set; here it is Adam, on patches drawn anew.
"""

import functools

from keras import ops

from kerasdense.datasets import Samples
from kerasdense.datasets.changes import for_task
from kerasdense.learner import Learner
from kerasdense.models.xie import (
    GROWING,
    OneAutoencoder,
    WholeStack,
    sparse_denoising_autoencoders,
)
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import Restoration
from kerasdense.transforms import crop, damage, turn


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    steps=40000,
    pretraining=10000,
    batch=16,
    crop_side=96,
    patch=8,
    widths=GROWING,
    holes="text",
    rho=0.05,
    beta=1e-2,
    decay=1e-4,
    learning_rate=1e-3,
    score_every=2000,
    precision="float32",
):
    """Args: `steps` are those of all autoencoders together, `pretraining` those of each
    alone; a crop is cut into the patches of `patch` pixels that lie in it side by side.
    """
    if small:
        steps, pretraining, batch, crop_side, patch, widths = 1, 1, 2, 32, 4, (20,)
    task = Restoration(channels=1, error="squared", damage=holes)
    numbers = range(1, len(widths) + 1)

    def alone(number):
        rest = [f"{w}{i}" for i in numbers if i != number for w in ("encode", "decode")]
        make = functools.partial(
            OneAutoencoder, number=number, rho=rho, beta=beta, decay=decay
        )
        learner = functools.partial(PatchLearner, part=make, patch=patch)
        optimizer = adam_cosine(learning_rate, pretraining)
        return Stage(pretraining, optimizer, tuple(rest), learner)

    whole = functools.partial(WholeStack, decay=decay)
    together = functools.partial(PatchLearner, part=whole, patch=patch)
    return Recipe(
        task=task,
        network=lambda task: sparse_denoising_autoencoders(patch, widths),
        train=for_task(train or Samples(), task, only=("image",)),
        validation=for_task(validation or Samples(("coffee",)), task),
        transforms=(crop((crop_side, crop_side)), turn, damage(holes)),
        batch=batch,
        stages=(
            *map(alone, numbers),
            Stage(steps, adam_cosine(learning_rate, steps), learner=together),
        ),
        score_every=score_every,
        precision=precision,
    )


class PatchLearner(Learner):
    """Teaches a part of a stack, on patches that lie side by side in crops.

    Args:
        part: network -> `OneAutoencoder` or `WholeStack`.
        patch: Side of the patches.
    """

    def __init__(self, network, task, optimizer, *, part, patch):
        super().__init__(part(network), HalfSquares, optimizer)
        self.patch = patch

    def learn(self, x, y, w):
        return super().learn(self.cut(x), self.network.features(self.cut(y)), None)

    def cut(self, crops):
        """[B, H, W, 1] -> [B * n, patch, patch, 1]."""
        patches = ops.image.extract_patches(crops, self.patch, self.patch)
        return ops.reshape(patches, (-1, self.patch, self.patch, 1))


class HalfSquares:
    """The loss of the paper: half the squared distance, of features or of pixels."""

    @staticmethod
    def loss(y, output, w):
        return ops.sum(ops.square(y - output), axis=(1, 2, 3)) / 2
