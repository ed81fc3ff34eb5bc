"""FlowNetS as the paper trains it: 600,000 steps of Adam, whose rate falls from 1e-4.

    kerasdense train flownet_s runs/flownet-s --data chairs:FlyingChairs_release

Photographs do as well, `--data images:PHOTOS`: they are made to move. The rate is
halved every 100,000 steps after 300,000; batches are of 8, in windows of 320x448 out of
384x512; the changes of place and light are the paper's. `width=0.25` is for phones.
`epsilon=1e-6` makes errors of less than 2 pixels count in full; Caffe's loss, which is
the default, has them round.
"""

from kerasdense.models.flownet import flownet_c, flownet_s
from kerasdense.recipe import Recipe, Stage
from kerasdense.recipes._flow import pairs_of
from kerasdense.schedules import halved
from kerasdense.tasks import OpticalFlow
from kerasdense.transforms import light_pair, move_pair

FORMS = {"s": flownet_s, "c": flownet_c}


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    form="s",
    steps=600000,
    batch=8,
    window=(320, 448),
    pairs=20000,
    width=1.0,
    decay=4e-4,
    epsilon=0.01,
    learning_rate=1e-4,
    warmup=0,
    score_every=10000,
    precision="float32",
):
    """Args:
    form: Of the network, s or c.
    pairs: How many are made, where the data are photographs.
    decay: Weight decay of convolutions.
    epsilon: See `OpticalFlow`.
    warmup: Steps in which the rate climbs from a hundredth of itself.
    """
    size, scored = (384, 512), 64
    if small:
        steps, batch, pairs, width, scored = 2, 2, 4, 1 / 32, 2
        window, size = (64, 64), (72, 96)
    task = OpticalFlow(epsilon=epsilon)
    return Recipe(
        task=task,
        network=lambda task: FORMS[form](width=width, decay=decay),
        train=pairs_of(train, pairs, size, seed=1),
        validation=pairs_of(validation, scored, size, seed=2),
        transforms=(move_pair(window), light_pair()),
        batch=batch,
        stages=(Stage(steps, halved(learning_rate, warmup)),),
        score_every=score_every,
        precision=precision,
    )
