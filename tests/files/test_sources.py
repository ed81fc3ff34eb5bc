"""Which files a person meant."""

import io
import os
import pathlib
import sys

import pytest

from kerasdense.errors import InputError
from kerasdense.files.sources import Source, expand


@pytest.fixture
def photos(tmp_path, monkeypatch):
    """A folder "photos" in the current folder, with some files in it."""
    names = "img10.png img2.JPG IMG1.png notes.txt .hidden.png b.Tiff sub/c.png"
    for name in [*names.split(), "sub/deep er/é 写真.jpg", ".cache/d.png", "a[1].png"]:
        path = tmp_path / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    return pathlib.Path("photos")


def names(sources):
    return [source.relative.as_posix() for source in sources]


def test_a_folder_gives_its_pictures_in_natural_order(photos):
    found = ["a[1].png", "b.Tiff", "IMG1.png", "img2.JPG", "img10.png"]
    assert names(expand([photos])) == found


def test_recursive_gives_those_in_folders_inside_too(photos):
    found = names(expand([photos], recursive=True))
    assert found[5:] == ["sub/c.png", "sub/deep er/é 写真.jpg"]
    assert len(found) == 7  # nothing hidden, no notes


def test_a_file_that_is_named_is_taken_whatever_it_is_called(photos):
    (source,) = expand([photos / "notes.txt"])
    assert source == Source(photos / "notes.txt", photos)
    assert str(source) == os.path.join("photos", "notes.txt")
    assert source.content() == photos / "notes.txt"


def test_brackets_in_the_name_of_a_file_are_no_pattern(photos):
    assert names(expand(["photos/a[1].png"])) == ["a[1].png"]


@pytest.mark.parametrize(
    "pattern, found",
    [
        ("photos/*.png", ["a[1].png", "IMG1.png", "img10.png"]),
        ("photos/img?*", ["img2.JPG", "img10.png"]),
        ("./photos/*.JPG", ["img2.JPG"]),
        ("photos/*", ["a[1].png", "b.Tiff", "IMG1.png", "img2.JPG", "img10.png"]),
        ("photos/sub/**/*.jpg", ["deep er/é 写真.jpg"]),
        ("photos/**/c.*", ["sub/c.png"]),
        ("*/sub/c.png", ["photos/sub/c.png"]),
    ],
)
def test_patterns_are_expanded(photos, pattern, found):
    assert names(expand([pattern])) == found


def test_what_is_named_twice_is_taken_once_where_it_stood_first(photos):
    asked = ["photos/img2.JPG", photos, photos.absolute() / "IMG1.png", "-", "-"]
    found = expand([*asked, "photos/sub/../b.Tiff"])
    assert names(found) == "img2.JPG a[1].png b.Tiff IMG1.png img10.png stdin".split()


def test_a_dash_is_standard_input(monkeypatch):
    (source,) = expand(["-"])
    assert str(source) == "standard input"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\x89PNG")))
    assert source.content() == b"\x89PNG"


@pytest.mark.parametrize(
    "asked, said",
    [
        ("photos/img2.jpg", "no such file or folder. Did you mean 'img2.JPG'"),
        ("photos/img11.png", "Did you mean 'img10.png'"),
        ("photo", "no such file or folder. Did you mean 'photos'"),
        ("photos/zebra.gif", "no such file or folder.$"),
        ("nowhere/a.png", "there is no folder nowhere"),
        ("photos/*.bmp", "nothing matches"),
        ("photos/*.txt", "no picture matches"),
    ],
)
def test_what_is_not_there_is_said_with_what_may_have_been_meant(photos, asked, said):
    with pytest.raises(InputError, match=said) as caught:
        expand([photos / "b.Tiff", asked])
    assert str(caught.value).startswith(f"{asked}: ")


def test_a_folder_without_pictures_is_said(photos, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"no picture in this folder.*\.png"):
        expand([tmp_path / "empty"])
    with pytest.raises(InputError, match="in folders inside: add --recursive"):
        expand([tmp_path])


def test_other_endings_may_be_looked_for(photos):
    assert names(expand([photos], endings=(".txt",))) == ["notes.txt"]
