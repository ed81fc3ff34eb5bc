"""How much faster a predictor is than Keras' own doors, on this machine.

    python benchmarks/predictor.py [--side 256] [--rounds 7]

All judge one picture of random numbers.
"""

import argparse

import numpy as np
from in_turn import report

from kerasdense.models.half_resolution import half_resolution_denoiser
from kerasdense.predictor import fast


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--side", type=int, default=256)
    options.add_argument("--rounds", type=int, default=7)
    options = options.parse_args()

    network = half_resolution_denoiser(3)
    x = np.random.default_rng(0).random((1, options.side, options.side, 3), np.float32)
    ways = {
        "kerasdense predictor": fast(network),
        "network(x)": lambda x: network(x, training=False),
        "network.predict(x)": lambda x: network.predict(x, verbose=0),
    }
    report(ways, x, options.rounds)


if __name__ == "__main__":
    main()
