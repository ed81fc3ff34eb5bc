"""kerasdense study scales, inputs, sharing"""

from pathlib import Path
from typing import Annotated

import typer

from kerasdense.cli import report
from kerasdense.cli.study.shared import (
    Overwrite,
    Pictures,
    chosen_of,
    counted,
    refuse_report,
)
from kerasdense.errors import InputError

STEPS = typer.Option(min=2, help="Of training, for each network.")
WIDTH = typer.Option(help="Fraction of the papers' channels.")
ROOMS = typer.Option(help="Depth, normals or camera, labels: KIND:PATH.")
PRECISION = typer.Option(help="float32, or mixed_bfloat16 where that is fast.")
HELD = 48  # pictures to score on, at most


def scales(
    to: Annotated[Path, typer.Option(help="The folder for networks and report.")],
    data: Annotated[str, ROOMS] = "scenes:300",
    steps: Annotated[int, STEPS] = 600,
    batch: Annotated[int, typer.Option(min=1, help="Pictures a step.")] = 8,
    width: Annotated[float, WIDTH] = 0.25,
    trunk: Annotated[str, typer.Option(help="alexnet or vgg16.")] = "alexnet",
    labels: Annotated[bool, typer.Option(help="Whether to learn labels, too.")] = True,
    precision: Annotated[str, PRECISION] = "float32",
    pictures: Pictures = 3,
    seed: Annotated[int, typer.Option(help="Of weights, order and augmentation.")] = 0,
):
    """Scale 1, scale 2, both, all three: what each adds to depth, normals and labels.

    Twelve small networks are taught, four with --no-labels. Stop it, and the same
    command goes on where it was; what is learned already is not learned again.

        kerasdense study scales --to scales

        kerasdense study scales --data nyu13:NYU --steps 1000 --to nyu
    """
    from kerasdense.study import geometry_report

    train, held, settings = to_teach(
        data, steps, batch, width, trunk, precision, seed, labels
    )
    from kerasdense.study import geometry as studies

    found = taught(
        studies.study_scales,
        (to, train, held, settings),
        {"told": {"data": data}, "labels": labels, "pictures": pictures},
        steps * 4 * (1 + 2 * labels),
    )
    key, words = geometry_report.MEASURES[found["relative"]]
    rows = [
        (
            name,
            kinds["geometry"][key],
            kinds["geometry"]["normals_mean_angle"],
            *(kinds[k]["pixel_accuracy"] for k in ("labels", "colour") if labels),
        )
        for name, kinds in found["scales"].items()
    ]
    columns = ("scales", words, "normals, degrees", "labels", "labels, colour alone")
    report.table("what each scale adds", columns[: 3 + 2 * labels], rows)
    report.out.print(f"{to / 'report.md'}: tables and pictures")


def inputs(
    to: Annotated[Path, typer.Option(help="The folder for networks and report.")],
    data: Annotated[str, ROOMS] = "scenes:300",
    model: Annotated[
        str | None,
        typer.Option(help="What predicts depth and normals; else one is taught."),
    ] = None,
    steps: Annotated[int, STEPS] = 600,
    batch: Annotated[int, typer.Option(min=1, help="Pictures a step.")] = 8,
    width: Annotated[float, WIDTH] = 0.25,
    trunk: Annotated[str, typer.Option(help="alexnet or vgg16.")] = "alexnet",
    precision: Annotated[str, PRECISION] = "float32",
    pictures: Pictures = 3,
    seed: Annotated[int, typer.Option(help="Of weights, order and augmentation.")] = 0,
):
    """Labels from colour, with predicted depth and normals, and with true ones.

    Six small networks are taught, of scale 2 alone and of scales 1 and 2; without
    --model one more, which predicts. The same command goes on where it was stopped.

        kerasdense study inputs --to inputs

        kerasdense study inputs --data scenes:500 --model runs/depth --to inputs
    """
    from kerasdense.cli.open import folder_of

    folder = str(folder_of(model)) if model else None
    train, held, settings = to_teach(
        data, steps, batch, width, trunk, precision, seed, True
    )
    from kerasdense.study import geometry as studies

    found = taught(
        studies.study_inputs,
        (to, train, held, settings),
        {"told": {"data": data}, "model": folder, "pictures": pictures},
        steps * (6 + (model is None)),
    )
    rows = [
        (name, *(one["pixel_accuracy"] for one in inputs.values()))
        for name, inputs in found["scales"].items()
    ]
    columns = ("scales", "colour", "and predicted geometry", "and true geometry")
    report.table("pixels labelled rightly", columns, rows)
    report.out.print(f"{to / 'report.md'}: tables and pictures")


def sharing(
    to: Annotated[Path, typer.Option(help="The folder for the report.")],
    trunks: Annotated[
        str, typer.Option(help="alexnet, vgg16, mobile; with commas between.")
    ] = "alexnet,vgg16,mobile",
    width: Annotated[float, WIDTH] = 1.0,
    rounds: Annotated[int, typer.Option(min=2, help="How often each is timed.")] = 10,
    batch: Annotated[int, typer.Option(min=1, help="Pictures of a step.")] = 4,
    overwrite: Overwrite = False,
):
    """How much faster one network of depth and normals is than two of one each.

    With all channels AlexNet and VGG16 take some GB of memory.

        kerasdense study sharing --to sharing
    """
    from kerasdense.cli.quiet import import_tensorflow

    refuse_report(to, overwrite)
    import_tensorflow()
    from kerasdense.study import sharing as studies

    chosen = chosen_of("trunk", trunks, studies.TRUNKS)
    with counted("timing", len(chosen)) as each:
        found = studies.study(
            to, chosen, width=width, rounds=rounds, batch=batch, each=each
        )
    rows = [
        (trunk, studies.saved(told["prediction"]), studies.saved(told["training"]))
        for trunk, told in found["trunks"].items()
    ]
    columns = ("scale 1", "prediction, times as fast", "training, times as fast")
    report.table("what sharing saves", columns, rows)
    report.out.print(f"{to / 'report.md'}: times, weights and operations")


def to_teach(data, steps, batch, width, trunk, precision, seed, labels):
    """-> what to learn from, what to score on, and `Settings`.

    Raises:
        InputError: There is no such trunk; or nothing to learn labels from.
    """
    from kerasdense.cli.quiet import import_tensorflow
    from kerasdense.datasets import Part, train_and_validation

    if trunk not in ("alexnet", "vgg16"):
        raise InputError(f"--trunk is alexnet or vgg16, not {trunk}.")
    train, held = train_and_validation(data)
    if labels and not train.classes:
        raise InputError(f"{data} has no labels: name others, or add --no-labels.")
    held = Part(held, range(min(HELD, len(held))))
    import_tensorflow()
    from kerasdense.study.geometry import Settings

    settings = Settings(
        steps=steps,
        batch=batch,
        width=width,
        trunk=trunk,
        precision=precision,
        seed=seed,
    )
    return train, held, settings


def taught(study, arguments, options, total):
    """Runs a study that teaches, with a bar -> what it found."""
    from kerasdense.train import Interrupted

    try:
        with report.progress() as bar:
            line = bar.add_task("teaching", total=total)

            def each(name, step, loss):
                said = f"{name}, step {step}, loss {loss:.3g}"
                bar.update(line, advance=1, description=said)

            return study(*arguments, **options, each=each)
    except Interrupted as stop:
        report.err.print(f"{stop} The same command goes on.")
        raise typer.Exit(130) from None
