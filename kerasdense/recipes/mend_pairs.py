"""Pictures mended as your own pairs show: faded, scratched, rained upon, compressed.

    kerasdense train mend_pairs runs/mend --data pairs:INPUTS,TARGETS

INPUTS holds pictures as found, TARGETS the same ones as they should be. Without --data
it learns on photographs of scikit-image, faded and dusted.
"""

import numpy as np

from kerasdense.datasets import Changed, Samples
from kerasdense.datasets.changes import as_float, for_task
from kerasdense.models.half_resolution import half_resolution_denoiser
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import Restoration
from kerasdense.transforms import crop, turn


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    channels=3,
    steps=16000,
    batch=16,
    patch=80,
    learning_rate=1e-3,
    filters=(48, 96, 160),
    blocks=(1, 1, 2),
    score_every=1000,
    precision="float32",
):
    if small:
        steps, batch, patch, filters, blocks = 2, 2, 32, (4, 8), (1, 1)
    task = Restoration(channels=channels, error="absolute")
    return Recipe(
        task=task,
        network=lambda task: half_resolution_denoiser(
            task.channels, filters=filters, blocks=blocks
        ),
        train=for_task(train or faded(Samples()), task),
        validation=for_task(validation or faded(Samples(("coffee",))), task),
        transforms=(crop((patch, patch)), turn),
        batch=batch,
        stages=(Stage(steps, adam_cosine(learning_rate, steps, global_clipnorm=0.1)),),
        score_every=score_every,
        precision=precision,
    )


def faded(dataset):
    """Adds "damaged": "image" with half its contrast, and dust on every 50th pixel."""

    def change(sample, index):
        damaged = 0.25 + 0.5 * as_float(sample["image"])
        dust = np.random.default_rng(index).random(damaged.shape[:2]) < 1 / 50
        damaged[dust] = 1.0
        return {**sample, "damaged": damaged.astype("float32")}

    return Changed(dataset, change, adds=("damaged",))
