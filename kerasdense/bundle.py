"""A folder that holds a network and what its pixels mean.

network.keras   the network, in float32
task.json       the task and its fields
facts.json      what was measured of the network: its reach
run.json        how it came to be: recipe, data, settings, versions, scores
"""

import dataclasses
import json
import os
import zipfile
from pathlib import Path

import keras

from kerasdense import layers  # noqa: F401, registers them for loading
from kerasdense.errors import InputError, ModelFileError, did_you_mean
from kerasdense.files.whole import write_whole
from kerasdense.reach import reach_of
from kerasdense.receptive_field import measure
from kerasdense.tasks import TASKS

NETWORK, TASK, RUN = "network.keras", "task.json", "run.json"
FACTS = "facts.json"


def save(folder, network, task):
    """Writes the bundle; what was there is replaced only when the new is complete."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    save_network(folder / NETWORK, network)
    write_json(folder / TASK, task_record(task))
    write_json(folder / FACTS, {"reach": dataclasses.asdict(measure(network))})


def save_network(path, network):
    """Writes whole or not at all.

    Raises:
        InputError: The disk is full, or the folder not ours to write.
    """
    temporary = path.with_name("saving.keras")
    try:
        network.save(temporary)
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise InputError(f"Cannot write {path}: {error.strerror or error}.") from error


def load(folder):
    """-> network, task.

    Raises:
        ModelFileError: The folder is no bundle, or a broken one.
    """
    folder = Path(folder)
    task = load_task(folder)
    if not (folder / NETWORK).exists():
        raise ModelFileError(
            f"{folder} has no {NETWORK}: copy it there, or train it anew."
        )
    try:
        network = keras.models.load_model(folder / NETWORK, compile=False)
    except (ValueError, TypeError, KeyError, OSError, zipfile.BadZipFile) as error:
        reason = str(error).strip().splitlines()[0]
        raise ModelFileError(f"{folder / NETWORK} cannot be read: {reason}") from error
    return network, task


def load_task(folder):
    path = Path(folder) / TASK
    try:
        return task_from(json.loads(path.read_text()))
    except FileNotFoundError:
        raise ModelFileError(
            f"{folder} is no bundle, it has no {TASK}: `kerasdense train` makes one."
        ) from None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        if isinstance(error, ModelFileError):
            raise
        raise ModelFileError(f"{path} is not readable as a task: {error}") from error


def load_reach(folder, network):
    """-> how far the network of a bundle looks; measured where no file tells.

    Raises:
        ModelFileError: The file is broken.
    """
    path = Path(folder) / FACTS
    try:
        return reach_of(json.loads(path.read_text()))
    except FileNotFoundError:
        return measure(network)
    except (ValueError, TypeError, KeyError) as error:
        raise ModelFileError(f"{path} is not readable as facts: {error}") from error


def task_record(task):
    """-> what task.json holds."""
    return {"task": type(task).__name__, **dataclasses.asdict(task)}


def task_from(record):
    """What `task_record` wrote -> the task."""
    fields = dict(record)
    name = fields.pop("task")
    if name not in TASKS:
        raise ModelFileError(
            f"There is no task {name!r}.{did_you_mean(name, TASKS)} Known tasks: "
            f"{', '.join(sorted(TASKS))}."
        )
    return TASKS[name](**{key: _as_tuples(value) for key, value in fields.items()})


def write_json(path, record):
    """Writes whole or not at all."""
    write_whole(path, f"{json.dumps(record, indent=2)}\n".encode(), overwrite=True)


def _as_tuples(value):
    return tuple(map(_as_tuples, value)) if isinstance(value, list) else value
