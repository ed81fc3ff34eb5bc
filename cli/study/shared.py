"""What commands of studies share: options, and how they are read."""

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from kerasdense.cli import report
from kerasdense.errors import InputError, did_you_mean

To = Annotated[Path, typer.Option(help="The folder for report and pictures.")]
Models = Annotated[
    str, typer.Option(help="Shipped models and runs, with commas between.")
]
Split = Annotated[
    str | None, typer.Option(help="train, val or test, where files say which.")
]
Limit = Annotated[int | None, typer.Option(min=1, help="Score only so many images.")]
Pictures = Annotated[int, typer.Option(min=1, help="To show.")]
Overwrite = Annotated[bool, typer.Option("--overwrite")]


def refuse_report(to, overwrite):
    """Raises:
    InputError: The folder holds a report already.
    """
    if (to / "report.md").exists() and not overwrite:
        raise InputError(f"{to} holds a report already: add --overwrite, or --to.")


@contextlib.contextmanager
def counted(words, total):
    """Shows how far a study is -> what it calls with names, before each step."""
    with report.progress() as bar:
        line = bar.add_task(words, total=total)
        yield lambda *names: bar.update(line, advance=1, description=" ".join(names))


def opened_of(*texts):
    """'A,B', 'B,C' -> the models A, B, C.

    Raises:
        InputError: None is named.
    """
    from kerasdense.cli.open import open_model

    names = [name for text in texts for name in text.split(",") if name]
    if not names:
        raise InputError("--models names nobody: name a shipped model, or a run.")
    return [open_model(name) for name in dict.fromkeys(names)]


def chosen_of(what, text, known):
    """'a,b' -> ('a', 'b').

    Raises:
        InputError: One of them is not known.
    """
    chosen = tuple(text.split(","))
    for name in chosen:
        if name not in known:
            raise InputError(
                f"There is no {what} {name!r}.{did_you_mean(name, known)} Known: "
                f"{', '.join(known)}."
            )
    return chosen
