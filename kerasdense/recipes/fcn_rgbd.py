"""A class for every pixel with FCN, from colour and depth.

    kerasdense train fcn_rgbd runs/rooms --data KIND:PATH --set modality=depth

The data has "depth" in metres, which joins the colours before the first convolution;
or, with `modality=hha`, "hha", which gets a network of its own. Settings and defaults
are those of the recipe fcn; the released network of two streams learned at 1/100 of
the rate, as here. Without --data it learns on rendered balls.
"""

from kerasdense.datasets import Remembered, Scenes
from kerasdense.datasets.changes import for_task
from kerasdense.errors import InputError
from kerasdense.models.fcn_nyud import fcn_rgb_hha, fcn_rgbd
from kerasdense.recipe import Recipe, Stage
from kerasdense.recipes.fcn import rate_of
from kerasdense.schedules import named
from kerasdense.tasks import Segmentation, median_frequency
from kerasdense.transforms import crop, flip

BUILDERS = {"depth": fcn_rgbd, "hha": fcn_rgb_hha}


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    modality="depth",
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
    weight_decay=2.7e-9,
    score_every=4000,
    precision="float32",
):
    """Args: `modality` is "depth" or "hha"; for the others see the recipe fcn."""
    if small:
        steps, batch, patch, width, zero_scores = 2, 2, 32, 1 / 32, False
        pad_free, stride = True, 8
    if modality not in BUILDERS:
        raise InputError(f"The modality is depth or hha, not {modality!r}.")
    train = Remembered(train or Scenes(8, seed=1))
    weights = median_frequency(train) if balance else ()
    task = Segmentation.of(train, weights=weights, reads=("image", modality))
    rate = rate_of("vgg16", stride, at_once) / (100 if modality == "hha" else 1)
    rate = learning_rate or rate
    sgd = {"momentum": momentum, "l2": weight_decay, "bias_rate": 2.0}
    return Recipe(
        task=task,
        network=lambda task: BUILDERS[modality](
            task.channels_out,
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
