"""Rain in the air, dirt on a window, drops on a lens.

Everything has sizes and numbers in pixels of the picture, so that a crop is hurt as
the whole picture is.
"""

import cv2
import numpy as np

from kerasdense.damage.spec import Kind


def rain(image, rng, amount):
    """Adds bright streaks, which fall in one direction, and the veil of far drops.

    Made to look like the rain that Fu et al., "Removing Rain from Single Images via a
    Deep Detail Network", CVPR 2017, drew with Photoshop: gray light is added and
    clipped, streaks are straight, 15 to 120 pixels long and 2 to 5 wide, lie over each
    other anywhere from hardly to many times deep, and come with a veil that is uneven
    across hundreds of pixels. The ranges were set by hand until mean and deviation of
    the light, the shares of veil and streaks in it, and how far it is alike along and
    across a streak were about those of nine of their pairs. No pixel of them is used;
    but who measures on these nine should know that the generator was made after them.

    Args:
        amount: What the light is multiplied by.
    """
    height, width = image.shape[:2]
    light = np.zeros((height, width), np.float32)
    angle = rng.normal(0, 6) if rng.random() < 0.6 else rng.uniform(-45, 45)
    for _ in range(rng.integers(1, 4)):
        length, thickness = even_in_ratio(rng, 15, 120), rng.uniform(0.7, 1.8)
        deep = even_in_ratio(rng, 0.05, 8)
        brightness = min(even_in_ratio(rng, 0.1, 0.4), 0.2 / deep)
        tilt = angle + rng.normal(0, 1.5)
        layer = streaks((height, width), rng, deep, length, thickness, tilt)
        light += np.float32(brightness) * layer * uneven((height, width), rng)
    if rng.random() < 0.5:
        light += rng.uniform(0, 0.25)
    light *= uneven((height, width), rng)
    light = np.float32(amount) * light[..., None]
    if rng.random() < 0.25:  # screened: it does not add to what is white
        light = light * (1 - image)
    return {"damaged": np.clip(image + light, 0, 1)}


def streaks(shape, rng, deep, length, thickness, angle):
    """-> [height, width], the sum of streaks of brightness 0.2 to 1.

    Args:
        deep: How many lie over each other in the mean.
        length: Of each, in pixels.
        thickness: The deviation across, in pixels.
        angle: From upright, in degrees.
    """
    kernel = streak(length, thickness, angle)
    return scattered(
        shape, rng, deep / kernel.sum(), kernel, lambda n: rng.uniform(0.2, 1, n)
    )


def streak(length, thickness, angle):
    """-> a kernel with 1 along a line."""
    half = int(np.ceil(length / 2 + 2 * thickness))
    rows, columns = np.mgrid[-half : half + 1, -half : half + 1].astype(np.float32)
    sine, cosine = np.sin(np.radians(angle)), np.cos(np.radians(angle))
    across = cosine * columns - sine * rows
    along = np.abs(sine * columns + cosine * rows)
    inside = np.clip((length / 2 - along) / thickness + 0.5, 0, 1)
    kernel = inside * np.exp(-0.5 * (across / thickness) ** 2)
    used = int(np.ceil(np.abs(sine) * length / 2 + 3 * thickness))
    return np.ascontiguousarray(kernel[:, max(0, half - used) : half + used + 1])


def scattered(shape, rng, density, kernel, strength):
    """-> [height, width], the sum of `density` kernels a pixel in random places.

    Args:
        strength: count -> what each is multiplied by.
    """
    margin = np.array(kernel.shape) // 2
    rows, columns = np.array(shape) + 2 * margin
    count = rng.poisson(density * rows * columns)
    places = rng.integers(0, rows * columns, count)
    seeds = np.bincount(places, strength(count), rows * columns).astype(np.float32)
    filled = cv2.filter2D(
        seeds.reshape(rows, columns), -1, kernel, borderType=cv2.BORDER_CONSTANT
    )
    filled = np.maximum(filled, 0)  # long kernels go through Fourier's transform
    return filled[margin[0] : margin[0] + shape[0], margin[1] : margin[1] + shape[1]]


def uneven(shape, rng):
    """-> [height, width] in [0, 1], waves of 200 to 1000 pixels, of any depth."""
    rows, columns = (np.arange(n, dtype=np.float32) for n in shape)
    depth, turn = np.sqrt(rng.random()), rng.uniform(0, 2 * np.pi)
    wave = 2 * np.pi / even_in_ratio(rng, 200, 1000)
    down, right = wave * np.cos(turn), wave * np.sin(turn)
    phase = rng.uniform(0, 2 * np.pi)
    place = phase + down * rows[:, None] + right * columns
    return (1 - depth * (0.5 + 0.5 * np.sin(place))).astype(np.float32)


def dirt(image, rng, amount):
    """Puts specks, blotches and smears of dust before the picture.

    I' = p alpha D + (1 - alpha) I, with the light D of the dirt, how much it hides,
    alpha, and p a scalar drawn from (0, 1) times a colour drawn from (0.9, 1.1): the
    image formation of Eigen, Krishnan & Fergus, "Restoring an Image Taken through a
    Window Covered with Dirt or Rain", ICCV 2013. They photographed alpha and D of a
    dirty pane; here both are drawn.

    Args:
        amount: How much dirt there is; 1 costs about what theirs did.
    """
    alpha = opacity(image.shape[:2], rng, amount)[..., None]
    channels = image.shape[-1]
    p = rng.uniform(0, 1) * rng.uniform(0.9, 1.1, channels)
    light = grain(image.shape[:2], rng)[..., None]
    return {"damaged": composed(image, alpha, light, p.astype(np.float32))}


