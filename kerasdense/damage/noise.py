"""Noise of cameras, lines and files.

Stripe, salt-pepper, jpeg and the mixture of Poisson and Gauss are those of Burger,
Schuler & Harmeling, "Image denoising: Can plain neural networks compete with BM3D?",
CVPR 2012, and of its sequel arXiv:1211.1544.
"""

import cv2
import numpy as np

from kerasdense.damage.spec import Kind

RUN = 8  # neighbours in a row that share a stripe's value
READING = 3.0  # deviation of reading a pixel, in photons
BILINEAR = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 4.0
CROSS = np.array([[0, 1, 0], [1, 4, 1], [0, 1, 0]]) / 4.0
LUMA = np.array([0.299, 0.587, 0.114])
MIDDLE = 0.5  # the gray, of white, at which a camera's noise is told


def gaussian(image, rng, deviation):
    """White Gaussian noise of a deviation in 255ths, not clipped."""
    return {"damaged": image + rng.normal(0, deviation / 255, image.shape)}


def stripe(image, rng, deviation):
    """Gaussian noise that runs of 8 pixels in a row share; where they begin is drawn.

    Each channel has its own; in 255ths, not clipped.
    """
    rows, columns, channels = image.shape
    runs = -(-columns // RUN) + 1
    values = rng.normal(0, deviation / 255, (rows, runs, channels))
    start = rng.integers(RUN)
    noise = values.repeat(RUN, axis=1)[:, start : start + columns]
    return {"damaged": image + noise}


def salt_pepper(image, rng, share):
    """That share of the pixels becomes black or white, all channels alike."""
    lost = rng.random((*image.shape[:2], 1)) < share
    value = rng.integers(0, 2, lost.shape).astype(float)
    return {"damaged": np.where(lost, value, image)}


def jpeg(image, rng, quality):
    """Through a JPEG file of that quality and back; colours at half the resolution."""
    return {"damaged": through_jpeg(image, quality)}


def poisson(image, rng, photons):
    """Photons counted, of which white sends so many in the mean."""
    return {"damaged": rng.poisson(photons * np.clip(image, 0, 1)) / photons}


def poisson_gaussian(image, rng, photons):
    """The same, read with a Gaussian error of 3 photons: not clipped."""
    counted = rng.poisson(photons * np.clip(image, 0, 1))
    return {"damaged": (counted + rng.normal(0, READING, image.shape)) / photons}


def camera(image, rng, deviation):
    """What the sensor, the development and the file of a camera leave behind.

    In linear light each pixel of a Bayer mosaic gets noise whose variance grows with
    the light it has seen, red and blue more of it, as white balance amplifies them.
    Bilinear demosaicing and a blur make it smooth, colour is blurred more and faded,
    and the tone curve and a JPEG of quality 85 to 100 come last. Demosaicing is
    linear, and so acts on the noise alone: the picture itself stays as sharp as it
    was, as in a mean of many shots.

    Everything but the deviation is drawn: balance, share of the reading noise, curve
    (sRGB's, with up to all of a smoothstep's contrast, as in Brooks et al.,
    "Unprocessing Images for Learned Raw Denoising", CVPR 2019, arXiv:1811.11127),
    blur, and quality. Some are as if shrunk, without traces of the mosaic.

    Args:
        deviation: Of one green pixel of the sensor at middle gray, in 255ths of the
            developed picture. Demosaicing and blur leave a third to all of it.
    """
    rows, columns, channels = image.shape
    curve = tone_curve(rng.random())
    linear = np.interp(image, *curve[::-1])
    balance = np.ones(channels)
    if channels == 3:
        balance[[0, 2]] = rng.uniform(1.2, 2.4, 2)

    reading = 10 ** rng.uniform(-3, -1.5)  # the light whose own noise equals reading's
    middle, above = np.interp([MIDDLE, MIDDLE + 1e-3], *curve[::-1])
    wanted = deviation / 255 * (above - middle) / 1e-3  # in linear light
    strength = wanted**2 / (middle + reading)
    variance = strength * (linear * balance + reading * balance**2)
    noise = np.sqrt(variance) * rng.normal(size=image.shape)

    mosaic = rng.random() < 0.8
    if mosaic and channels == 3:
        noise = demosaiced(noise, rng.integers(2, size=2))
    noise = blurred(noise, mosaic * rng.uniform(0, 1))
    if channels == 3:
        luma = noise @ LUMA[:, None]
        colour = blurred(noise - luma, mosaic * rng.uniform(0, 2))
        noise = luma + rng.uniform(0.1, 1) * colour

    developed = np.interp(linear + noise, *curve)
    return {"damaged": through_jpeg(developed, rng.integers(85, 101))}


def tone_curve(contrast):
    """-> light and tone, each from 0 to 1 in steps: sRGB's curve, with some contrast.

    Args:
        contrast: From 0, none, to 1: 3 t^2 - 2 t^3 of a tone t.
    """
    light = np.linspace(0, 1, 513) ** 2
    tone = np.where(
        light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055
    )
    smooth = 3 * tone**2 - 2 * tone**3
    return light, tone + contrast * (smooth - tone)


def demosaiced(mosaic, first):
    """Keeps what a Bayer mosaic sees of [H, W, 3], and fills in the rest bilinearly.

    Args:
        mosaic: Colours everywhere; red is taken at one of four pixels, blue at the one
            across from it, green at both others.
        first: Row and column, 0 or 1, of the first red pixel.
    """
    rows, columns = (np.arange(side) % 2 for side in mosaic.shape[:2])
    is_red = (rows == first[0])[:, None] & (columns == first[1])
    is_blue = (rows != first[0])[:, None] & (columns != first[1])
    is_green = ~(is_red | is_blue)
    planes = (is_red, BILINEAR), (is_green, CROSS), (is_blue, BILINEAR)
    filled = [
        cv2.filter2D(
            mosaic[..., channel] * seen, -1, kernel, borderType=cv2.BORDER_REFLECT_101
        )
        for channel, (seen, kernel) in enumerate(planes)
    ]
    return np.stack(filled, axis=-1)


def blurred(image, deviation):
    """By a Gaussian of a deviation in pixels; nearly none is none."""
    if deviation < 0.2:
        return image
    soft = cv2.GaussianBlur(image, (0, 0), deviation, borderType=cv2.BORDER_REFLECT_101)
    return soft.reshape(image.shape)


def through_jpeg(image, quality):
    """float [H, W, 1 or 3] -> what a JPEG file of it holds, in 8 bits, in [0, 1]."""
    pixels = np.rint(255 * np.clip(image, 0, 1)).astype(np.uint8)[..., ::-1]
    settings = [cv2.IMWRITE_JPEG_QUALITY, round(quality)]
    _, file = cv2.imencode(".jpg", np.ascontiguousarray(pixels), settings)
    found = cv2.imdecode(file, cv2.IMREAD_UNCHANGED).reshape(pixels.shape)
    return found[..., ::-1] / 255.0


KINDS = {
    "awgn": Kind(
        "white Gaussian noise of deviation {} of 255, not clipped", gaussian, 25.0
    ),
    "camera": Kind(
        "noise of a camera, deviation {} of 255 on its sensor at middle gray, as a "
        "developed JPEG has it",
        camera,
        (0.0, 20.0),
        (0.0, 255.0),
    ),
    "jpeg": Kind("JPEG of quality {}", jpeg, 5.0, (1.0, 100.0)),
    "poisson": Kind("Poisson noise, {} photons for white", poisson, 30.0, (0.1, 1e6)),
    "poisson-gaussian": Kind(
        "Poisson noise, {} photons for white, and a Gaussian error of reading of "
        "deviation 3 photons",
        poisson_gaussian,
        30.0,
        (0.1, 1e6),
    ),
    "salt-pepper": Kind(
        "black or white in a share of {} of the pixels", salt_pepper, 0.2, (0.0, 1.0)
    ),
    "stripe": Kind(
        "Gaussian noise of deviation {} of 255 shared by runs of 8 pixels in a row, "
        "not clipped",
        stripe,
        25.0,
    ),
}
