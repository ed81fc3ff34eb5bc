"""Brightness of colour pictures: the two formulas that benchmarks use.

Both are applied to sRGB values as they are stored, gamma and all.
"""

import numpy as np

# ITU-R BT.601 with the head- and footroom of studio video, as MATLAB's rgb2ycbcr:
# for R, G, B in [0, 1] the levels of Y run from 16, black, to 235, white.
LUMA = (65.481, 128.553, 24.966)
LUMA_OF_BLACK = 16.0

# MATLAB's rgb2gray: the first row of the inverse of the NTSC matrix from RGB to YIQ.
# The manual prints 0.2989, 0.5870, 0.1140; these sum to 1, so white stays white.
GRAY = (0.298936021293775, 0.587043074451121, 0.114020904255104)


def luma(rgb):
    """Y of YCbCr as super-resolution is measured: [..., 3] -> [..., 1].

    Not the Y of OpenCV's YCrCb or of JPEG, which run from 0 to 255.

    Args:
        rgb: sRGB, floating-point in [0, 1], or of 8 or 16 bits.

    Returns:
        Y as a share of 255: black is 16/255, white 235/255. For 8 or 16 bits the same
        share of their most, rounded half up.

    Raises:
        ValueError: The last axis is not red, green and blue.
    """
    return _weigh("luma", rgb, np.array(LUMA) / 255, LUMA_OF_BLACK / 255)


def gray(rgb):
    """A gray picture by MATLAB's rgb2gray: [..., 3] -> [..., 1].

    Args:
        rgb: sRGB, floating-point in [0, 1], or of 8 or 16 bits.

    Returns:
        Gray in the same type, rounded half up.

    Raises:
        ValueError: The last axis is not red, green and blue.
    """
    return _weigh("gray", rgb, np.array(GRAY), 0.0)


def in_channels(pixels, channels):
    """[H, W, 1 or 3] in 1 channel (gray), 3 (gray repeated), or None: as they are."""
    if channels in (None, pixels.shape[-1]):
        return pixels
    return gray(pixels) if channels == 1 else np.repeat(pixels, 3, axis=-1)


def _weigh(name, rgb, weights, black):
    """The weighted sum of the channels, in the type of `rgb`."""
    rgb = np.asarray(rgb)
    if rgb.ndim < 1 or rgb.shape[-1] != 3:
        raise ValueError(f"{name} needs pixels [..., 3]. Received: {rgb.shape}")
    if np.issubdtype(rgb.dtype, np.floating):
        weighed = rgb.astype(np.float64) @ weights[:, None] + black
        return weighed.astype(rgb.dtype)
    if rgb.dtype not in (np.uint8, np.uint16):
        raise ValueError(
            f"{name} needs 8 or 16 bits, or floats in [0, 1]. Got {rgb.dtype}"
        )
    weighed = rgb.astype(np.float64) @ weights[:, None]
    weighed += np.iinfo(rgb.dtype).max * black
    return np.floor(weighed + 0.5).astype(rgb.dtype)
