"""kerasdense study WHAT --to FOLDER"""

import typer

from kerasdense.cli.study.boundaries import boundaries
from kerasdense.cli.study.colorization import colorization
from kerasdense.cli.study.denoising import denoising
from kerasdense.cli.study.enlargers import perception, superresolution
from kerasdense.cli.study.geometry import inputs, scales, sharing
from kerasdense.cli.study.upsampling import upsampling

app = typer.Typer(
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="markdown",
    help="Compare ways of doing one thing, and write a report.",
)


@app.callback()
def studies():
    """Compare ways of doing one thing, and write a report."""


for command in (
    upsampling,
    denoising,
    boundaries,
    superresolution,
    perception,
    colorization,
    scales,
    inputs,
    sharing,
):
    app.command()(command)
