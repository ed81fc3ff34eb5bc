"""Cells and the membranes between them with U-Net as published, from a few slices.

    kerasdense train unet_membrane runs/membrane --data isbi:ISBI

Elastic deformations, turns, and weights that grow where two cells come close: section 3
of the paper. With `--set form=valid` the network is the paper's, its convolutions
without padding inside a mirror; with `--set form=padded` each is padded, which costs a
third as much at these patches. A quarter of the paper's channels, and normalisation,
for two cores; the paper's are filters=64,128,256,512,1024, batch_norm=false,
optimizer=sgd (with its momentum of 0.99), batch=1, patch=388, dropout=0.5. Its learning
rate it does not tell.
"""

from kerasdense import transforms
from kerasdense.datasets import Remembered, Scenes
from kerasdense.datasets.separation import with_separation
from kerasdense.errors import InputError
from kerasdense.models.unet import unet, unet_overlap
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import named
from kerasdense.tasks import Segmentation, median_frequency

FORMS = {"valid": unet_overlap, "padded": unet}


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    form="valid",
    filters=(16, 32, 64, 128, 256),
    dropout=0.5,
    batch_norm=True,
    cell="cell",
    w0=10.0,
    sigma=5.0,
    balance=0.5,
    deviation=10.0,
    light=0.2,
    displaced=(0.0, 0.0),
    steps=2000,
    batch=4,
    patch=196,
    optimizer="adam",
    learning_rate=1e-3,
    momentum=0.99,
    average=0.0,
    score_every=200,
    precision="float32",
):
    """Args:
    form: "valid" or "padded", see above. With "valid", patches of 16k + 4 are free of
        waste.
    cell: The class whose connected areas are cells.
    w0, sigma: Of the weights between cells; sigma in pixels. 0 for no such weights.
    balance: Power of the median-frequency weights w_c; 0 for none.
    deviation: Of the elastic deformation's 3x3 nodes, in pixels.
    light: How much brightness and contrast change.
    displaced: Rows and columns from the membranes to the labels, in pixels, where these
        lie off by the same in all slices. ISBI's lie above and left, by
        displaced=-0.55,-0.25. Found on the training slices, as the shift of what a
        network predicts, in the mean of four turns, that fits their labels best.
    optimizer: "adam" with a rate that falls along a cosine, or "sgd".
    average: For adam: how much of the weights' moving average is left after a step.
    """
    if form not in FORMS:
        raise InputError(f"The form is valid or padded, not {form!r}.")
    if small:
        steps, batch, patch, filters = 2, 2, 32, (4, 8)
    train = train or Scenes(8, seed=1)
    classes = tuple(train.classes)
    task = Segmentation.of(train)
    class_weights = median_frequency(train, power=balance)
    of_cells = classes.index(cell) if cell in classes else len(classes) - 1
    weighted = with_separation(train, of_cells, class_weights, w0=w0, sigma=sigma)
    made = named(optimizer, learning_rate, steps, momentum=momentum, average=average)
    return Recipe(
        task=task,
        network=lambda task: FORMS[form](
            3,
            task.channels_out,
            filters=filters,
            dropout=dropout,
            batch_norm=batch_norm,
        ),
        train=Remembered(weighted),
        validation=validation or Scenes(4, seed=2),
        transforms=(
            transforms.elastic(deviation),
            transforms.crop((patch, patch)),
            transforms.turn_displaced(*displaced),
            transforms.brightness(light),
        ),
        batch=batch,
        stages=(Stage(steps, made),),
        score_every=score_every,
        precision=precision,
    )
