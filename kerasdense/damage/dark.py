"""Raw files of dark places, made from photographs; and developed again, unlearned.

Brooks, Mildenhall, Xue, Chen, Sharlet & Barron, "Unprocessing Images for Learned Raw
Denoising", CVPR 2019, arXiv:1811.11127: what a camera does to its raw file is undone,
step by step. Tone curve, colour matrix and white balance are theirs, and so are the
ranges that are drawn from. Their gain of all colours is left out, as the ratio of
exposures is all of it.

Then comes the sensor, so many times less exposed than the photograph: electrons are
counted, read with an error, and told in 14 bits above a black level.
"""

import numpy as np

from kerasdense.damage.noise import tone_curve
from kerasdense.damage.spec import Kind
from kerasdense.errors import InputError
from kerasdense.pixels import mosaic
from kerasdense.pixels.mosaic import BAYER, XTRANS

# From XYZ to the colours of four cameras, and from sRGB's light to XYZ (IEC 61966-2-1).
CAMERAS = np.array(
    [
        [
            [1.0234, -0.2969, -0.2266],
            [-0.5625, 1.6328, -0.0469],
            [-0.0703, 0.2188, 0.6406],
        ],
        [
            [0.4913, -0.0541, -0.0202],
            [-0.613, 1.3513, 0.2906],
            [-0.1564, 0.2151, 0.7183],
        ],
        [
            [0.838, -0.263, -0.0639],
            [-0.2887, 1.0725, 0.2496],
            [-0.0627, 0.1427, 0.5438],
        ],
        [
            [0.6596, -0.2079, -0.0562],
            [-0.4782, 1.3016, 0.1933],
            [-0.097, 0.1581, 0.5181],
        ],
    ]
)
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
CURVE = tone_curve(1.0)  # light and tone: sRGB's, with a smoothstep's contrast
RED, BLUE = (1.9, 2.4), (1.5, 1.9)  # gains of white balance; that of green is 1
FULL = (3e3, 3e4)  # electrons of a full pixel: the higher the ISO, the fewer
READING = (1.5, 5.0)  # deviation of reading a pixel, in electrons
BLACK, WHITE = 512, 16383  # of 14 bits, as Sony's cameras tell them


def dark(image, rng, ratio, *, pattern=BAYER, balanced=True):
    """What a raw file of a dark place holds, amplified by the ratio that it lacks.

    Drawn are the camera's colours (any mixture of four), white balance, how many
    electrons fill a pixel, and the error of reading one.

    Args:
        image: [H, W, 1 or 3] in [0, 1], sRGB.
        ratio: Of the photograph's exposure to that of the file.
        pattern: Of the sensor's filters; rows and columns that make no whole tile are
            cut, at the bottom and on the right.
        balanced: Whether red and blue are multiplied by their gains of white balance,
            which cameras write down. Chen et al. leave them to the network.

    Returns:
        "damaged", float32 [H / cell, W / cell, channels], in [0, 1].
    """
    if min(image.shape[:2]) < pattern.tile:
        raise InputError(
            f"A picture of {image.shape[1]}x{image.shape[0]} is too small for a sensor "
            f"of {pattern.tile}x{pattern.tile} filters: leave it out."
        )
    image = image[mosaic.whole_tiles(image.shape[:2], pattern)]
    shares = rng.random(len(CAMERAS))
    gains = np.array([rng.uniform(*RED), 1, rng.uniform(*BLUE)])
    full, reading = (np.exp(rng.uniform(*np.log(each))) for each in (FULL, READING))

    light = unprocessed(image, matrix_of(shares)) / gains
    seen = mosaic.mosaic_of(light, pattern) / ratio
    counted = rng.poisson(full * seen) + rng.normal(0, reading, seen.shape)
    told = BLACK + (WHITE - BLACK) * counted / full
    told = np.clip(np.rint(told), 0, WHITE).astype(np.uint16)

    light = mosaic.light_of(mosaic.pack(told, pattern), BLACK, WHITE)
    gains = mosaic.of_channels(gains, pattern) if balanced else 1.0
    return {"damaged": mosaic.amplified(light, ratio, gains)}


def dark_unbalanced(image, rng, ratio):
    return dark(image, rng, ratio, balanced=False)


def dark_xtrans(image, rng, ratio):
    return dark(image, rng, ratio, pattern=XTRANS, balanced=False)


def unprocessed(image, matrix):
    """sRGB [H, W, 1 or 3] -> the light of a camera's red, green and blue, balanced."""
    light = np.interp(image, *CURVE[::-1])
    light = np.broadcast_to(light, (*light.shape[:2], 3))
    return np.clip(light @ matrix.T, 0, 1)


def develop(packed, pattern, *, balanced=True):
    """What a camera does, with nothing learned: demosaiced, matrix, tone curve.

    The camera is the mean of the four, and so is the white balance, where it is still
    to be done.

    Args:
        packed: [h, w, channels] in [0, 1], amplified.

    Returns:
        sRGB [h * cell, w * cell, 3] in [0, 1].
    """
    if not balanced:
        gains = mosaic.of_channels((np.mean(RED), 1, np.mean(BLUE)), pattern)
        packed = np.minimum(packed * gains, 1)
    light = mosaic.demosaiced(mosaic.unpack(packed, pattern), pattern)
    back = np.linalg.inv(matrix_of(np.ones(len(CAMERAS))))
    return np.interp(light @ back.T, *CURVE)


def matrix_of(shares):
    """A mixture of the four cameras -> [3, 3], from sRGB's light to theirs. White stays
    white."""
    matrix = np.tensordot(shares / shares.sum(), CAMERAS, 1) @ XYZ
    return matrix / matrix.sum(axis=1, keepdims=True)


MEANING = (
    "raw file of a place so dark that exposure lacks {} times, amplified; with the "
    "noise of a sensor: "
)
RATIOS = {
    "amount": (50.0, 300.0),
    "allowed": (1.0, 300.0),
    "adds": ("damaged", "image"),  # cut to whole tiles
}
KINDS = {
    "dark": Kind(
        f"{MEANING}Bayer's filters, white balance done",
        dark,
        **RATIOS,
        cell=BAYER.cell,
        channels=BAYER.channels,
    ),
    "dark-bayer": Kind(
        f"{MEANING}Bayer's filters, white balance not done",
        dark_unbalanced,
        **RATIOS,
        cell=BAYER.cell,
        channels=BAYER.channels,
    ),
    "dark-xtrans": Kind(
        f"{MEANING}X-Trans' filters, white balance not done",
        dark_xtrans,
        **RATIOS,
        cell=XTRANS.cell,
        channels=XTRANS.channels,
    ),
}
