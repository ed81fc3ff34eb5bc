"""How near a picture is to the one it should be: PSNR, SSIM and RMSE.

All are computed for each image and averaged over images. Values are sRGB, or one
channel, in [0, 1]; the measures speak of 255 levels, as the benchmarks do.

Luma is Y of BT.601, black 16 and white 235, as MATLAB's rgb2ycbcr makes it of bytes:
from rounded R, G and B, and rounded itself. That is how the published numbers of
super-resolution come about; left unrounded, Y gains up to 0.03 dB. A gray picture is
its own luma, and a prediction in colour of a gray picture is measured by its mean
over channels.
"""

import keras
from keras import ops

from kerasdense.pixels.color import LUMA, LUMA_OF_BLACK

CHANNELS = {
    "rgb": "all channels",
    "y": "luma (BT.601, studio range; gray pictures as they are)",
}
WINDOW, SIGMA = 11, 1.5  # pixels
K1, K2 = 0.01, 0.03


class _MeanOverImages(keras.metrics.Metric):
    """The mean of what `measure` says of each image.

    Args:
        border: Pixels shaved off each side before measuring. An image of which
            nothing is left does not count.
        channel: "rgb": all channels as they are. "y": luma.
        rounded: Whether values are first clipped and rounded to 8 bits, and luma
            again.
    """

    over = "mean of images"

    def __init__(self, border=0, channel="rgb", rounded=True, name=None, dtype=None):
        super().__init__(name=name or type(self).__name__.lower(), dtype=dtype)
        if channel not in CHANNELS:
            raise ValueError(
                f"{type(self).__name__} needs a channel of {', '.join(CHANNELS)}. "
                f"Received: {channel!r}"
            )
        self.border, self.channel, self.rounded = border, channel, rounded
        # In 64 bits: a sum over many images keeps the digits of each.
        self.total = self.add_variable((), "zeros", dtype="float64", name="total")
        self.images = self.add_variable((), "zeros", dtype="float64", name="images")

    def update_state(self, y, prediction, w=None):
        y, prediction = (shaved(image, self.border) for image in (y, prediction))
        y, prediction = both_levels(y, prediction, self.channel, self.rounded)
        w = ops.ones_like(y[..., :1]) if w is None else shaved(w, self.border)
        if 0 in y.shape:
            return
        value, counts = self.measure(y, prediction, w)
        value = ops.where(counts, value, ops.zeros_like(value))
        self.total.assign_add(ops.sum(ops.cast(value, "float64")))
        self.images.assign_add(ops.sum(ops.cast(counts, "float64")))

    def result(self):
        return self.total / self.images

    @property
    def protocol(self):
        """What is measured, in words."""
        shave = f"{self.border} pixels shaved off each side" if self.border else "whole"
        bits = "rounded to 8 bits" if self.rounded else "neither rounded nor clipped"
        channel = CHANNELS[self.channel]
        return f"{self.words}; {channel}; {shave}; {bits}; {self.over}"

    def get_config(self):
        own = {key: getattr(self, key) for key in ("border", "channel", "rounded")}
        return {**super().get_config(), **own}


@keras.saving.register_keras_serializable("kerasdense")
class PSNR(_MeanOverImages):
    """Peak signal-to-noise ratio in dB, the squared errors of all channels together.

    Squared errors are weighted by w; an image without counted pixels does not count.
    An image without any error has an infinite PSNR, and so has then the mean.
    """

    words = "PSNR in dB, peak 255"

    def measure(self, y, prediction, w):
        return psnr(y, prediction, w), ops.sum(w, axis=(1, 2, 3)) > 0


@keras.saving.register_keras_serializable("kerasdense")
class SSIM(_MeanOverImages):
    """Structural similarity, 1 for equal pictures; the mean over channels.

    Z. Wang et al., "Image quality assessment: from error visibility to structural
    similarity", IEEE TIP 13 (2004). All pixels count alike, whatever their w.
    """

    words = (
        "SSIM, 11x11 Gaussian of sigma 1.5 where it fits whole, K1 0.01, K2 0.03, L 255"
    )

    def measure(self, y, prediction, w):
        value = ssim(y, prediction)
        return value, ops.ones_like(value, dtype="bool")


