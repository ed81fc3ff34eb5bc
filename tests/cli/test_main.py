import subprocess
import sys

import pytest


def test_help_names_every_command(run):
    done = run("--help")
    assert done.returncode == 0
    for command in ("predict", "train", "evaluate", "check", "list", "demo", "webcam"):
        assert command in done.stdout.decode()


def test_help_and_list_start_no_tensorflow():
    code = """
import sys
from typer.testing import CliRunner
from kerasdense.cli.main import app
for arguments in (["--help"], ["predict", "--help"], ["list"]):
    assert CliRunner().invoke(app, arguments).exit_code == 0
assert "keras" not in sys.modules and "tensorflow" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.parametrize(
    "arguments, code, words",
    [
        (["predict", "denoise-grey", "x.png"], 2, "no such file"),
        (["evaluate", "denoise-gray", "imagse:x"], 2, "Did you mean 'images'?"),
        (["train", "denoise_grey", "run"], 2, "Did you mean 'denoise_gray'?"),
        (["predict", "--tpo", "x"], 2, "--to"),
    ],
)
def test_mistakes_are_one_line_and_code_2(run, arguments, code, words):
    done = run(*arguments)
    said = done.stderr.decode()
    assert done.returncode == code
    assert words in said
    assert "Traceback" not in said


def test_debug_shows_where_it_happened(run):
    done = run("--debug", "predict", "denoise-gray", "nowhere.png")
    assert done.returncode != 0
    assert "Traceback" in done.stderr.decode()
