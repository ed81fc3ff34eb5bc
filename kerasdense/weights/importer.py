"""A published file -> a bundle, written whole or not at all."""

import dataclasses
import hashlib
import os
import secrets
import shutil
from importlib.metadata import version
from pathlib import Path

from kerasdense import __version__, bundle
from kerasdense.errors import InputError, did_you_mean
from kerasdense.files.whole import refuse_existing
from kerasdense.receptive_field import measure
from kerasdense.weights.networks import NARROW, NETWORKS
from kerasdense.weights.readers import read_weights
from kerasdense.weights.tf1_checkpoint import index_of
from kerasdense.weights.want import fill

IMPORT = "import.json"  # in the bundle: what was imported


@dataclasses.dataclass(frozen=True)
class Imported:
    """What became of a file.

    Args:
        filled: How many arrays the network took.
        absent: Paths of the network's weights for which the file has nothing.
        unused: What the file has besides.
    """

    filled: int
    absent: list[str]
    unused: list[str]


def import_weights(path, name, folder, *, overwrite=False):
    """Reads a file of weights, fills a network of ours, and writes its bundle.

    Beside the network and its task there is import.json: the file's name, its SHA-256,
    and which of its arrays went where.

    Args:
        path: A file of any kind that `read_weights` knows.
        name: One of NETWORKS.
        folder: The bundle to be made.
        overwrite: Whether a bundle that is there is replaced.

    Returns:
        `Imported`.

    Raises:
        InputError: There is no such network, or the file does not fit it, or the folder
            exists. Nothing is written then.
        ModelFileError: The file is broken.
    """
    folder = Path(folder)
    path = index_of(path)
    published = look_up(name)
    check_free(folder, overwrite)
    arrays = read_weights(path)
    network, task = published.build(), published.task()
    wants = best_form(published.forms, network, arrays)
    absent, unused = fill(network, wants, arrays, path, name)
    used = [want for want in wants if want.into is not None and want.name in arrays]
    record = {
        "network": name,
        "file": Path(path).name,
        "sha256": sha256(path),
        "arrays": {want.into.path: want.name for want in used},
        "left_as_built": absent,
        "not_used": unused,
        "kerasdense": __version__,
        "keras": version("keras"),
    }
    del arrays
    reach = measure(published.build(NARROW))  # which channels do not change
    write_folder(folder, network, task, reach, record)
    return Imported(len(used), absent, unused)


def look_up(name):
    """-> the published network.

    Raises:
        InputError: There is none of that name.
    """
    if name not in NETWORKS:
        raise InputError(
            f"No network {name!r} can be imported.{did_you_mean(name, NETWORKS)} There "
            f"are {', '.join(NETWORKS)}."
        )
    return NETWORKS[name]


def best_form(forms, network, arrays):
    """-> the wants of the form of which the file has most."""
    wanted = [form(network) for form in forms]
    return max(wanted, key=lambda wants: sum(want.name in arrays for want in wants))


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_free(folder, overwrite):
    """Raises InputError where something is in the way."""
    if not os.path.lexists(folder):
        return
    refuse_existing([folder], overwrite)
    if not (folder / bundle.TASK).exists() or folder.is_symlink():
        raise InputError(f"{folder} is no bundle, and is left as it is.")


def write_folder(folder, network, task, reach, record, told=IMPORT):
    """Writes under another name, and renames when all is there.

    Args:
        told: The file that the record is written to.
    """
    new = folder.parent / f".{secrets.token_hex(8)}.part"
    old = folder.parent / f".{secrets.token_hex(8)}.old"
    try:
        new.mkdir(parents=True)
        bundle.save_network(new / bundle.NETWORK, network)
        bundle.write_json(new / bundle.TASK, bundle.task_record(task))
        facts = {"reach": dataclasses.asdict(reach)}
        bundle.write_json(new / bundle.FACTS, facts)
        bundle.write_json(new / told, record)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    except OSError as error:
        if old.exists() and not folder.exists():
            old.rename(folder)
        reason = error.strerror or error
        raise InputError(f"{folder} cannot be written: {reason}.") from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
