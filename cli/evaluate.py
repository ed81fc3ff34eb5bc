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
            "--with",
            help="Measure this, too: of labels bf, cells and others; of pictures "
            "niqe=FILE, lpips=TRUNK,HEADS.",
        ),
    ] = None,
    protocol: Annotated[
        str | None,
        typer.Option(help="Of enlarging: set5-y (as it is), div2k-rgb-crop, pirm."),
    ] = None,
    self_ensemble: Annotated[
        bool,
        typer.Option(
            "--self-ensemble", help="Mean over eight turns and mirrorings; it is told."
        ),
    ] = False,
    picture: Annotated[
        Path | None,
        typer.Option(help="Write the confusion matrix here; else beside --json."),
    ] = None,
):
    """Score a model on a dataset, by the protocol of its field.

    kerasdense evaluate denoise-gray images:BSD68 --noise 25

    kerasdense evaluate inpaint images:Set14 --damage missing:0.5 --csv each.csv

    kerasdense evaluate sr-x2 images:Set14 --json scores.json

    kerasdense evaluate sr-x2 images:Set14 --protocol pirm --with niqe=niqe.npz

    kerasdense evaluate runs/camvid camvid:CamVid --with bf
    """
    from kerasdense.cli.open import open_model
    from kerasdense.cli.quiet import import_tensorflow
    from kerasdense.datasets import open_dataset

    data = open_dataset(dataset, split, limit)
    model = open_model(model, noise=noise)
    import_tensorflow()  # a .tflite can do without, but metrics cannot
    from kerasdense.bundle import write_json
    from kerasdense.ensemble import eightfold
    from kerasdense.evaluate import evaluate as score

    check_classes(model.task, data, dataset)
    task = by_relative_truth(model.task, protocol)
    own = set(task.reads) <= set(data.fields)
    given = None if own else damage or task.damage
    data = prepared(data, task, noise, seed, damage)
    measured = by_protocol(task, protocol)
    metrics = [*measured, *asked_for(task, with_ or (), measured)]
    predictor = eightfold(model.predictor, task) if self_ensemble else model.predictor
    rows = []
    with report.progress() as bar:
        line = bar.add_task("scoring", total=len(data))

        def each(index, scores):
            rows.append({"name": data.name(index), **scores})
            bar.advance(line)

        scores = score(predictor, task, data, metrics=metrics, each=each)

    found = {
        "model": model.name,
        "dataset": dataset,
        "split": split,
        "images": len(data),
        "protocol": in_words(task, metrics, noise, seed, given, protocol, own),
        "scores": scores,
    }
    if self_ensemble:
        found["protocol"]["self_ensemble"] = "mean over eight turns and mirrorings"
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


def by_relative_truth(task, protocol):
    """-> the task to score by: of a model that knows metres, where the protocol is
    "relative", that of depth without its scale.

    Raises:
        InputError: It is an exported file, which writes predictions.
    """
    if protocol != "relative" or "depth" not in task.learns:
        return task
    if task.decided:
        raise InputError(
            "--protocol relative: an exported file of metres is scored in metres. Name "
            "the folder that it was made of."
        )
    return task.by_relative_truth()


def by_protocol(task, name):
    """-> the metrics of a protocol; None stands for the task's own.

    Raises:
        InputError: The task has no protocol of that name.
    """
    if name is None:
        return task.metrics()
    known = task.protocols()
    if name not in known:
        there = ", ".join(known) or "none by name"
        raise InputError(
            f"--protocol {name}: the protocols of this model are {there}."
            f"{did_you_mean(name, known)}"
        )
    return known[name]


def asked_for(task, names, beside):
    """-> metrics beside those that a task has anyway.

    Those with a file see as much of the border as the others do.

    Raises:
        InputError: The task has none of that name, or its file cannot be used.
    """
    from kerasdense.perceptual import BY_PROGRAM, MEASURES, open_measure

    extras, found = task.extras(), {}
    pictures = task.writes == "picture"
    for name in names:
        if name in extras:
            found[name] = extras[name]
        elif pictures and name.partition("=")[0] in (*MEASURES, *BY_PROGRAM):
            border = getattr(beside[0], "border", 0)
            try:
                found[name] = open_measure(name, border=border)
            except InputError as error:
                raise type(error)(f"--with {name}: {error}") from error
        else:
            forms = [measure.form for measure in MEASURES.values() if pictures]
            there = ", ".join([*extras, *forms]) or "nothing more"
            raise InputError(
                f"--with {name}: what can be measured of this model is {there}."
                f"{did_you_mean(name, extras)}"
            )
    return [*found.values()]


def prepared(data, task, noise, seed, damage=None):
    from kerasdense.datasets.changes import for_task

    return for_task(data, task, noise=noise, damage=damage, seed=seed, to_measure=True)


def in_words(task, metrics, noise, seed, damage=None, protocol=None, own=False):
    """-> {what: how it was done}; damage: what was done here; protocol: its name; own:
    whether what is read is the dataset's own."""
    from kerasdense.damage import parse

    known = [*task.protocols()]
    told = {"protocol": protocol or known[0]} if known else {}
    if damage:
        told["damage"] = f"{parse(damage).words}; image i has the seed ({seed}, i)"
    elif "noisy" in task.reads:
        told["noise"] = (
            f"white Gaussian, deviation {noise:g} of 255, not clipped; image i has the "
            f"seed ({seed}, i)"
        )
    if "small" in task.reads and own:
        told["input"] = "the small pictures that the dataset has"
    elif "small" in task.reads and not damage:
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
    ours = getattr(task, "classes", ())  # () where a network learns no labels
    if ours and data.classes and tuple(ours) != tuple(data.classes):
        raise InputError(
            f"The model knows the classes {', '.join(ours)}, but {spec} has "
            f"{', '.join(data.classes)}."
        )


def write_rows(path, rows):
    text = io.StringIO()
    names = dict.fromkeys(name for row in rows for name in row)
    writer = csv.DictWriter(text, names, lineterminator="\n")
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
