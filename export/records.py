"""What an exported file says of itself, in JSON that travels inside of it.

task.json     the task and its fields, as in a bundle
facts.json    what the pixels are to whoever has only this file, and no Keras:
              format, precision, takes (the type of its input), size ([H, W], or null
              for any), reach, reads, writes, channels, scale, luma; parts, the same
              two records of each of several maps; and sha256 of the model where it is
              one file

A SavedModel keeps them in assets.extra, the place TensorFlow Serving leaves to others.
A .tflite carries them as a zip archive behind its end: readers of the model do not look
there, and `unzip` or Python's zipfile do.
"""

import dataclasses
import hashlib
import io
import json
import zipfile
from pathlib import Path

from kerasdense import __version__
from kerasdense.errors import ModelFileError

TASK, FACTS = "task.json", "facts.json"
EXTRA = "assets.extra"
HOW = "`kerasdense export` writes files that say it"


def facts(task, reach, **of_file):
    """-> what facts.json holds.

    Args:
        task: What the pixels mean.
        reach: How far the network looks.
        of_file: format, precision, takes and size.
    """
    return {
        "kerasdense": __version__,
        **of_file,
        "reach": dataclasses.asdict(reach),
        **meaning(task),
    }


def meaning(task):
    """-> what facts.json holds of a task."""
    found = {
        "reads": list(task.reads),
        "learns": list(task.learns),
        "writes": task.writes,
        "channels": task.channels,
        "scale": task.scale,
        "tile": task.tile,
        "luma": task.luma,
        "keeps_lightness": task.keeps_lightness,
    }
    if task.parts:
        found["parts"] = {
            name: {"task": dataclasses.asdict(part), "facts": meaning(part)}
            for name, part in task.parts.items()
        }
    return found


def attach(model, task, facts):
    """The bytes of a .tflite, and two records -> the bytes of the file."""
    facts = {**facts, "sha256": hashlib.sha256(model).hexdigest()}
    file = io.BytesIO(model)
    with zipfile.ZipFile(file, "a") as archive:
        for name, record in ((TASK, task), (FACTS, facts)):
            # A date of its own, so that the same model gives the same bytes.
            place = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            archive.writestr(place, json.dumps(record, indent=2))
    return file.getvalue()


def is_exported(path):
    """Whether there is a .tflite or a SavedModel."""
    return is_tflite(path) or (Path(path) / "saved_model.pb").is_file()


def is_tflite(path):
    return Path(path).suffix == ".tflite" and Path(path).is_file()


def read(path):
    """-> task.json and facts.json of an exported file.

    Raises:
        ModelFileError: The file is broken, or not of our making.
    """
    return of_tflite(path) if is_tflite(path) else of_saved_model(path)


def of_tflite(path):
    """-> task.json and facts.json of a .tflite.

    Raises:
        ModelFileError: The file is broken, or not of our making.
    """
    try:
        content = Path(path).read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            task, facts = (json.loads(archive.read(name)) for name in (TASK, FACTS))
            start = min(place.header_offset for place in archive.infolist())
    except OSError as error:
        raise ModelFileError(f"{path} cannot be read: {error.strerror}.") from error
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ModelFileError(
            f"{path} does not say what its pixels mean, or is cut off: {HOW}."
        ) from error
    if hashlib.sha256(content[:start]).hexdigest() != facts.get("sha256"):
        raise ModelFileError(f"{path} is damaged: export it anew.")
    return task, facts


def write_beside(folder, task, facts):
    """Puts the records into a SavedModel."""
    extra = Path(folder) / EXTRA
    extra.mkdir(exist_ok=True)
    for name, record in ((TASK, task), (FACTS, facts)):
        (extra / name).write_text(f"{json.dumps(record, indent=2)}\n")


def of_saved_model(folder):
    """-> task.json and facts.json of a SavedModel.

    Raises:
        ModelFileError: They are not there, or broken.
    """
    extra = Path(folder) / EXTRA
    try:
        return tuple(json.loads((extra / name).read_text()) for name in (TASK, FACTS))
    except (OSError, ValueError) as error:
        raise ModelFileError(
            f"{folder} is a SavedModel that does not say what its pixels mean: {HOW}."
        ) from error
