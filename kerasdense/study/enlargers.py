"""Who takes part in studies of enlarging, and what each makes of a picture."""

import dataclasses
import functools
import re
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from kerasdense.baselines import open_baseline
from kerasdense.damage import parse
from kerasdense.datasets.changes import as_float, for_task
from kerasdense.datasets.folders import pictures_in, size_of
from kerasdense.datasets.partners import partners
from kerasdense.errors import InputError
from kerasdense.evaluate import results
from kerasdense.files import picture
from kerasdense.mix import mix
from kerasdense.pixels import color, layout
from kerasdense.pixels.resample import imresize
from kerasdense.predict import predict
from kerasdense.predictor import fast
from kerasdense.study.kept import digest, stamp
from kerasdense.tasks import SuperResolution

TRUTH, BICUBIC = "truth", "bicubic"


@dataclasses.dataclass(frozen=True)
class Entry:
    """Who takes part.

    Args:
        name: In tables and files.
        task: What a prediction means, and by what protocol it is measured.
        enlarge: (number, sample as the task has it) -> prediction [H, W, C].
        stamp: Changes when the weights do.
        label: In pictures.
    """

    name: str
    task: object
    enlarge: Callable
    stamp: str = ""
    label: str = ""


class Bench:
    """Large pictures, as each task wants to have them.

    Args:
        data: With "image"; and "small", where small ones are not to be made.
        scale: Sides of a picture over those of the small one.
        damage: How small ones are made, instead of MATLAB's bicubic; see
            damage/spec.py. For all alike, whatever a network was taught with.
    """

    def __init__(self, data, scale, damage=None):
        self.data, self.task = data, SuperResolution(scale=scale)
        self.damage = None if "small" in data.fields else damage
        self._of = functools.cache(
            lambda task: for_task(data, task, damage=damage, to_measure=True)
        )

    def __len__(self):
        return len(self.data)

    @property
    def condition(self):
        """What scores are kept under."""
        return f"x{self.task.scale}"

    @property
    def words(self):
        """How small pictures come about."""
        if self.damage:
            return f"{parse(self.damage).words}; picture i has the seed (0, i)"
        if "small" in self.data.fields:
            return "those that the data has"
        return "MATLAB's bicubic, in 8 bits; of luma alone, unrounded"

    def names(self):
        return [self.data.name(number) for number in range(len(self.data))]

    def sample(self, task, number):
        return self._of(task).read(number)

    def drawn(self, entry, number):
        """What somebody makes of a picture, in colour -> uint8 [H, W, 3]."""
        prediction = entry.enlarge(number, self.sample(entry.task, number))
        if entry.task.luma:
            small = as_float(self.sample(self.task, number)["small"])
            prediction = coloured(prediction, small, entry.task.scale)
        return layout.colour(eight_bits(prediction))


def bench(data, opened, damage=None):
    """-> the bench for models: by a damage, or the first that one was taught with."""
    own = (model.task.damage for model in opened)
    return Bench(data, opened[0].task.scale, damage or next(filter(None, own), None))


def coloured(luma, small, scale):
    """Luma [s*H, s*W, 1] in the colours of a small picture [H, W, 3], by bicubic."""
    large = imresize(small, scale)
    return large + (luma - color.luma(large)) * (255 / sum(color.LUMA))


def eight_bits(prediction):
    """[0, 1] -> uint8, rounded half up, as metrics do it."""
    levels = np.floor(255 * np.clip(prediction, 0, 1).astype(np.float64) + 0.5)
    return levels.astype(np.uint8)


def truth(scale):
    """-> the entry that is the picture itself."""
    task = SuperResolution(scale=scale)

    def give(number, sample):
        return np.asarray(task.target(sample)[0])

    return Entry(TRUTH, task, give, label=TRUTH)


def bicubic(scale):
    """-> MATLAB's bicubic in colour."""
    predictor, task = open_baseline(f"bicubic-x{scale}", 0)
    return Entry(BICUBIC, task, asked(predictor, task), label=BICUBIC)


def asked(predictor, task, **how):
    """-> what enlarges the small picture of a sample."""

    def enlarge(number, sample):
        return predict(predictor, task, sample[task.reads[0]], **how)

    return enlarge


