"""What all recipes that enlarge photographs share."""

from kerasdense.datasets import Samples
from kerasdense.datasets.changes import for_task
from kerasdense.recipe import Recipe, Stage
from kerasdense.schedules import adam_cosine
from kerasdense.transforms import crop, shrink, turn
from kerasdense.transforms import damage as harm
from kerasdense.transforms.shrinking import border


def enlarger(
    task,
    network,
    train,
    validation,
    *,
    steps,
    batch,
    patch,
    cached,
    learning_rate,
    score_every,
    precision,
):
    """-> the recipe of a network that enlarges.

    What a task's damage makes is made of crops, anew each time. Without one, small
    pictures are those of the dataset, or else MATLAB's bicubic.

    Args:
        task: A `SuperResolution`.
        network: task -> network.
        patch: Side of the large crop, a multiple of the scale.
        cached: Whether small pictures are made of whole ones, once, and kept in memory
            with them; else of each crop, for sets that memory has no room for.
    """
    photographs, side = train or Samples(), patch
    if task.damage:
        data = for_task(photographs, task, only=("image",))
        smaller = (harm(task.damage, "small"),)
    elif cached or "small" in photographs.fields:
        data, smaller = for_task(photographs, task), ()
    else:
        data = for_task(photographs, task, only=("image",))
        side += 2 * border(task.scale)
        smaller = (shrink(task.scale, rounded=not task.luma),)
    return Recipe(
        task=task,
        network=network,
        train=data,
        validation=for_task(validation or Samples(("coffee",)), task),
        transforms=(crop((side, side)), turn, *smaller),
        batch=batch,
        stages=(Stage(steps, adam_cosine(learning_rate, steps, global_clipnorm=0.1)),),
        score_every=score_every,
        precision=precision,
    )
