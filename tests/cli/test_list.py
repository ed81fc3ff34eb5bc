import json

from typer.testing import CliRunner

from kerasdense.cli.list import tasks
from kerasdense.cli.main import app
from kerasdense.tasks import TASKS


def test_json_holds_what_there_is():
    done = CliRunner().invoke(app, ["list", "--json"])
    found = json.loads(done.output)
    assert set(found) == {
        *("models", "recipes", "tasks", "datasets", "damages", "baselines")
    }
    assert "deviation 25 of 255" in found["damages"]["awgn"]
    assert "denoise_gray" in found["recipes"]
    assert "bicubic-luma-x2" in found["baselines"]


def test_tasks_read_from_source_are_those_there_are():
    assert set(tasks()) == set(TASKS)
