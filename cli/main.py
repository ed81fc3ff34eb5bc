"""kerasdense on the command line.

Exit codes: 0 fine, 1 some inputs failed, 2 bad input or usage, 3 broken model file,
4 an exported file differs by too much, 130 interrupted.
"""

import os
import sys

import typer
from rich.console import Console

from kerasdense import __version__
from kerasdense.cli import (
    check,
    compare,
    demo,
    evaluate,
    export,
    fit_colors,
    fit_niqe,
    import_,
    list,
    mix,
    predict,
    study,
    train,
    webcam,
)
from kerasdense.errors import InputError

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="markdown",
    help="Networks whose input is an image and whose output is an image: "
    "train, evaluate, predict.",
)
app.command("predict")(predict.predict)
app.command("train")(train.train)
app.command("evaluate")(evaluate.evaluate)
app.command("compare")(compare.compare)
app.command("export")(export.export)
app.command("import")(import_.import_)
app.command("fit-niqe")(fit_niqe.fit_niqe)
app.command("fit-colors")(fit_colors.fit_colors)
app.command("mix")(mix.mix)
app.command("check")(check.check)
app.command("webcam")(webcam.webcam)
app.command("list")(list.list_all)
app.command("demo")(demo.demo)
app.add_typer(study.app, name="study")


def _show_version(wanted: bool):
    if wanted:
        typer.echo(f"kerasdense {__version__}")
        raise typer.Exit


@app.callback()
def options(
    debug: bool = typer.Option(False, help="Show tracebacks of errors."),
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="And stop."
    ),
):
    if debug:
        os.environ["KERASDENSE_DEBUG"] = "1"


def main():
    """Runs a command; what goes wrong becomes one line and an exit code."""
    try:
        app()
    except InputError as error:
        if os.environ.get("KERASDENSE_DEBUG"):
            raise
        Console(stderr=True).print(
            str(error), style="red", markup=False, highlight=False, soft_wrap=True
        )
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # the reader of our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
