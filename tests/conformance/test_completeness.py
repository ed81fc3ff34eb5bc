"""Nothing is forgotten."""

import pathlib
import re
import tomllib

from kerasdense.tasks import TASKS

ROOT = pathlib.Path(__file__).parents[2]
NAMES = {
    "kerasdense": "kerasdense",
    "cli": "kerasdense.cli",
    "export": "kerasdense.export",
    "assets": "kerasdense.assets",
}
UNTESTED = {
    "kerasdense/recipes": "tests/conformance/test_every_recipe.py trains each",
}


def texts(folder):
    return "\n".join(p.read_text() for p in sorted((ROOT / folder).glob("*.py")))


def builders():
    """The public functions that make a model: those which return one by its name."""
    for path in sorted((ROOT / "kerasdense/models").glob("[!_]*.py")):
        body = path.read_text()
        found = re.findall(r"^def ([a-z]\w*)\((?:.|\n)*?(?=^def |\Z)", body, re.M)
        named = [f for f in found if re.search(rf'keras\.Model\(.*name="{f}"\)', body)]
        assert named, f"{path} makes no model of its function's name"
        yield from named


def test_every_network_has_a_recipe_or_a_test():
    places = texts("kerasdense/recipes") + texts("tests/models")
    forgotten = [name for name in builders() if not re.search(rf"\b{name}\(", places)]
    assert not forgotten


def test_every_task_has_a_recipe():
    used = set(re.findall(r"task = (\w+)[.(]", texts("kerasdense/recipes")))
    assert used == set(TASKS)


def test_every_package_is_listed():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    setuptools = project["tool"]["setuptools"]
    found = {
        ".".join([NAMES[folder], *init.parent.relative_to(ROOT / folder).parts])
        for folder in NAMES
        for init in (ROOT / folder).rglob("__init__.py")
    }
    assert found == set(setuptools["packages"])
    mapped = {name: folder for folder, name in NAMES.items()}
    assert setuptools["package-dir"] == mapped


def test_every_folder_with_code_is_a_package():
    bare = {
        str(path.parent.relative_to(ROOT))
        for folder in NAMES
        for path in (ROOT / folder).rglob("*.py")
        if not (path.parent / "__init__.py").exists()
    }
    assert not bare


def test_every_file_has_its_test():
    """kerasdense/files/picture.py has tests/files/test_picture.py, and cli/main.py has
    tests/cli/test_main.py."""
    missing = []
    for folder in "kerasdense", "cli", "export":
        for path in sorted((ROOT / folder).rglob("[!_]*.py")):
            place = path.relative_to(ROOT)
            inner = place.relative_to("kerasdense") if folder == "kerasdense" else place
            test = ROOT / "tests" / inner.with_name(f"test_{path.name}")
            if not test.exists() and str(place.parent) not in UNTESTED:
                missing.append(str(place))
    assert not missing, f"without a test: {', '.join(missing)}"
