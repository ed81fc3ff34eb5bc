"""kerasdense export MODEL --to PATH"""

import os
import re
import shutil
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kerasdense.cli import proof, report
from kerasdense.cli.evaluate import check_classes
from kerasdense.errors import InputError
from kerasdense.files.whole import refuse_existing

PROOF_FAILED = 4  # exit code
CALIBRATION = 32  # pictures
SHOTS = 8  # pairs of pictures made of photographs, where a model reads two


class Format(StrEnum):
    savedmodel = "savedmodel"
    tflite = "tflite"


class Precision(StrEnum):
    float32 = "float32"
    float16 = "float16"
    dynamic = "dynamic"
    int8 = "int8"
    int16x8 = "int16x8"


class Takes(StrEnum):
    uint8 = "uint8"
    float32 = "float32"


def export(
    model: Annotated[str, typer.Argument(help="A shipped model or a run's folder.")],
    to: Annotated[Path, typer.Option(help="NAME.tflite, or a folder to be made.")],
    form: Annotated[
        Format | None, typer.Option("--format", help="By the ending of --to, else.")
    ] = None,
    precision: Annotated[
        Precision, typer.Option(help="Of a .tflite: of its weights and arithmetic.")
    ] = Precision.float32,
    calibrate: Annotated[
        str | None,
        typer.Option(
            help="Dataset for int8 and int16x8, of pictures like those to come; "
            "else scikit-image's photographs."
        ),
    ] = None,
    size: Annotated[
        str | None,
        typer.Option(help="HEIGHTxWIDTH, for a .tflite of one size: often faster."),
    ] = None,
    takes: Annotated[
        Takes, typer.Option("--input", help="What a .tflite takes: bytes, or x in 0..1")
    ] = Takes.uint8,
    measure: Annotated[
        str | None,
        typer.Option(help="Dataset to compare on; else that of --calibrate."),
    ] = None,
    split: Annotated[
        str | None, typer.Option(help="Of --measure: train, val or test.")
    ] = None,
    noise: Annotated[
        float, typer.Option(help="Deviation of the noise to remove, in 255ths.")
    ] = 25.0,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Compare on only so many images.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a file that exists.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the report for programs.")
    ] = False,
):
    """Write a model for elsewhere, and prove that it still does its job.

    The file takes pictures and gives pictures or labels: all that surrounds the network
    is inside. When it is written, a process of its own runs it on real pictures, beside
    the network it was made of. What they differ by, how fast both are, and what becomes
    of the scores is printed, and kept in export.json beside the file. A file that
    differs by too much is called NAME.unproven, and the exit code is 4.

        kerasdense export sr-x2 --to served/sr-x2/1

        kerasdense export denoise-color --to denoise.tflite --precision int8

        kerasdense export runs/streets --to streets.tflite --precision int8
            --calibrate camvid:CamVid --measure camvid:CamVid --size 384x480
    """
    form = format_of(to, form)
    sides = size_of(size)
    if form is Format.savedmodel and (precision, sides) != (Precision.float32, None):
        raise InputError(
            "A SavedModel is float32 and takes any size; a .tflite may not."
        )
    unproven = unproven_name(to)
    refuse_existing((to, unproven), overwrite)
    reports = proof.read_reports(to.with_name(proof.NAME))

    network, task = open_network(model)
    from kerasdense.export.compare import compare
    from kerasdense.predictor import fast

    seen = measure or calibrate
    data = what_there_is(seen, split if measure else None, task, noise)
    if limit and limit < len(data):
        from kerasdense.datasets import Part

        data = Part(data, range(limit))
    write(network, task, unproven, form, precision, calibrate, sides, takes, noise)
    with report.progress() as bar:
        line = bar.add_task("comparing", total=len(data))
        found = compare(
            unproven, fast(network), task, data, each=lambda: bar.advance(line)
        )
    found = {
        "model": model,
        "data": seen or "samples:",
        "bytes": size_in_bytes(unproven),
    } | found
    path = to if found["proven"] else unproven
    if path == to:
        replace(unproven, to)
    proof.write_reports(to.with_name(proof.NAME), reports | {path.name: found})
    proof.tell(path, found, as_json)
    if not found["proven"]:
        raise typer.Exit(PROOF_FAILED)


