"""Raw files of cameras, for `kerasdense predict MODEL FILE.ARW --ratio 100`."""

import sys
from pathlib import Path

from kerasdense.cli import report
from kerasdense.errors import InputError
from kerasdense.files import picture, raw, video
from kerasdense.files.whole import refuse_existing

AUTO = "auto"


class Raws:
    """What becomes of raw files, for models that read them.

    Args:
        task: Of the model.
        name: Of the model, for people.
        ratio: As typed: a number; seconds, as 10s, that the result should look like; a
            raw file that was exposed so long; auto; or None, which is auto.

    Raises:
        InputError: It is none of these, or the model reads no raw files.
    """

    def __init__(self, task, name, ratio):
        self.wanted, self.task, self.name = "raw" in task.reads, task, name
        if ratio and not self.wanted:
            raise InputError(
                f"--ratio: {name} reads no raw files, and takes pictures as bright as "
                "they are: leave --ratio away."
            )
        self.ratio = self.seconds = None
        if not self.wanted or ratio in (None, AUTO):
            return
        if Path(ratio).is_file():
            self.seconds = raw.exposure(ratio)
            if self.seconds is None:
                raise InputError(f"--ratio: {ratio} does not say how it was exposed.")
            return
        try:
            number = float(ratio.removesuffix("s"))
        except ValueError:
            number = 0.0
        if ratio.endswith("s") and number > 0:
            self.seconds = number
        elif 1 <= number <= raw.MOST:
            self.ratio = number
        else:
            raise InputError(
                f"--ratio {ratio} should be a number from 1 to {raw.MOST:g}; seconds "
                "of exposure that the result should look like, as 10s; a raw file that "
                f"was exposed so long; or {AUTO}."
            )

    @property
    def endings(self):
        """Of files that are meant, where a folder is named."""
        pictures = (*picture.ENDINGS, *video.ENDINGS)
        return raw.ENDINGS if self.wanted else pictures

    def ratio_of(self, file):
        """A `Raw` -> what its light is to be multiplied by.

        Raises:
            InputError: It does not say how long it was exposed, and must.
        """
        if self.ratio:
            return self.ratio
        if self.seconds is None:
            return raw.automatic_ratio(file)
        if file.seconds is None:
            raise InputError(
                f"{file.name}: does not say how long it was exposed: say how much "
                "brighter it should be, as --ratio 100."
            )
        # No more than networks learn, as Chen et al. have it.
        return min(max(self.seconds / file.seconds, 1.0), raw.MOST)

    def answer(self, model, source, stem, wanted):
        """Predicts one raw file, and writes a picture of 16 bits.

        Args:
            model: A `Model`.
            source: A `Source`.
            stem: Of the result, without an ending; or what the person named; or None,
                for standard output.
            wanted: A `Wanted`. An overlay shows what LibRaw makes of the file, too.

        Returns:
            The path written, and whether the prediction is exact.

        Raises:
            InputError: It is no raw file, or not of this model's filters; or the result
                exists.
        """
        from kerasdense.predict import predict_in_parts

        path = stem
        if path and path != wanted.to:
            path = path.with_name(f"{path.name}.png")
        beside = wanted.overlay_of(path)
        refuse_existing((path, beside), wanted.overwrite)
        content = source.content()
        file = raw.read(content, name=str(source), **wanted.reading)
        if file.pattern.name != self.task.pattern:
            raise InputError(
                f"{source}: the camera's colour filters are {file.pattern.name}, and "
                f"{self.name} learned {self.task.pattern}: take a model for them."
            )
        ratio = self.ratio_of(file)
        report.err.print(f"{source}: amplified {ratio:.3g} times", soft_wrap=True)
        done = predict_in_parts(
            model.predictor,
            model.task,
            file.amplified(ratio, self.task.balanced),
            **wanted.options | {"store": "uint16"},
        )
        result = file.upright(done.prediction)
        if path is None:
            sys.stdout.buffer.write(picture.encode(result))
            return path, done.exact
        picture.write(path, result, overwrite=wanted.overwrite)
        if beside:
            plain = raw.developed(content, ratio, name=str(source), cut=True)
            drawn = side_by_side(file.upright(plain), result)
            picture.write(beside, drawn, overwrite=wanted.overwrite)
        return path, done.exact


def side_by_side(plain, result):
    """Two pictures, uint16 [H, W, 3] -> uint8, LibRaw's on the left."""
    from kerasdense.pixels import paint

    pictures = [(each // 257).astype("uint8") for each in (plain, result)]
    return paint.side_by_side(pictures, ["LibRaw, amplified", "after"])
