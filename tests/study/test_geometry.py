"""Both studies in little: that they teach what they say, go on, and write it down."""

import dataclasses
import json

import pytest

from kerasdense import bundle
from kerasdense.datasets.rooms import Rooms
from kerasdense.errors import InputError
from kerasdense.files import picture
from kerasdense.study import geometry, learned

TRAIN, HELD = Rooms(3, (72, 96), seed=8), Rooms(2, (72, 96), seed=9)
SETTINGS = geometry.Settings(steps=2, batch=1, width=1 / 32, frame=(68, 92))
TOLD = {"data": "rooms"}


def test_a_network_with_scale_3_learns_the_others_as_long_as_those_without():
    without, with_3 = (SETTINGS.of_recipe(s) for s in ((1, 2), (1, 2, 3)))
    assert without["steps"] == 2 and with_3["steps"] == 3
    long = dataclasses.replace(SETTINGS, steps=600).of_recipe((1, 2, 3))
    assert (long["steps"], round(long["steps"] * long["coarse"])) == (1000, 600)


def test_scales_are_taught_shown_and_not_taught_again(tmp_path, monkeypatch):
    monkeypatch.setattr(geometry, "SCALES", ((2,), (1, 2, 3)))
    steps = []

    def study(told=TOLD):
        return geometry.study_scales(
            tmp_path,
            TRAIN,
            HELD,
            SETTINGS,
            told=told,
            labels=False,
            pictures=1,
            each=lambda name, step, loss: steps.append((name, step)),
        )

    found = study()
    names = [f"geometry-{s}" for s in ("2", "1+2+3")]
    assert list(dict.fromkeys(name for name, _ in steps)) == names
    assert [*found["scales"]] == ["2", "1+2+3"]
    assert bundle.load_task(tmp_path / names[0]).relative is False
    sheet = picture.read(tmp_path / "geometry.png").pixels
    assert sheet.shape[1] > 4 * 96  # seen, true, and of two networks
    text = (tmp_path / "report.md").read_text()
    assert "0.290" in text and "geometry.png" in text  # the lecture's, and ours
    assert json.loads((tmp_path / "study.json").read_text()) == found
    monkeypatch.setattr(learned, "train", lambda *a, **k: pytest.fail("taught again"))
    assert study() == found
    with pytest.raises(InputError, match="name another folder"):
        study(told={"data": "others"})


def test_labels_are_taught_from_three_inputs(tmp_path, monkeypatch):
    monkeypatch.setattr(geometry, "OF_INPUTS", ((2,),))
    found = geometry.study_inputs(
        tmp_path, TRAIN, HELD, SETTINGS, told=TOLD, pictures=1
    )
    assert [*found["scales"]["2"]] == ["none", "predicted", "true"]
    for name, channels in (("none", 3), ("predicted", 7), ("true", 7)):
        network, _ = bundle.load(tmp_path / f"{name}-2")
        assert network.input_shape[-1] == channels
    assert picture.read(tmp_path / "labels-2.png").pixels.size
    text = (tmp_path / "report.md").read_text()
    assert "recalled" in text and "58.7 %" in text
