"""Photographs in four times as many rows and columns, with details that look true.

    kerasdense train sr_x4 runs/sr-x4 --data images:PHOTOS
    kerasdense train sr_perceptual_x4 runs/sr-perceptual-x4 --data images:PHOTOS \\
        --from runs/sr-x4

ESRGAN's way (Wang et al., arXiv:1809.00219) at the size of a narrow EDSR: a network
that was taught by pixels goes on with a critic, the features of a network that has
learned to see, and EnhanceNet's texture (Sajjadi et al., arXiv:1612.07919). Without
`--from`, `warmup=STEPS` teaches by pixels first.

What looks truer has a lower PSNR, so the network that is kept is the last one, whose
rate has fallen to 0, and not the one that scored best.

Features are those of EfficientNet-Lite0, which comes with kerasdense, or of VGG16 if
you have its weights: `kerasdense import vgg16-trunk FILE --to runs/vgg16`, and then
`--set features=runs/vgg16`.
"""

import functools

from kerasdense.adversarial import AdversarialLearner
from kerasdense.datasets import Samples
from kerasdense.datasets.changes import for_task
from kerasdense.errors import InputError
from kerasdense.features import PATCH, features_of
from kerasdense.learner import Learner
from kerasdense.models.edsr import edsr
from kerasdense.models.patch_critic import patch_critic
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import SuperResolution
from kerasdense.transforms import crop, turn


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    steps=8000,
    warmup=0,
    batch=8,
    patch=128,
    learning_rate=2e-4,
    critic_rate=2e-4,
    warmup_rate=1e-3,
    pixels=1.0,
    perceptual=0.02,
    texture=0.02,
    adversarial=5e-3,
    features="",
    filters=32,
    blocks=8,
    critic_filters=32,
    score_every=1000,
    precision="float32",
):
    """Args:
    warmup: Steps by pixels alone, at `warmup_rate`, before the `steps` with a critic.
    patch: Side of the large crop.
    pixels, perceptual, texture, adversarial: Weights of the losses, see
        `AdversarialLearner`.
    features: A bundle with VGG16, in place of EfficientNet-Lite0.
    filters, blocks: As of the network to start from.
    """
    if small:
        steps, batch, patch, filters, blocks, critic_filters = 2, 2, 32, 4, 1, 4
    if patch < PATCH:
        raise InputError(
            f"patch={patch}: texture is compared in patches of {PATCH} pixels, so take "
            "at least as many."
        )
    task = SuperResolution(scale=4)
    together = functools.partial(
        AdversarialLearner,
        critic=lambda: patch_critic(task.channels, filters=critic_filters),
        critic_optimizer=adam_cosine(critic_rate, steps),
        features=functools.partial(features_of, features),
        pixels=pixels,
        perceptual=perceptual,
        texture=texture,
        adversarial=adversarial,
    )
    alone = adam_cosine(warmup_rate, warmup, global_clipnorm=0.1)
    first = (Stage(warmup, alone, learner=Learner),) if warmup else ()
    return Recipe(
        task=task,
        network=lambda task: edsr(
            task.channels, scale=task.scale, filters=filters, blocks=blocks
        ),
        train=for_task(train or Samples(), task),
        validation=for_task(validation or Samples(("coffee",)), task),
        transforms=(crop((patch, patch)), turn),
        batch=batch,
        stages=(*first, Stage(steps, adam_cosine(learning_rate, steps))),
        learner=together,
        score_every=score_every,
        precision=precision,
        keep="last",
    )
