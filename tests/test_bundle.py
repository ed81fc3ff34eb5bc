import json
import zipfile

import keras
import numpy as np
import pytest

from kerasdense import bundle
from kerasdense.errors import InputError, ModelFileError
from kerasdense.models.edsr import edsr
from kerasdense.tasks import Segmentation, SuperResolution

TASK = SuperResolution(scale=2)


@pytest.fixture
def folder(tmp_path):
    bundle.save(tmp_path / "model", edsr(filters=2, blocks=1), TASK)
    return tmp_path / "model"


def test_a_bundle_holds_a_network_and_a_task(folder):
    assert sorted(path.name for path in folder.iterdir()) == [
        "facts.json", "network.keras", "task.json"
    ]  # fmt: skip
    network, task = bundle.load(folder)
    assert task == TASK
    # Head, two of a block, the body's end, and after enlarging half of the tail.
    assert bundle.load_reach(folder, network).margin >= 4
    assert network(np.zeros((1, 3, 4, 3), np.float32)).shape == (1, 6, 8, 3)


def test_it_is_read_without_running_code_of_strangers(folder, monkeypatch):
    asked = []

    def load_model(path, safe_mode=True, **settings):
        asked.append(safe_mode)

    monkeypatch.setattr(keras.models, "load_model", load_model)
    bundle.load(folder)
    assert asked == [True]


def test_a_lambda_is_refused(folder):
    image = keras.Input((None, None, 3))
    network = keras.Model(image, keras.layers.Lambda(lambda x: 2 * x)(image))
    bundle.save_network(folder / bundle.NETWORK, network)
    with pytest.raises(ModelFileError, match="network.keras cannot be read"):
        bundle.load(folder)


def test_names_of_classes_and_colours_come_back_as_they_were(tmp_path):
    task = Segmentation(("sky", "Straße"), (0.5, 2.0), ((1, 2, 3), (4, 5, 6)))
    bundle.write_json(tmp_path / "task.json", bundle.task_record(task))
    assert bundle.load_task(tmp_path) == task


def shorten(path):
    path.write_bytes(path.read_bytes()[:1000])


def without_config(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model.weights.h5", b"")


@pytest.mark.parametrize(
    "name, spoil, message",
    [
        ("network.keras", shorten, "network.keras cannot be read"),
        ("network.keras", lambda p: p.write_bytes(b""), "network.keras cannot be read"),
        ("network.keras", without_config, "network.keras cannot be read"),
        ("network.keras", lambda p: p.unlink(), "has no network.keras"),
        ("task.json", lambda p: p.unlink(), "is no bundle, it has no task.json"),
        ("task.json", lambda p: p.write_text("{"), "not readable as a task"),
        ("task.json", lambda p: p.write_text("[1]"), "not readable as a task"),
        ("task.json", lambda p: p.write_text("{}"), "not readable as a task"),
        ("task.json", lambda p: p.write_bytes(b"\xff\xfe"), "not readable as a task"),
    ],
)
def test_a_broken_bundle_is_told_in_one_line(folder, name, spoil, message):
    spoil(folder / name)
    with pytest.raises(ModelFileError, match=message) as caught:
        bundle.load(folder)
    assert caught.value.exit_code == 3
    assert "\n" not in str(caught.value)


def test_an_unknown_task_names_the_one_that_may_be_meant(folder):
    (folder / "task.json").write_text(json.dumps({"task": "SuperResolutoin"}))
    with pytest.raises(ModelFileError, match="Did you mean 'SuperRes") as caught:
        bundle.load(folder)
    assert caught.value.exit_code == 3


def test_a_field_that_the_task_does_not_have_is_told(folder):
    record = {**bundle.task_record(TASK), "colour": 3}
    (folder / "task.json").write_text(json.dumps(record))
    with pytest.raises(ModelFileError, match="colour"):
        bundle.load(folder)


def test_a_full_disk_leaves_the_old_network(folder, monkeypatch):
    before = (folder / "network.keras").read_bytes()

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    network = edsr(filters=2, blocks=1)
    monkeypatch.setattr(network, "save", full)
    with pytest.raises(InputError, match="No space left"):
        bundle.save(folder, network, TASK)
    assert (folder / "network.keras").read_bytes() == before
    assert not list(folder.glob("saving*"))
