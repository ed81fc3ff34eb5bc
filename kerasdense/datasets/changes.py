"""What is made from clean pictures with NumPy: gray ones, small ones, noisy ones."""

import numpy as np

from kerasdense.damage import DAMAGES, parse
from kerasdense.datasets import geometry
from kerasdense.datasets.boundaries import with_boundary
from kerasdense.datasets.dataset import Changed
from kerasdense.datasets.within import within
from kerasdense.errors import InputError
from kerasdense.pixels import color, resample

FIELDS_OF_DAMAGE = ("noisy", "damaged", "small", "raw", "mask", "kernel")
NAMES_OF_DAMAGED = ("noisy", "small", "raw", "damaged")  # by what a task reads
PICTURES = ("image", "second", "noisy", "damaged", "small")


def with_channels(dataset, channels, fields=PICTURES):
    """Those fields in 1 channel or 3."""

    def change(sample, index):
        return {
            name: color.in_channels(array, channels) if name in fields else array
            for name, array in sample.items()
        }

    return Changed(dataset, change)


def with_luma(dataset):
    """Pictures as the luma of BT.601, rounded to 8 bits; see pixels.color.luma."""

    def change(sample, index):
        image = sample["image"]
        if image.shape[-1] == 3:
            image = color.luma(as_type(image, np.uint8))
        return {**sample, "image": image}

    return Changed(dataset, change)


def with_small(dataset, scale, *, rounded=True, channels=None):
    """Adds "small": MATLAB's bicubic at 1/scale, of "image" cropped to whole pixels.

    What else has the size of "image" is cropped with it.

    Args:
        rounded: To 8 bits, as files are. Else float32 in [0, 1], as the published
            bicubic rows for luma have it.
        channels: Of "small": 1, 3, or those of "image".

    Raises:
        InputError: On reading, a picture has fewer rows or columns than `scale`.
    """

    def change(sample, index):
        size = sample["image"].shape[:2]
        if min(size) < scale:
            raise InputError(
                f"{dataset.name(index)} is {size[1]}x{size[0]}, too small to be made "
                f"{scale} times smaller: leave it out."
            )
        rows, columns = (side - side % scale for side in size)
        whole = {n: a for n, a in sample.items() if a.shape[:2] == size}
        sample = sample | {n: a[:rows, :columns] for n, a in whole.items()}
        image = sample["image"]
        if not rounded:
            small = resample.imresize(as_float(image), 1 / scale).astype("float32")
        else:
            small = resample.imresize(image, 1 / scale)
        small = color.in_channels(small, channels)
        return {**sample, "small": small}

    return Changed(dataset, change, adds=("small",))


def with_damage(dataset, text, seed=0, *, to="damaged", channels=None):
    """Adds what a damage makes of "image": see damage/spec.py.

    Args:
        text: As for --damage: "text", "missing:0.5".
        seed: The damage of sample i is drawn from the seed (seed, i), always the same.
        to: What to call the damaged picture: "damaged", "noisy", "small" or "raw".
        channels: Of it: 1, 3, or those of "image".
    """
    plan = parse(text)

    def change(sample, index):
        image = color.in_channels(as_float(sample["image"]), channels)
        made = plan(image, np.random.default_rng((seed, index)))
        made[to] = made.pop("damaged")
        if "image" in made:  # a gray truth stays gray
            made["image"] = made["image"][..., : sample["image"].shape[-1]]
        return {**sample, **made}

    adds = [to if name == "damaged" else name for name in plan.adds]
    return Changed(dataset, change, [n for n in adds if n not in dataset.fields])


