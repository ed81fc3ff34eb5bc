"""kerasdense list"""

import ast
import json
from importlib import resources
from typing import Annotated

import typer

from kerasdense.cli import report

NO_TASKS = ("__init__.py", "task.py", "together.py")  # what tasks are made of


def list_all(
    model: Annotated[
        str | None, typer.Argument(help="What this model or exported file says.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
):
    """List models, recipes, tasks, baselines and datasets; or the facts of a model."""
    from kerasdense import recipes
    from kerasdense.baselines import BASELINES
    from kerasdense.cli.open import about, shipped
    from kerasdense.damage import DAMAGES
    from kerasdense.datasets.spec import KINDS

    if model:
        show_model(model, *about(model), as_json)
        return
    found = {
        "models": {name: about(name)[0] for name in shipped()},
        "recipes": {name: recipes.summary(name) for name in recipes.names()},
        "tasks": tasks(),
        "datasets": {kind.form: kind.meaning for kind in KINDS.values()},
        "damages": {name: damage_in_words(kind) for name, kind in DAMAGES.items()},
        "baselines": {name: each.meaning for name, each in BASELINES.items()},
    }
    if as_json:
        typer.echo(json.dumps(found, indent=2))
        return
    found["models"] = {name: in_words(told) for name, told in found["models"].items()}
    hints = {
        "models": "kerasdense predict MODEL PICTURE...",
        "recipes": "kerasdense train RECIPE RUN_FOLDER --data DATASET",
        "tasks": "what the pixels of a network mean",
        "datasets": "for --data, and for evaluate",
        "damages": "for --damage, NAME or NAME:AMOUNT; + is both, a comma either",
        "baselines": "for evaluate, in place of a model",
    }
    for kind, entries in found.items():
        report.table(f"{kind}: {hints[kind]}", ("name", "what"), entries.items())


def show_model(name, task, facts, as_json):
    if as_json:
        typer.echo(json.dumps({"task": task, "facts": facts}, indent=2))
        return
    rows = [
        (key, value if isinstance(value, str | int) else json.dumps(value))
        for key, value in {**task, **facts}.items()
    ]
    report.table(name, ("what", "is"), rows)


def in_words(task):
    """{'task': 'Denoising', 'channels': 1} -> 'Denoising, channels 1'."""
    told = [
        f"{name} {value}"
        for name, value in task.items()
        if name in ("channels", "scale", "luma") and value
    ]
    if "classes" in task:
        told.append(f"{len(task['classes'])} classes")
    return ", ".join([task["task"], *told])


def damage_in_words(kind):
    """-> 'white Gaussian noise of deviation 25 of 255', as it is if no more is said."""
    from kerasdense.damage.spec import Part

    return Part(kind, kind.amount).words


def tasks():
    """-> {name: first line of the docstring}, without importing Keras."""
    found = {}
    for file in sorted(
        (resources.files("kerasdense") / "tasks").iterdir(), key=lambda f: f.name
    ):
        if file.name.endswith(".py") and file.name not in NO_TASKS:
            for node in ast.parse(file.read_text()).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    found[node.name] = ast.get_docstring(node).splitlines()[0]
    return found
