"""kerasdense study boundaries"""

from typing import Annotated

import typer

from kerasdense.cli import report
from kerasdense.cli.study.shared import Limit, Pictures, Split, To, counted, opened_of
from kerasdense.errors import InputError, did_you_mean


def boundaries(
    to: To,
    data: Annotated[str, typer.Option(help="With drawings, as bsds:BSDS500.")],
    models: Annotated[
        str, typer.Option(help="Models, files and runs, with commas between.")
    ],
    rivals: Annotated[
        str, typer.Option(help="What they are held against, with commas between.")
    ] = "canny,sobel",
    sides: Annotated[
        bool, typer.Option("--sides", help="What each scale of a network says, too.")
    ] = False,
    split: Split = None,
    protocol: Annotated[str, typer.Option(help="bsds, or nyud for rooms.")] = "bsds",
    thresholds: Annotated[int, typer.Option(min=2, help="Fewer are faster.")] = 99,
    limit: Limit = None,
    pictures: Pictures = 3,
):
    """Finders of boundaries beside Canny, Sobel and people: ODS, OIS, AP and curves.

    What the folder holds already is not measured again.

        kerasdense study boundaries --data bsds:BSDS500 --models boundaries,runs/hed
        --sides --to boundaries
    """
    from kerasdense.cli.quiet import import_tensorflow
    from kerasdense.datasets import open_dataset

    scored = open_dataset(data, split, limit)
    opened = opened_of(models, rivals)
    import_tensorflow()
    from kerasdense import bsds
    from kerasdense.datasets.changes import for_task
    from kerasdense.study import boundaries as studies
    from kerasdense.tasks import Boundaries

    parts = {"bsds": bsds.PART, "nyud": bsds.PART_NYUD}
    if protocol not in parts:
        raise InputError(
            f"--protocol {protocol}: there are {', '.join(parts)}."
            f"{did_you_mean(protocol, parts)}"
        )
    for model in opened:
        if model.task.writes != "probability":
            raise InputError(f"{model.name} finds no boundaries: leave it out.")
    scored = for_task(scored, Boundaries(), to_measure=True)
    who = []
    for model in opened:
        who += [studies.of_model(model), *(studies.sides(model) if sides else ())]
    with counted("measuring", (len(who) + 1) * len(scored)) as each:
        found = studies.study(
            to,
            scored,
            who,
            told={"data": data, "split": split},
            part=parts[protocol],
            thresholds=thresholds,
            pictures=pictures,
            each=each,
        )
    rows = [
        (name, *(one[what] for what in ("ods", "ois", "ap", "threshold")))
        for name, one in found["models"].items()
    ]
    if "people" in found:
        rows.append(("people", found["people"]["f"], "-", "-", "-"))
    title = f"{data}, {found['images']} images"
    report.table(title, ("", "ods", "ois", "ap", "threshold"), rows)
    report.out.print(f"{to / 'report.md'}: a table, curves and pictures")
