"""The up-sampling study to look at: uint8 [H, W, 3], every pixel enlarged."""

import keras
import numpy as np

from kerasdense.models.upsampling_study import PARTS, upsampling_generator
from kerasdense.pixels import paint
from kerasdense.study import checkerboard, training

SIDE, ZOOM = 64, 4  # pixels of a cut-out, and what each becomes
NETWORKS = 24
DECADES = 4  # from black to white, in a spectrum
GAIN = 8  # what flat answers are amplified by


def generated(parts, seed, side=SIDE):
    """What a generator with chance weights makes of noise, float [side, side, 3]."""
    keras.utils.set_random_seed(seed)
    network = upsampling_generator(parts)
    cells = side // 2 ** len(parts) + 2  # one more all around: no border is seen
    noise = np.random.default_rng(seed).normal(size=(1, cells, cells, 32))
    y = np.asarray(network(noise.astype(np.float32)))[0]
    start = (len(y) - side) // 2 // 4 * 4
    return y[start : start + side, start : start + side]


def untrained(rows, columns=4, networks=None):
    """Generators that have learned nothing: some pictures, and the mean spectrum.

    Args:
        rows: {words: parts}.
        columns: Pictures a row.
        networks: Whose spectra are averaged; NETWORKS of them, by default.

    Returns:
        the sheet; {words: {"period 2", "period 4"}}, the share of the energy at
        multiples of 1/2, and at the other multiples of 1/4: means over all networks.
    """
    sheet, captions, told = [], [], {}
    for words, parts in rows.items():
        made = [generated(parts, seed) for seed in range(networks or NETWORKS)]
        two, four = (
            float(np.mean([checkerboard.stride_energy(y, period) for y in made]))
            for period in (2, 4)
        )
        told[words] = {"period 2": two, "period 4": four - two}
        sheet.append([enlarged(stretched(y)) for y in made[:columns]])
        sheet[-1].append(enlarged(spectrum_picture(made)))
        captions.append([words, *[""] * (columns - 1), "spectrum"])
    return paint.contact_sheet(sheet, captions), told


def lectures_rows(kernel="deconv-3", smooth="nearest-conv"):
    """The three of the article: deconvolution last twice, last once, never."""
    return {
        "deconvolution in the last two layers": (smooth, smooth, kernel, kernel),
        "only in the last": (smooth, smooth, smooth, kernel),
        "nowhere: resize, then convolve": (smooth,) * 4,
    }


def rows_of_parts(parts=tuple(PARTS)):
    """Each part in the last two layers of a generator."""
    smooth = "nearest-conv"
    return {part: (smooth, smooth, part, part) for part in parts}


def trained(networks, image):
    """What taught autoencoders give back: a row for each.

    Args:
        networks: {part: predictor}.
        image: A photograph they have not seen, float32 [H, W, 3] in [0, 1].
    """
    top, left = (max(0, (side - SIDE) // 2) // 4 * 4 for side in image.shape[:2])
    place = slice(top, top + SIDE), slice(left, left + SIDE)
    sheet, captions = [], []
    for part, predictor in networks.items():
        y = np.asarray(predictor(image[None]))[0]
        flat = training.flat_answer(predictor, (0.5, 0.5, 0.5))
        loud = 0.5 + GAIN * (flat - flat.mean(axis=(0, 1)))
        cut = y[place] - image[place]
        drawn = [image[place], y[place], 0.5 + 2 * cut, loud]
        sheet.append([enlarged(as_bytes(picture)) for picture in drawn])
        sheet[-1].append(enlarged(spectrum_picture([*pieces(y - image)])))
        captions.append(
            [
                "a photograph",
                part,
                "its error, twice",
                f"plain gray given back, {GAIN} times",
                "spectrum of errors",
            ]
        )
    return paint.contact_sheet(sheet, captions)


def pieces(image):
    """An image cut into squares."""
    for top in range(0, image.shape[0] - SIDE + 1, SIDE):
        for left in range(0, image.shape[1] - SIDE + 1, SIDE):
            yield image[top : top + SIDE, left : left + SIDE]


def spectrum_picture(images):
    """The mean spectrum of images [n, n, C] on a logarithmic scale, uint8 [n, n, 1].

    Frequency 0 lies in the corners, 1/2 halfway: what is bright in the middle, and in
    the middles of the sides, alternates from pixel to pixel. Hann's window keeps the
    borders of the images out of it.
    """
    side = len(images[0])
    window = np.hanning(side + 1)[:-1]
    window = np.outer(window, window)[..., None]
    energy = sum(
        checkerboard.spectrum((y - y.mean(axis=(0, 1))) * window).mean(axis=-1)
        for y in map(np.float64, images)
    )
    decades = np.log10(energy / max(energy.max(), 1e-30) + 1e-12)
    return as_bytes(1 + decades / DECADES)[..., None]


def stretched(image):
    """Each channel from its darkest to its lightest hundredth: -> uint8."""
    low, high = np.percentile(image, (1, 99), axis=(0, 1))
    return as_bytes((image - low) / np.maximum(high - low, 1e-9))


def enlarged(picture):
    """Every pixel as a square: nothing is smoothed over."""
    return picture.repeat(ZOOM, axis=0).repeat(ZOOM, axis=1)


def as_bytes(image):
    return np.rint(255 * np.clip(image, 0, 1)).astype(np.uint8)
