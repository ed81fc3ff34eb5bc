"""kerasdense fit-colors DATASET --to FILE"""

from pathlib import Path
from typing import Annotated

import typer

from kerasdense.cli import report
from kerasdense.errors import InputError
from kerasdense.files.whole import refuse_existing, write_whole


def fit_colors(
    dataset: Annotated[
        str,
        typer.Argument(help="Photographs in colour, KIND:PATH; the more the better."),
    ],
    to: Annotated[Path, typer.Option(help="The file to be made, .npz.")],
    split: Annotated[
        str | None, typer.Option(help="train, val or test, where files say which.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite")] = False,
):
    """Count the colours of photographs: what is common and what is rare.

    Networks that colour learn rare colours by it, and a few hundred photographs come
    counted with kerasdense. Gray pictures are left out.

        kerasdense fit-colors images:PHOTOGRAPHS --to colors.npz

        kerasdense train colorize runs/mine --data images:PHOTOGRAPHS --set
        prior=colors.npz
    """
    from kerasdense.datasets import open_dataset
    from kerasdense.pixels import gamut

    refuse_existing([to], overwrite)
    data = open_dataset(dataset, split)
    gray = 0
    with report.progress() as bar:
        line = bar.add_task("counting", total=len(data))

        def pictures():
            nonlocal gray
            for index in range(len(data)):
                image = data.read(index)["image"]
                if image.shape[-1] == 3:
                    yield image
                else:
                    gray += 1
                bar.advance(line)

        seen = gamut.seen_in(pictures())
    if not seen.counts.any():
        raise InputError(f"{dataset} has no picture in colour: name photographs.")
    write_whole(to, gamut.encoded(seen), overwrite=overwrite)
    used = int((seen.counts > 0).sum())
    left = f", {gray} gray ones left out" if gray else ""
    report.out.print(
        f"{to}: {seen.counts.sum():,} pixels of {len(data) - gray} pictures, in {used} "
        f"of {len(seen.counts)} bins{left}",
        soft_wrap=True,
    )
