import types

import numpy as np
import pytest

from kerasdense.errors import InputError
from kerasdense.study.kept import Scores, same_study, stamp

MINE = types.SimpleNamespace(name="mine", stamp="a")
ROW = {"condition": "x2", "model": "mine", "stamp": "a", "image": "baby"}


def test_scores_are_there_when_the_file_is_opened_again(tmp_path):
    scores = Scores(tmp_path / "scores.csv", ("niqe",))
    scores.add(**ROW, number=0, niqe="4.5")
    scores.add(**ROW, number=1, niqe="nan")
    again = Scores(tmp_path / "scores.csv", ("niqe",))
    assert again.has("x2", MINE, 1) and not again.has("x2", MINE, 2)
    assert not again.has("x4", MINE, 1)
    other = types.SimpleNamespace(name="mine", stamp="b")
    assert not again.has("x2", other, 1)
    np.testing.assert_array_equal(again.of("x2", MINE, "niqe", 2), [4.5, np.nan])


def test_a_line_that_was_cut_off_is_forgotten(tmp_path):
    path = tmp_path / "scores.csv"
    scores = Scores(path, ("niqe",))
    for number in (0, 1):
        scores.add(**ROW, number=number, niqe="4.5")
    path.write_text(path.read_text()[:-2])
    again = Scores(path, ("niqe",))
    assert again.has("x2", MINE, 0) and not again.has("x2", MINE, 1)
    again.add(**ROW, number=1, niqe="5")
    assert Scores(path, ("niqe",)).of("x2", MINE, "niqe", 2).tolist() == [4.5, 5]


def test_a_folder_holds_one_study(tmp_path):
    same_study(tmp_path, {"data": "Set5"})
    same_study(tmp_path, {"data": "Set5"})
    with pytest.raises(InputError, match="with data Set5, not Set14: name another"):
        same_study(tmp_path, {"data": "Set14"})


def test_stamps_tell_weights_apart(tmp_path):
    def of(*weights):
        network = types.SimpleNamespace(weights=weights)
        return stamp(types.SimpleNamespace(name="run", network=network))

    assert of(np.zeros(3)) == of(np.zeros(3)) != of(np.ones(3))
    assert len(of(np.zeros(3))) == 12
    file = tmp_path / "x.tflite"
    exported = types.SimpleNamespace(name=str(file), network=None)
    assert stamp(exported) == ""
    file.write_bytes(b"1")
    assert len(stamp(exported)) == 12