def format_of(to, form):
    """What was asked for, or what the ending says."""
    ending = to.suffix == ".tflite"
    form = form or (Format.tflite if ending else Format.savedmodel)
    if ending != (form is Format.tflite):
        raise InputError(
            f"--format {form.value} and --to {to} do not agree: a .tflite is a file "
            "that ends in .tflite, a SavedModel is a folder."
        )
    return form


def size_of(text):
    """'384x480' -> (384, 480), rows first."""
    if text is None:
        return None
    found = re.fullmatch(r"(\d+)x(\d+)", text)
    if not found or "0" in found.groups():
        raise InputError(f"--size {text} should be HEIGHTxWIDTH, such as 384x480.")
    return tuple(map(int, found.groups()))


def unproven_name(to):
    if to.suffix == ".tflite":
        return to.with_suffix(".unproven.tflite")
    return to.with_name(f"{to.name}.unproven")


def open_network(model):
    """-> a Keras model, and its task."""
    from kerasdense.cli.open import folder_of
    from kerasdense.cli.quiet import import_tensorflow
    from kerasdense.export import records

    if records.is_exported(model):
        raise InputError(f"{model} is exported already: name the model it was made of.")
    folder = folder_of(model)
    import_tensorflow()
    from kerasdense import bundle

    return bundle.load(folder)


def what_there_is(spec, split, task, noise):
    """-> a dataset with what the task reads, and what it learns where there is that.

    A picture as it is stands for a damaged one, where nothing else is at hand.
    """
    from kerasdense.datasets import Changed, Moving, Samples, open_dataset
    from kerasdense.datasets.changes import for_task
    from kerasdense.predict import BESIDE, only_array

    data = open_dataset(spec, split) if spec else Samples()
    if "second" in task.reads and not spec:
        data = Moving(data, SHOTS)
    read = only_array(task, BESIDE)
    if read == "damaged" and not (task.damage or spec):
        data = Changed(data, lambda sample, index: {"damaged": sample["image"]})
        data.fields = ("damaged",)
    if spec:
        check_classes(task, data, spec)
    has_truth = set(task.learns) <= set(data.fields)
    only = None if has_truth else task.reads
    return for_task(data, task, noise=noise, only=only, to_measure=has_truth)


def write(network, task, path, form, precision, calibrate, size, takes, noise):
    """Makes the file, without what the converter has to say."""
    import numpy as np

    from kerasdense.cli.quiet import no_stderr
    from kerasdense.export.saved_model import to_saved_model
    from kerasdense.export.tflite import CALIBRATED, to_tflite

    if form is Format.savedmodel:
        with no_stderr():
            to_saved_model(network, task, path, overwrite=True)
        return
    calibration = None
    if precision.value in CALIBRATED:
        data = what_there_is(calibrate, "train" if calibrate else None, task, noise)
        # Spread over the dataset, whose neighbours are often alike.
        chosen = np.unique(np.linspace(0, len(data) - 1, CALIBRATION).astype(int))
        calibration = [np.asarray(task.input(data.read(int(i)))) for i in chosen]
    options = {"size": size, "calibration": calibration, "takes": takes.value}
    with no_stderr():
        to_tflite(network, task, path, precision.value, overwrite=True, **options)


def replace(source, target):
    """Gives a file or folder the name of another, which goes."""
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    os.replace(source, target)


def size_in_bytes(path):
    files = [path] if path.is_file() else [f for f in path.rglob("*") if f.is_file()]
    return sum(file.stat().st_size for file in files)
