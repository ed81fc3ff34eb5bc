import json
import zipfile

import pytest

from kerasdense import bundle
from kerasdense.errors import ModelFileError
from kerasdense.export import records
from kerasdense.reach import Reach
from kerasdense.tasks import Segmentation

TASK = Segmentation(("sky", "Straße"))
FACTS = records.facts(TASK, Reach(17, 8), format="tflite", takes="uint8", size=None)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "model.tflite"
    path.write_bytes(records.attach(b"a model", bundle.task_record(TASK), FACTS))
    return path


def test_what_was_attached_is_read(file):
    task, facts = records.read(file)
    assert bundle.task_from(json.loads(json.dumps(task))) == TASK
    assert facts["reach"] == {"margin": 17, "step": 8}
    assert (facts["reads"], facts["writes"]) == (["image"], "labels")


def test_the_model_comes_first_and_zip_finds_the_rest(file):
    assert file.read_bytes().startswith(b"a model")
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist() == ["task.json", "facts.json"]


def test_the_same_model_gives_the_same_bytes(file):
    again = records.attach(b"a model", bundle.task_record(TASK), FACTS)
    assert file.read_bytes() == again


def cut(content):
    return content[:-30]


def flip(content):
    return b"b" + content[1:]


def strip(content):
    return b"a model"


@pytest.mark.parametrize("spoil", [cut, flip, strip])
def test_a_spoilt_file_is_told(file, spoil):
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(ModelFileError, match="model.tflite"):
        records.read(file)


def test_a_folder_keeps_them_where_tensorflow_does_not_look(tmp_path):
    records.write_beside(tmp_path, bundle.task_record(TASK), FACTS)
    assert {path.name for path in (tmp_path / "assets.extra").iterdir()} == {
        "task.json", "facts.json"
    }  # fmt: skip
    assert records.read(tmp_path)[1]["scale"] == 1


def test_a_folder_without_them_is_not_ours(tmp_path):
    with pytest.raises(ModelFileError, match="does not say what its pixels mean"):
        records.read(tmp_path)


def test_exported_is_what_looks_like_it(file, tmp_path):
    assert records.is_exported(file)
    assert not records.is_exported(tmp_path / "missing.tflite")
    assert not records.is_exported(tmp_path)
    (tmp_path / "saved_model.pb").touch()
    assert records.is_exported(str(tmp_path))
