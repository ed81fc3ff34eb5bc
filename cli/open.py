"""What a person calls a model -> predictor and task."""

import dataclasses
import json
from importlib import resources
from pathlib import Path

from kerasdense.errors import InputError, did_you_mean


@dataclasses.dataclass(frozen=True)
class Model:
    """A model ready for use.

    Args:
        name: As the person said it.
        predictor: x [B, H, W, C] -> output.
        task: What the pixels mean.
        reach: How far the predictor looks around a pixel: what tiles need to know.
            None where nobody knows, so that a picture is only predicted whole.
    """

    name: str
    predictor: object
    task: object
    reach: object = None


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
        f"{', '.join(shipped())}; or name the folder of a run."
    )


def open_model(name, *, noise=25.0):
    """A shipped name, a baseline or a folder -> Model. Imports TensorFlow.

    Args:
        noise: In 255ths, for the baselines that must be told.
    """
    from kerasdense.cli.quiet import import_tensorflow

    import_tensorflow()
    from kerasdense import bundle
    from kerasdense.baselines import BASELINES, open_baseline
    from kerasdense.predictor import fast

    if name in BASELINES:
        return Model(name, *open_baseline(name, noise))
    folder = folder_of(name)
    network, task = bundle.load(folder)
    return Model(name, fast(network), task, bundle.load_reach(folder, network))


def about(folder):
    """-> what task.json of a shipped model or a bundle says."""
    return json.loads((Path(folder) / "task.json").read_text())
