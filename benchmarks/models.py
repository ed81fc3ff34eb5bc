"""How fast models that do the same are beside each other, on this machine.

    python benchmarks/models.py sr-mobile-x2 sr-x2 [--side 256] [--rounds 7]

Models are named as for `kerasdense predict`: shipped ones, runs, baselines.
"""

import argparse

import numpy as np
from in_turn import report

from kerasdense.cli.open import open_model


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("models", nargs="+")
    options.add_argument("--side", type=int, default=256)
    options.add_argument("--rounds", type=int, default=7)
    options = options.parse_args()

    opened = [open_model(name) for name in options.models]
    shape = 1, options.side, options.side, opened[0].task.channels_in
    x = np.random.default_rng(0).random(shape, np.float32)
    ways = {model.name: model.predictor for model in opened}
    report(ways, x, options.rounds)


if __name__ == "__main__":
    main()
