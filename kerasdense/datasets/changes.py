"""What is made from clean pictures with NumPy: gray ones, small ones, noisy ones."""

import numpy as np

from kerasdense.datasets.dataset import Changed
from kerasdense.errors import InputError
from kerasdense.pixels import color, resample

PICTURES = ("image", "noisy", "damaged", "small")


def with_channels(dataset, channels):
    """Pictures in 1 channel (MATLAB's rgb2gray) or 3 (gray repeated)."""

    def convert(array):
        if array.shape[-1] == channels:
            return array
        return color.gray(array) if channels == 1 else np.repeat(array, 3, axis=-1)

    def change(sample, index):
        return {n: convert(a) if n in PICTURES else a for n, a in sample.items()}

    return Changed(dataset, change)


def with_luma(dataset):
    """Pictures as the luma of BT.601, rounded to 8 bits; see pixels.color.luma."""

    def change(sample, index):
        image = sample["image"]
        if image.shape[-1] == 3:
            image = np.rint(255 * color.luma(image / np.float64(255))).astype("uint8")
        return {**sample, "image": image}

    return Changed(dataset, change)


def with_small(dataset, scale, *, rounded=True):
    """Adds "small": MATLAB's bicubic at 1/scale, of "image" cropped to whole pixels.

    Args:
        rounded: To 8 bits, as files are. Else float32 in [0, 1], as the published
            bicubic rows for luma have it.
    """

    def change(sample, index):
        rows, columns = (side - side % scale for side in sample["image"].shape[:2])
        image = sample["image"][:rows, :columns]
        if not rounded:
            exact = image / np.float64(np.iinfo(image.dtype).max)
            small = resample.imresize(exact, 1 / scale).astype("float32")
        else:
            small = resample.imresize(image, 1 / scale)
        return {**sample, "image": image, "small": small}

    return Changed(dataset, change, adds=("small",))


def with_noise(dataset, deviation, seed=0):
    """Adds "noisy": "image" plus white Gaussian noise, in [0, 1] but not clipped.

    Args:
        deviation: In 255ths.
        seed: The noise of sample i is drawn from the seed (seed, i), always the same.
    """

    def change(sample, index):
        image = as_float(sample["image"])
        rng = np.random.default_rng((seed, index))
        noise = rng.normal(0, deviation / 255, image.shape)
        return {**sample, "noisy": (image + noise).astype("float32")}

    return Changed(dataset, change, adds=("noisy",))


def for_task(dataset, task, *, noise=25.0, seed=0, only=None):
    """Makes what a task reads out of what a dataset has.

    Pictures get the task's number of channels; "small" is shrunk from "image" by the
    task's scale, "noisy" has noise of the given deviation added.

    Args:
        noise: Its deviation, in 255ths.
        seed: Of the noise.
        only: The fields to make, where transforms make the others.

    Raises:
        InputError: The task needs something that cannot be made.
    """
    if task.luma:
        dataset = with_luma(dataset)
    elif task.channels:
        dataset = with_channels(dataset, task.channels)
    for field in only or (*task.reads, *task.learns):
        if field in dataset.fields:
            continue
        if field == "small" and "image" in dataset.fields:
            dataset = with_small(dataset, task.scale, rounded=not task.luma)
        elif field == "noisy" and "image" in dataset.fields:
            dataset = with_noise(dataset, noise, seed)
        else:
            raise InputError(
                f"{type(task).__name__} needs {field!r}, and this dataset has only "
                f"{', '.join(dataset.fields)}. `kerasdense list` shows the kinds of "
                "datasets and what they hold."
            )
    return dataset


def as_float(image):
    """8- and 16-bit pixels -> float64 in [0, 1]; floats stay."""
    if np.issubdtype(image.dtype, np.integer):
        return image / np.float64(np.iinfo(image.dtype).max)
    return image
