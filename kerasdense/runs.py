"""What is written down of a run, beside its network."""

import dataclasses
import json
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kerasdense import __version__, bundle, checkpoint
from kerasdense.datasets import train_and_validation
from kerasdense.errors import InputError
from kerasdense.weights.transplant import from_bundle

NOT_SAID = ([], None, 0)  # what a record has where nothing was asked for
PACKAGES = ("tensorflow", "keras", "numpy", "opencv-python", "pillow")


@dataclasses.dataclass(frozen=True)
class Record:
    """What was asked for: enough to do it again."""

    recipe: str
    settings: dict
    data: list[str]
    validation: str | None
    seed: int
    start: str | None = None  # a bundle whose weights are the first
    without: list[str] = dataclasses.field(default_factory=list)  # never learnt from

    def build(self, function, tell=None):
        """-> the recipe, with its data opened. `tell` is called with news of it."""
        data = ()
        if self.data:
            data = train_and_validation(self.data, self.validation, self.without, tell)
        recipe = function(*data, **self.settings)
        if not self.start:
            return recipe
        start = from_bundle(self.start, recipe.start, tell)
        return dataclasses.replace(recipe, start=start)


def begin(folder, record, source):
    """Writes run.json and recipe.py into a run's folder.

    Raises:
        InputError: Another run is training there.
    """
    folder = Path(folder)
    if checkpoint.exists(folder):
        return  # train says what to do about that
    versions = {"kerasdense": __version__, "python": platform.python_version()}
    for package in PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = None
    written = {**dataclasses.asdict(record), "versions": versions, "scores": {}}
    with checkpoint.only_run_in(folder):
        bundle.write_json(folder / bundle.RUN, written)
        (folder / "recipe.py").write_text(source)


def finish(folder, scores):
    """Adds the scores of the network that was kept to run.json."""
    path = Path(folder) / bundle.RUN
    bundle.write_json(path, {**json.loads(path.read_text()), "scores": scores})


def recorded(folder, asked):
    """-> the record of the run in a folder, to resume it.

    Raises:
        InputError: There is none, or now something else is asked for.
    """
    path = Path(folder) / bundle.RUN
    if not path.exists():
        raise InputError(f"{folder} holds no run: leave --resume out to begin one.")
    written = json.loads(path.read_text())
    fields = [field.name for field in dataclasses.fields(Record)]
    before = Record(**{name: written[name] for name in fields if name in written})
    settings = {name: _json(value) for name, value in asked.settings.items()}
    changed = [
        *(n for n, v in settings.items() if before.settings.get(n, v) != v),
        *(n for n in settings if n not in before.settings),
        *(
            name
            for name in ("recipe", "data", "validation", "seed", "start", "without")
            if getattr(asked, name) not in (getattr(before, name), *NOT_SAID)
        ),
    ]
    if changed:
        raise InputError(
            f"{folder} was begun with another {changed[0]}: resume it as it was, "
            "or begin anew in another folder."
        )
    settings = {name: _from_json(value) for name, value in before.settings.items()}
    return dataclasses.replace(before, settings=settings)


def _json(value):
    return list(value) if isinstance(value, tuple) else value


def _from_json(value):
    return tuple(value) if isinstance(value, list) else value
