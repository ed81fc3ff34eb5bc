from typer.testing import CliRunner

from kerasdense.cli.main import app
from kerasdense.errors import InputError


def denoising(to, *more):
    asked = "--data", "samples:camera,rocket", "--rivals", "median", "--to", to
    words = ["study", "denoising", *asked, "--pictures", 1, *more]
    return CliRunner().invoke(app, list(map(str, words)))


def test_denoisers_are_studied_and_the_study_goes_on(tmp_path, denoiser):
    asked = "--models", denoiser, "--noise", "15,25", "--limit", 1
    done = denoising(tmp_path / "study", *asked)
    assert done.exit_code == 0, done.output
    assert "awgn:15, 1 images" in done.output and "awgn:25, 1 images" in done.output
    scores = tmp_path / "study" / "scores.csv"
    before = scores.read_text()
    assert len(before.splitlines()) == 1 + 2 * 3  # noisy, denoiser, median
    again = denoising(tmp_path / "study", *asked, "--damage", "jpeg:10")
    assert again.exit_code == 0, again.output
    assert scores.read_text().startswith(before)
    assert "JPEG of quality 10" in (tmp_path / "study" / "report.md").read_text()


def test_an_unknown_noise_or_rival_is_one_line(tmp_path, denoiser):
    for more in (("--damage", "jpg:5"), ("--rivals", "medium")):
        done = denoising(tmp_path, "--models", denoiser, *more)
        assert isinstance(done.exception, InputError), done.output
        assert "\n" not in str(done.exception)
