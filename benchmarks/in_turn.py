"""Ways to do the same, timed in turn, because machines drift."""

import statistics
import time

import numpy as np


def report(ways, x, rounds):
    """Prints medians of one run, and their ratios to the first.

    Args:
        ways: {name: x -> what comes of it}.
        x: What all are given.
        rounds: How often each is timed, after once that does not count.
    """
    seconds = {name: [] for name in ways}
    for turn in range(rounds + 1):
        for name, way in ways.items():
            start = time.perf_counter()
            np.asarray(way(x))
            if turn:  # the first traces
                seconds[name].append(time.perf_counter() - start)
    medians = [statistics.median(taken) for taken in seconds.values()]
    for name, median in zip(ways, medians):
        print(f"{name:24} {1000 * median:8.1f} ms   {median / medians[0]:5.2f} x")
