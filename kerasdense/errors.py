"""What can go wrong on a person's side.

InputError            what was asked for or given cannot be used; exit code 2
└── ModelFileError    a model file or folder is broken or not one of ours; exit code 3
"""

import difflib


class InputError(Exception):
    """One line for a person: what is wrong, where, and what to do."""

    exit_code = 2


class ModelFileError(InputError):
    """A model that cannot be read, or that is not one of ours."""

    exit_code = 3


def did_you_mean(name, known):
    """-> ' Did you mean X?' where some known name is close, else ''."""
    close = difflib.get_close_matches(str(name), [str(k) for k in known], n=1)
    return f" Did you mean {close[0]!r}?" if close else ""
