"""kerasdense import FILE --as NETWORK --to BUNDLE"""

from pathlib import Path
from typing import Annotated

import typer

from kerasdense.cli import report
from kerasdense.weights.networks import NETWORKS

SHOWN = 5  # names in a line


def import_(
    file: Annotated[
        Path,
        typer.Argument(help=".caffemodel, .h5, .keras, .pth, .npz, .mat or .index"),
    ],
    network: Annotated[
        str, typer.Option("--as", help="Which network it is of: from the list above.")
    ],
    to: Annotated[Path, typer.Option(help="The bundle to be made, a folder.")],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a bundle that exists.")
    ] = False,
):
    """Make a bundle of published weights, without the program that wrote them.

    Nothing in the file is run. All arrays are compared with what the network needs,
    by name and shape, before the first is taken over; a file that does not fit makes
    no bundle. Networks:

    NETWORKS

        kerasdense import fcn8s-heavy-pascal.caffemodel --as fcn8s --to models/fcn8s

        kerasdense import sigma=25.mat --as dncnn --to models/dncnn
    """
    from kerasdense.cli.quiet import import_tensorflow

    import_tensorflow()
    from kerasdense.weights.importer import import_weights

    done = import_weights(file, network, to, overwrite=overwrite)
    report.out.print(f"{to}: {done.filled} arrays of {file.name}", soft_wrap=True)
    tell("Not in the file, and as they were built", done.absent)
    tell("In the file besides, and not used", done.unused)
    report.out.print(f"Now: kerasdense predict {to} PICTURE...", soft_wrap=True)


table = "\n\n    ".join(f"`{name}`: {p.meaning}" for name, p in NETWORKS.items())
import_.__doc__ = import_.__doc__.replace("NETWORKS", table)


def tell(what, names):
    """Warns of names, if there are any."""
    if names:
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        report.err.print(
            f"warning: {what}: {', '.join(names[:SHOWN])}{more}.",
            style="yellow",
            markup=False,
            soft_wrap=True,
        )
