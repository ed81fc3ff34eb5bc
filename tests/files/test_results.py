"""What results are called."""

import pathlib

import pytest

from kerasdense.errors import InputError
from kerasdense.files.results import output_names, output_paths
from kerasdense.files.sources import Source


def files(*names):
    """Sources as if each file was named alone."""
    return [Source(pathlib.Path(name), pathlib.Path(name).parent) for name in names]


def below(folder, *names):
    """Sources as if the folder was named."""
    return [Source(pathlib.Path(folder) / name, pathlib.Path(folder)) for name in names]


def png(source):
    return ".png"


@pytest.mark.parametrize(
    "sources, names",
    [
        (files("x/a.jpg"), ["a"]),
        (files("x/a.jpg", "y/b.png"), ["a", "b"]),
        (files("x/my cat.v2.JPG"), ["my cat.v2"]),
        (files("a.jpg", "a.png", "b.png"), ["a_jpg", "a_png", "b"]),
        (files("a.JPG", "A.png"), ["a_jpg", "A_png"]),
        (files("x/a.jpg", "y/a.jpg"), ["x/a", "y/a"]),
        (files("x/a.jpg", "y/a.png"), ["a_jpg", "a_png"]),
        (files("a.jpg", "a.png", "a_jpg.png"), ["a_jpg", "a_png", "a_jpg_png"]),
        (files("p/x/a.jpg", "q/x/a.jpg"), ["x/a_jpg", "x/a_jpg_2"]),
        (below("d", "a.jpg", "sub/a.jpg", "sub/b.jpg"), ["a", "sub/a", "sub/b"]),
        (below("d", "sub/a.jpg", "sub/a.png"), ["sub/a_jpg", "sub/a_png"]),
        (below("d", "s/a.jpg") + below("e", "s/a.jpg"), ["d/s/a", "e/s/a"]),
        ([Source(None)], ["stdin"]),
        ([Source(None), *files("stdin.png")], ["stdin", "stdin_png"]),
    ],
)
def test_results_are_called_as_their_sources_and_never_alike(sources, names):
    assert output_names(sources) == [pathlib.Path(name) for name in names]


def test_many_alike_are_all_different():
    sources = files(*(f"{n}/x/a.jpg" for n in "pqrst"), "x/a_jpg_2.jpg", "x/a_jpg.jpg")
    names = [str(name).casefold() for name in output_names(sources)]
    assert len(set(names)) == len(sources)


def test_results_go_into_a_folder_and_keep_folders_below():
    sources = below("photos", "a.b.jpg", "sub/c.jpg")
    expected = [pathlib.Path("out/a.b.png"), pathlib.Path("out/sub/c.png")]
    assert output_paths(sources, "out", png) == expected


def test_one_result_may_go_into_a_file(tmp_path):
    assert output_paths(files("a.jpg"), "x/b.tif", png) == [pathlib.Path("x/b.tif")]
    assert output_paths(files("a.jpg"), "b.tif/", png) == [pathlib.Path("b.tif/a.png")]
    (tmp_path / "v1.0").mkdir()
    into = output_paths(files("a.jpg"), tmp_path / "v1.0", png)
    assert into == [tmp_path / "v1.0" / "a.png"]


def test_two_results_do_not_go_into_one_file():
    with pytest.raises(InputError, match="b.tif: is one file, and there are 2 results"):
        output_paths(files("a.jpg", "c.jpg"), "b.tif", png)
