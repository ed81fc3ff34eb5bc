"""A network that colours as a person hints, from hints drawn of true colours.

    kerasdense train colorful_hints runs/hints --data images:PHOTOGRAPHS --validation
        images:BSDS/val

Zhang, Zhu et al., "Real-Time User-Guided Image Colorization", SIGGRAPH 2017: 34 million
weights; `kerasdense import FILE --as colorful-hints` takes the published ones. It is
scored without hints. `--set width=0.25` is a sixteenth of it, for a trial.
"""

from kerasdense.datasets import Remembered, Samples
from kerasdense.datasets.changes import for_task
from kerasdense.models.colorful_hints import colorful_hints
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import Colorization
from kerasdense.transforms import crop, flip, hints


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    objective="huber",
    width=1.0,
    steps=100_000,
    batch=16,
    patch=176,
    learning_rate=1e-4,
    score_every=2000,
    precision="float32",
):
    """Args:
    objective: "huber" or "regression", see `Colorization`.
    width: Times as many channels.
    """
    if small:
        steps, batch, patch, width = 2, 2, 32, 1 / 32
    task = Colorization(objective=objective, hints=True, stride=1)
    train = train or Samples(("astronaut", "coffee", "rocket"))
    validation = for_task(validation or Samples(("chelsea",)), task)
    return Recipe(
        task=task,
        network=lambda task: colorful_hints(width=width),
        train=Remembered(for_task(train, task, only=("image",))),
        validation=validation,
        transforms=(crop((patch, patch)), flip, hints),
        batch=batch,
        stages=(Stage(steps, adam_cosine(learning_rate, steps)),),
        score_every=score_every,
        precision=precision,
    )
