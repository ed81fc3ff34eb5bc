"""Where pictures are lost, for `kerasdense predict MODEL PHOTO --mask MASK`."""

import dataclasses

import numpy as np

from kerasdense.errors import InputError

FROM = 0.1  # of white: where a mask is brighter it is lost. JPEGs are never quite black


class Masks:
    """The mask of each picture, for models that read one.

    Args:
        task: Of the model.
        name: Of the model, for people.
        given: A picture, for all; or a folder with a partner for each; or None, and
            what is not opaque is lost.
        sources: The pictures and videos to come.

    Raises:
        InputError: A mask is given and the model reads none; or a picture has none.
    """

    def __init__(self, task, name, given, sources):
        self.wanted, self.of, self.one = "mask" in task.reads, {}, None
        if given and not self.wanted:
            raise InputError(
                f"--mask: {name} reads none. It finds by itself what is to be mended: "
                "leave --mask away."
            )
        if given and given.is_dir():
            from kerasdense.datasets.folders import pictures_in
            from kerasdense.datasets.partners import partners

            paths = [source.path for source in sources if source.path]
            self.of = dict(partners(paths, pictures_in(given)))
        elif given:
            self.one = given, read_mask(given)

    def beside(self, source, seen):
        """A picture -> it as it is to be mended, and what lies beside it, if anything.

        Args:
            source: A `Source`.
            seen: Its `Picture`.

        Returns:
            The `Picture`, opaque if its transparency was the mask; and options of
            `predict_in_parts`.

        Raises:
            InputError: There is no mask, or it has another size.
        """
        if not self.wanted:
            return seen, {}
        found = self._found(source.path)
        if found:
            path, mask = found
            if mask.shape[:2] != seen.pixels.shape[:2]:
                raise InputError(
                    f"{source} is {size_of(seen.pixels)} but its mask {path} is "
                    f"{size_of(mask)}: they must show the same pixels."
                )
            return seen, {"beside": {"mask": mask}}
        if seen.alpha is None or seen.alpha.min() == np.iinfo(seen.alpha.dtype).max:
            raise InputError(
                f"{source}: where is it lost? Name a picture of its size that is white "
                "there, as --mask MASK; or make it transparent there, in a PNG."
            )
        opaque = seen.alpha == np.iinfo(seen.alpha.dtype).max
        mask = np.where(opaque, 0, 255).astype(np.uint8)
        return dataclasses.replace(seen, alpha=None), {"beside": {"mask": mask}}

    def of_video(self, path):
        """-> options of `predict_in_parts`, for all frames of a video.

        Raises:
            InputError: There is no mask.
        """
        if not self.wanted:
            return {}
        found = self._found(path)
        if not found:
            raise InputError(
                f"{path}: where is it lost? Name a picture of the size of its frames "
                "that is white there, as --mask MASK; it holds for all of them."
            )
        return {"beside": {"mask": found[1]}}

    def _found(self, path):
        """The path of a picture -> the path of its mask, and the mask; or None."""
        if path in self.of:
            return self.of[path], read_mask(self.of[path])
        return self.one


def read_mask(path):
    """A picture -> uint8 [H, W, 1], 255 where it is not black."""
    from kerasdense.datasets.changes import as_float
    from kerasdense.files import picture
    from kerasdense.pixels import color

    gray = as_float(color.in_channels(picture.read(path).pixels, 1))
    return np.where(gray > FROM, 255, 0).astype(np.uint8)


def size_of(array):
    """-> '481x321', columns by rows as people say it."""
    return f"{array.shape[1]}x{array.shape[0]}"
