import numpy as np
import pytest

from kerasdense.cli.open import open_model
from kerasdense.cli.results import answer, map_paths
from kerasdense.cli.wanted import Wanted
from kerasdense.errors import InputError
from kerasdense.files import picture
from kerasdense.tasks import DepthNormals


def test_a_result_is_written_with_what_people_look_at(tmp_path):
    model, path = open_model("bicubic-x2"), tmp_path / "large.png"
    picture.write(tmp_path / "small.png", np.zeros((9, 12, 3), np.uint8))
    seen = picture.read(tmp_path / "small.png")
    assert answer(model, seen, path, Wanted(path, overlay=True))
    assert picture.read(path).pixels.shape == (18, 24, 3)
    assert (tmp_path / "large_overlay.png").exists()
    with pytest.raises(InputError, match="large.png exists and is left as it is"):
        answer(model, seen, path, Wanted(path))
    answer(model, seen, path, Wanted(path, overwrite=True))
    path.unlink()
    with pytest.raises(InputError, match="large_overlay.png exists"):
        answer(model, seen, path, Wanted(path, overlay=True))
    assert not path.exists()


def test_each_map_has_a_file(tmp_path):
    paths = map_paths(DepthNormals(), tmp_path / "room.png")
    assert [path.name for path in paths] == ["room.png", "room_normals.png"]
    assert map_paths(DepthNormals(), None) == [None]
