"""kerasdense study superresolution, perception"""

from pathlib import Path
from typing import Annotated

import typer

from kerasdense.cli import report
from kerasdense.cli.study.shared import (
    Limit,
    Models,
    Pictures,
    Split,
    To,
    counted,
    opened_of,
)
from kerasdense.errors import InputError, did_you_mean

Damage = Annotated[
    str | None,
    typer.Option(help="How to make small ones, as in shrink:4+jpeg:40; see `list`."),
]


def superresolution(
    to: To,
    data: Annotated[str, typer.Option(help="Large pictures, KIND:PATH.")],
    models: Models,
    plus: Annotated[
        bool, typer.Option("--plus", help="The last of them as a self-ensemble, too.")
    ] = False,
    split: Split = None,
    damage: Damage = None,
    limit: Limit = None,
    pictures: Pictures = 3,
):
    """Enlargers beside bicubic and the truth, where it shows, with PSNR and SSIM.

    What the folder holds already is not computed again.

        kerasdense study superresolution --data images:Set14/HR
        --models runs/vdsr,runs/srresnet,sr-x4 --plus --to row
    """
    scored, opened = to_enlarge(data, split, limit, models)
    from kerasdense.study import enlargers
    from kerasdense.study import superresolution as studies

    who = enlargers.models(opened)
    if plus:
        who.append(enlargers.eightfold(opened[-1]))
    bench = enlargers.bench(scored, opened, damage)
    with counted("scoring", (len(who) + 1) * len(bench)) as each:
        found = studies.study(
            to,
            bench,
            who,
            told={"data": data, "split": split},
            pictures=pictures,
            each=each,
        )
    rows = [
        (name, one["psnr"], one["ssim"], one["seconds"])
        for name, one in found["models"].items()
    ]
    columns = ("", "psnr", "ssim", "seconds")
    scale, count = found["told"]["scale"], found["images"]
    report.table(f"{scale} times, {count} images", columns, rows)
    report.out.print(f"{to / 'report.md'}: a table, and crops beside each other")


def perception(
    to: To,
    data: Annotated[str, typer.Option(help="Large pictures, KIND:PATH.")],
    models: Models,
    niqe: Annotated[
        Path,
        typer.Option(help="The published modelparameters.mat, or what fit-niqe made."),
    ],
    mix: Annotated[
        list[str] | None,
        typer.Option(help="A,B: the way from one network to another; may be repeated."),
    ] = None,
    alphas: Annotated[
        str, typer.Option(help="Stops on that way, with commas between.")
    ] = "0.2,0.4,0.6,0.8",
    rivals: Annotated[
        list[str] | None,
        typer.Option(help="NAME=FOLDER: what another program made; may be repeated."),
    ] = None,
    ma: Annotated[
        list[str] | None,
        typer.Option(help="NAME=FILE: Ma's scores, NAME,SCORE lines; may be repeated."),
    ] = None,
    split: Split = None,
    damage: Damage = None,
    limit: Limit = None,
    pictures: Pictures = 3,
):
    """Faithful against natural: RMSE and NIQE of enlargers, as a plane and in crops.

    Bicubic and the truth are always there. What the folder holds already is not
    computed again.

        kerasdense study perception --data images:B100 --models sr-x4,sr-perceptual-x4
        --mix sr-x4,sr-perceptual-x4 --niqe modelparameters.mat --to plane

        kerasdense study perception --data images:B100 --models sr-x4
        --rivals ESRGAN=results/esrgan --niqe niqe.npz --to plane
    """
    scored, opened = to_enlarge(data, split, limit, models, mix or ())
    from kerasdense.perceptual import read_pristine, read_scores
    from kerasdense.study import enlargers
    from kerasdense.study import perception as studies
    from kerasdense.study.kept import digest

    pristine = read_pristine(niqe)
    bench = enlargers.bench(scored, opened, damage)
    who = enlargers.models(opened)
    paths = [way(pair, alphas, opened, who) for pair in mix or ()]
    for text in rivals or ():
        who.append(enlargers.of_folder(*named(text, "--rivals", "FOLDER"), bench))
    known = [studies.TRUTH, studies.BICUBIC, *studies.names(who)]
    told_by_ma = {}
    for text in ma or ():
        name, file = named(text, "--ma", "FILE")
        if name not in known:
            raise InputError(
                f"--ma {text}: nobody here is called {name!r}."
                f"{did_you_mean(name, known)} There are {', '.join(known)}."
            )
        told_by_ma[name] = read_scores(file, bench.names())
    on_the_way = sum(len(path) - 2 for path in paths)
    total = (len(known) + on_the_way) * len(bench)
    with counted("scoring", total) as each:
        model_file = f"{niqe.name} ({digest([niqe.read_bytes()])})"
        found = studies.study(
            to,
            bench,
            who,
            pristine,
            told={"data": data, "split": split, "niqe": model_file},
            paths=paths,
            ma=told_by_ma,
            pictures=pictures,
            each=each,
        )
    measures = ("rmse", "niqe", *(("pi",) if told_by_ma else ()), "psnr", "ssim")
    rows = [
        (name, *(one.get(what, "-") for what in measures))
        for name, one in found["models"].items()
    ]
    scale, count = found["told"]["scale"], found["images"]
    report.table(f"{scale} times, {count} images", ("", *measures), rows)
    report.out.print(f"{to / 'report.md'}: the plane, a table and crops")


def to_enlarge(data, split, limit, models, pairs=()):
    """-> the dataset, and the models that are named, those of pairs A,B among them."""
    from kerasdense.cli.quiet import import_tensorflow
    from kerasdense.datasets import open_dataset

    scored = open_dataset(data, split, limit)
    opened = opened_of(models, *pairs)
    import_tensorflow()
    return scored, opened


def way(pair, alphas, opened, entries):
    """'A,B' -> [(alpha, entry)], from the first to the second."""
    from kerasdense.study import enlargers

    ends = pair.split(",")
    if len(ends) != 2 or ends[0] == ends[1]:
        raise InputError(f"--mix {pair} should name two models, as in A,B.")
    try:
        stops = [float(alpha) for alpha in alphas.split(",") if alpha]
    except ValueError:
        raise InputError(
            f"--alphas {alphas} should be numbers, as in 0.3,0.6."
        ) from None
    if not all(0 <= alpha <= 1 for alpha in stops):
        raise InputError(f"--alphas {alphas} should lie between 0 and 1.")
    first, second = (
        next((m, e) for m, e in zip(opened, entries) if m.name == end) for end in ends
    )
    between = enlargers.between(first[0], second[0], sorted(set(stops) - {0, 1}))
    return [(0, first[1]), *between.items(), (1, second[1])]


def named(text, option, what):
    """'NAME=PATH' -> name, path."""
    name, _, path = text.partition("=")
    if not (name and path):
        raise InputError(f"{option} {text} should be NAME={what}.")
    return name, path
