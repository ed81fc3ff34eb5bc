"""Pictures made better: mended, freed from noise, enlarged."""

import dataclasses

import numpy as np
from keras import ops

from kerasdense.losses import mean_over_pixels
from kerasdense.metrics import PSNR, RMSE, SSIM, Aligned, HolesPSNR, WholePSNR
from kerasdense.tasks.task import Task, to_unit


@dataclasses.dataclass(frozen=True)
class Restoration(Task):
    """The picture as it should be, sRGB in [0, 1], from the picture as found.

    Args:
        channels: 1 for gray, 3 for colour.
        error: "absolute" or "squared": what the loss means over pixels and channels.
        damage: What happened to the pictures, see damage/spec.py: done to clean ones
            where a dataset has no damaged ones.
    """

    channels: int = 3
    error: str = "absolute"
    damage: str = ""

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

    def extras(self):
        return {"aligned": Aligned()}

    def render(self, prediction):
        """[H, W, channels] in [0, 1] -> 8 bits, gray repeated."""
        picture = np.rint(255 * np.clip(prediction, 0, 1)).astype(np.uint8)
        return np.repeat(picture, 3, axis=-1) if self.channels == 1 else picture


@dataclasses.dataclass(frozen=True)
class Denoising(Restoration):
    """The picture without its noise. Metrics by DnCNN's protocol."""

    reads = ("noisy",)


@dataclasses.dataclass(frozen=True)
class Inpainting(Restoration):
    """The picture without holes. What is known stays exactly as it is.

    The network sees the picture, nothing where it is lost, and beside it the mask: 1
    where it is lost, else 0. What it writes elsewhere is not used, and so w is the
    mask: the loss is that of the holes, and so is the PSNR that decides.
    """

    reads = ("damaged", "mask")
    monitor = "psnr_holes"

    @property
    def channels_in(self):
        return self.channels + 1

    def input(self, sample):
        lost = to_unit(sample["mask"])
        seen = to_unit(sample["damaged"])
        lost = ops.cast(lost > 0, "float32")
        return ops.concatenate([ops.where(lost > 0, 0.0, seen), lost], axis=-1)

    def target(self, sample):
        y, _ = super().target(sample)
        return y, ops.cast(sample["mask"] > 0, "float32")

    def decode(self, output, x):
        seen, lost = x[..., :-1], x[..., -1:]
        return ops.where(lost > 0, super().decode(output, x), seen)

    def metrics(self):
        return [HolesPSNR(), WholePSNR(), SSIM()]


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
        return self.protocols()["set5-y"]

    def protocols(self):
        """By their names: as Set5, DIV2K and the PIRM challenge are measured."""
        channel = "y" if self.channels == 3 else "rgb"  # one channel is luma already
        of_luma = {"border": self.scale, "channel": channel}
        found = {"set5-y": [PSNR(**of_luma), SSIM(**of_luma)]}
        if self.channels == 3:
            border = self.scale + 6
            found["div2k-rgb-crop"] = [PSNR(border=border), SSIM(border=border)]
        found["pirm"] = [RMSE(border=4, channel=channel)]
        return found
