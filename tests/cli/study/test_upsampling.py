import pytest
from typer.testing import CliRunner

from kerasdense.cli.main import app
from kerasdense.errors import InputError
from kerasdense.study import pictures


def invoke(*arguments):
    return CliRunner().invoke(app, ["study", "upsampling", *map(str, arguments)])


def test_a_study_leaves_its_report(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "NETWORKS", 4)
    asked = "--to", tmp_path, "--steps", 1, "--parts", "nearest-conv"
    done = invoke(*asked, "--data", "samples:chelsea,coffee")
    assert done.exit_code == 0, done.output
    assert "nearest-conv" in done.output
    assert "judged by chelsea" in (tmp_path / "report.md").read_text()
    again = invoke(*asked)
    assert isinstance(again.exception, InputError)
    assert "--overwrite" in str(again.exception)


@pytest.mark.parametrize("part", ["deconv3", "nearest-conv,bicubic"])
def test_an_unknown_part_is_refused(part, tmp_path):
    done = invoke("--to", tmp_path, "--parts", part)
    assert isinstance(done.exception, InputError)
    assert "deconv-3" in str(done.exception)
