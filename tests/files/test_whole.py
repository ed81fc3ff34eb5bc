"""Files are there whole, or not at all."""

import os
import resource
import signal

import pytest

from kerasdense.errors import InputError
from kerasdense.files.whole import write_whole


def test_a_file_is_written_into_folders_made_for_it(tmp_path):
    path = tmp_path / "with spaces" / "é" / "a.png"
    write_whole(path, b"all")
    assert path.read_bytes() == b"all"
    assert [entry.name for entry in path.parent.iterdir()] == ["a.png"]


def test_a_file_may_be_read_by_whom_the_user_lets_read(tmp_path):
    old = os.umask(0o022)
    try:
        write_whole(tmp_path / "a", b"all")
    finally:
        os.umask(old)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o644


def test_the_longest_names_are_written(tmp_path):
    path = tmp_path / ("a" * 251 + ".png")
    write_whole(path, b"all")
    assert path.read_bytes() == b"all"


def test_what_exists_is_left_unless_asked(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with pytest.raises(InputError, match=f"{path} exists.*--overwrite"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    write_whole(path, b"new", overwrite=True)
    assert path.read_bytes() == b"new"


def test_a_folder_is_never_replaced(tmp_path):
    with pytest.raises(InputError, match="is a folder"):
        write_whole(tmp_path, b"all", overwrite=True)


def test_a_file_in_the_way_of_a_folder_is_named(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputError, match="file/a.png: cannot be written"):
        write_whole(tmp_path / "file" / "a.png", b"all")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_refuses_is_named(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="a.png: cannot be written: Permission denied"):
        write_whole(tmp_path / "a.png", b"all")


def test_when_the_disk_takes_no_more_the_old_file_stays_and_nothing_else(tmp_path):
    """A limit on the size of files stops the writing half-way, as a full disk does."""
    path = tmp_path / "a"
    path.write_bytes(b"old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(InputError, match="a: cannot be written: File too large"):
            write_whole(path, bytes(5000), overwrite=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]
