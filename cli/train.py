"""kerasdense train RECIPE RUN_FOLDER"""

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
        typer.Option(help="Dataset to train on, KIND:PATH. Repeat to join several."),
    ] = None,
    validation: Annotated[
        str | None,
        typer.Option(help="Dataset to score while training; else some of --data."),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", help="A setting of the recipe, name=value."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of weights, order and augmentation.")] = 0,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the folder's checkpoint.")
    ] = False,
):
    """Train a recipe's network, and leave it in a folder.

    Without --data a recipe trains on samples that come with kerasdense, as a trial.

        kerasdense train denoise_color runs/mine --data images:photos

        kerasdense train unet_labels runs/camvid --data camvid:CamVid --set steps=4000

        kerasdense train denoise_color runs/mine --resume
    """
    from kerasdense import recipes
    from kerasdense.cli.quiet import import_tensorflow

    function = recipes.load(recipe)
    import_tensorflow()
    from kerasdense import runs
    from kerasdense.recipe import read_settings
    from kerasdense.train import Interrupted
    from kerasdense.train import train as run

    settings = read_settings(function, set_ or ())
    record = runs.Record(recipe, settings, data or [], validation, seed)
    if resume:
        record = runs.recorded(folder, record)
    progress = report.TrainingProgress()
    try:
        built = record.build(function)
        if not resume:
            runs.begin(folder, record, recipes.source(recipe))
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
    report.out.print(f"Best: {report.scores_line(scores)}")
    report.out.print(f"Now: kerasdense predict {folder} PICTURE...", soft_wrap=True)
