"""kerasdense train RECIPE RUN_FOLDER"""

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from kerasdense.cli import report
from kerasdense.errors import InputError


def train(
    recipe: Annotated[
        str, typer.Argument(help="Name of a recipe (see `kerasdense list`), or a file.")
    ],
    folder: Annotated[Path, typer.Argument(help="Where the run is kept.")],
    data: Annotated[
        list[str] | None,
        typer.Option(
            help="Dataset to train on, KIND:PATH. Repeat to join several; "
            "9*KIND:PATH is drawn nine times as often."
        ),
    ] = None,
    validation: Annotated[
        str | None,
        typer.Option(help="Dataset to score while training; else some of --data."),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            help="Leave out of --data what looks like a picture of this dataset, "
            "which is to be measured on. Repeat for several."
        ),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="Settings of the recipe, name=value; several in quotes, or repeat.",
        ),
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--from", help="A bundle or shipped model whose weights are the first."
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option(help="Read all data first, as `kerasdense check` does.")
    ] = True,
    seed: Annotated[int, typer.Option(help="Of weights, order and augmentation.")] = 0,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the folder's checkpoint.")
    ] = False,
):
    """Train a recipe's network, and leave it in a folder.

    With --from, layers take their first weights from those of the same name and shape.
    Without --data a recipe trains on samples that come with kerasdense, as a trial.

        kerasdense train denoise_color runs/mine --data images:photos

        kerasdense train unet_labels runs/camvid --data camvid:CamVid --set steps=4000

        kerasdense train derain runs/dry --data images:photos --without rain:pairs

        kerasdense train denoise_color runs/mine --resume

        kerasdense train denoise_color runs/film --from denoise-color --data images:film
    """
    from kerasdense import recipes
    from kerasdense.cli.quiet import import_tensorflow

    source = recipes.find(recipe).read_text()
    import_tensorflow()
    from kerasdense import runs
    from kerasdense.recipe import read_settings
    from kerasdense.train import Interrupted
    from kerasdense.train import train as run

    if without and not (data or resume):
        raise InputError("--without leaves pictures out of --data: name that, too.")
    function = recipes.load(recipe)
    settings = read_settings(function, set_ or ())
    record = runs.Record(recipe, settings, data or [], validation, seed)
    record = dataclasses.replace(record, without=without or [])
    if start:
        from kerasdense.cli.open import folder_of

        record = dataclasses.replace(record, start=str(folder_of(start)))
    if resume:
        record = runs.recorded(folder, record)
    if check and not resume:
        refuse_faults([*record.data, *([validation] if validation else [])])
    progress = report.TrainingProgress()
    try:
        # A run that goes on has weights already.
        begun = dataclasses.replace(record, start=None) if resume else record
        built = begun.build(function, tell=report.err.print)
        if not resume:
            runs.begin(folder, record, source)
        scores = run(built, folder, seed=record.seed, resume=resume, watcher=progress)
    except Interrupted as stop:
        progress.stop()
        report.err.print(
            f"{stop} Go on with: kerasdense train {recipe} {folder} --resume"
        )
        raise typer.Exit(130) from None
    except InputError:
        if hasattr(progress, "bar"):
            progress.stop()
        raise
    runs.finish(folder, scores)
    report.out.print(f"{built.keep.capitalize()}: {report.scores_line(scores)}")
    report.out.print(f"Now: kerasdense predict {folder} PICTURE...", soft_wrap=True)


def refuse_faults(specs):
    """Says what is odd about the data, and stops at what would go wrong."""
    from kerasdense.check import check
    from kerasdense.datasets.spec import open_splits

    for spec in specs:
        splits = open_splits(spec)
        with report.progress() as bar:
            line = bar.add_task("checking", total=sum(map(len, splits.values())))
            found = check(splits, each=lambda line=line: bar.advance(line))
        for message in found.warnings:
            report.err.print(f"warning: {message}", style="yellow", markup=False)
        found.refuse(spec)
