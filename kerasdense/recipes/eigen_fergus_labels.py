"""A class for every pixel with Eigen & Fergus' network, from colour, depth and normals.

    kerasdense train eigen_fergus_labels runs/labels --data scenes:2000

Depth and normals are the data's own; or, `--set geometry=none`, colour is all there is;
or they are what a model predicts, `--set geometry=runs/rooms`. Classes are weighed by
median frequency. Stages and settings are those of the recipe eigen_fergus.

That paper's on NYU Depth v2 in 13 classes, from weights of VGG16:

    kerasdense train eigen_fergus_labels runs/nyu13 --data nyu13:NYU \\
        --from runs/vgg16 --set "trunk=vgg16 width=1 optimizer=sgd learning_rate=1" \\
        --set "batch=16 steps=3500000 coarse=0.57 score_every=10000"
"""

import functools

from kerasdense.datasets import Remembered
from kerasdense.datasets.changes import for_task
from kerasdense.models.eigen_fergus import SIZE, eigen_fergus
from kerasdense.recipe import Recipe
from kerasdense.recipes._geometry import (
    SIDE,
    coarse_to_fine,
    moved,
    rooms,
    with_predicted,
)
from kerasdense.schedules import named
from kerasdense.tasks import Segmentation, median_frequency


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    geometry="true",
    trunk="alexnet",
    scales=(1, 2, 3),
    width=0.25,
    dropout=0.5,
    frame=SIZE,
    balance=1.0,
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
    geometry: "true", "none", or the folder of a model that predicts it.
    balance: Power of the median-frequency weights; the paper's is 1.
    """
    if small:
        steps, batch, width, frame = 2, 2, 1 / 16, (68, 92)
    train = train or rooms(8, 1, (72, 96))
    validation = validation or rooms(4, 2, (72, 96))
    if geometry not in ("true", "none"):
        train, validation = (with_predicted(d, geometry) for d in (train, validation))
    beside = ()
    if geometry != "none":
        metric = "depth" in train.fields
        beside = ("depth" if metric else "relative_depth", "normals")
    train = Remembered(train)
    task = Segmentation.of(
        train,
        reads=("image", *beside),
        weights=median_frequency(train, power=balance) if balance else (),
        side=SIDE,
    )
    taught = functools.partial(
        named, optimizer, learning_rate, momentum=momentum, l2=weight_decay
    )
    return Recipe(
        task=task,
        network=lambda task: eigen_fergus(
            task.channels_out,
            trunk=trunk,
            scales=scales,
            beside=beside,
            width=width,
            dropout=dropout,
            size=frame,
        ),
        train=for_task(train, task),
        validation=for_task(validation, task),
        transforms=moved(frame, zoom, tilt),
        batch=batch,
        stages=coarse_to_fine(("labels",), scales, steps, coarse, taught),
        score_every=score_every,
        precision=precision,
    )
