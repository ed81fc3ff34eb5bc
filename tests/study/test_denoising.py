"""Who is better on which image, and what is kept of it."""

import types

import numpy as np
import pytest

from kerasdense.datasets import Changed, Dataset
from kerasdense.errors import InputError
from kerasdense.files import picture
from kerasdense.study import denoising
from kerasdense.study.denoising import FOUND, deviation, entries, study
from kerasdense.study.kept import Scores
from kerasdense.tasks import Denoising, Restoration, SuperResolution

CONDITION = "awgn:20"


class Pictures(Dataset):
    """Gray slopes, each brighter than the last."""

    def __init__(self, count=3):
        self.count = count

    def __len__(self):
        return self.count

    def read(self, index):
        slope = np.linspace(40, 160, 32) + 10 * index
        return {"image": np.tile(slope, (32, 1)).astype(np.uint8)[..., None]}

    def name(self, index):
        return f"slope{index}"


def smoother(name="mine", channels=1):
    """A model that takes the mean of each row's 8 neighbours; it counts its calls."""
    calls = []

    def predictor(x):
        calls.append(len(x))
        kernel = np.ones(8) / 8
        smooth = [
            np.convolve(np.pad(r, 4, "edge"), kernel, "same") for r in x[0, ..., 0]
        ]
        return np.array(smooth)[None, :, 4:-4, None].astype("f4")

    task = Denoising(channels=channels)
    return types.SimpleNamespace(
        name=name, predictor=predictor, task=task, network=None, calls=calls
    )


def done(folder, model=None, rivals=("tv", "median"), data=None, **settings):
    data = data or Pictures()
    who = entries([model or smoother()], rivals, 1)
    settings = {"conditions": (CONDITION,), "told": {"data": "slopes"}, **settings}
    return study(folder, data, who, **settings)


def test_means_wins_and_gains_are_told(tmp_path):
    found = done(tmp_path)
    told = found["conditions"][CONDITION]
    assert list(told["models"]) == ["noisy", "mine", "tv", "median"]
    assert found["against"] == "tv"  # the first rival, without BM3D
    mine, gains = told["models"]["mine"], told["gains"]["mine"]
    assert mine["gain"] == pytest.approx(np.mean(gains))
    assert mine["wins"] == sum(gain > 0 for gain in gains)
    assert mine["best"] == [max(gains), int(np.argmax(gains))]
    assert mine["psnr"] == pytest.approx(told["models"]["tv"]["psnr"] + mine["gain"])
    # 20 log10(255 / 20) = 22.11 dB
    assert told["models"]["noisy"]["psnr"] == pytest.approx(22.11, abs=0.2)
    assert told["gains"]["tv"] == [0, 0, 0]
    report = (tmp_path / "report.md").read_text()
    assert f"{mine['psnr']:.2f}" in report and f"{mine['wins']} of 3" in report
    for name in ("gains-awgn-20.png", "pictures-awgn-20.png"):
        assert f"({name})" in report
        assert picture.read(tmp_path / name).pixels.shape[2] == 3


def test_what_was_scored_is_not_scored_again(tmp_path):
    done(tmp_path, pictures=1)
    model, asked = smoother(), []
    done(tmp_path, model, pictures=1, each=lambda *what: asked.append(what))
    assert len(model.calls) == 1  # for the picture that is shown
    assert len(asked) == 12  # a bar has them all
    model = smoother()
    found = done(tmp_path, model, data=Pictures(4), pictures=1)
    assert len(model.calls) == 2  # one more image
    assert found["conditions"][CONDITION]["images"] == 4
    model = smoother("other")
    done(tmp_path, model, pictures=1)
    assert len(model.calls) == 4


def test_other_weights_are_scored_anew(tmp_path):
    model = smoother()
    weight = np.zeros(3)
    model.network = types.SimpleNamespace(weights=[weight])
    done(tmp_path, model, pictures=1)
    weight += 1
    done(tmp_path, model, pictures=1)
    assert len(model.calls) == 2 * (3 + 1)


def test_a_line_that_was_cut_off_is_scored_anew(tmp_path):
    done(tmp_path)
    path = tmp_path / "scores.csv"
    text = path.read_text()
    path.write_text(text[:-9])
    assert len(Scores(path).rows) == 11
    done(tmp_path)
    assert len(path.read_text().splitlines()) == len(text.splitlines()) == 13


def test_two_datasets_do_not_mix(tmp_path):
    done(tmp_path)
    with pytest.raises(InputError, match="data slopes, not hills: name another"):
        done(tmp_path, told={"data": "hills"})
    with pytest.raises(InputError, match="seed 0, not 1"):
        done(tmp_path, seed=1)


def test_noise_that_was_found_is_taken_as_it_is(tmp_path):
    def darker(sample, index):
        return {**sample, "damaged": sample["image"] - np.uint8(2)}

    found = done(
        tmp_path,
        data=Changed(Pictures(), darker, ["damaged"]),
        conditions=(FOUND,),
        rivals=("median",),
    )
    # Everywhere 2 of 255 too dark: 20 log10(255 / 2) = 42.11 dB.
    told = found["conditions"][FOUND]["models"]
    assert told["noisy"]["psnr"] == pytest.approx(42.11, abs=0.01)
    assert (tmp_path / "gains-as-found.png").exists()


def test_who_must_be_told_the_noise_is_told_what_there_is():
    image = np.zeros((20, 20, 1), np.float32)
    checks = np.indices((20, 20)).sum(axis=0)[..., None] % 2 * 2 - 1
    sample = {"image": image + 0.5, "damaged": image + 0.5 + 0.1 * checks}
    assert deviation("awgn:17.5", sample) == 17.5
    for condition in ("stripe:25", FOUND, "awgn:5-50", "awgn:5+jpeg:5"):
        assert deviation(condition, sample) == pytest.approx(25.5)


def test_what_is_no_denoiser_of_these_channels_is_refused():
    enlarger = smoother()
    enlarger.task = SuperResolution(channels=1)
    with pytest.raises(InputError, match="mine is no denoiser"):
        entries([enlarger], (), 1)
    with pytest.raises(InputError, match="colour has 3 channels and mine has 1"):
        entries([smoother(), smoother("colour", 3)], (), 1)
    with pytest.raises(InputError, match="no rival 'bm4d': known are bm3d"):
        entries([smoother()], ("bm4d",), 1)
    restorer = smoother()
    restorer.task = Restoration(channels=1)
    assert [one.name for one in entries([restorer], ("tv",), 1)] == [
        "noisy",
        "mine",
        "tv",
    ]


def test_a_run_is_held_against_the_rival_on_its_own_validation(tmp_path, monkeypatch):
    steps = np.arange(500, 8001, 500.0)
    psnr = 30 - 2 * (steps / 8000) ** -0.5
    curve = denoising.learning_curve
    monkeypatch.setattr(curve, "history", lambda run: (steps, psnr))
    held = denoising.prepared(Pictures(2), Denoising(channels=1), "awgn:25", 0)
    monkeypatch.setattr(curve, "validation_of", lambda run: held)
    found = done(tmp_path, runs=("runs/x",))["runs"]["runs/x"]
    assert found["images"] == 2 and found["last"] == [8000, 28]
    assert 25 < found["rival"] < 45  # total variation on slopes
    assert found["fit"]["end"] == pytest.approx(30, abs=0.01)
    assert (tmp_path / found["file"]).exists()
    assert "It would end at 30.00 dB" in (tmp_path / "report.md").read_text()
