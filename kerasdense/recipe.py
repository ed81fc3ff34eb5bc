"""One experiment, complete."""

import dataclasses
import inspect
from collections.abc import Callable

import keras

from kerasdense.datasets import Dataset
from kerasdense.errors import InputError, did_you_mean
from kerasdense.learner import Learner
from kerasdense.tasks import Task


@dataclasses.dataclass(frozen=True)
class Stage:
    """A stretch of training under one optimizer.

    Args:
        steps: How many.
        optimizer: Makes it, with its schedule; called when the stage begins.
        frozen: Layers that rest, by the start of their names.
        learner: In place of the recipe's.
    """

    steps: int
    optimizer: Callable[[], keras.Optimizer]
    frozen: tuple[str, ...] = ()
    learner: Callable | None = None


@dataclasses.dataclass(frozen=True)
class Recipe:
    """What to learn, with which network, from which pixels, for how long.

    Args:
        task: What the pixels mean.
        network: task -> network.
        train: Dataset with all that the task reads and learns, or from which the
            transforms make it.
        validation: The same, complete without transforms.
        stages: One after the other.
        batch: Images a step, all replicas together.
        transforms: (sample, key) -> sample, on training data only.
        score_every: Steps from one scoring of the validation data to the next.
        precision: Keras' dtype policy to learn in. What is saved is float32.
        learner: Makes one from network, task and optimizer.
        start: Gives the network its first weights, where they are not drawn.
        keep: Which network is the result: "best", the one that scored best by the
            task's monitor, or "last", where no score tells what is learned.
    """

    task: Task
    network: Callable[[Task], keras.Model]
    train: Dataset
    validation: Dataset
    stages: tuple[Stage, ...]
    batch: int
    transforms: tuple[Callable, ...] = ()
    score_every: int = 1000
    precision: str = "float32"
    learner: Callable = Learner
    start: Callable[[keras.Model], None] | None = None
    keep: str = "best"

    def __post_init__(self):
        if self.keep not in ("best", "last"):
            raise ValueError(
                f"A recipe keeps 'best' or 'last'. Received: keep={self.keep!r}"
            )

    @property
    def steps(self):
        return sum(stage.steps for stage in self.stages)


def settings_of(function):
    """What `--set` can change of a recipe: its keyword arguments -> their defaults."""
    parameters = inspect.signature(function).parameters.values()
    return {
        p.name: p.default
        for p in parameters
        if p.kind is p.KEYWORD_ONLY and p.name != "small"
    }


def read_settings(function, texts):
    """['steps=500 batch=2'] -> {'steps': 500, 'batch': 2}, of the defaults' types.

    Raises:
        InputError: No such setting, or not such a value.
    """
    known, settings = settings_of(function), {}
    for text in " ".join(texts).split():
        name, equals, value = text.partition("=")
        if not equals or name not in known:
            raise InputError(
                f"--set {text}: no setting of that name.{did_you_mean(name, known)} "
                f"This recipe has: {', '.join(map(_told, known.items()))}."
            )
        try:
            settings[name] = _like(known[name], value)
        except ValueError:
            kind = type(known[name]).__name__
            raise InputError(
                f"--set {text}: {name} is {kind}, as in {_told((name, known[name]))}."
            ) from None
    return settings


def _told(setting):
    """-> name=value, as a person would write it."""
    name, value = setting
    return f"{name}={','.join(map(str, value)) if type(value) is tuple else value}"


def _like(default, text):
    if isinstance(default, bool):
        if text.lower() not in ("true", "false"):
            raise ValueError(text)
        return text.lower() == "true"
    if isinstance(default, tuple):
        return tuple(type(default[0])(part) for part in text.split(","))
    return type(default)(text)
