"""What results are called."""

import os
import pathlib

from kerasdense.errors import InputError


def output_paths(sources, to, ending_of):
    """Where the result of each source goes.

    Args:
        sources: list of Source.
        to: A folder; or, for one source, a file: what has an ending, does not end with
            a slash and is no folder yet.
        ending_of: Source -> the ending of its result, such as ".png".

    Returns:
        list of Path, no two the same.

    Raises:
        InputError: If several results would go into one file.
    """
    folder = str(to).endswith(("/", os.sep)) or pathlib.Path(to).is_dir()
    to = pathlib.Path(to)
    if to.suffix and not folder:
        if len(sources) > 1:
            raise InputError(
                f"{to}: is one file, and there are {len(sources)} results. "
                f"Write {to}/ if that is to be a folder."
            )
        return [to for _ in sources]
    names = output_names(sources)
    return [
        to / f"{name}{ending_of(source)}"
        for source, name in zip(sources, names, strict=True)
    ]


def output_names(sources):
    """list of Source -> list of relative paths without ending, no two the same.

    A result is called as its source is: `sub/a` for sub/a.jpg in a folder given. Where
    two would be the same, both say more: first the ending, `a_jpg`; if that is not
    enough, the folder given, `holiday/a`; then both; and at last a number, `a_jpg_2`.
    Upper and lower case count as the same, as they do on many disks.
    """
    names = [_names(source) for source in sources]
    detail = [0] * len(sources)
    while True:
        seen = {}
        for index, level in enumerate(detail):
            seen.setdefault(names[index][level].casefold(), []).append(index)
        vague = [
            index
            for group in seen.values()
            if len(group) > 1
            for index in _briefest(group, detail)
            if detail[index] + 1 < len(names[index])
        ]
        if not vague:
            break
        for index in vague:
            detail[index] += 1
    chosen = [several[level] for several, level in zip(names, detail, strict=True)]
    return [pathlib.Path(name) for name in _numbered(chosen)]


def _briefest(group, detail):
    """Those that say least: who has said more already keeps that name."""
    least = min(detail[index] for index in group)
    return [index for index in group if detail[index] == least]


def _names(source):
    """What a result may be called, from brief to full."""
    relative = source.relative
    stem = relative.with_name(relative.stem)
    ending = relative.suffix[1:].lower()
    full = relative.with_name(f"{relative.stem}_{ending}") if ending else stem
    if source.path is None:
        return [str(stem)]
    given = pathlib.Path(os.path.abspath(source.root)).name
    return [str(name) for name in (stem, full, given / stem, given / full)]


def _numbered(names):
    """Adds _2, _3 to names that still are the same, and to nothing else."""
    taken, result = {name.casefold() for name in names}, []
    used = set()
    for name in names:
        number, candidate = 1, name
        while candidate.casefold() in used or (
            number > 1 and candidate.casefold() in taken
        ):
            number += 1
            candidate = f"{name}_{number}"
        used.add(candidate.casefold())
        result.append(candidate)
    return result
