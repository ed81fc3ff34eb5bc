"""What is measured of pictures with a file that a person has: NIQE, LPIPS.

The perceptual index of the PIRM challenge (Y. Blau et al., ECCV Workshops 2018,
arXiv:1809.07517) is half of NIQE and of 10 less Ma's score. That score (C. Ma, C.-Y.
Yang, X. Yang & M.-H. Yang, CVIU 158 (2017)) comes out of regression forests which its
authors grew on what people said, and only their own program and file give it. So it is
taken from a list of scores that their program has written: see `read_scores`.
"""

import csv
import dataclasses
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np

from kerasdense.errors import InputError, ModelFileError, did_you_mean
from kerasdense.files.whole import write_whole
from kerasdense.lpips import LPIPS
from kerasdense.metrics import NIQE
from kerasdense.metrics.niqe import FEATURES
from kerasdense.weights.readers import read_weights

MEAN = ("mu_prisparam", "mu_pris_param")  # what files call it: the authors', BasicSR
COVARIANCE = ("cov_prisparam", "cov_pris_param")
BY_PROGRAM = ("ma", "pi")  # what no file of ours can measure
MA = (
    "Ma's score, and the perceptual index with it, cannot be reproduced without its "
    "authors' program and model.mat: let these score the pictures, and give the list "
    "to `kerasdense study perception --ma NAME=FILE`. NIQE, the other half, is "
    "measured by niqe=FILE."
)


@dataclasses.dataclass(frozen=True)
class Measure:
    """What can be measured once a file is named.

    Args:
        form: How to write it behind --with.
        meaning: One line for people.
        open: (the text behind =, settings of a metric) -> a fresh metric.
    """

    form: str
    meaning: str
    open: Callable


def open_niqe(text, **settings):
    return NIQE(*read_pristine(text), **settings)


def open_lpips(text, **settings):
    trunk, _, heads = text.partition(",")
    return LPIPS(trunk, heads or None, border=settings["border"])


MEASURES = {
    "niqe": Measure(
        "niqe=FILE",
        "how natural it looks; of the published niqe modelparameters.mat, or of what "
        "`kerasdense fit-niqe` makes of pristine photographs",
        open_niqe,
    ),
    "lpips": Measure(
        "lpips=TRUNK[,HEADS]",
        "how far it is from the truth to the eye; of torchvision's AlexNet or VGG16, "
        "and the heads of the package lpips",
        open_lpips,
    ),
}


def open_measure(text, *, border=0, channel="y"):
    """'niqe=FILE' -> a fresh metric.

    Args:
        border, channel: As for PSNR: of the measures that it stands beside.

    Raises:
        InputError: There is no such measure, or no file is named.
        ModelFileError: The file is something else.
    """
    name, _, value = text.partition("=")
    if name in BY_PROGRAM:
        raise InputError(MA)
    if name not in MEASURES:
        forms = ", ".join(measure.form for measure in MEASURES.values())
        raise InputError(
            f"There is no measure {name!r}.{did_you_mean(name, MEASURES)} With a file: "
            f"{forms}."
        )
    measure = MEASURES[name]
    if not value:
        raise InputError(f"{name} needs a file, {measure.form}: {measure.meaning}.")
    return measure.open(value, border=border, channel=channel)


def read_pristine(path):
    """What NIQE holds pictures against -> mean [36], covariance [36, 36].

    Args:
        path: The published .mat, BasicSR's .npz of it, or one of `write_pristine`.

    Raises:
        InputError: There is no such file.
        ModelFileError: It is something else.
    """
    arrays = read_weights(path)
    mean, covariance = (
        next((arrays[name] for name in names if name in arrays), np.zeros(0))
        for names in (MEAN, COVARIANCE)
    )
    if (
        mean.size != FEATURES
        or covariance.shape != (FEATURES, FEATURES)
        or not (np.isfinite(mean).all() and np.isfinite(covariance).all())
    ):
        raise ModelFileError(
            f"{path} holds no parameters of pristine pictures: {MEAN[0]} of 36 "
            f"numbers, and {COVARIANCE[0]} of 36x36."
        )
    return mean.astype(np.float64).ravel(), covariance.astype(np.float64)


def write_pristine(path, mean, covariance, *, overwrite=False):
    """Writes an .npz with the names of the published file."""
    file = io.BytesIO()
    np.savez(file, **{MEAN[0]: mean[None], COVARIANCE[0]: covariance})
    write_whole(path, file.getvalue(), overwrite=overwrite)


def read_scores(path, names):
    """A list of scores, a line `NAME,SCORE` for each picture -> float [names].

    A first line without a number is a heading; endings of files do not matter.

    Raises:
        InputError: The file cannot be read, or a picture has no score.
    """
    try:
        lines = [*csv.reader(io.StringIO(Path(path).read_text()))]
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read as a list of scores.") from error
    scores = {}
    for number, line in enumerate(filter(None, lines)):
        try:
            scores[Path(line[0].strip()).stem] = float(line[1])
        except (ValueError, IndexError):
            if number:
                raise InputError(
                    f"{path}, line {number + 1}: should be NAME,SCORE, as in 1.png,8.5."
                ) from None
    for name in names:
        if name not in scores:
            raise InputError(
                f"{path} has no score of {name}.{did_you_mean(name, scores)}"
            )
    return np.array([scores[name] for name in names])


def perceptual_index(niqe, ma):
    """Of the PIRM challenge: half of NIQE and of 10 less Ma's score; less is better."""
    return (niqe + 10 - ma) / 2
