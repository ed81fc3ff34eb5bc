"""Which files a person meant."""

import dataclasses
import glob
import os
import pathlib
import re
import sys

from kerasdense.errors import InputError, did_you_mean
from kerasdense.files.picture import ENDINGS
from kerasdense.files.results import output_names, output_paths

__all__ = ["Source", "expand", "natural", "output_names", "output_paths"]


@dataclasses.dataclass(frozen=True)
class Source:
    """A file that was asked for.

    Args:
        path: Where it is; None is standard input.
        root: The folder that was given, or the one that holds a file that was given.
    """

    path: pathlib.Path | None
    root: pathlib.Path = pathlib.Path()

    def __str__(self):
        return "standard input" if self.path is None else str(self.path)

    @property
    def relative(self):
        """Its path below the folder that was given."""
        if self.path is None:
            return pathlib.Path("stdin")
        return self.path.relative_to(self.root)

    def content(self):
        """-> what `picture.read` takes: the path, or all bytes of standard input."""
        return sys.stdin.buffer.read() if self.path is None else self.path


def expand(sources, *, recursive=False, endings=ENDINGS):
    """What was typed -> list of Source, each file once, in the order given.

    Args:
        sources: Files, folders, patterns such as "photos/**/*.jpg", and "-" for
            standard input. A file that exists is never taken for a pattern.
        recursive: Whether folders inside folders are searched, too.
        endings: What files found in folders and by patterns end with, in lower case.
            A file that is named is taken whatever its ending.

    Raises:
        InputError: If a path does not exist, or a folder or pattern gives no file.
    """
    found = {}
    for text in map(str, sources):
        for source in _expand_one(text, recursive, endings):
            found.setdefault(source.path and os.path.abspath(source.path), source)
    return list(found.values())


def natural(path):
    """A key that sorts img2 before img10, and upper case with lower case."""
    parts = [
        [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", name)]
        for name in (piece.casefold() for piece in pathlib.Path(path).parts)
    ]
    return parts, str(path)


def _expand_one(text, recursive, endings):
    path = pathlib.Path(text)
    if text == "-":
        return [Source(None)]
    if path.is_dir():
        return _in_folder(path, recursive, endings)
    if os.path.exists(path):
        return [Source(path, path.parent)]
    if glob.has_magic(text):
        return _matching(text, endings)
    raise InputError(_missing(path))


def _in_folder(folder, recursive, endings):
    try:
        paths = folder.rglob("*") if recursive else folder.iterdir()
        found = _pictures(paths, folder, endings)
    except OSError as error:
        raise InputError(f"{folder}: cannot be read: {error.strerror}.") from error
    if found:
        return [Source(path, folder) for path in found]
    hint = ""
    if not recursive and any(
        path.suffix.lower() in endings for path in folder.rglob("*")
    ):
        hint = " There are some in folders inside: add --recursive."
    raise InputError(
        f"{folder}: no picture in this folder (looked for {', '.join(endings)}).{hint}"
    )


def _matching(pattern, endings):
    """Files found by a pattern; names are kept from the first folder that varies."""
    matches = [pathlib.Path(match) for match in glob.glob(pattern, recursive=True)]
    plain = []
    for part in pathlib.Path(pattern).parts[:-1]:
        if glob.has_magic(part):
            break
        plain.append(part)
    root = pathlib.Path(*plain)
    found = _pictures(matches, root, endings)
    if found:
        return [Source(path, root) for path in found]
    raise InputError(
        f"{pattern}: no picture matches (of {len(matches)} files and folders that do, "
        f"none ends with {', '.join(endings)})."
        if matches
        else f"{pattern}: nothing matches. Put the pattern in quotes, and write ** for "
        "folders at any depth."
    )


def _pictures(paths, root, endings):
    """Files with these endings, in natural order, without hidden ones."""
    found = [
        path
        for path in paths
        if path.suffix.lower() in endings
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
        and path.is_file()
    ]
    return sorted(found, key=lambda path: natural(path.relative_to(root)))


def _missing(path):
    """What to say of a path that is not there."""
    folder = path.parent
    if not folder.is_dir():
        return f"{path}: no such file; there is no folder {folder}."
    near = [entry.name for entry in folder.iterdir()]
    same = [name for name in near if name.casefold() == path.name.casefold()]
    hint = f" Did you mean {same[0]!r}?" if same else did_you_mean(path.name, near)
    return f"{path}: no such file or folder.{hint}"