def models(opened):
    """Models, as `cli.open` gives them -> their entries.

    Raises:
        InputError: One enlarges nothing, or not as much as the others.
    """
    first = opened[0]
    for model in opened:
        if tuple(model.task.reads) != ("small",):
            raise InputError(
                f"{model.name} is no enlarger: it reads {', '.join(model.task.reads)}."
            )
        if model.task.scale != first.task.scale:
            raise InputError(
                f"{model.name} enlarges {model.task.scale} times and {first.name} "
                f"{first.task.scale} times: study them one after the other."
            )
    return [
        Entry(
            model.name,
            model.task,
            asked(model.predictor, model.task, reach=model.reach),
            stamp(model),
            brief(model.name),
        )
        for model in opened
    ]


def eightfold(model):
    """-> the entry of a model asked eight times, with a + behind its name."""
    enlarge = asked(model.predictor, model.task, reach=model.reach, self_ensemble=True)
    label = f"{brief(model.name)}+"
    return Entry(f"{model.name}+", model.task, enlarge, stamp(model), label)


def brief(name):
    """-> the name of a model without its folders."""
    return name.rstrip("/").rpartition("/")[2]


def between(first, second, alphas):
    """Two models -> {alpha: entry} of the networks between them.

    Raises:
        InputError: They are not of one kind, or have no network to be mixed.
    """
    for model in (first, second):
        if model.network is None:
            raise InputError(
                f"{model.name} has no network whose weights can be mixed: name a "
                "shipped model or the folder of a run."
            )
    task, found = first.task, {}
    for alpha in alphas:
        network = mix(first.network, second.network, alpha)
        content = [np.asarray(weight).tobytes() for weight in network.weights]
        name = f"{first.name.rstrip('/')} to {second.name.rstrip('/')}, {alpha:g}"
        enlarge = asked(fast(network), task, reach=first.reach)
        label = f"{alpha:g} of {brief(second.name)}"
        found[alpha] = Entry(name, task, enlarge, digest(content), label)
    return found


def of_folder(name, folder, bench):
    """-> the entry of pictures that another program has enlarged.

    Raises:
        InputError: The folder lacks a picture; on reading, one is of another size.
    """
    names = bench.names()
    paths = files_of(names, pictures_in(folder))

    def enlarge(number, sample):
        pixels = picture.read(paths[number]).pixels
        size = sample["image"].shape[:2]
        spare = [have - need for have, need in zip(pixels.shape[:2], size)]
        if not 0 <= min(spare) <= max(spare) < bench.task.scale:
            raise InputError(
                f"{paths[number]} is {size_of(pixels)}, and {names[number]} is "
                f"{size_of(sample['image'])}: it is not that picture enlarged."
            )
        pixels = color.in_channels(pixels[: size[0], : size[1]], 3)
        return as_float(pixels).astype(np.float32)

    content = [path.read_bytes() for path in paths]
    return Entry(name, bench.task, enlarge, digest(content), name)


def files_of(names, paths):
    """-> for each name the file that is called so, or so and more: `baby_x4.png`.

    Raises:
        InputError: There is none, or there are several.
    """
    found = []
    for name in names:
        alone = [path for path in paths if path.stem == name]
        pattern = rf"(?<![0-9A-Za-z]){re.escape(name)}(?![0-9A-WYZa-wyz]|[xX]\D)"
        near = alone or [path for path in paths if re.search(pattern, path.stem)]
        if len(near) > 1:
            raise InputError(
                f"{near[0].parent} has several pictures of {name}, {near[0].name} and "
                f"{near[1].name}: put those of one program into a folder of their own."
            )
        found += near
    if len(found) == len(names):
        return found
    return [path for _, path in partners([Path(f"{n}.png") for n in names], paths)]


def measure(scores, bench, entry, metrics, each=None):
    """Fills in what is not measured yet of somebody.

    Args:
        scores: See `kept.Scores`: "seconds", and what the metrics say.
        metrics: -> fresh ones, of the entry's task.
        each: Called with the entry's name before each picture, if given.
    """
    for number in range(len(bench)):
        if each:
            each(entry.name)
        if scores.has(bench.condition, entry, number):
            continue
        sample = bench.sample(entry.task, number)
        start = time.monotonic()
        prediction = np.asarray(entry.enlarge(number, sample))
        seconds = time.monotonic() - start
        y, w = (np.asarray(part)[None] for part in entry.task.target(sample))
        fresh = metrics()
        for metric in fresh:
            metric.update_state(y, prediction[None], w)
        scores.add(
            condition=bench.condition,
            model=entry.name,
            stamp=entry.stamp,
            number=number,
            image=bench.data.name(number),
            seconds=f"{seconds:.4g}",
            **{name: f"{value:.6g}" for name, value in results(fresh).items()},
        )
