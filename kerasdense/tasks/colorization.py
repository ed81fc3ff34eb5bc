"""Colours for what is gray.

Zhang, Isola & Efros, "Colorful Image Colorization", ECCV 2016, arXiv:1603.08511; and
Zhang, Zhu et al., "Real-Time User-Guided Image Colorization with Learned Deep Priors",
SIGGRAPH 2017, arXiv:1705.02999, for hints.
"""

import dataclasses

import numpy as np
from keras import ops

from kerasdense.errors import InputError, did_you_mean
from kerasdense.layers import Enlarge
from kerasdense.losses import mean_over_pixels
from kerasdense.metrics import PSNR, ColorErrors, GrayPixels
from kerasdense.pixels import gamut, lab
from kerasdense.tasks.task import Task, to_unit

OBJECTIVES = ("classification", "regression", "huber")
MOST = 110  # of a and b: networks that write them write them in 110ths
NEIGHBOURS = 5  # bins that a colour is spread over
COLORLESS = 5  # of a and b: a picture that never has more teaches nothing
LEAST = 1.0  # of a and b: where Huber's loss begins to be linear


@dataclasses.dataclass(frozen=True)
class Colorization(Task):
    """sRGB in [0, 1], of a picture of which how light it is is all that is known.

    x is the picture itself; networks begin with `layers.Lightness`, and so see none of
    its colours. A prediction has the L of x: a and b are interpolated to its size, and
    what no screen can show loses colour, see `pixels.lab.to_srgb`.

    Args:
        objective: What the network writes, and learns by. "classification": logits of
            the 313 bins of a and b, by the cross-entropy with their five nearest ones.
            "regression": a and b in 110ths, by squared errors; "huber": the same, by
            Huber's loss with a delta of 1.
        uniform: Of classification: how much of the uniform distribution is mixed into
            the prior that pixels are rebalanced by. 1: all pixels count alike.
        temperature: Of classification: of the annealed mean, from 0, the likeliest bin,
            to 1, the mean of all.
        prior: How common each bin is, see `gamut.smoothed`; () for that of the
            photographs that come counted with kerasdense.
        stride: Sides of a picture over those of what the network writes.
        hints: Whether colours that a person tells are read beside the picture.
        side: Longest side of pictures that the network is shown; larger ones are shrunk
            for it, and keep all of their own L. 0: as they are.

    Raises:
        InputError: There is no such objective.
    """

    objective: str = "classification"
    uniform: float = 0.5
    temperature: float = 0.38
    prior: tuple[float, ...] = ()
    stride: int = 4
    hints: bool = False
    side: int = 256

    learns = ("image",)
    optional = ("hints",)
    channels = 3
    keeps_lightness = True
    monitor = "auc"

    def __post_init__(self):
        if self.objective not in OBJECTIVES:
            raise InputError(
                f"There is no objective {self.objective!r}."
                f"{did_you_mean(self.objective, OBJECTIVES)} There are "
                f"{', '.join(OBJECTIVES)}."
            )

    @property
    def reads(self):
        return ("image", "hints") if self.hints else ("image",)

    @property
    def channels_in(self):
        return 6 if self.hints else 3

    @property
    def channels_out(self):
        return len(gamut.bins()) if self.objective == "classification" else 2

    def input(self, sample):
        """Gray is repeated; without hints there are none."""
        image = _in_colour(sample["image"])
        if not self.hints:
            return image
        told = sample.get("hints")
        told = ops.zeros_like(image) if told is None else ops.cast(told, "float32")
        return ops.concatenate([image, told], axis=-1)

    def target(self, sample):
        y = _in_colour(sample["image"])
        return y, ops.ones_like(y[..., :1])

    def loss(self, y, output, w):
        """Of one pixel in each `stride` by `stride`, the first, as published."""
        y, w = (each[:, :: self.stride, :: self.stride] for each in (y, w))
        ab = lab.to_lab(ops.cast(y, "float32"), ops)[..., 1:]
        output, w = ops.cast(output, "float32"), ops.cast(w, "float32")
        if self.objective == "classification":
            error = self._surprise(ab, output)
        else:
            off = output - ab / MOST
            error = ops.square(off)
            if self.objective == "huber":
                least, size = LEAST / MOST, ops.abs(off)
                error = ops.where(
                    size < least, 0.5 * error, least * (size - 0.5 * least)
                )
        most = ops.max(ops.abs(ab) * ops.cast(w > 0, "float32"), axis=(1, 2, 3))
        return mean_over_pixels(error, w) * ops.cast(most > COLORLESS, "float32")

    def _surprise(self, ab, logits):
        """-> the cross-entropy with a colour's nearest bins, rebalanced."""
        numbers, shares = soft_encoded(ab)
        logs = ops.take_along_axis(ops.log_softmax(logits, axis=-1), numbers, axis=-1)
        error = -ops.sum(shares * logs, axis=-1, keepdims=True)
        if self.uniform == 1:
            return error
        prior = self.prior or gamut.shipped().prior
        weights = gamut.rebalancing(prior, self.uniform).astype("float32")
        return error * ops.take(ops.convert_to_tensor(weights), numbers[..., :1])

    def decode(self, output, x):
        image = x[..., :3]
        ab = self.colours_of(output)
        if self.stride > 1:
            ab = Enlarge(self.stride, "bilinear", dtype="float32")(ab)
            rows, columns = ops.shape(image)[1:3]
            ab = ab[:, :rows, :columns]
        light = lab.lightness(ops.cast(image, "float32"), ops)
        return lab.to_srgb(ops.concatenate([light, ab], axis=-1), ops)

    def colours_of(self, output):
        """What the network wrote -> a and b, [B, h, w, 2].

        Of bins it is the annealed mean: the mean of their middles, weighed by their
        probabilities raised to 1 / temperature.
        """
        output = ops.cast(output, "float32")
        if self.objective != "classification":
            return MOST * output
        shares = ops.softmax(output / self.temperature, axis=-1)
        middles = ops.convert_to_tensor(gamut.bins().astype("float32"))
        return ops.matmul(shares, middles)

    def metrics(self):
        return [ColorErrors(), PSNR()]

    def extras(self):
        return {"gray": GrayPixels()}

    def render(self, prediction):
        return np.rint(255 * np.clip(prediction, 0, 1)).astype(np.uint8)


