"""kerasdense check DATASET"""

import dataclasses
import json
from typing import Annotated

import typer

from kerasdense.cli import report


def check(
    dataset: Annotated[str, typer.Argument(help="KIND:PATH, see `kerasdense list`.")],
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
):
    """Read every file of a dataset, and say what is wrong and how to mend it.

    Exit code 2 when training on it would go wrong.

        kerasdense check camvid:CamVid

        kerasdense check labels:photos,masks,classes.txt
    """
    from kerasdense.check import check as run
    from kerasdense.datasets.spec import open_splits

    splits = open_splits(dataset)
    with report.progress() as bar:
        line = bar.add_task("reading", total=sum(map(len, splits.values())))
        found = run(splits, each=lambda: bar.advance(line))
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(found), indent=2))
    else:
        show(found)
    if found.faults:
        raise typer.Exit(2)


def show(found):
    for split, images in found.images.items():
        report.out.print(f"{split}: {images} samples are in order")
    if found.pixels:
        names = list(found.images)
        rows = [
            (name, *(counts.get(split, 0) for split in names))
            for name, counts in found.pixels.items()
        ]
        report.table("pixels of each class", ("class", *names), rows)
    for kind, style in (("warnings", "yellow"), ("faults", "red")):
        for message in getattr(found, kind):
            report.out.print(f"{kind[:-1]}: {message}", style=style, markup=False)
