"""kerasdense fit-niqe DATASET --to FILE"""

from pathlib import Path
from typing import Annotated

import typer

from kerasdense.cli import report
from kerasdense.errors import InputError
from kerasdense.files.whole import refuse_existing

FEW = 100  # blocks: the covariance of 36 numbers is not to be had of much less


def fit_niqe(
    dataset: Annotated[
        str, typer.Argument(help="Pristine photographs, KIND:PATH; some hundred.")
    ],
    to: Annotated[Path, typer.Option(help="The file to be made, .npz.")],
    split: Annotated[
        str | None, typer.Option(help="train, val or test, where files say which.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite")] = False,
):
    """Learn from photographs what pristine ones are like: what NIQE measures against.

    Only their sharp parts are looked at, in gray as MATLAB makes it. The published
    file, modelparameters.mat, was made of 125 photographs in this way; who has it can
    do without this. Scores by two such files cannot be compared.

        kerasdense fit-niqe images:PRISTINE --to niqe.npz

        kerasdense evaluate sr-x2 images:Set14 --with niqe=niqe.npz
    """
    from kerasdense.datasets import open_dataset

    refuse_existing([to], overwrite)
    data = open_dataset(dataset, split)
    from kerasdense.cli.quiet import import_tensorflow

    import_tensorflow()
    from kerasdense.metrics.niqe import pristine
    from kerasdense.perceptual import write_pristine

    with report.progress() as bar:
        line = bar.add_task("looking", total=len(data))

        def pictures():
            for index in range(len(data)):
                yield in_levels(data.read(index)["image"])
                bar.advance(line)

        mean, covariance, blocks = pristine(pictures())
    if blocks < FEW:
        raise InputError(
            f"{dataset} has {blocks} sharp blocks of 96x96 pixels, and {FEW} are the "
            "least: name more photographs, or larger ones."
        )
    write_pristine(to, mean, covariance, overwrite=overwrite)
    report.out.print(
        f"{to}: {blocks} sharp blocks of {len(data)} pictures", soft_wrap=True
    )


def in_levels(image):
    """[H, W, 1 or 3] of 8 or 16 bits, or in [0, 1] -> gray [H, W], 0 to 255."""
    import numpy as np

    from kerasdense.datasets.changes import as_type
    from kerasdense.pixels import color

    return color.in_channels(as_type(image, np.uint8), 1)[..., 0]
