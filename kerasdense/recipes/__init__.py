"""Experiments, one a file: each has a function `recipe`, and a docstring that tells
the command, the time and the result."""

import ast
import importlib
import importlib.util
from pathlib import Path

from kerasdense.errors import InputError, did_you_mean


def names():
    return sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))


def summary(name):
    """-> the first line of a recipe's docstring, without importing it."""
    text = (Path(__file__).parent / f"{name}.py").read_text()
    return ast.get_docstring(ast.parse(text)).splitlines()[0]


def find(name):
    """The name of a recipe, or a path to a Python file -> the file.

    Raises:
        InputError: There is none of that name.
    """
    if name in names():
        return Path(__file__).parent / f"{name}.py"
    if Path(name).suffix == ".py" and Path(name).exists():
        return Path(name)
    raise InputError(
        f"There is no recipe {name!r}.{did_you_mean(name, names())} Recipes: "
        f"{', '.join(names())}; or a path to a Python file."
    )


def load(name):
    """The name of a recipe, or a path to a Python file -> its function `recipe`."""
    path = find(name)
    if name in names():
        return importlib.import_module(f"kerasdense.recipes.{name}").recipe
    specification = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    if not hasattr(module, "recipe"):
        raise InputError(f"{path} has no function called recipe.")
    return module.recipe
