"""kerasdense mix FIRST SECOND --alpha 0.3 --to BUNDLE"""

from pathlib import Path
from typing import Annotated

import typer

from kerasdense.cli import report


def mix(
    first: Annotated[
        str, typer.Argument(help="A shipped model or the folder of a run: alpha 0.")
    ],
    second: Annotated[str, typer.Argument(help="Another of the same kind: alpha 1.")],
    to: Annotated[Path, typer.Option(help="The bundle to be made, a folder.")],
    alpha: Annotated[
        float, typer.Option(min=0, max=1, help="How much of the second.")
    ] = 0.5,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a bundle that exists.")
    ] = False,
):
    """Make a model in between of two: weights (1 - alpha) FIRST + alpha SECOND.

    From one that makes few errors to one that looks sharp, in as many steps as one
    likes; of networks of one kind, the second best begun with the first's weights.

        kerasdense mix sr-x4 runs/sr-perceptual-x4 --alpha 0.3 --to runs/between
    """
    from kerasdense.cli.open import folder_of
    from kerasdense.cli.quiet import import_tensorflow

    folders = folder_of(first), folder_of(second)
    import_tensorflow()
    from kerasdense.mix import mix_bundles

    mix_bundles(*folders, alpha, to, overwrite=overwrite)
    told = f"{to}: {1 - alpha:g} of {first} and {alpha:g} of {second}"
    report.out.print(told, soft_wrap=True)
    report.out.print(f"Now: kerasdense predict {to} PICTURE...", soft_wrap=True)