@keras.saving.register_keras_serializable("kerasdense")
class RMSE(_MeanOverImages):
    """Root-mean-square error in 255ths: the root of the mean of images' squared errors.

    As the PIRM challenge has it; the mean of images' own roots would be less.
    Y. Blau et al., "The 2018 PIRM Challenge on Perceptual Image Super-Resolution", ECCV
    Workshops 2018, arXiv:1809.07517.
    """

    words = "RMSE of 255 levels"
    over = "root of the mean of images' squared errors"

    def measure(self, y, prediction, w):
        return mse(y, prediction, w), ops.sum(w, axis=(1, 2, 3)) > 0

    def result(self):
        return ops.sqrt(super().result())


def psnr(y, prediction, w=None):
    """Levels [B, H, W, C] -> dB [B], the peak being 255; w [B, H, W, 1]."""
    return 10 * ops.log10(255.0**2 / mse(y, prediction, w))


def mse(y, prediction, w=None):
    """Levels [B, H, W, C] -> their mean squared error [B]; w [B, H, W, 1]."""
    squared = ops.cast(ops.square(y - prediction), "float64")
    squared = ops.mean(squared, axis=-1, keepdims=True)
    if w is None:
        return ops.mean(squared, axis=(1, 2, 3))
    w = ops.cast(w, "float64")
    return ops.sum(w * squared, axis=(1, 2, 3)) / ops.sum(w, axis=(1, 2, 3))


def ssim(y, prediction):
    """Levels [B, H, W, C] -> similarity [B].

    The window has as many rows or columns as the image, where that has less than 11:
    such an image is seen through one window.
    """
    # Variances do not mind a shift, and are more exact around 0.
    a, b = y - 127.5, prediction - 127.5
    mean_a, mean_b, aa, bb, ab = (blurred(m) for m in (a, b, a * a, b * b, a * b))
    variances = aa - mean_a**2 + bb - mean_b**2
    covariance = ab - mean_a * mean_b
    mean_a, mean_b = mean_a + 127.5, mean_b + 127.5
    c1, c2 = (255 * K1) ** 2, (255 * K2) ** 2
    luminance = (2 * mean_a * mean_b + c1) / (mean_a**2 + mean_b**2 + c1)
    structure = (2 * covariance + c2) / (variances + c2)
    return ops.mean(luminance * structure, axis=(1, 2, 3))


def blurred(image):
    """[B, H, W, C] -> [B, H - 10, W - 10, C], by SSIM's window."""
    batch, rows, columns, channels = ops.shape(image)
    planes = ops.reshape(
        ops.transpose(image, (0, 3, 1, 2)), (batch * channels, rows, columns, 1)
    )
    down, across = gaussian(rows, image.dtype), gaussian(columns, image.dtype)
    planes = ops.conv(planes, down[:, None, None, None], padding="valid")
    planes = ops.conv(planes, across[None, :, None, None], padding="valid")
    _, rows, columns, _ = ops.shape(planes)
    planes = ops.reshape(planes, (batch, channels, rows, columns))
    return ops.transpose(planes, (0, 2, 3, 1))


def gaussian(side, dtype):
    """-> [min(11, side)], sum 1."""
    known = isinstance(side, int)
    taps = ops.arange(min(side, WINDOW) if known else ops.minimum(side, WINDOW))
    taps = ops.cast(taps, dtype)
    weight = ops.exp(-ops.square(taps - ops.mean(taps)) / (2 * SIGMA**2))
    return weight / ops.sum(weight)


def levels(image, channel="rgb", rounded=True):
    """[0, 1] -> float32 [0, 255], as luma if wanted, and as bytes if wanted."""
    image = 255 * ops.cast(image, "float32")
    if rounded:
        image = to_byte(image)
    if channel == "y" and image.shape[-1] == 3:
        # In 64 bits, so that halves are rounded as NumPy rounds them.
        weights = ops.convert_to_tensor([[v / 255] for v in LUMA], "float64")
        image = ops.matmul(ops.cast(image, "float64"), weights) + LUMA_OF_BLACK
        image = ops.cast(to_byte(image) if rounded else image, "float32")
    return image


def both_levels(y, prediction, channel, rounded):
    """Levels of the truth and the prediction; of a gray truth, the gray of both."""
    if y.shape[-1] == 1 and prediction.shape[-1] == 3:
        prediction = ops.mean(prediction, axis=-1, keepdims=True)
    return [levels(image, channel, rounded) for image in (y, prediction)]


def to_byte(image):
    """Clipped to [0, 255] and rounded half up."""
    return ops.floor(ops.clip(image, 0.0, 255.0) + 0.5)


def shaved(image, border):
    """[B, H, W, C] without its outermost pixels."""
    image = ops.convert_to_tensor(image)
    return image[:, border:-border, border:-border] if border else image
