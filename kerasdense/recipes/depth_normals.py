"""Depth and surface normals for phones: three scales on a trunk learned on ImageNet.

    kerasdense train depth_normals runs/depth --data scenes:1200 --data '10*nyu:NYU'

The scale of depth is unknown, so that rendered rooms and pictures of which only the
relative depth is known can be learned from together; `--set relative=false` learns
metres. `--set maps=depth,normals,labels` labels as well. It learns from whole pictures:
what a wall looks like tells its normal where one knows in which direction it lies, and
a window does not say that. On a CPU it learns a third as fast again in float32 as in
bfloat16.
"""

from kerasdense.datasets import Remembered
from kerasdense.datasets.changes import for_task
from kerasdense.models.eigen_fergus_mobile import eigen_fergus_mobile
from kerasdense.models.trunks.efficientnet_lite0 import load_imagenet
from kerasdense.recipe import Recipe, Stage
from kerasdense.recipes._geometry import moved, rooms, task_of
from kerasdense.schedules import adam_cosine


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    maps=("depth", "normals"),
    relative=True,
    normals_share=1.0,
    filters=(32, 48, 72, 112),
    context=(1, 2, 4),
    width=192,
    zoom=1.1,
    tilt=3.0,
    steps=2000,
    batch=8,
    patch=(240, 320),
    learning_rate=1e-3,
    average=0.99,
    imagenet=True,
    score_every=250,
    precision="float32",
):
    """Args:
    maps: depth,normals or depth,normals,labels.
    relative: Whether the scale of depth is unknown.
    normals_share: What the loss of normals counts beside that of depth.
    filters, context, width: As of `models.eigen_fergus_mobile`.
    zoom: Pictures are enlarged up to so many times: the more, the less is known of
        where the camera looks.
    tilt: Degrees that pictures are turned by at most.
    patch: Rows and columns to learn from, of pictures of 320 pixels at most. Smaller
        ones are faster, and normals are worse.
    average: Of the weights; see `adam_cosine`.
    imagenet: Whether the trunk starts with what it learned on ImageNet.
    """
    rendered = patch
    if small:
        steps, batch, patch, rendered = 2, 2, (64, 96), (72, 96)
        filters, width, context = (8, 8, 8, 8), 16, (1,)
    train = train or rooms(8, 1, rendered)
    shares = (1.0, normals_share, 1.0)
    meant = task_of(maps, relative=relative, shares=shares, data=train)
    return Recipe(
        task=meant,
        network=lambda task: eigen_fergus_mobile(
            task.channels_out, filters=filters, context=context, width=width
        ),
        start=load_imagenet if imagenet else None,
        train=Remembered(for_task(train, meant)),
        validation=for_task(validation or rooms(4, 2, rendered), meant),
        transforms=moved(patch, zoom, tilt, light=0.3),
        batch=batch,
        stages=(Stage(steps, adam_cosine(learning_rate, steps, average=average)),),
        score_every=score_every,
        precision=precision,
    )
