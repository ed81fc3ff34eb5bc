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
from kerasdense.models.eigen_fergus import SIZE, eigen_fergus
from kerasdense.recipe import Recipe
from kerasdense.recipes._geometry import (
    channels_of,
    coarse_to_fine,
    moved,
    rooms,
    task_of,
)
from kerasdense.schedules import named


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
    taught = functools.partial(
        named, optimizer, learning_rate, momentum=momentum, l2=weight_decay
    )
    return Recipe(
        task=meant,
        network=lambda task: built(
            task, trunk=trunk, scales=scales, width=width, dropout=dropout, size=frame
        ),
        train=Remembered(for_task(train, meant)),
        validation=for_task(validation or rooms(4, 2, (72, 96)), meant),
        transforms=moved(frame, zoom, tilt),
        batch=batch,
        stages=coarse_to_fine(channels_of(meant), scales, steps, coarse, taught),
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
