"""Finders of boundaries beside each other and beside people, as BSDS measures them.

What was measured once is kept, picture by picture, and not measured again.
"""

import csv
import dataclasses
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np

from kerasdense import bsds, bundle
from kerasdense.files import picture
from kerasdense.files.whole import write_whole
from kerasdense.pixels import layout, paint
from kerasdense.study.denoising_report import file_name
from kerasdense.study.kept import same_study, stamp
from kerasdense.study.precision_recall import figure
from kerasdense.study.report import table

SIDE = 240  # pixels of a picture in a sheet


@dataclasses.dataclass(frozen=True)
class Entry:
    """Who finds boundaries.

    Args:
        name: For people.
        find: sample -> probabilities float [H, W].
        stamp: What tells its version from others of its name.
    """

    name: str
    find: Callable
    stamp: str = ""


def of_model(model, shown=None):
    """-> an entry of a `Model` of the task `Boundaries`; shown: a side's name."""
    task = model.task.showing(shown) if shown else model.task
    name = f"{model.name} {shown}" if shown else model.name

    def find(sample):
        x = np.asarray(task.input(sample))[None]
        return np.asarray(task.decode(model.predictor(x), x))[0, ..., 0]

    return Entry(name, find, stamp(model))


def sides(model):
    """-> an entry for each side output of a network that has some."""
    outputs = getattr(model.network, "output", None)
    names = outputs if isinstance(outputs, dict) else ()
    return [of_model(model, name) for name in names if name != model.task.shown]


def study(
    folder,
    data,
    entries,
    *,
    told,
    part=bsds.PART,
    thresholds=bsds.THRESHOLDS,
    pictures=3,
    each=None,
):
    """Measures everybody, and writes report.md, curves.png, pictures.png and each.csv.

    Args:
        folder: Where to; made if need be.
        data: A dataset with "image" and "boundary", of several people where the people
            are to be measured, too.
        entries: At least one.
        told: {words: value} for the report, and what a folder must agree in.
        part, thresholds: See `bsds.count`.
        pictures: How many to show.
        each: Called with a name after each picture, if given.

    Returns:
        What study.json holds.

    Raises:
        InputError: The folder holds a study of something else.
    """
    folder = Path(folder)
    (folder / "counts").mkdir(parents=True, exist_ok=True)
    told = {**told, "part": part, "thresholds": thresholds}
    same_study(folder, told)
    names = [data.name(index) for index in range(len(data))]

    def measured(name, mark, count):
        """-> the counts of each picture: those that are kept, and the others."""
        path = folder / "counts" / f"{file_name(f'{name} {mark}'.strip())}.npz"
        known = dict(np.load(path)) if path.exists() else {}
        for index, title in enumerate(names):
            if title not in known:
                known[title] = count(data.read(index))
                np.savez_compressed(path, **known)
            if each:
                each(name)
        return np.stack([known[title] for title in names])

    def compared(entry):
        how = {"part": part, "thresholds": thresholds}
        return lambda sample: bsds.count(entry.find(sample), drawn(sample), **how)

    found = {
        entry.name: measured(entry.name, entry.stamp, compared(entry))
        for entry in entries
    }
    people = None
    if data.read(0)["boundary"].shape[-1] > 1:
        people = measured(
            "people", "", lambda sample: bsds.human(drawn(sample), part=part)
        )
    summary = {
        "told": told,
        "images": len(data),
        "models": {name: scores(counts) for name, counts in found.items()},
    }
    if people is not None:
        summary["people"] = dict(
            zip(("precision", "recall", "f"), map(float, bsds.rates(people.sum(0))))
        )
    curves = {name: counts.sum(0) for name, counts in found.items()}
    total = None if people is None else people.sum(0)
    title = f"{told['data']}, {len(data)} pictures"
    drawn_curves = figure(curves, people=total, title=title)
    picture.write(folder / "curves.png", drawn_curves, overwrite=True)
    sheet = shown(data, entries, found, pictures)
    picture.write(folder / "pictures.png", sheet, overwrite=True)
    write_each(folder / "each.csv", names, found)
    bundle.write_json(folder / "study.json", summary)
    write_whole(folder / "report.md", report(summary).encode(), overwrite=True)
    return summary


