"""Where a learning curve is going, and how little one knows about that."""

import csv
import json
from pathlib import Path

import numpy as np
from scipy.optimize import curve_fit

from kerasdense import bundle, recipes
from kerasdense.errors import InputError
from kerasdense.runs import Record

DRAWS = 200  # of residuals, for the uncertainty
FEWEST = 6  # points that three numbers are fitted to
STEEPEST = 3.0


def history(run):
    """-> steps, PSNR: what a run scored while it learned.

    Raises:
        InputError: It wrote down no PSNR.
    """
    path = Path(run) / "history.csv"
    if not path.exists():
        raise InputError(f"{run} holds no history.csv: name the folder of a run.")
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or "psnr" not in rows[0]:
        raise InputError(f"{path} holds no PSNR: it is no run of a denoiser.")
    return (np.array([float(row[name]) for row in rows]) for name in ("step", "psnr"))


def validation_of(run):
    """-> the dataset that a run was scored on while it learned."""
    written = json.loads((Path(run) / bundle.RUN).read_text())
    names = ("recipe", "settings", "data", "validation", "seed")
    record = Record(**{name: written[name] for name in names})
    settings = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in record.settings.items()
    }
    record = Record(**{**vars(record), "settings": settings})
    return record.build(recipes.load(record.recipe)).validation


def law(step, end, gap, power):
    return end - gap * step**-power


def fit(steps, scores, seed=0):
    """Fits score = end - gap * (step / last)^-power to the steps from a quarter on.

    A score far below its neighbours, as a high rate of learning makes some, counts by
    how far it is off and not by the square of that.

    Returns:
        {"end", "gap", "power", "first", "last", "points", "residual"}, first and last
        being steps that it was fitted to, and "low" and "high":
        68 % of the ends of fits to the curve with its residuals drawn anew. None where
        there are too few points, or no such curve comes near them.
    """
    last = steps[-1]
    kept = steps >= last / 4
    x, y = steps[kept] / last, scores[kept]
    if len(x) < FEWEST:
        return None
    try:
        found = _fitted(x, y)
    except RuntimeError:
        return None
    residuals = y - law(x, *found)
    rng, ends = np.random.default_rng(seed), []
    for _ in range(DRAWS):
        drawn = law(x, *found) + rng.choice(residuals, len(x))
        try:
            ends.append(_fitted(x, drawn)[0])
        except RuntimeError:
            continue
    low, high = np.percentile(ends or [np.nan], (16, 84))
    end, gap, power = map(float, found)
    return {
        "end": end,
        "gap": gap,
        "power": power,
        "first": float(steps[kept][0]),
        "last": float(last),
        "points": len(x),
        "residual": float(np.std(residuals)),
        "low": float(low),
        "high": float(high),
    }


def _fitted(x, y):
    first = (y[-1] + 0.1, max(y[-1] - y[0], 0.1), 0.5)
    bounds = ([-np.inf, 0, 0.05], [np.inf, np.inf, STEEPEST])
    usual = max(np.median(np.abs(np.diff(y))), 1e-6)
    robust = {"loss": "soft_l1", "f_scale": usual}
    return curve_fit(law, x, y, first, bounds=bounds, max_nfev=5000, **robust)[0]


def crossing(found, level):
    """-> the step at which the fitted curve reaches a level; None: it never does."""
    if found["end"] <= level or not found["gap"]:
        return None
    with np.errstate(over="ignore"):
        share = (found["gap"] / (found["end"] - level)) ** (1 / found["power"])
    return float(found["last"] * share)
