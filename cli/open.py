"""What a person calls a model -> predictor and task."""

import dataclasses
import json
from importlib import resources
from pathlib import Path

from kerasdense.errors import InputError, ModelFileError, did_you_mean
from kerasdense.export import records


@dataclasses.dataclass(frozen=True)
class Model:
    """A model ready for use.

    Args:
        name: As the person said it.
        predictor: x [B, H, W, C] -> output.
        task: What the pixels mean.
        reach: How far the predictor looks around a pixel: what tiles need to know.
            None where nobody knows, so that a picture is only predicted whole.
        size: (rows, columns) of the tiles it likes best, if it does.
        network: The Keras model behind the predictor, where there is one.
    """

    name: str
    predictor: object
    task: object
    reach: object = None
    size: tuple[int, int] | None = None
    network: object = None


def shipped():
    """-> {name: folder} of the models that come with kerasdense."""
    folder = Path(str(resources.files("kerasdense.assets")))
    return {
        path.parent.name: path.parent for path in sorted(folder.glob("*/task.json"))
    }


def folder_of(name):
    """-> the folder of a shipped model or a bundle.

    Raises:
        InputError: It names neither.
    """
    if name in shipped():
        return shipped()[name]
    if Path(name).is_dir():
        return Path(name)
    raise InputError(
        f"There is no model {name!r}.{did_you_mean(name, shipped())} Shipped models: "
        f"{', '.join(shipped())}; or name the folder of a run, or an exported file."
    )


def open_model(name, *, noise=25.0):
    """A shipped name, a baseline, a bundle or an exported file -> Model.

    Imports TensorFlow, but not for a .tflite.

    Args:
        noise: In 255ths, for the baselines that must be told.

    Raises:
        InputError: It names nothing.
        ModelFileError: What it names is broken.
    """
    from kerasdense.cli.quiet import import_tensorflow

    if records.is_exported(name):
        return open_file(name)
    import_tensorflow()
    from kerasdense import bundle
    from kerasdense.baselines import BASELINES, open_baseline
    from kerasdense.predictor import fast

    if name in BASELINES:
        return Model(name, *open_baseline(name, noise))
    folder = folder_of(name)
    network, task = bundle.load(folder)
    reach = bundle.load_reach(folder, network)
    return Model(name, fast(network), task, reach, network=network)


def open_file(name):
    """A .tflite or a SavedModel -> Model."""
    from kerasdense.cli.quiet import import_tensorflow, no_stderr

    if Path(name).is_dir():
        import_tensorflow()
    from kerasdense.export.predictor import open_exported

    with no_stderr():
        opened = open_exported(Path(name))
    return Model(name, opened, opened.task, opened.reach, opened.size)


def about(name):
    """What a model says of itself -> task.json and facts.json; {} where it has none.

    Raises:
        InputError: It names no model.
        ModelFileError: What it says cannot be read.
    """
    if records.is_exported(name):
        return records.read(name)
    folder, told = folder_of(str(name)), []
    for file in ("task.json", "facts.json"):
        try:
            told.append(json.loads((folder / file).read_text()))
        except FileNotFoundError:
            told.append({})
        except (OSError, ValueError) as error:
            raise ModelFileError(f"{folder / file} cannot be read: {error}") from error
    return tuple(told)
