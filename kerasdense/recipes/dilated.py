"""A class for every pixel with dilated convolutions, in the stages of the paper.

    kerasdense train dilated runs/front --data voc:VOC,SBD --from runs/vgg16
    kerasdense train dilated runs/context --data voc:VOC,SBD --from runs/front \\
        --set stage=context
    kerasdense train dilated runs/joint --data voc:VOC,SBD --from runs/context \\
        --set stage=joint

First the front end alone; then the context module behind it, which begins as an
identity (but for what is below 0), while the front end rests and drops nothing out;
then both together, at a hundredth of the rate. Context modules cannot be the first: of
scores that are below 0 everywhere they would hand on nothing, and nothing would be
learnt.

Rates, batches, momentum and weight decay are those of the paper for PASCAL VOC, the
joint stage's those of the authors' code. The authors cut windows of 500 pixels, of
which the front end judges 16x16 cells, 128 pixels; here windows of 128 pixels go on as
in a mirror. Labels count at every eighth pixel, as there.

The published networks, by what to `--set` in each stage:

    PASCAL VOC  context=large
    CamVid      mean=camvid
    KITTI       depth=7, mean=kitti
    Cityscapes  depth=10, mean=cityscapes, output=deconvolution

Without weights to begin with, on two cores: width=0.125, optimizer=adam,
learning_rate=1e-3, batch=8, steps=1500, every=1.
"""

from kerasdense import schedules, transforms
from kerasdense.datasets import Remembered, Scenes
from kerasdense.errors import InputError
from kerasdense.models.dilated import MEANS, dilated, final_name
from kerasdense.recipe import Recipe, Stage
from kerasdense.tasks import Segmentation, median_frequency

# Learning rate, images a step and steps of each stage.
STAGES = {
    "front": (1e-3, 14, 60000),
    "context": (1e-3, 60, 60000),
    "joint": (1e-5, 14, 60000),
}


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    stage="front",
    context="basic",
    depth=8,
    mean="pascal",
    output="interpolation",
    width=1.0,
    dropout=0.5,
    balance=0.0,
    every=8,
    steps=0,
    batch=0,
    patch=128,
    optimizer="sgd",
    learning_rate=0.0,
    momentum=0.9,
    weight_decay=5e-4,
    score_every=2000,
    precision="float32",
):
    """Args:
    stage: "front", "context" or "joint".
    context, depth, output, width: As of `models.dilated.dilated`.
    mean: The colour taken off is that of pascal, camvid, kitti or cityscapes.
    balance: Power of the median-frequency weights; 0 for none.
    every: Pixels from one label that counts to the next, both ways.
    steps, batch, learning_rate: 0 for those that go with the stage.
    optimizer: "sgd", or "adam" with a rate that falls along a cosine.
    """
    for told, name, known in (("stage", stage, STAGES), ("mean", mean, MEANS)):
        if name not in known:
            raise InputError(f"The {told} is one of {', '.join(known)}, not {name!r}.")
    usual = STAGES[stage]
    rate, batch, steps = learning_rate or usual[0], batch or usual[1], steps or usual[2]
    if small:
        steps, batch, patch, width = 2, 2, 32, 1 / 16
    train = Remembered(train or Scenes(8, seed=1))
    weights = median_frequency(train, power=balance) if balance else ()
    task = Segmentation.of(train, weights=weights)
    final = final_name(context)
    return Recipe(
        task=task,
        network=lambda task: dilated(
            task.channels_out,
            context="none" if stage == "front" else context,
            depth=depth,
            mean=MEANS[mean],
            output=output,
            width=width,
            dropout=0.0 if stage == "context" else dropout,
            final=final,
        ),
        train=train,
        validation=validation or Scenes(4, seed=2),
        transforms=(
            transforms.crop((patch, patch)),
            transforms.flip,
            transforms.every(every),
        ),
        batch=batch,
        stages=(
            Stage(
                steps,
                schedules.named(
                    optimizer,
                    rate,
                    steps,
                    momentum=momentum,
                    l2=weight_decay,
                    bias_rate=2.0,
                ),
                frozen=("conv", "fc", final) if stage == "context" else (),
            ),
        ),
        score_every=score_every,
        precision=precision,
    )
