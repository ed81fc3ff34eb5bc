"""What blurred a picture, and the picture without it."""

import dataclasses

import numpy as np
from keras import ops

from kerasdense.layers.quotient import tidied
from kerasdense.metrics import ErrorRatio, KernelSimilarity
from kerasdense.tasks.restoration import Restoration
from kerasdense.tasks.task import Task, to_unit
from kerasdense.tasks.together import Together


@dataclasses.dataclass(frozen=True)
class _KernelEstimate(Task):
    """The kernel [size, size, 1] that blurred the picture, of sum 1.

    The network writes one for each of its stages, the last of which is the answer.

    Args:
        size: Rows and columns, odd. True kernels of another size are cut, or get a
            border of nothing.
        judged: The number of the stage whose error is the loss; 0: all of them.
    """

    size: int = 17
    judged: int = 0

    learns = ("kernel",)
    whole = True
    monitor = "similarity"

    @property
    def channels_out(self):
        return 1

    def target(self, sample):
        kernel = in_middle(to_unit(sample["kernel"]), self.size, self.size)
        return kernel, ops.ones_like(kernel)

    def loss(self, y, output, w):
        """The sum of squared errors over the kernel."""
        error = ops.square(output - y) * w
        if self.judged:
            error = error[..., self.judged - 1 : self.judged]
        return ops.sum(error, axis=(1, 2, 3))

    def decode(self, output, x):
        return tidied(output[..., -1:])

    def metrics(self):
        return [KernelSimilarity()]

    def render(self, prediction):
        """[n, n, 1] -> 8 bits, gray, its largest value white."""
        most = max(float(np.max(prediction)), 1e-8)
        picture = np.rint(255 * np.clip(prediction / most, 0, 1)).astype(np.uint8)
        return np.repeat(picture, 3, axis=-1)


@dataclasses.dataclass(frozen=True)
class BlindDeblurring(Together):
    """The sharp picture and the kernel that blurred it. The network writes
    {"image": [B, H, W, channels], "kernel": [B, size, size, stages]}.

    Args:
        channels: 1 for gray, 3 for colour.
        size: Of the kernel.
        damage: What blurs clean pictures, see damage/spec.py.
        judged: See `_KernelEstimate`.
        share: What the picture's squared error counts beside the kernel's, in the
            loss. The paper has the kernel's alone; the last division learns its beta
            from the picture.
    """

    channels: int = 1
    size: int = 17
    damage: str = "motion:17"
    judged: int = 0
    share: float = 1.0

    monitor = "kernel_similarity"

    @property
    def parts(self):
        return {
            "image": Restoration(self.channels, "squared", self.damage),
            "kernel": _KernelEstimate(self.size, self.judged),
        }

    def loss(self, y, output, w):
        image, kernel = (
            part.loss(y[name], output[name], w[name])
            for name, part in self.parts.items()
        )
        return self.share * image + kernel

    def extras(self):
        return {**super().extras(), "error_ratio": ErrorRatio()}


@dataclasses.dataclass(frozen=True)
class Deconvolution(Restoration):
    """The picture without a blur whose kernel is known.

    The network sees the picture and beside it the kernel, laid into the middle of a
    map of the picture's size: at H // 2, W // 2. What has no room there is cut.
    """

    reads = ("damaged", "kernel")

    @property
    def channels_in(self):
        return self.channels + 1

    def input(self, sample):
        seen = to_unit(sample["damaged"])
        rows, columns = ops.shape(seen)[:2]
        kernel = in_middle(to_unit(sample["kernel"]), rows, columns)
        return ops.concatenate([seen, kernel], axis=-1)


def in_middle(kernel, rows, columns):
    """[n, m, 1] -> [rows, columns, 1], middle on middle, of sum 1.

    The middle pixel of n rows is the one of number n // 2.
    """
    kernel = ops.pad(kernel, ((rows, rows), (columns, columns), (0, 0)))
    top = ops.shape(kernel)[0] // 2 - rows // 2
    left = ops.shape(kernel)[1] // 2 - columns // 2
    kernel = kernel[top : top + rows, left : left + columns]
    kernel = ops.reshape(kernel, (rows, columns, 1))
    return kernel / ops.sum(kernel)
