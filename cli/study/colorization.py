"""kerasdense study colorization"""

from typing import Annotated

import typer

from kerasdense.cli import report
from kerasdense.cli.study.shared import (
    Limit,
    Models,
    Overwrite,
    Pictures,
    Split,
    To,
    counted,
    opened_of,
    refuse_report,
)


def colorization(
    to: To,
    data: Annotated[str, typer.Option(help="Photographs in colour, KIND:PATH.")],
    models: Models,
    split: Split = None,
    limit: Limit = None,
    pictures: Pictures = 6,
    overwrite: Overwrite = False,
):
    """Networks that colour beside gray and the truth: numbers, and a sheet to look at.

    Those of the paper are one recipe: with all colours alike, with rare ones
    rebalanced, and the regression that gray is best for.

        kerasdense train colorize runs/regression --set objective=regression ...

        kerasdense train colorize runs/classes --set uniform=1 ...

        kerasdense train colorize runs/rebalanced --set uniform=0.5 ...

        kerasdense study colorization --data images:BSDS/val
        --models runs/regression,runs/classes,runs/rebalanced --to colours
    """
    from kerasdense.cli.quiet import import_tensorflow
    from kerasdense.datasets import open_dataset

    refuse_report(to, overwrite)
    scored = open_dataset(data, split, limit)
    opened = opened_of(models)
    import_tensorflow()
    from kerasdense.study import colorization as studies

    total = (len(opened) + len(studies.NEEDLESS)) * len(scored)
    with counted("scoring", total) as each:
        told = {"data": data, "split": split}
        found = studies.study(
            to, scored, opened, told=told, pictures=pictures, each=each
        )
    measures = ("auc", "auc_rebalanced", "psnr_ab", "psnr", "gray")
    rows = [
        (name, *(one[what] for what in measures))
        for name, one in found["models"].items()
    ]
    report.table(f"{len(scored)} images", ("", *measures), rows)
    report.out.print(f"{to / 'report.md'}: a table, and pictures beside each other")