def soft_encoded(ab):
    """a, b [..., 2] -> the numbers of the five nearest bins, their shares, [..., 5].

    Shares are those of a Gaussian of 5, and add up to 1. The nearest comes first. Only
    the 25 places of the grid around a colour are looked at; no other bin is nearer.
    """
    numbers, first = gamut.grid()
    rows, columns = numbers.shape
    around = np.arange(-2, 3)
    offsets = (columns * around[:, None] + around).ravel().astype("int32")
    place = ops.cast(ops.round((ab - first.astype("float32")) / gamut.STEP), "int32")
    place = columns * place[..., :1] + place[..., 1:] + offsets  # [..., 25]
    found = ops.take(ops.convert_to_tensor(numbers.ravel().astype("int32")), place)
    # The last: -1, where there is none, is far from everything.
    middles = np.concatenate([gamut.bins(), [[1e6, 1e6]]]).astype("float32")
    which = found % len(middles)
    apart = 0
    for axis in (0, 1):
        middle = ops.take(ops.convert_to_tensor(middles[:, axis]), which)
        apart += ops.square(middle - ab[..., axis : axis + 1])
    least, which = ops.top_k(-apart, NEIGHBOURS)
    numbers = ops.take_along_axis(found, ops.cast(which, "int32"), axis=-1)
    return numbers, ops.softmax(least / (2 * gamut.SMOOTH**2), axis=-1)


def _in_colour(pixels):
    pixels = to_unit(pixels)
    return ops.repeat(pixels, 3, axis=-1) if pixels.shape[-1] == 1 else pixels
