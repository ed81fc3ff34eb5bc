"""Colours side by side, their numbers and their report."""

import csv

import numpy as np
import pytest

from kerasdense.baselines import open_baseline
from kerasdense.cli.open import Model
from kerasdense.datasets import Changed, Samples
from kerasdense.errors import InputError
from kerasdense.evaluate import evaluate
from kerasdense.files import picture
from kerasdense.pixels.lab import lightness, to_lab
from kerasdense.study.colorization import SIDE, chosen, study
from kerasdense.tasks import Colorization, Denoising

TASK = Colorization(objective="regression", stride=1, side=0)


def cropped():
    part = np.s_[100:180, 120:210]
    data = Samples(("astronaut", "chelsea", "coffee"))
    return Changed(data, lambda sample, index: {"image": sample["image"][part]})


def halfway(x):
    """Half of the true colours, which no network could know."""
    return to_lab(np.asarray(x, np.float64))[..., 1:] / 220


def done(folder, *models, **options):
    return study(folder, cropped(), models, told={"data": "parts"}, **options)


def test_numbers_are_those_of_evaluate(tmp_path):
    seen = []
    found = done(tmp_path, Model("runs/half/", halfway, TASK), each=seen.append)
    predictor, task = open_baseline("no-color", 0)
    expected = evaluate(predictor, task, cropped())
    assert found["models"]["no-color"] | expected == found["models"]["no-color"]
    half = found["models"]["runs/half/"]
    # Half of the colours: half of the distance is left, if all could be shown.
    left = (1 - half["auc"]) / (1 - expected["auc"])
    assert left == pytest.approx(0.5, abs=0.02)
    assert found["models"]["no-color"]["gray"] == 1 > half["gray"] > 0
    assert len(seen) == 4 * 3
    report = (tmp_path / "report.md").read_text()
    assert f"| runs/half/ | {100 * half['auc']:.2f} |" in report
    assert "| the picture in gray |" in report and "parts, 3 pictures" in report
    with open(tmp_path / "scores.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12 and rows[0]["image"] == "astronaut"


def test_the_sheet_goes_from_gray_to_the_truth(tmp_path):
    found = done(tmp_path, Model("half", halfway, TASK), pictures=1)
    (name,) = found["pictures"]
    number = ("astronaut", "chelsea", "coffee").index(name)
    truth = cropped().read(number)["image"]
    sheet = picture.read(tmp_path / "colours.png").pixels
    assert truth.shape[1] < SIDE
    gray, last = places(sheet, gray_of(truth)), places(sheet, truth)
    assert len(gray) == len(last) == 1
    assert gray[0][1] + 2 * 90 < last[0][1] and gray[0][0] == last[0][0]


def places(sheet, pixels):
    """-> where a picture lies in a sheet, but for one level."""
    sheet, pixels = sheet.astype(int), pixels.astype(int)
    rows, columns = pixels.shape[:2]
    return [
        (row, column)
        for row, column in np.argwhere((abs(sheet - pixels[0, 0]) < 2).all(axis=-1))
        if (part := sheet[row : row + rows, column : column + columns]).shape
        == pixels.shape
        and abs(part - pixels).max() < 2
    ]


def gray_of(image):
    light = lightness(image / 255)
    y = np.where(light > 8, ((light + 16) / 116) ** 3, light / 903.3)
    bent = np.where(y > 0.0031308, 1.055 * y ** (1 / 2.4) - 0.055, 12.92 * y)
    return np.floor(255 * np.repeat(bent, 3, axis=-1) + 0.5).astype(np.uint8)


def test_pictures_go_from_the_most_gain_to_the_least():
    rows = [
        {"model": name, "number": i, "auc": auc}
        for name, scores in (("no-color", (0.8, 0.9, 0.7)), ("a", (0.9, 0.91, 0.95)))
        for i, auc in enumerate(scores)
    ]
    assert chosen(rows, 3, "a", 3) == [2, 0, 1]
    assert chosen(rows, 3, "a", 2) == [2, 1]


def test_what_gives_no_colours_is_refused(tmp_path):
    with pytest.raises(InputError, match="denoise gives no colours"):
        done(tmp_path, Model("denoise", halfway, Denoising()))
