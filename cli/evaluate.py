"""kerasdense evaluate MODEL DATASET"""

import csv
import io
from pathlib import Path
from typing import Annotated

import typer

from kerasdense.cli import report
from kerasdense.errors import InputError, did_you_mean
from kerasdense.files.whole import write_whole


def evaluate(
    model: Annotated[
        str,
        typer.Argument(
            help="A shipped model, the folder of a run, an exported file, a baseline."
        ),
    ],
    dataset: Annotated[str, typer.Argument(help="KIND:PATH, see `kerasdense list`.")],
    split: Annotated[
        str | None, typer.Option(help="train, val or test, where files say which.")
    ] = None,
    noise: Annotated[
        float, typer.Option(help="Deviation of the noise to remove, in 255ths.")
    ] = 25.0,
    damage: Annotated[
        str | None,
        typer.Option(help="What to do to clean pictures, NAME:AMOUNT; see `list`."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of that noise or damage.")] = 0,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Score only so many images.")
    ] = None,
    json_: Annotated[
        Path | None, typer.Option("--json", help="Write scores and protocol here.")
    ] = None,
    csv_: Annotated[
        Path | None,
        typer.Option("--csv", help="Write each image's scores; else beside --json."),
    ] = None,
    with_: Annotated[
        list[str] | None,
        typer.Option(
            "--with", help="Measure this, too: for labels bf, cells and others."
        ),
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option(help="Write the confusion matrix here; else beside --json."),
    ] = None,
):
    """Score a model on a dataset, by the protocol of its field.

    kerasdense evaluate denoise-gray images:BSD68 --noise 25

    kerasdense evaluate inpaint images:Set14 --damage missing:0.5 --csv each.csv

    kerasdense evaluate sr-x2 images:Set14 --json scores.json

    kerasdense evaluate runs/camvid camvid:CamVid --with bf
    """
    from kerasdense.cli.open import open_model
    from kerasdense.cli.quiet import import_tensorflow
    from kerasdense.datasets import Part, open_dataset

    data = open_dataset(dataset, split)
    if limit and limit < len(data):
        data = Part(data, range(limit))
    model = open_model(model, noise=noise)
    import_tensorflow()  # a .tflite can do without, but metrics cannot
    from kerasdense.bundle import write_json
    from kerasdense.evaluate import evaluate as score

    check_classes(model.task, data, dataset)
    task = model.task
    given = None if set(task.reads) <= set(data.fields) else damage or task.damage
    data = prepared(data, task, noise, seed, damage)
    metrics = [*task.metrics(), *asked_for(task, with_ or ())]
    rows = []
    with report.progress() as bar:
        line = bar.add_task("scoring", total=len(data))

        def each(index, scores):
            rows.append({"name": data.name(index), **scores})
            bar.advance(line)

        scores = score(model.predictor, task, data, metrics=metrics, each=each)

    found = {
        "model": model.name,
        "dataset": dataset,
        "split": split,
        "images": len(data),
        "protocol": protocol(task, metrics, noise, seed, given),
        "scores": scores,
    }
    title = f"{model.name} on {dataset}, {len(data)} images"
    report.table(title, ("score", "value"), scores.items())
    for name, words in found["protocol"].items():
        report.out.print(f"{name}: {words}", style="dim", soft_wrap=True)
    detail = [metric for metric in metrics if hasattr(metric, "per_class")][:1]
    for metric in detail:
        found["per_class"] = metric.per_class()
        found["confusion"] = metric.matrix().tolist()
        report.table("IU of each class", ("class", "IU"), metric.per_class().items())
    if json_:
        csv_ = csv_ or json_.with_suffix(".csv")
        if detail:
            picture = picture or json_.with_name(f"{json_.stem}-confusion.png")
        write_json(json_, found)
    if csv_:
        write_rows(csv_, rows)
    if picture:
        write_confusion(picture, detail, task)


def asked_for(task, names):
    """-> metrics beside those that a task has anyway.

    Raises:
        InputError: The task has none of that name.
    """
    extras = task.extras()
    for name in names:
        if name not in extras:
            there = ", ".join(extras) or "nothing more"
            raise InputError(
                f"--with {name}: what can be measured of this model is {there}."
                f"{did_you_mean(name, extras)}"
            )
    return [extras[name] for name in dict.fromkeys(names)]


def prepared(data, task, noise, seed, damage=None):
    from kerasdense.datasets.changes import for_task

    return for_task(data, task, noise=noise, damage=damage, seed=seed, to_measure=True)


def protocol(task, metrics, noise, seed, damage=None):
    """-> {what: how it was done}, in words; damage: what was done here."""
    from kerasdense.damage import parse

    told = {}
    if damage:
        told["damage"] = f"{parse(damage).words}; image i has the seed ({seed}, i)"
    elif "noisy" in task.reads:
        told["noise"] = (
            f"white Gaussian, deviation {noise:g} of 255, not clipped; image i has the "
            f"seed ({seed}, i)"
        )
    if "small" in task.reads:
        kept = "unrounded" if task.luma else "rounded to 8 bits"
        told["input"] = (
            f"MATLAB's bicubic at 1/{task.scale}, {kept}, of the image cropped to a "
            f"multiple of {task.scale}"
        )
    if getattr(task, "takes", None) == "uint8":
        told["file"] = "what it is given is rounded to 8 bits, and what it gives"
    if task.luma:
        told["pixels"] = "luma of BT.601 in 16..235, rounded to 8 bits"
    return told | {metric.name: metric.protocol for metric in metrics}


def check_classes(task, data, spec):
    """A network for other classes than the dataset's would be scored on nonsense."""
    ours = getattr(task, "classes", None)
    if ours is not None and data.classes and tuple(ours) != tuple(data.classes):
        raise InputError(
            f"The model knows the classes {', '.join(ours)}, but {spec} has "
            f"{', '.join(data.classes)}."
        )


def write_rows(path, rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_whole(path, text.getvalue().encode(), overwrite=True)


def write_confusion(path, metrics, task):
    from kerasdense.files import picture
    from kerasdense.pixels import paint

    if not metrics:
        raise InputError(f"--picture {path}: only labels have a confusion matrix.")
    drawn = paint.confusion_picture(metrics[0].matrix(), task.classes)
    picture.write(path, drawn, overwrite=True)
