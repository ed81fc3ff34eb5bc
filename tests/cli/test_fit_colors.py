import numpy as np
from typer.testing import CliRunner

from kerasdense import recipes
from kerasdense.cli.main import app
from kerasdense.datasets import Samples
from kerasdense.errors import InputError
from kerasdense.pixels import gamut


def invoke(*arguments):
    return CliRunner().invoke(app, ["fit-colors", *map(str, arguments)])


def test_colours_are_counted_and_a_recipe_takes_them(tmp_path):
    file = tmp_path / "colors.npz"
    done = invoke("samples:chelsea,camera", "--to", file)
    assert done.exit_code == 0, done.output
    assert "of 1 pictures" in done.output and "1 gray ones left out" in done.output
    image = Samples(("chelsea",)).read(0)["image"]
    seen = gamut.read(file)
    assert seen.counts.sum() == image.shape[0] * image.shape[1]
    expected = gamut.seen_in([image])
    np.testing.assert_array_equal(seen.counts, expected.counts)
    for name in "colorize", "colorful":
        task = recipes.load(name)(small=True, prior=str(file)).task
        np.testing.assert_allclose(task.prior, expected.prior)


def test_a_file_that_exists_is_left_as_it_is(tmp_path):
    (tmp_path / "colors.npz").write_bytes(b"mine")
    done = invoke("samples:chelsea", "--to", tmp_path / "colors.npz")
    assert "--overwrite" in str(done.exception)
    assert (tmp_path / "colors.npz").read_bytes() == b"mine"


def test_gray_pictures_have_no_colours(tmp_path):
    done = invoke("samples:camera", "--to", tmp_path / "colors.npz")
    assert isinstance(done.exception, InputError)
    assert "no picture in colour" in str(done.exception)
    assert not (tmp_path / "colors.npz").exists()
