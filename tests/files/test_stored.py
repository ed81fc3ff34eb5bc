"""One sentence about a file, whatever a decoder raised."""

import pytest

from kerasdense.errors import InputError
from kerasdense.files import stored


@pytest.mark.parametrize("error", [KeyError("tag"), SyntaxError("odd."), OSError()])
def test_whatever_a_decoder_raises_names_the_file(error):
    with pytest.raises(InputError, match=r"^a\.png: cannot be read, .*\(.+[^.]\)"):
        with stored.naming("a.png"):
            raise error


def test_what_is_said_for_people_passes():
    with pytest.raises(InputError, match="^said before$"):
        with stored.naming("a.png"):
            raise InputError("said before")


def test_a_stop_is_not_taken_for_a_broken_file():
    with pytest.raises(KeyboardInterrupt):
        with stored.naming("a.png"):
            raise KeyboardInterrupt


def test_a_picture_at_the_limit_passes_and_one_above_is_told_the_option():
    stored.refuse_bomb(30, 20, "a.png", 600)
    with pytest.raises(InputError, match="30 x 20 are 600 pixels.*--max-pixels 600"):
        stored.refuse_bomb(30, 20, "a.png", 599)


def test_contents_come_with_a_name_for_messages(tmp_path):
    (tmp_path / "a.png").write_bytes(b"bytes")
    path = tmp_path / "a.png"
    assert stored.contents(path, None) == (b"bytes", str(path))
    assert stored.contents(b"bytes", "standard input") == (b"bytes", "standard input")
