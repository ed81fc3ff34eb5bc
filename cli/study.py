"""kerasdense study WHAT --to FOLDER"""

from pathlib import Path
from typing import Annotated

import typer

from kerasdense.cli import report
from kerasdense.errors import InputError, did_you_mean

app = typer.Typer(
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="markdown",
    help="Compare ways of doing one thing, and write a report.",
)


@app.callback()
def studies():
    """Compare ways of doing one thing, and write a report."""


@app.command("upsampling")
def upsampling(
    to: Annotated[Path, typer.Option(help="The folder for report and pictures.")],
    data: Annotated[
        str | None,
        typer.Option(help="Photographs, KIND:PATH; else some of scikit-image's."),
    ] = None,
    steps: Annotated[
        int, typer.Option(min=1, help="Of training, for each way to enlarge.")
    ] = 600,
    parts: Annotated[
        str | None, typer.Option(help="Which ways, with commas between; else all.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of weights, noise and order.")] = 0,
    overwrite: Annotated[bool, typer.Option("--overwrite")] = False,
):
    """Deconvolution, sub-pixels, resizing, unpooling: who makes checkerboards?

    Measures each untaught, trains the same small autoencoder with each, and measures
    again. Some minutes; nothing is resumed.

        kerasdense study upsampling --to upsampling

        kerasdense study upsampling --to trial --steps 50 --parts deconv-3,nearest-conv
    """
    from kerasdense.cli.quiet import import_tensorflow

    if (to / "report.md").exists() and not overwrite:
        raise InputError(f"{to} holds a report already: add --overwrite, or --to.")
    import_tensorflow()
    from kerasdense.datasets import train_and_validation
    from kerasdense.study import upsampling as studies

    chosen = tuple(parts.split(",")) if parts else studies.Settings.parts
    for part in chosen:
        if part not in studies.PARTS:
            raise InputError(
                f"There is no part {part!r}.{did_you_mean(part, studies.PARTS)} Known: "
                f"{', '.join(studies.PARTS)}."
            )
    photographs = train_and_validation(data) if data else ()
    settings = studies.Settings(parts=chosen, steps=steps, seed=seed)
    with report.progress() as bar:
        task = bar.add_task("measuring", total=steps * len(chosen))

        def each(part, step, loss):
            bar.update(task, advance=1, description=part)

        def done(part, scores):
            said = {name: scores[name] for name in ("psnr", "ripple", "seconds")}
            report.err.print(f"{part}: {report.scores_line(said)}", soft_wrap=True)

        found = studies.study(to, settings, *photographs, each=each, done=done)
    rows = [
        (part, told["psnr"], told["ripple"], told["energy"])
        for part, told in found["trained"].items()
    ]
    columns = ("part", "psnr", "ripple, 255ths", "energy at period 4")
    report.table("after training", columns, rows)
    report.out.print(f"{to / 'report.md'}: tables, and what the pictures show")


@app.command("denoising")
def denoising(
    to: Annotated[Path, typer.Option(help="The folder for report and pictures.")],
    data: Annotated[
        str, typer.Option(help="Clean pictures, KIND:PATH; or polyu:PATH, cc:PATH.")
    ],
    models: Annotated[
        str, typer.Option(help="Shipped models and runs, with commas between.")
    ],
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
    split: Annotated[
        str | None, typer.Option(help="train, val or test, where files say which.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Score only so many images.")
    ] = None,
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
    from kerasdense.cli.open import open_model
    from kerasdense.cli.quiet import import_tensorflow
    from kerasdense.datasets import Part, open_dataset

    scored = open_dataset(data, split)
    if limit and limit < len(scored):
        scored = Part(scored, range(limit))
    opened = [open_model(name) for name in models.split(",")]
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
    with report.progress() as bar:
        line = bar.add_task("scoring", total=len(conditions) * len(who) * len(scored))

        def each(condition, name):
            bar.update(line, advance=1, description=f"{condition} {name}")

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
