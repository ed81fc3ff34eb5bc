import dataclasses
import json

import numpy as np
import pytest

from kerasdense import __version__, bundle, checkpoint, runs
from kerasdense.datasets import Scenes
from kerasdense.errors import InputError
from kerasdense.recipes.unet_labels import recipe as unet_labels

RECORD = runs.Record(
    recipe="unet_labels",
    settings={"steps": 5, "filters": (8, 16)},
    data=["balls:3"],
    validation="balls:2",
    seed=7,
    without=["samples:coffee"],
)


def test_a_run_is_written_down(tmp_path):
    runs.begin(tmp_path / "run", RECORD, "the text of the recipe")
    written = json.loads((tmp_path / "run" / "run.json").read_text())
    assert written["settings"] == {"steps": 5, "filters": [8, 16]}
    assert (written["recipe"], written["seed"]) == ("unet_labels", 7)
    assert written["versions"]["kerasdense"] == __version__
    assert {"python", "tensorflow", "keras", "numpy"} < set(written["versions"])
    assert (tmp_path / "run" / "recipe.py").read_text() == "the text of the recipe"


def test_scores_are_added_at_the_end(tmp_path):
    runs.begin(tmp_path, RECORD, "")
    runs.finish(tmp_path, {"psnr": 30.0})
    written = json.loads((tmp_path / "run.json").read_text())
    assert written["scores"] == {"psnr": 30.0}
    assert written["seed"] == 7


def test_what_was_written_can_be_asked_for_again(tmp_path):
    runs.begin(tmp_path, RECORD, "")
    bare = runs.Record("unet_labels", {}, [], None, 0)
    assert runs.recorded(tmp_path, bare) == RECORD
    assert runs.recorded(tmp_path, RECORD) == RECORD


@pytest.mark.parametrize(
    "asked, changed",
    [
        (runs.Record("denoise_gray", {}, [], None, 0), "recipe"),
        (runs.Record("unet_labels", {"steps": 6}, [], None, 0), "steps"),
        (runs.Record("unet_labels", {"filters": (8,)}, [], None, 0), "filters"),
        (runs.Record("unet_labels", {"batch": 3}, [], None, 0), "batch"),
        (runs.Record("unet_labels", {}, ["balls:4"], None, 0), "data"),
        (runs.Record("unet_labels", {}, [], "balls:4", 0), "validation"),
        (runs.Record("unet_labels", {}, [], None, 8), "seed"),
        (runs.Record("unet_labels", {}, [], None, 0, "runs/before"), "start"),
        (runs.Record("unet_labels", {}, [], None, 0, None, ["images:a"]), "without"),
    ],
)
def test_a_run_is_not_resumed_as_something_else(tmp_path, asked, changed):
    runs.begin(tmp_path, RECORD, "")
    with pytest.raises(InputError, match=f"begun with another {changed}:"):
        runs.recorded(tmp_path, asked)


def test_what_was_never_begun_cannot_be_resumed(tmp_path):
    with pytest.raises(InputError, match="holds no run"):
        runs.recorded(tmp_path / "nothing", RECORD)


def test_a_run_that_has_a_checkpoint_keeps_its_record(tmp_path):
    runs.begin(tmp_path, RECORD, "old")
    (tmp_path / checkpoint.FILE).touch()
    runs.begin(tmp_path, RECORD, "new")
    assert (tmp_path / "recipe.py").read_text() == "old"


def test_a_run_that_trains_keeps_its_record(tmp_path):
    """Also before its first checkpoint."""
    runs.begin(tmp_path, RECORD, "old")
    with checkpoint.only_run_in(tmp_path):
        with pytest.raises(InputError, match="Another run"):
            runs.begin(tmp_path, RECORD, "new")
    assert (tmp_path / "recipe.py").read_text() == "old"


def test_a_record_builds_the_recipe_with_its_data_and_settings():
    def recipe(train=None, validation=None, *, steps=1, filters=(4,)):
        return train, validation, steps, filters

    training, validation, steps, filters = RECORD.build(recipe)
    assert isinstance(training, Scenes) and isinstance(validation, Scenes)
    assert (len(training), len(validation)) == (3, 2)
    assert (steps, filters) == (5, (8, 16))


def test_without_data_a_recipe_uses_its_own():
    record = runs.Record("unet_labels", {}, [], None, 0)
    assert record.build(lambda train="own", validation="own": train) == "own"


def test_a_run_recorded_before_there_was_a_start_can_be_resumed(tmp_path):
    runs.begin(tmp_path, RECORD, "")
    path = tmp_path / "run.json"
    written = json.loads(path.read_text())
    del written["start"]
    path.write_text(json.dumps(written))
    assert runs.recorded(tmp_path, RECORD) == RECORD


def test_a_recipe_starts_from_the_bundle_that_was_named(tmp_path):
    small = {"steps": 1, "filters": (2, 4), "patch": 16}
    record = runs.Record("unet_labels", small, [], None, 0)
    recipe = record.build(unet_labels)
    network = recipe.network(recipe.task)
    bundle.save(tmp_path / "before", network, recipe.task)
    again = dataclasses.replace(record, start=str(tmp_path / "before"))
    other = recipe.network(recipe.task)
    again.build(unet_labels).start(other)
    for ours, theirs in zip(other.weights, network.weights):
        np.testing.assert_array_equal(ours, theirs)


def test_what_is_to_be_left_out_is_neither_trained_on_nor_held_out(tmp_path):
    data, told = ["samples:astronaut,coffee,rocket"], []
    record = runs.Record("unet_labels", {}, data, None, 0, without=["samples:coffee"])
    runs.begin(tmp_path, record, "")
    bare = runs.Record("unet_labels", {}, [], None, 0)
    for each in record, runs.recorded(tmp_path, bare):  # to go on with it, too
        parts = each.build(lambda train, held: (train, held), told.append)
        names = {part.name(i) for part in parts for i in range(len(part))}
        assert names == {"astronaut", "rocket"}
    assert told == 2 * ["Left out of samples:astronaut,coffee,rocket: coffee (coffee)."]


def test_a_run_recorded_before_anything_was_left_out_can_be_resumed(tmp_path):
    record = dataclasses.replace(RECORD, without=[])
    runs.begin(tmp_path, record, "")
    path = tmp_path / "run.json"
    written = json.loads(path.read_text())
    del written["without"]
    path.write_text(json.dumps(written))
    assert runs.recorded(tmp_path, record) == record
