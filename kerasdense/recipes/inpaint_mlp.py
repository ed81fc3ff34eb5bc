"""Gray photographs with holes that a mask shows, filled by a plain network of patches.

    kerasdense train inpaint_mlp runs/inpaint-mlp --data images:PHOTOS

Köhler et al. 2014, as far as it is known: see models/koehler.py. Their widths are those
of `hidden=2047,2047,2047,2047`; here they are a quarter of them. How it was trained is
not known: here by Adam, on the squared error in the holes, patch by patch.
"""

import functools

from keras import ops

from kerasdense.datasets import Samples
from kerasdense.datasets.changes import for_task
from kerasdense.learner import Learner
from kerasdense.models.koehler import mlp_inpainter
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import Inpainting
from kerasdense.transforms import crop, damage, turn


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    steps=100000,
    batch=8,
    patch=68,
    holes="missing:0.1-0.8,text,scratches,free-form",
    side=17,
    hidden=(511, 511, 511, 511),
    learning_rate=1e-3,
    score_every=5000,
    precision="float32",
):
    """Args: `patch` is the side of a crop, cut into as many patches as lie in it side
    by side; `holes` are those to learn, and validation has missing:0.5 or text."""
    if small:
        steps, batch, patch, side, hidden = 2, 2, 32, 5, (12, 8)
    task = Inpainting(channels=1, error="squared", damage="missing:0.5")
    photographs, held_out = train or Samples(), validation or Samples(("coffee",))
    return Recipe(
        task=task,
        network=lambda task: mlp_inpainter(side, hidden=hidden),
        train=for_task(photographs, task, only=("image",)),
        validation=for_task(held_out, task, damage="missing:0.5,text"),
        transforms=(crop((patch, patch)), turn, damage(holes)),
        batch=batch,
        stages=(Stage(steps, adam_cosine(learning_rate, steps, global_clipnorm=1.0)),),
        score_every=score_every,
        precision=precision,
        learner=functools.partial(PatchLearner, side=side),
    )


class PatchLearner(Learner):
    """Teaches the network patch by patch, before any blending.

    Args:
        side: Of the patches, which lie side by side in crops.
    """

    def __init__(self, network, task, optimizer, *, side):
        super().__init__(network, task, optimizer)
        self.side = side

    def learn(self, x, y, w):
        return super().learn(*map(self.cut, (x, y, w)))

    def cut(self, crops):
        """[B, H, W, C] -> [B * n, side, side, C]."""
        patches = ops.image.extract_patches(crops, self.side, self.side)
        return ops.reshape(patches, (-1, self.side, self.side, crops.shape[-1]))
