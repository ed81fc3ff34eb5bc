import zipfile
import zlib

import pytest

from kerasdense.weights import limits


def test_what_is_published_is_let_through():
    limits.refuse_more(600 << 20)


def test_more_than_any_file_of_weights_is_refused():
    with pytest.raises(ValueError, match="5120 MB"):
        limits.refuse_more(5 << 30)


def test_a_stream_is_measured():
    assert limits.unpacked_size(zlib.compress(bytes(5 << 20))) == 5 << 20


def test_a_stream_that_swells_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(limits, "MOST", 3 << 20)
    with pytest.raises(ValueError, match="unpack"):
        limits.unpacked_size(zlib.compress(bytes(5 << 20)))


def test_a_broken_stream_is_an_error():
    with pytest.raises(zlib.error):
        limits.unpacked_size(b"no zlib stream")


def test_an_archive_is_judged_by_all_its_entries(monkeypatch, tmp_path):
    monkeypatch.setattr(limits, "MOST", 1500)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(1000))
        limits.refuse_bomb(archive)
        archive.writestr("b", bytes(1000))
        with pytest.raises(ValueError, match="unpack"):
            limits.refuse_bomb(archive)
