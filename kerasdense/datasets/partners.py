"""Which files belong together, by their names."""

from kerasdense.errors import InputError, did_you_mean


def partners(firsts, seconds):
    """Pairs two lists of files by their names.

    Raises:
        InputError: A file of the first list has no partner in the second.
    """
    stems = [path.stem for path in firsts]
    known = [path.stem for path in seconds]
    head = tail = ""
    if not set(stems) & set(known):
        head, tail = affixes(known)
        stems = without(*affixes(stems), stems)
    by_stem = dict(zip(without(head, tail, known), seconds))
    pairs = []
    for stem, path in zip(stems, firsts):
        if stem not in by_stem:
            wanted = f"{head}{stem}{tail}"
            raise InputError(
                f"{path} has no partner in {seconds[0].parent}: expected a picture "
                f"called {wanted} there.{did_you_mean(wanted, known)}"
            )
        pairs.append((path, by_stem[stem]))
    return pairs


def called(names, paths):
    """-> the paths with these stems.

    Raises:
        InputError: A name has no path.
    """
    names, stems = set(names), {path.stem for path in paths}
    for name in sorted(names - stems):
        raise InputError(
            f"{paths[0].parent} has no picture called {name}, though it is listed or "
            f"has labels.{did_you_mean(name, stems)}"
        )
    return [path for path in paths if path.stem in names]


def affixes(stems):
    """-> the head and the tail that all stems share, digits excepted."""
    return _common(stems), _common([stem[::-1] for stem in stems])[::-1]


def without(head, tail, stems):
    """Stems less a head and a tail; one that would leave nothing stays whole."""
    return [stem[len(head) : len(stem) - len(tail)] or stem for stem in stems]


def _common(words):
    """The letters that all words begin with, up to the first digit."""
    shared = ""
    for letters in zip(*words):
        if len(set(letters)) > 1 or letters[0].isdigit():
            break
        shared += letters[0]
    return shared