def for_task(
    dataset, task, *, noise=25.0, damage=None, seed=0, only=None, to_measure=False
):
    """Makes what a task reads out of what a dataset has.

    Pictures get the task's number of channels. What is read comes of the damage that is
    named, or else the task's own; if there is none, "small" is shrunk from "image" by
    the task's scale, and "noisy" has noise of the given deviation added. Relative depth
    and normals follow from depth. What is larger than the task's network is to see is
    shrunk.

    Args:
        noise: Its deviation, in 255ths, where no damage is named.
        damage: As for --damage, see damage/spec.py.
        seed: Of the noise.
        only: The fields to make, where transforms make the others.
        to_measure: Whether the truth of a gray picture stays gray for a network of
            colours. Metrics then measure it as the gray file that it is.

    Raises:
        InputError: The task needs something that cannot be made.
    """
    white = f"awgn:{noise:f}" if "noisy" in task.reads else ""
    harm = damage or task.damage or white
    kept = task.learns if to_measure and task.channels == 3 else ()
    channels = None if task.luma else task.channels
    if task.luma:
        dataset = with_luma(dataset)
    dataset = with_channels(dataset, channels, [n for n in PICTURES if n not in kept])
    if {"small", "image"} <= {*dataset.fields} and "small" in task.reads:
        dataset = of_scale(dataset, task.scale)
    for field in only or (*task.reads, *task.learns):
        if field in dataset.fields or field in task.optional:
            continue
        if field == "boundary" and {"image", "label"} <= {*dataset.fields}:
            dataset = with_boundary(dataset)
        elif followed := geometry.made(dataset, field):
            dataset = followed
        elif field == "small" and "image" in dataset.fields and not harm:
            rounded = not task.luma
            dataset = with_small(
                dataset, task.scale, rounded=rounded, channels=channels
            )
        elif harm and field in FIELDS_OF_DAMAGE and "image" in dataset.fields:
            refuse_no_raw(task, harm)
            refuse_other_scale(task, harm)
            to = damaged_name(task)
            dataset = with_damage(dataset, harm, seed, to=to, channels=channels)
            if field not in dataset.fields:
                raise InputError(
                    f"{type(task).__name__} needs {field!r}, and the damage {harm} "
                    f"makes {', '.join(dataset.fields)}."
                )
        else:
            advice = "`kerasdense list` shows the kinds of datasets and what they hold."
            if field in FIELDS_OF_DAMAGE and "image" in dataset.fields:
                advice = "Name a damage to be done to its pictures, as --damage text."
            if field == "depth" and "relative_depth" in dataset.fields:
                advice = (
                    "The scale of that is unknown, so that nothing in metres can be "
                    "learnt from it or measured on it: score with --protocol relative."
                )
            raise InputError(
                f"{type(task).__name__} needs {field!r}, and this dataset has only "
                f"{', '.join(dataset.fields)}. {advice}"
            )
    return within(dataset, task.side) if task.side else dataset


def damaged_name(task):
    """-> what a task calls the picture that came to harm."""
    return next((n for n in NAMES_OF_DAMAGED if n in task.reads), "damaged")


def refuse_no_raw(task, damage):
    """Raises InputError where a task reads raw files of some filters, and a damage
    makes others or none, or the other way around."""
    wanted = task.channels_in if "raw" in task.reads else 0
    if parse(damage).channels != wanted:
        kinds = [n for n, kind in DAMAGES.items() if kind.channels == wanted]
        raise InputError(
            f"The damage {damage} makes no raw files of this model's filters: take "
            f"{' or '.join(kinds)}, as in --damage {kinds[0]}:100."
            if wanted
            else f"The damage {damage} makes raw files, and {type(task).__name__} "
            "reads none."
        )


def refuse_other_scale(task, damage):
    """Raises InputError where a damage shrinks pictures by less or more than a task
    enlarges them."""
    times = parse(damage).shrinks
    if times != task.scale:
        made = f"makes pictures {times} times smaller" if times > 1 else "shrinks none"
        raise InputError(
            f"{type(task).__name__} enlarges {task.scale} times, and the damage "
            f"{damage} {made}: it should have shrink:{task.scale} in it."
            if task.scale > 1
            else f"The damage {damage} {made}, and {type(task).__name__} does not "
            "enlarge: leave out what shrinks."
        )


def of_scale(dataset, scale):
    """Samples whose "image" is `scale` times as large as "small".

    Raises:
        InputError: On reading, it is not.
    """

    def change(sample, index):
        small, large = (sample[name].shape[:2] for name in ("small", "image"))
        if large != tuple(scale * side for side in small):
            raise InputError(
                f"{dataset.name(index)} is {small[1]}x{small[0]} small and "
                f"{large[1]}x{large[0]} large, which is not {scale} times as much: "
                "name the small pictures of the model's scale."
            )
        return sample

    return Changed(dataset, change)


def as_type(pixels, dtype):
    """Pixels of 8 bits as 16, or of 16 as 8; what has the type stays."""
    if pixels.dtype == dtype:
        return pixels
    return np.rint(as_float(pixels) * np.iinfo(dtype).max).astype(dtype)


def as_float(image):
    """8- and 16-bit pixels -> float64 in [0, 1]; floats stay."""
    if np.issubdtype(image.dtype, np.integer):
        return image / np.float64(np.iinfo(image.dtype).max)
    return image
