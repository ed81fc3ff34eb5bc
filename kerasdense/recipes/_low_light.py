"""What both recipes for raw files of dark places share."""

from kerasdense.datasets import Samples
from kerasdense.datasets.changes import for_task
from kerasdense.pixels.mosaic import PATTERNS
from kerasdense.recipe import Recipe
from kerasdense.transforms import crop, damage, turn, turn_mosaic


def low_light(task, network, train, validation, *, patch, **options):
    """-> the recipe of a network that reads raw files.

    Where a dataset has raw files, they are cropped and turned so that their mosaic
    keeps its phase. Of photographs they are made anew for each crop, when it has been
    turned.

    Args:
        task: A `LowLight`.
        network: task -> network.
        patch: Side of the crop, in pixels of the sensor: a multiple of the tile.
        options: Further ones of `Recipe`.
    """
    pattern = PATTERNS[task.pattern]
    photographs = train or Samples()
    if "raw" in photographs.fields:
        data = for_task(photographs, task)
        side = patch + pattern.tile  # turning costs a tile
        moves = crop((side, side), grid=pattern.cells), turn_mosaic(pattern)
    else:
        data = for_task(photographs, task, only=("image",))
        moves = crop((patch, patch)), turn, damage(task.damage, "raw")
    return Recipe(
        task=task,
        network=network,
        train=data,
        validation=for_task(validation or Samples(("coffee",)), task),
        transforms=moves,
        **options,
    )
