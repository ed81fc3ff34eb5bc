"""Networks that colour side by side: what is gray in one is brown in another.

As in figure 5 and table 1 of Zhang, Isola & Efros, "Colorful Image Colorization", ECCV
2016, arXiv:1603.08511: gray, each network, and the truth. A score alone does not tell:
the mean of what might be is near to all of it, and gray.
"""

import csv
import io
from pathlib import Path

import numpy as np

from kerasdense import bundle
from kerasdense.baselines import BASELINES, open_baseline
from kerasdense.datasets.changes import for_task
from kerasdense.errors import InputError
from kerasdense.evaluate import evaluate
from kerasdense.files import picture
from kerasdense.files.whole import write_whole
from kerasdense.metrics import GrayPixels
from kerasdense.pixels import color, lab, paint
from kerasdense.predict import predict
from kerasdense.study.enlargers import brief
from kerasdense.study.report import table

NEEDLESS = ("no-color", "mean-color", "random-color")  # what needs no training
SIDE = 220  # pixels of a picture in the sheet


def study(folder, data, opened, *, told, pictures=4, each=None):
    """Measures everybody, and writes report.md, scores.csv and colours.png.

    Args:
        folder: Where to; made if need be.
        data: Photographs in colour.
        opened: Models, as `cli.open` gives them.
        told: {words: value} for the report.
        pictures: How many to show.
        each: Called with a name after each picture, if given.

    Returns:
        What study.json holds.

    Raises:
        InputError: A model does not colour.
    """
    for model in opened:
        if not model.task.keeps_lightness:
            raise InputError(f"{model.name} gives no colours to what is gray.")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    entries = {name: open_baseline(name, 0) for name in NEEDLESS}
    entries |= {model.name: (model.predictor, model.task) for model in opened}
    found, rows = {}, []
    for name, (predictor, task) in entries.items():

        def done(index, scores, name=name):
            row = {"model": name, "number": index, "image": data.name(index)}
            rows.append(row | scores)
            if each:
                each(name)

        metrics = [*task.metrics(), GrayPixels()]
        scored = for_task(data, task, to_measure=True)
        found[name] = evaluate(predictor, task, scored, metrics=metrics, each=done)
    shown = chosen(rows, len(data), opened[-1].name, pictures)
    sheet = paint.contact_sheet(
        [drawn(data.read(number)["image"], opened) for number in shown],
        [captions(rows, number, opened) for number in shown],
        limit=SIDE,
    )
    picture.write(folder / "colours.png", sheet, overwrite=True)
    write_rows(folder / "scores.csv", rows)
    found = {
        "told": told,
        "images": len(data),
        "protocol": {metric.name: metric.protocol for metric in metrics},
        "models": found,
        "pictures": [data.name(number) for number in shown],
    }
    bundle.write_json(folder / "study.json", found)
    write_whole(folder / "report.md", report(found).encode(), overwrite=True)
    return found


def chosen(rows, count, name, pictures):
    """-> pictures to show: where a model gains most over gray, to the least."""
    auc = {(row["model"], row["number"]): row["auc"] for row in rows}
    gains = [auc[name, i] - auc[NEEDLESS[0], i] for i in range(count)]
    order = np.argsort(np.negative(gains), kind="stable")
    places = np.linspace(0, count - 1, min(pictures, count))
    return [int(order[round(place)]) for place in places]


def drawn(image, opened):
    """Gray, what each model makes of it, and the truth: uint8 [H, W, 3] each."""
    gray = lab.recoloured(image, np.full((1, 1, 3), 0.5), "uint8")
    made = [
        model.task.render(
            predict(model.predictor, model.task, image, reach=model.reach)
        )
        for model in opened
    ]
    truth = color.in_channels(image, 3)
    return [gray, *made, truth if truth.dtype == np.uint8 else truth // 257]


def captions(rows, number, opened):
    found = ["gray"]
    for model in opened:
        row = next(r for r in rows if (r["model"], r["number"]) == (model.name, number))
        found.append(f"{brief(model.name)}\nAuC {100 * row['auc']:.1f}")
    return [*found, "truth"]


def write_rows(path, rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_whole(path, text.getvalue().encode(), overwrite=True)


def report(found):
    """What study.json holds -> the report, Markdown."""
    rows = [
        (
            BASELINES[name].meaning if name in NEEDLESS else name,
            f"{100 * one['auc']:.2f}",
            f"{100 * one['auc_rebalanced']:.2f}",
            f"{one['psnr_ab']:.2f}",
            f"{one['psnr']:.2f}",
            f"{100 * one['gray']:.0f} %",
        )
        for name, one in found["models"].items()
    ]
    columns = ("", "AuC", "rebalanced", "PSNR of a and b", "of RGB", "gray pixels")
    first = next(iter(found["models"].values()))
    return REPORT.format(
        images=found["images"],
        rows=table(columns, rows),
        pictures=", ".join(found["pictures"]),
        true=f"{100 * first['gray_true']:.0f} %",
        **found["told"],
        **found["protocol"],
    )


REPORT = """# Colours for gray photographs

{data}, {images} pictures. Of the photographs themselves, {true} of all pixels are gray.

{rows}

AuC is in hundredths: {colors}.

PSNR of RGB: {psnr}.

Gray: {gray}.

{pictures}: gray as the networks see it, each network, and the photograph. The last
network gains most over gray on the first of them, least on the last.

![](colours.png)
"""
