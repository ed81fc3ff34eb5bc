"""Denoisers against each other, image by image, and written down.

As in Burger, Schuler & Harmeling, "Image denoising: Can plain neural networks compete
with BM3D?", CVPR 2012: means, on how many images who is better, the gains in order,
and pictures. What was scored once is kept, and not computed again.
"""

import dataclasses
import functools
import time
from pathlib import Path

import numpy as np

from kerasdense import bundle
from kerasdense.baselines import BASELINES, open_baseline
from kerasdense.compare import middle
from kerasdense.datasets import Changed
from kerasdense.datasets.changes import for_task
from kerasdense.errors import InputError
from kerasdense.evaluate import results
from kerasdense.files import picture
from kerasdense.files.whole import write_whole
from kerasdense.metrics import PSNR, SSIM
from kerasdense.pixels import layout, paint
from kerasdense.study import learning_curve
from kerasdense.study.chart import chart
from kerasdense.study.denoising_report import file_name, report
from kerasdense.study.kept import Scores, same_study, stamp
from kerasdense.tasks import Restoration

RIVALS = ("bm3d", "nl-means", "tv", "bilateral", "median")
FOUND = "as found"  # the condition of data that are noisy already
NOISY = "noisy"  # the model that does nothing
SIDE = 200  # pixels of a cut-out


@dataclasses.dataclass(frozen=True)
class Entry:
    """Who takes part.

    Args:
        name: In tables.
        predictor: deviation in 255ths -> a function x -> output.
        task: Decodes outputs.
        stamp: Changes when the weights do.
        rival: Whether it is one of those that the models are held against.
    """

    name: str
    predictor: object
    task: object
    stamp: str = ""
    rival: bool = False


def entries(models, rivals, channels):
    """-> the noisy picture itself, the models, and the rivals for so many channels.

    Args:
        models: With name, predictor and task, as `cli.open` gives them.
        rivals: Names of baselines without -gray or -color.

    Raises:
        InputError: A model is no denoiser of pictures of these channels.
    """
    task = Restoration(channels=channels)
    found = [Entry(NOISY, functools.partial(told_nothing, np.asarray), task)]
    for model in models:
        reads = tuple(model.task.reads)
        if reads not in (("noisy",), ("damaged",)) or model.task.scale != 1:
            raise InputError(f"{model.name} is no denoiser: it reads {reads}.")
        if model.task.channels != channels:
            raise InputError(
                f"{model.name} has {model.task.channels} channels and {models[0].name} "
                f"has {channels}: study them one after the other."
            )
        always = functools.partial(told_nothing, model.predictor)
        found.append(Entry(model.name, always, model.task, stamp(model)))
    kind = "gray" if channels == 1 else "color"
    for rival in rivals:
        name = f"{rival}-{kind}"
        if name not in BASELINES or BASELINES[name].task["task"] != "Denoising":
            raise InputError(
                f"There is no rival {rival!r}: known are {', '.join(RIVALS)}."
            )
        opened = functools.partial(told_noise, name)
        found.append(Entry(rival, opened, task, rival=True))
    return found


def told_nothing(predictor, noise):
    return predictor


def told_noise(name, noise):
    """-> a baseline's predictor that knows the noise."""
    return open_baseline(name, noise)[0]


def study(
    folder, data, who, conditions, *, told, seed=0, pictures=3, runs=(), each=None
):
    """Scores everybody under each condition, and writes report.md and its pictures.

    Args:
        folder: Where to; made if need be. Scores that it holds are not computed again.
        data: Clean images; or "damaged" ones with their truth, as they were found.
        who: See `entries`. All are held against "bm3d", or else the first rival.
        conditions: Damages, such as "awgn:25"; (FOUND,) for what was found noisy.
        told: {words: value} for the report, and what a folder must agree in.
        seed: Of the noise.
        pictures: To show, for each condition.
        runs: Folders of runs, whose learning curves are drawn.
        each: Called with (condition, name) before each score, if given.

    Returns:
        What study.json holds.

    Raises:
        InputError: The folder holds a study of something else.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    same_study(folder, {**told, "seed": seed})
    scores = Scores(folder / "scores.csv")
    rivals = [one for one in who if one.rival] or who[:1]
    against = next((one for one in rivals if one.name == "bm3d"), rivals[0])
    found = {"told": {**told, "seed": seed}, "against": against.name, "conditions": {}}
    for condition in conditions:
        noisy = prepared(data, who[0].task, condition, seed)
        measure(scores, condition, noisy, who, each)
        summary = summed(scores, condition, who, against, len(noisy))
        summary["images"] = len(noisy)
        summary["names"] = [noisy.name(i) for i in range(len(noisy))]
        found["conditions"][condition] = summary
        file = file_name(condition)
        picture.write(
            folder / f"gains-{file}.png",
            gains_chart(summary, against.name, condition),
            overwrite=True,
        )
        shown = chosen(summary, who, against, pictures)
        sheet = page(noisy, condition, who, scores, shown)
        picture.write(folder / f"pictures-{file}.png", sheet, overwrite=True)
    found["runs"] = {
        str(run): curve(folder, scores, run, against, each) for run in runs
    }
    bundle.write_json(folder / "study.json", found)
    write_whole(folder / "report.md", report(found).encode(), overwrite=True)
    return found


def prepared(data, task, condition, seed):
    """-> data with "damaged" and "image" in the task's channels."""
    damage = None if condition == FOUND else condition
    return for_task(data, task, damage=damage, seed=seed, to_measure=True)


