import numpy as np
import pytest

from kerasdense.errors import InputError
from kerasdense.files.hints import read_hints


def test_lines_are_places_and_colours(tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("x,y,r,g,b\n12,7,255,0,51\n\n3.5, 4, #00Ff33\n")
    expected = [[12, 7, 1, 0, 0.2], [3.5, 4, 0, 1, 0.2]]
    np.testing.assert_allclose(read_hints(path), expected)


@pytest.mark.parametrize(
    "text, told",
    [
        ("1,2,300,0,0", "line 1: 1,2,300,0,0 should be X,Y,#RRGGBB"),
        ("1,2,#ff00\n", "line 1"),
        ("x,y,color\n1,2,red", "line 2: 1,2,red"),
        ("1,2,3", "line 1"),
        ("1,2,nan,0,0", "line 1"),
        ("x,y,r,g,b\n", "holds no hint"),
    ],
)
def test_what_is_none_is_told_by_its_line(tmp_path, text, told):
    path = tmp_path / "points.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=told):
        read_hints(path)


def test_what_cannot_be_read_is_told(tmp_path):
    with pytest.raises(InputError, match="cannot be read as hints: No such file"):
        read_hints(tmp_path / "none.csv")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(InputError, match="no text"):
        read_hints(tmp_path / "photo.png")
