"""Scores of studies, kept in files: what was measured once is not measured again."""

import csv
import hashlib
import io
import json
from pathlib import Path

import numpy as np

from kerasdense import bundle
from kerasdense.errors import InputError
from kerasdense.files.whole import write_whole


class Scores:
    """Scores that were measured, in a CSV file to which each new one is added.

    Args:
        path: The file; made with the first score.
        measures: What is measured of each image.
    """

    def __init__(self, path, measures=("psnr", "ssim", "seconds")):
        self.path, self.rows = Path(path), {}
        self.columns = ("condition", "model", "stamp", "number", "image", *measures)
        if self.path.exists():
            text = self.path.read_text()
            whole = text[: text.rfind("\n") + 1]  # the last line may be cut off
            if whole != text:
                write_whole(self.path, whole.encode(), overwrite=True)
            for row in csv.DictReader(io.StringIO(whole)):
                self.rows[self._key(row)] = row

    def add(self, **row):
        with open(self.path, "a", newline="") as file:
            writer = csv.DictWriter(file, self.columns, lineterminator="\n")
            if not file.tell():
                writer.writeheader()
            writer.writerow(row)
        self.rows[self._key(row)] = row

    def has(self, condition, entry, number):
        return (condition, entry.name, entry.stamp, str(number)) in self.rows

    def of(self, condition, entry, what, count):
        """-> that score of the first images, float [count]."""
        head = condition, entry.name, entry.stamp
        rows = [self.rows[(*head, str(number))] for number in range(count)]
        return np.array([float(row[what]) for row in rows])

    @staticmethod
    def _key(row):
        return row["condition"], row["model"], row["stamp"], str(row["number"])


def same_study(folder, told):
    """Refuses to mix scores of two datasets, or of noise from two seeds.

    Raises:
        InputError: The folder holds a study of something else.
    """
    path = folder / "scores.json"
    if path.exists():
        before = json.loads(path.read_text())
        for name, value in told.items():
            if before.get(name) != value:
                raise InputError(
                    f"{folder} holds a study with {name} {before.get(name)}, not "
                    f"{value}: name another folder."
                )
    bundle.write_json(path, told)


def stamp(model):
    """-> what tells two versions of a model's weights apart."""
    if model.network is None:
        path = Path(model.name)
        content = [path.read_bytes()] if path.is_file() else []
    else:
        content = [np.asarray(w).tobytes() for w in model.network.weights]
    return digest(content)


def digest(content):
    """Lists of bytes -> a short name of them, or none where there is nothing."""
    return hashlib.sha256(b"".join(content)).hexdigest()[:12] if content else ""