def measure(scores, condition, noisy, who, each=None):
    """Fills in what is not scored yet."""
    for entry in who:
        for number in range(len(noisy)):
            if each:
                each(condition, entry.name)
            if scores.has(condition, entry, number):
                continue
            sample = noisy.read(number)
            start = time.monotonic()
            prediction = cleaned(entry, condition, sample)
            seconds = time.monotonic() - start
            found = judged(sample, prediction)
            scores.add(
                condition=condition,
                model=entry.name,
                stamp=entry.stamp,
                number=number,
                image=noisy.name(number),
                psnr=f"{found['psnr']:.6g}",
                ssim=f"{found['ssim']:.6g}",
                seconds=f"{seconds:.4g}",
            )


def cleaned(entry, condition, sample):
    """-> what somebody makes of a sample's noisy picture, [1, H, W, C]."""
    x = np.asarray(Restoration(entry.task.channels).input(sample))[None]
    output = entry.predictor(deviation(condition, sample))(x)
    return np.asarray(entry.task.decode(output, x))


def deviation(condition, sample):
    """-> how strong the noise is, in 255ths: what those who must be told are told.

    As named, where it is white Gaussian noise; else as it is, the truth being known.
    """
    name, _, amount = condition.partition(":")
    if name == "awgn" and amount.replace(".", "", 1).isdigit():
        return float(amount)
    y, _ = Restoration().target(sample)
    x = Restoration().input(sample)
    return float(255 * np.std(np.asarray(x) - np.asarray(y)))


def judged(sample, prediction):
    y, w = (np.asarray(part)[None] for part in Restoration().target(sample))
    metrics = [PSNR(), SSIM()]
    for metric in metrics:
        metric.update_state(y, prediction, w)
    return results(metrics)


def summed(scores, condition, who, against, count):
    """-> {"models": {name: numbers}, "gains": {name: dB over `against`, by image}}."""
    base = scores.of(condition, against, "psnr", count)
    told, gains = {}, {}
    for entry in who:
        psnr = scores.of(condition, entry, "psnr", count)
        gain = psnr - base
        told[entry.name] = {
            "psnr": float(psnr.mean()),
            "ssim": float(scores.of(condition, entry, "ssim", count).mean()),
            "seconds": float(np.median(scores.of(condition, entry, "seconds", count))),
            "wins": int((gain > 0).sum()),
            "gain": float(gain.mean()),
            "best": [float(gain.max()), int(gain.argmax())],
            "worst": [float(gain.min()), int(gain.argmin())],
        }
        gains[entry.name] = gain.tolist()
    return {"models": told, "gains": gains}


def gains_chart(summary, against, condition):
    """The gain over a rival on each image, from the least to the most."""
    curves = {
        name: (np.arange(1, len(gain) + 1), np.sort(gain))
        for name, gain in summary["gains"].items()
        if name not in (against, NOISY)
    } or {NOISY: (np.arange(1, 3), np.zeros(2))}
    return chart(
        curves,
        title=f"{condition}: better than {against} by so much, image by image",
        across="images, each curve in its own order",
        up="dB",
        levels={against: 0.0},
    )


def chosen(summary, who, against, count):
    """-> images to show: ours is best, worst, and in between against the rival."""
    ours = next((e for e in who[1:] if e.name != against.name), who[0])
    order = np.argsort(summary["gains"][ours.name])[::-1]
    places = np.linspace(0, len(order) - 1, min(count, len(order)))
    return [int(order[round(place)]) for place in places]


def page(noisy, condition, who, scores, numbers):
    """Rows of pictures: the truth, its middle, and what each makes of it, with PSNR."""
    rows, captions = [], []
    for number in numbers:
        sample = noisy.read(number)
        task = who[0].task
        truth = layout.colour(task.render(np.asarray(task.target(sample)[0])))
        row = [layout.shrunk(truth, SIDE), middle(truth, SIDE)]
        words = [noisy.name(number), "truth"]
        for entry in who:
            prediction = cleaned(entry, condition, sample)[0]
            row.append(middle(task.render(prediction), SIDE))
            psnr = scores.of(condition, entry, "psnr", number + 1)[number]
            words.append(f"{entry.name}, {psnr:.2f} dB")
        rows.append(row)
        captions.append(words)
    return paint.contact_sheet(rows, captions)


def curve(folder, scores, run, against, each=None):
    """Draws a run's PSNR while it learned, the rival's on the same pictures, and a law.

    -> {"rival": PSNR, "fit": see `learning_curve.fit`, "crossing": step or None, ...}
    """
    steps, psnr = learning_curve.history(run)
    held = learning_curve.validation_of(run)
    condition = f"validation of {run}"
    renamed = as_damaged(held)
    measure(scores, condition, renamed, [against], each)
    level = float(scores.of(condition, against, "psnr", len(held)).mean())
    found = learning_curve.fit(steps, psnr)
    curves = {str(run): (steps, psnr)}
    if found:
        ahead = np.geomspace(found["first"], 4 * found["last"], 120)
        shape = found["end"], found["gap"], found["power"]
        curves["fitted, and continued"] = (
            ahead,
            learning_curve.law(ahead / found["last"], *shape),
        )
    drawn = chart(
        curves,
        title=f"{run}: while it learned",
        across="step",
        up="PSNR, dB",
        levels={against.name: level},
    )
    file = f"curve-{file_name(str(run))}.png"
    picture.write(folder / file, drawn, overwrite=True)
    return {
        "file": file,
        "images": len(held),
        "rival": level,
        "last": [float(steps[-1]), float(psnr[-1])],
        "fit": found,
        "crossing": learning_curve.crossing(found, level) if found else None,
    }


def as_damaged(dataset):
    """A dataset whose noisy pictures are called "damaged"."""
    if "damaged" in dataset.fields:
        return dataset
    return Changed(dataset, lambda s, i: {**s, "damaged": s["noisy"]}, ["damaged"])
