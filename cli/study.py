"""kerasdense study upsampling --to FOLDER"""

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
