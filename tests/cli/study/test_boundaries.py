import pytest
from typer.testing import CliRunner

from kerasdense.cli.main import app
from kerasdense.errors import InputError


def finding(to, *more):
    asked = "--data", "scenes:2,64x80", "--thresholds", 3, "--pictures", 1, "--to", to
    return CliRunner().invoke(app, ["study", "boundaries", *map(str, (*asked, *more))])


def test_finders_of_boundaries_are_studied_by_one_command(tmp_path):
    done = finding(tmp_path, "--models", "canny", "--rivals", "sobel", "--limit", 1)
    assert done.exit_code == 0, done.output
    assert "1 images" in done.output
    written = (tmp_path / "report.md").read_text()
    assert "| canny |" in written and "| sobel |" in written


@pytest.mark.parametrize(
    "more, words",
    [
        (("--models", "median-mend"), "finds no boundaries"),
        (("--models", "canny", "--protocol", "bsd"), "Did you mean 'bsds'?"),
    ],
)
def test_what_is_wrong_is_one_line(more, words, tmp_path):
    done = finding(tmp_path / "study", *more, "--rivals", "")
    assert isinstance(done.exception, InputError), done.output
    assert words in str(done.exception) and "\n" not in str(done.exception)
    assert not (tmp_path / "study").exists()
