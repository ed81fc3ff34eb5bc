"""kerasdense study upsampling"""

from typing import Annotated

import typer

from kerasdense.cli import report
from kerasdense.cli.study.shared import Overwrite, To, chosen_of, refuse_report


def upsampling(
    to: To,
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
    overwrite: Overwrite = False,
):
    """Deconvolution, sub-pixels, resizing, unpooling: who makes checkerboards?

    Measures each untaught, trains the same small autoencoder with each, and measures
    again. Some minutes; nothing is resumed.

        kerasdense study upsampling --to upsampling

        kerasdense study upsampling --to trial --steps 50 --parts deconv-3,nearest-conv
    """
    from kerasdense.cli.quiet import import_tensorflow

    refuse_report(to, overwrite)
    import_tensorflow()
    from kerasdense.datasets import train_and_validation
    from kerasdense.study import upsampling as studies

    chosen = studies.Settings.parts
    if parts:
        chosen = chosen_of("part", parts, studies.PARTS)
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
