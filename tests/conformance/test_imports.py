"""Imports point downwards only: a module may use those on earlier lines."""

import ast
import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]
ORDER = """
errors interrupt memory
pixels
files
damage
deconvolution bsds
datasets
layers losses metrics
tasks models transforms check
pipeline predictor
learner checkpoint schedules ensemble reach cost
receptive_field adversarial scales
bundle evaluate tiles
weights features
predict baselines lpips mix
uncertainty perceptual
recipe
train runs recipes compare
study
export
cli
""".split("\n")[1:-1]
LEVEL = {name: level for level, names in enumerate(ORDER) for name in names.split()}


def files():
    """-> path, its place in ORDER."""
    for folder in "kerasdense", "cli", "export":
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield path, parts[1] if folder == "kerasdense" else folder


def imported(path):
    """Modules, at the top of the file and inside of functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == "kerasdense":
            names = [each.name for each in node.names]
            yield from (f"kerasdense.{n}" for n in names if n != "__version__")
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def test_every_module_has_its_place():
    assert {place for _, place in files()} - {"__init__"} == set(LEVEL)


def test_imports_point_downwards():
    upwards = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path, place in files()
        for module in imported(path)
        if module.startswith("kerasdense.")
        and module.split(".")[1] != place
        and (place == "__init__" or LEVEL[module.split(".")[1]] >= LEVEL[place])
    ]
    assert not upwards, "\n".join(upwards)


def test_cli_and_export_are_imported_by_their_installed_names():
    """One module under two names would have two states."""
    tests = [(path, None) for path in sorted((ROOT / "tests").rglob("*.py"))]
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path, _ in [*files(), *tests]
        for module in imported(path)
        if module.split(".")[0] in ("cli", "export", "assets")
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "module",
    [
        "kerasdense",
        "kerasdense.cli.main",
        "kerasdense.files.picture",
        "kerasdense.pixels.paint",
        "kerasdense.datasets",
    ],
)
def test_what_needs_no_network_imports_no_tensorflow(module):
    program = (
        f"import sys, {module}; "
        "print([m for m in ('tensorflow', 'keras', 'jax') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
