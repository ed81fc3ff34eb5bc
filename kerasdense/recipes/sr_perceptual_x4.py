"""Photographs in four times as many rows and columns, with details that look true.

    kerasdense train sr_x4 runs/sr-x4 --data images:PHOTOS --from runs/sr-x2
    kerasdense train sr_perceptual_x4 runs/sr-perceptual-x4 --data images:PHOTOS \\
        --from runs/sr-x4

ESRGAN's way (Wang et al., arXiv:1809.00219) at the size of a narrow EDSR: a network
that was taught by pixels goes on with a critic, the features of a network that has
learned to see, and EnhanceNet's texture (Sajjadi et al., arXiv:1612.07919). Without
`--from`, `warmup=STEPS` teaches by pixels first.

What looks truer has a lower PSNR, so the network that is kept is the last one, whose
rate has fallen to 0, and not the one that scored best.

Features are those of EfficientNet-Lite0, which comes with kerasdense, or of VGG16 if
you have its weights: `kerasdense import FILE --as vgg16-trunk --to runs/vgg16`, and
then `--set features=runs/vgg16`.
"""

import dataclasses
import functools

from kerasdense.adversarial import AdversarialLearner
from kerasdense.errors import InputError
from kerasdense.features import PATCH, features_of
from kerasdense.learner import Learner
from kerasdense.models.patch_critic import patch_critic
from kerasdense.recipe import Stage
from kerasdense.recipes import sr_x4
from kerasdense.schedules import adam_cosine


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    steps=8000,
    warmup=0,
    batch=8,
    patch=128,
    damage="",
    cached=True,
    learning_rate=2e-4,
    critic_rate=2e-4,
    warmup_rate=1e-3,
    pixels=1.0,
    perceptual=0.1,
    texture=0.1,
    adversarial=0.02,
    features="",
    filters=64,
    blocks=8,
    residual_scale=1.0,
    critic_filters=32,
    score_every=1000,
    precision="float32",
):
    """Args:
    warmup: Steps by pixels alone, at `warmup_rate`, before the `steps` with a critic.
    pixels, perceptual, texture, adversarial: Weights of the losses, see
        `AdversarialLearner`. After a short warm-up the gradients of the network have
        the sizes 0.1, 0.2, 0.07 and 0.1 with these.
    features: A bundle with VGG16, in place of EfficientNet-Lite0.
    filters, blocks, residual_scale: As of the network to start from.
    patch, damage, cached: See `sr_x2`.
    """
    if patch < PATCH:
        raise InputError(
            f"patch={patch}: texture is compared in patches of {PATCH} pixels, so take "
            "at least as many."
        )
    if small:
        steps, critic_filters = 2, 4
    by_pixels = sr_x4.recipe(
        train,
        validation,
        small=small,
        steps=warmup,
        batch=batch,
        patch=patch,
        damage=damage,
        cached=cached,
        learning_rate=warmup_rate,
        filters=filters,
        blocks=blocks,
        residual_scale=residual_scale,
        score_every=score_every,
        precision=precision,
    )
    together = functools.partial(
        AdversarialLearner,
        critic=functools.partial(
            patch_critic, by_pixels.task.channels, filters=critic_filters
        ),
        critic_optimizer=adam_cosine(critic_rate, steps),
        features=functools.partial(features_of, features),
        pixels=pixels,
        perceptual=perceptual,
        texture=texture,
        adversarial=adversarial,
    )
    first = [dataclasses.replace(s, learner=Learner) for s in by_pixels.stages]
    stage = Stage(steps, adam_cosine(learning_rate, steps))
    return dataclasses.replace(
        by_pixels,
        stages=(*(first if warmup else ()), stage),
        learner=together,
        keep="last",
    )
