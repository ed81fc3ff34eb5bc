import numpy as np
from typer.testing import CliRunner

from kerasdense.cli.fit_niqe import in_levels
from kerasdense.cli.main import app
from kerasdense.datasets import open_dataset
from kerasdense.errors import InputError
from kerasdense.metrics.niqe import niqe, pristine
from kerasdense.perceptual import read_pristine
from kerasdense.pixels.color import gray
from kerasdense.pixels.resample import imresize


def invoke(*arguments):
    return CliRunner().invoke(app, ["fit-niqe", *map(str, arguments)])


def test_a_fitted_file_measures(tmp_path, monkeypatch):
    monkeypatch.setattr("kerasdense.cli.fit_niqe.FEW", 10)
    file = tmp_path / "niqe.npz"
    done = invoke("samples:astronaut,coffee,chelsea", "--to", file)
    assert done.exit_code == 0, done.output
    assert "sharp blocks of 3 pictures" in done.output
    mean, covariance = read_pristine(file)
    pictures = open_dataset("samples:astronaut,coffee,chelsea")
    levels = [in_levels(pictures.read(i)["image"]) for i in range(3)]
    expected = pristine(levels)
    np.testing.assert_array_equal(mean, expected[0])
    np.testing.assert_array_equal(covariance, expected[1])
    sharp = gray(pictures.read(0)["image"])[..., 0]
    blurred = imresize(imresize(sharp, 1 / 4), 4)
    assert niqe(sharp, mean, covariance) + 1 < niqe(blurred, mean, covariance)


def test_few_photographs_are_too_few(tmp_path):
    done = invoke("samples:chelsea", "--to", tmp_path / "niqe.npz")
    assert isinstance(done.exception, InputError)
    assert "and 100 are the least" in str(done.exception)
    assert not (tmp_path / "niqe.npz").exists()


def test_a_file_that_exists_is_left_as_it_is(tmp_path):
    (tmp_path / "niqe.npz").write_bytes(b"mine")
    done = invoke("samples:chelsea", "--to", tmp_path / "niqe.npz")
    assert "--overwrite" in str(done.exception)
    assert (tmp_path / "niqe.npz").read_bytes() == b"mine"


def test_levels_are_gray_bytes_whatever_the_picture():
    deep = np.full((2, 3, 3), 65535, np.uint16)
    assert in_levels(deep).tolist() == [[255] * 3] * 2
    assert in_levels(np.full((2, 3, 1), 0.5)).tolist() == [[128] * 3] * 2
