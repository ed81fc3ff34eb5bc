"""How much faster a predictor is than Keras' own doors, on this machine.

    python benchmarks/predictor.py [--side 256] [--rounds 7]

Prints medians and ratios of one run, the ways taken in turn, because machines drift.
"""

import argparse
import statistics
import time

import numpy as np

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
    seconds = {name: [] for name in ways}
    for turn in range(options.rounds + 1):
        for name, way in ways.items():
            start = time.perf_counter()
            np.asarray(way(x))
            if turn:  # the first traces
                seconds[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(taken) for name, taken in seconds.items()}
    for name, median in medians.items():
        ratio = median / medians["kerasdense predictor"]
        print(f"{name:24} {1000 * median:8.1f} ms   {ratio:5.2f} x")


if __name__ == "__main__":
    main()
