"""Depth and surface normals with Eigen & Fergus' network of three scales.

    kerasdense train eigen_fergus runs/rooms --data scenes:2000

Two stages: scales 1 and 2 together, by what scale 2 writes; then these rest, and scale
3 learns on windows. Scores are those of scale 3, and so mean nothing before the second
stage.

The defaults are a quarter of AlexNet's channels, which learn from scratch on two cores.
The paper's own are a trunk learned on ImageNet, all channels and, here, the authors'
rates; weights of VGG16 are taken from any network that has its layers:

    kerasdense train eigen_fergus runs/nyu --data nyu:NYU --from runs/vgg16 \\
        --set "trunk=vgg16 width=1 optimizer=sgd learning_rate=1 batch=16" \\
        --set "steps=3500000 coarse=0.57 score_every=10000"

For depth whose scale is unknown: `--set relative=true`. Of the ablation: `--set
scales=1,2`, `scales=2` or `scales=1`, which have one stage. One map alone: `--set
maps=depth`.
"""

import functools

from kerasdense.datasets import Remembered
from kerasdense.datasets.changes import for_task
from kerasdense.models.eigen_fergus import SIZE, UNITS, eigen_fergus, resting
from kerasdense.recipe import Recipe, Stage
from kerasdense.recipes._geometry import channels_of, rooms, task_of
from kerasdense.scales import ScaleLearner, WindowLearner
from kerasdense.schedules import named
from kerasdense.transforms import brightness, crop, flip, roll, scale, tint


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    maps=("depth", "normals"),
    relative=False,
    trunk="alexnet",
    scales=(1, 2, 3),
    width=0.25,
    dropout=0.5,
    frame=SIZE,
    zoom=1.5,
    tilt=5.0,
    steps=2000,
    coarse=0.6,
    batch=8,
    optimizer="adam",
    learning_rate=1e-3,
    momentum=0.9,
    weight_decay=0.0,
    score_every=250,
    precision="float32",
):
    """Args:
    maps: depth, normals, or both; with labels as the third, these, too.
    relative: Whether the scale of depth is unknown.
    trunk, scales, width, dropout, frame: As of `models.eigen_fergus`.
    zoom: Pictures are enlarged up to so many times.
    tilt: Degrees that pictures are turned by at most.
    coarse: The part of the steps that is for scales 1 and 2.
    optimizer: "adam", or "sgd" with the authors' rates for each layer.
    """
    if small:
        steps, batch, width, frame = 2, 2, 1 / 16, (68, 92)
    train = train or rooms(8, 1, (72, 96))
    meant = task_of(maps, relative=relative, data=train)
    units = [UNITS[name] for name in channels_of(meant)]
    rates = rates_of(units)
    below, above = resting(channels_of(meant), scales)
    sgd = {"momentum": momentum, "l2": weight_decay, "rates": rates}

    def stage(count, learner, frozen=()):
        optimizes = named(optimizer, learning_rate, count, **sgd)
        return Stage(count, optimizes, frozen=frozen, learner=learner)

    if 3 in scales:
        first = max(1, round(coarse * steps))
        stages = (
            stage(first, functools.partial(ScaleLearner, scale=2), above),
            stage(steps - first, WindowLearner, below),
        )
    else:
        stages = (stage(steps, functools.partial(ScaleLearner, scale=2)),)
    return Recipe(
        task=meant,
        network=lambda task: built(
            task, trunk=trunk, scales=scales, width=width, dropout=dropout, size=frame
        ),
        train=Remembered(for_task(train, meant)),
        validation=for_task(validation or rooms(4, 2, (72, 96)), meant),
        transforms=(
            scale(1.0, zoom),
            *((roll(tilt),) if tilt else ()),
            crop(frame),
            flip,
            brightness(0.2),
            tint(0.2),
        ),
        batch=batch,
        stages=stages,
        score_every=score_every,
        precision=precision,
    )


def built(task, **how):
    """-> a network of the task's maps; of a single one it is no dict."""
    import keras

    network = eigen_fergus(channels_of(task), **how)
    if task.parts:
        return network
    return keras.Model(network.input, network.output[task.writes], name=network.name)


def rates_of(units):
    """-> {start of a layer's name: the authors' rate of it}."""
    middle = {f"{unit}_conv_s{scale}": 1e-2 for unit in units for scale in (2, 3)}
    last = {f"{u}_conv_s{s}_{n}": 1e-3 for u in units for s, n in ((2, 5), (3, 4))}
    first = dict.fromkeys(("conv1", "conv2", "conv3", "conv4", "conv5"), 1e-3)
    seen = {"conv_s2_1": 1e-3, "conv_s3_1": 1e-3}
    return {**first, **seen, "full": 0.1, "depths_bias": 0.1, **middle, **last}
