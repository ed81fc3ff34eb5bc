"""Colours for places, for `kerasdense predict MODEL PHOTO --hints FILE`."""

import numpy as np

from kerasdense.errors import InputError

AROUND = (
    3  # pixels around a place that are told its colour, where the network sees them
)


class Hints:
    """The hints of a person, for models that read some.

    Args:
        task: Of the model.
        name: Of the model, for people.
        given: A file, or None.
        sources: The pictures to come.

    Raises:
        InputError: There are hints and the model reads none, or there is a video; or
            the file cannot be read.
    """

    def __init__(self, task, name, given, sources):
        self.task, self.given, self.hints = task, given, None
        if not given:
            return
        if "hints" not in task.reads:
            raise InputError(
                f"--hints: {name} reads none. `kerasdense train colorful_hints` makes "
                "a model that does, `kerasdense import FILE --as colorful-hints` takes "
                "the published one."
            )
        from kerasdense.files import video
        from kerasdense.files.hints import read_hints

        if any(video.is_video(source.path) for source in sources):
            raise InputError(
                "--hints is for pictures, and there is a video among these."
            )
        self.hints = read_hints(given)

    def beside(self, seen):
        """A `Picture` -> options of `predict_in_parts`.

        Raises:
            InputError: A place lies outside of it.
        """
        if self.hints is None:
            return {}
        from kerasdense.datasets.within import shrunk_size

        size = seen.pixels.shape[:2]
        for x, y in self.hints[:, :2]:
            if not (0 <= x < size[1] and 0 <= y < size[0]):
                raise InputError(
                    f"{self.given}: {x:g},{y:g} lies outside of a picture of "
                    f"{size[1]}x{size[0]} pixels, the first of which is 0,0."
                )
        shown = shrunk_size(size, self.task.side) if self.task.side else size
        return {"beside": {"hints": as_map(self.hints, size, shown)}}


def as_map(hints, size, shown):
    """Hints of a picture -> float32 [*shown, 3], as datasets.fields has them.

    Each is told to a square around its place; where two meet, the later one counts.

    Args:
        hints: [N, 5], see `read_hints`.
        size: Rows and columns of the picture.
        shown: Those that the network is shown.
    """
    from kerasdense.pixels.lab import to_lab

    found = np.zeros((*shown, 3), np.float32)
    colours = to_lab(hints[:, 2:])[:, 1:] / 110
    for (x, y), colour in zip(hints[:, :2], colours):
        row, column = (
            int((place + 0.5) * after / before)
            for place, before, after in zip((y, x), size, shown)
        )
        rows, columns = (
            slice(max(0, place - AROUND), place + AROUND + 1) for place in (row, column)
        )
        found[rows, columns] = (*colour, 1)
    return found
