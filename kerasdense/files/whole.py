"""Files that are there whole, or not at all."""

import contextlib
import os
import pathlib
import secrets

from kerasdense.errors import InputError


def refuse_existing(paths, overwrite):
    """Asked before long work, whose results would have no place.

    Args:
        paths: Of files or folders that are to be written; None counts for nothing.
        overwrite: Whether they may be replaced.

    Raises:
        InputError: One of them exists.
    """
    for path in paths:
        if path is not None and os.path.lexists(path) and not overwrite:
            raise InputError(f"{path} exists and is left as it is: add --overwrite.")


def write_whole(path, data, *, overwrite=False):
    """Writes beside `path` first and renames at the end.

    A killed program or a full disk leaves what was there before, never half a file.

    Args:
        path: Where to; missing folders are made.
        data: Bytes.
        overwrite: Whether a file that exists is replaced.

    Raises:
        InputError: If the file exists, or the disk or its permissions refuse.
    """
    path = pathlib.Path(path)
    if path.is_dir():
        raise InputError(f"{path}: is a folder; a file was to be written there.")
    refuse_existing([path], overwrite)
    # A short name of its own: the path's may already be as long as names can be.
    temporary = path.parent / f".{secrets.token_hex(8)}.part"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(temporary, "xb") as file:
                file.write(data)
            os.replace(temporary, path)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}.") from error