def composed(image, alpha, light, p):
    """I' = p alpha D + (1 - alpha) I, clipped."""
    return np.clip(p * alpha * light + (1 - alpha) * image, 0, 1)


def opacity(shape, rng, amount):
    """-> alpha [height, width] in [0, 1] of dirt."""
    clear = np.ones(shape, np.float32)
    for radius, per_pixel in ((0.8, 2e-3), (1.6, 1e-3), (3.0, 4e-4), (5.0, 1e-4)):
        radius *= rng.uniform(0.8, 1.25)
        density = per_pixel * amount * even_in_ratio(rng, 0.5, 2)
        kernel = blob(radius, rng.uniform(0.6, 1), rng.uniform(0, np.pi))
        specks = scattered(
            shape, rng, density, kernel, lambda n: rng.uniform(0.2, 1, n)
        )
        clear *= 1 - np.minimum(specks, 0.95)
    # A smear is what a cloth has left of many small specks.
    smears = streaks(
        shape, rng, 0.8, even_in_ratio(rng, 20, 60), 2.5, rng.uniform(0, 180)
    )
    clear *= 1 - np.clip(rng.uniform(0, 0.15) * amount * (smears - 0.5), 0, 0.5)
    # A blotch is where water has dried.
    stain = smooth(shape, rng, rng.uniform(6, 14))
    stain = np.clip(3 * (stain - 1.2), 0, 1) * rng.uniform(0, 0.25) * min(amount, 2)
    clear *= 1 - stain * grain(shape, rng)
    return 1 - clear


def blob(radius, flat, angle):
    """-> a kernel, 1 within an ellipse and soft at its rim.

    Args:
        flat: Its short radius over its long one.
        angle: In radians.
    """
    half = int(np.ceil(radius + 1.5))
    rows, columns = np.mgrid[-half : half + 1, -half : half + 1].astype(np.float32)
    long = np.cos(angle) * columns + np.sin(angle) * rows
    short = (np.cos(angle) * rows - np.sin(angle) * columns) / flat
    return np.clip((radius - np.hypot(long, short)) / 1.5 + 0.5, 0, 1)


def smooth(shape, rng, deviation):
    """-> [height, width], noise of mean 0 and deviation 1, blurred."""
    margin = int(3 * deviation)
    noise = rng.standard_normal([n + 2 * margin for n in shape], np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), deviation)
    noise *= np.float32(2 * np.sqrt(np.pi) * deviation)
    return noise[margin : margin + shape[0], margin : margin + shape[1]]


def grain(shape, rng):
    """-> [height, width] in [0.6, 1], the light of dust."""
    return np.clip(0.8 + 0.1 * smooth(shape, rng, 1.0), 0.6, 1)


def drops(image, rng, amount):
    """Puts drops of water on the glass: each shows the scene small and upside down.

    Args:
        amount: How many there are in 100 by 100 pixels.
    """
    height, width, channels = image.shape
    image = np.ascontiguousarray(image, np.float32)
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    alpha = np.zeros((height, width), np.float32)
    shade = np.ones((height, width), np.float32)
    reach = 24  # drops beyond the border show, too
    area = (height + 2 * reach) * (width + 2 * reach)
    for _ in range(rng.poisson(amount * area / 1e4)):
        middle = rng.uniform(-reach, [height + reach, width + reach])
        radius = even_in_ratio(rng, 2.5, 12)
        box = tuple(
            slice(max(0, int(at - 2 * radius)), max(0, int(at + 2 * radius) + 1))
            for at in middle
        )
        down, right = np.mgrid[:height, :width][(slice(None), *box)].astype(np.float32)
        if not down.size:
            continue
        v, u = (down - middle[0]) / radius, (right - middle[1]) / radius
        v = v / np.where(v < 0, rng.uniform(1, 1.6), 1)  # water hangs down
        wobble = 0.15 * np.sin(3 * np.arctan2(v, u) + rng.uniform(0, 2 * np.pi))
        far = np.hypot(u, v) * (1 + wobble)
        here = np.clip((1 - far) * radius / 1.5 + 0.5, 0, 1)
        shows = here > 0
        bend = rng.uniform(3, 6) * radius * (1 + far**2)
        rows[box] = np.where(shows, middle[0] - bend * v, rows[box])
        columns[box] = np.where(shows, middle[1] - bend * u, columns[box])
        lit = 1 + 0.25 * v - 0.35 * far**4  # the sky is below, and the rim dark
        shade[box] = np.where(shows, lit, shade[box])
        alpha[box] = np.where(shows, np.maximum(here, alpha[box]), alpha[box])
    blurred = cv2.GaussianBlur(image, (0, 0), 2.0).reshape(image.shape)
    seen = cv2.remap(
        blurred, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    ).reshape(height, width, channels)
    alpha = alpha[..., None]
    damaged = alpha * seen * shade[..., None] + (1 - alpha) * image
    return {"damaged": np.clip(damaged, 0, 1)}


def even_in_ratio(rng, least, most):
    """-> a number between the two; each factor is as likely as any other."""
    return float(np.exp(rng.uniform(np.log(least), np.log(most))))


KINDS = {
    "dirt": Kind("{} times the dirt on a window", dirt, (0.5, 1.5), (0, 10)),
    "drops": Kind("{} drops of water in 100 by 100 pixels", drops, (1, 4), (0, 50)),
    "rain": Kind("rain in streaks, {} times as bright", rain, (0.5, 1.5), (0, 5)),
}
