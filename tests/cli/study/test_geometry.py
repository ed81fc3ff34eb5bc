import pytest
from typer.testing import CliRunner

from kerasdense.cli.main import app
from kerasdense.errors import InputError


def geometric(what, *more):
    return CliRunner().invoke(app, ["study", what, *map(str, more)])


@pytest.mark.parametrize(
    "what, more, words",
    [
        ("scales", ("--trunk", "resnet"), "alexnet or vgg16, not resnet"),
        ("scales", ("--data", "samples:"), "has no labels"),
        ("inputs", ("--model", "nowhere"), "There is no model 'nowhere'"),
        ("sharing", ("--trunks", "vgg"), "no trunk 'vgg'"),
    ],
)
def test_what_is_wrong_with_a_study_of_geometry_is_one_line(
    what, more, words, tmp_path
):
    done = geometric(what, "--to", tmp_path / "study", *more)
    assert isinstance(done.exception, InputError), done.output
    assert words in str(done.exception) and "\n" not in str(done.exception)
    assert not (tmp_path / "study").exists()


def test_sharing_is_measured_by_one_command(tmp_path):
    asked = "--trunks", "alexnet", "--width", 1 / 32, "--rounds", 2, "--batch", 1
    done = geometric("sharing", "--to", tmp_path, *asked)
    assert done.exit_code == 0, done.output
    assert "what sharing saves" in done.output
    assert "alexnet" in (tmp_path / "report.md").read_text()
    assert "--overwrite" in str(geometric("sharing", "--to", tmp_path).exception)


def test_scales_are_studied_by_one_command(tmp_path, monkeypatch):
    from kerasdense.study import geometry

    monkeypatch.setattr(geometry.Settings, "frame", (68, 92))
    monkeypatch.setattr(geometry, "SCALES", ((2,),))
    asked = "--data", "scenes:2", "--steps", 2, "--batch", 1, "--width", 1 / 32
    done = geometric("scales", "--to", tmp_path, *asked, "--no-labels")
    assert done.exit_code == 0, done.output
    assert "what each scale adds" in done.output
    assert "| 2 |" in (tmp_path / "report.md").read_text()