def drawn(sample):
    """-> bool [N, H, W], what each person drew."""
    most = 255 if sample["boundary"].dtype == np.uint8 else 1
    return np.moveaxis(sample["boundary"] >= 0.5 * most, -1, 0)


def scores(counts):
    """Counts [pictures, T, 4] -> ODS, OIS and AP, and where ODS is."""
    total = counts.sum(0)
    f, threshold, precision, recall = bsds.best(total)
    own = sum(bsds.own_best(one) for one in counts)
    return {
        "ods": f,
        "ois": float(bsds.rates(own)[2]),
        "ap": bsds.average_precision(total),
        "threshold": threshold,
        "precision": precision,
        "recall": recall,
    }


def write_each(path, names, found):
    """A row for each picture: everybody's F at the best threshold of all pictures, and
    at the picture's own."""
    rows = [{"name": name} for name in names]
    for model, counts in found.items():
        common = int(np.argmax(bsds.rates(counts.sum(0))[2]))
        for row, one in zip(rows, counts):
            f = bsds.rates(one)[2]
            row[f"{model} f"] = f"{f[common]:.4f}"
            row[f"{model} best f"] = f"{f.max():.4f}"
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_whole(path, text.getvalue().encode(), overwrite=True)


def shown(data, entries, found, count):
    """Pictures from the best of the first entry to its worst: the photograph, the mean
    of all drawings, and everybody's map, dark where a boundary is."""
    first = [bsds.rates(one)[2].max() for one in found[entries[0].name]]
    order = np.argsort(first)[::-1]
    places = np.linspace(0, len(order) - 1, min(count, len(order)))
    rows, captions = [], []
    for place in places:
        index = int(order[round(place)])
        sample = data.read(index)
        maps = [drawn(sample).mean(0), *(entry.find(sample) for entry in entries)]
        rows.append([sample["image"], *map(dark, maps)])
        words = [
            f"{entry.name}, F {bsds.rates(found[entry.name][index])[2].max():.3f}"
            for entry in entries
        ]
        captions.append([data.name(index), "people", *words])
    rows = [[layout.shrunk(one, SIDE) for one in row] for row in rows]
    return paint.contact_sheet(rows, captions)


def dark(probability):
    """[H, W] -> uint8 [H, W, 3], black where it is 1."""
    gray = np.rint(255 * (1 - np.clip(probability, 0, 1))).astype(np.uint8)
    return np.repeat(gray[..., None], 3, axis=-1)


def report(found):
    """What study.json holds -> the report, Markdown."""
    rows = [
        (
            name,
            *(f"{one[what]:.3f}" for what in ("ods", "ois", "ap")),
            f"{one['threshold']:.2f}",
            f"{one['precision']:.3f}",
            f"{one['recall']:.3f}",
        )
        for name, one in sorted(
            found["models"].items(), key=lambda item: -item[1]["ods"]
        )
    ]
    if "people" in found:
        f, precision, recall = (
            f"{found['people'][what]:.3f}" for what in ("f", "precision", "recall")
        )
        rows.insert(0, ("people", f, "-", "-", "-", precision, recall))
    columns = ("", "ODS", "OIS", "AP", "threshold", "precision", "recall")
    return REPORT.format(
        images=found["images"], rows=table(columns, rows), **found["told"]
    )


REPORT = """# Boundaries

{data}, {images} pictures.

{rows}

As the benchmark of BSDS measures: {thresholds} thresholds, pixels matched one to one
within {part:g} of the diagonal, most pairs of least distance. ODS is F at the best
threshold for all pictures, OIS at the best for each, AP the mean of precision over
recalls. People: each person's drawing against those of the others, all counts added up.

![](curves.png)

From the picture that the first finds best to the one it finds worst, each F at the
picture's best threshold:

![](pictures.png)
"""
