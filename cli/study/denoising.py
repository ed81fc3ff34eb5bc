"""kerasdense study denoising"""

from typing import Annotated

import typer

from kerasdense.cli import report
from kerasdense.cli.study.shared import Limit, Models, Split, To, counted, opened_of


def denoising(
    to: To,
    data: Annotated[
        str, typer.Option(help="Clean pictures, KIND:PATH; or polyu:PATH, cc:PATH.")
    ],
    models: Models,
    rivals: Annotated[
        str, typer.Option(help="What they are held against, with commas between.")
    ] = "bm3d,nl-means,tv,bilateral,median",
    noise: Annotated[
        str, typer.Option(help="Deviations in 255ths, with commas between.")
    ] = "25",
    damage: Annotated[
        list[str] | None,
        typer.Option(help="Other noise instead, NAME:AMOUNT; may be repeated."),
    ] = None,
    runs: Annotated[
        list[str] | None,
        typer.Option(help="A run whose learning curve to draw; may be repeated."),
    ] = None,
    split: Split = None,
    limit: Limit = None,
    pictures: Annotated[int, typer.Option(min=1, help="To show, of each noise.")] = 3,
    seed: Annotated[int, typer.Option(help="Of the noise.")] = 0,
):
    """Denoisers against BM3D and others, image by image, as the papers have it.

    What the folder holds already is not computed again: stop it, and go on another
    time, with more models, images or levels of noise.

        kerasdense study denoising --data images:BSD68 --models denoise-gray,runs/dncnn
        --noise 15,25,50 --to denoising

        kerasdense study denoising --data polyu:POLYU --models denoise-real
        --rivals nl-means --to real
    """
    from kerasdense.cli.quiet import import_tensorflow
    from kerasdense.datasets import open_dataset

    scored = open_dataset(data, split, limit)
    opened = opened_of(models)
    import_tensorflow()
    from kerasdense.damage import parse
    from kerasdense.study import denoising as studies

    conditions = tuple(damage or (f"awgn:{level}" for level in noise.split(",")))
    for condition in conditions:
        parse(condition)
    if "damaged" in scored.fields:
        conditions = (studies.FOUND,)
    chosen = [rival for rival in rivals.split(",") if rival]
    who = studies.entries(opened, chosen, opened[0].task.channels)
    with counted("scoring", len(conditions) * len(who) * len(scored)) as each:
        found = studies.study(
            to,
            scored,
            who,
            conditions,
            told={"data": data, "split": split},
            seed=seed,
            pictures=pictures,
            runs=runs or (),
            each=each,
        )
    against = found["against"]
    for condition, told in found["conditions"].items():
        rows = [
            (name, one["psnr"], one["ssim"], one["wins"], one["gain"])
            for name, one in told["models"].items()
        ]
        columns = ("", "psnr", "ssim", f"better than {against} on", "dB in the mean")
        report.table(f"{condition}, {told['images']} images", columns, rows)
    report.out.print(f"{to / 'report.md'}: tables, gains and pictures")
