from typer.testing import CliRunner

from kerasdense.cli.main import app
from kerasdense.errors import InputError


def colouring(to, *more):
    asked = "--data", "samples:chelsea,coffee", "--pictures", 1, "--to", to
    words = ["study", "colorization", *map(str, (*asked, *more))]
    return CliRunner().invoke(app, words)


def test_networks_that_colour_are_studied_by_one_command(tmp_path):
    done = colouring(tmp_path, "--models", "mean-color", "--limit", 1)
    assert done.exit_code == 0, done.output
    assert "1 images" in done.output and "no-color" in done.output
    assert (tmp_path / "colours.png").exists()
    again = colouring(tmp_path, "--models", "mean-color")
    assert isinstance(again.exception, InputError)
    assert "--overwrite" in str(again.exception)
