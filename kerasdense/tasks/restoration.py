"""Pictures made better: mended, freed from noise, enlarged."""

import dataclasses

import numpy as np
from keras import ops

from kerasdense.losses import mean_over_pixels
from kerasdense.metrics import PSNR, SSIM
from kerasdense.tasks.task import Task, to_unit


@dataclasses.dataclass(frozen=True)
class Restoration(Task):
    """The picture as it should be, sRGB in [0, 1], from the picture as found.

    Args:
        channels: 1 for gray, 3 for colour.
        error: "absolute" or "squared": what the loss means over pixels and channels.
    """

    channels: int = 3
    error: str = "absolute"

    reads = ("damaged",)
    learns = ("image",)
    monitor = "psnr"

    @property
    def channels_in(self):
        return self.channels

    @property
    def channels_out(self):
        return self.channels

    def target(self, sample):
        y = to_unit(sample["image"])
        return y, ops.ones_like(y[..., :1])

    def loss(self, y, output, w):
        difference = output - y
        absolute = self.error == "absolute"
        error = ops.abs(difference) if absolute else ops.square(difference)
        return mean_over_pixels(error, w)

    def decode(self, output, x):
        return ops.clip(output, 0.0, 1.0)

    def metrics(self):
        return [PSNR(), SSIM()]

    def render(self, prediction):
        """[H, W, channels] in [0, 1] -> 8 bits, gray repeated."""
        picture = np.rint(255 * np.clip(prediction, 0, 1)).astype(np.uint8)
        return np.repeat(picture, 3, axis=-1) if self.channels == 1 else picture


@dataclasses.dataclass(frozen=True)
class Denoising(Restoration):
    """The picture without its noise. Metrics by DnCNN's protocol."""

    reads = ("noisy",)


@dataclasses.dataclass(frozen=True)
class SuperResolution(Restoration):
    """The picture in `scale` times as many rows and columns.

    Metrics by the protocol of Set5 and its kin: on the luma of BT.601, with a border
    of `scale` pixels shaved.

    Args:
        scale: Sides of the result over sides of the input.
        luma: Whether the network reads and writes luma alone, as SRCNN and VDSR do.
    """

    scale: int = 2
    luma: bool = False

    reads = ("small",)

    def __post_init__(self):
        if self.luma and self.channels != 1:
            raise ValueError("SuperResolution: luma has 1 channel.")

    def metrics(self):
        channel = "y" if self.channels == 3 else "rgb"  # one channel is luma already
        return [
            PSNR(border=self.scale, channel=channel),
            SSIM(border=self.scale, channel=channel),
        ]
