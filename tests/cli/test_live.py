import numpy as np
import pytest

from kerasdense.cli import live
from kerasdense.cli.live import Live, Meter, narrowed, open_fast
from kerasdense.cli.open import Model
from kerasdense.cli.recorder import Recorder
from kerasdense.errors import InputError
from kerasdense.files import picture
from kerasdense.tasks import OpticalFlow, Task


class Mirror(Task):
    """A task whose prediction is what the network writes."""

    reads, writes, channels, scale = ("image",), "picture", 3, 1
    decided, parts = True, {}

    def input(self, sample):
        return sample["image"].astype(np.float32) / 255

    def decode(self, output, x):
        return output

    def render(self, prediction):
        return np.rint(255 * prediction).astype(np.uint8)


class Hand:
    """A window whose keys are known beforehand."""

    def __init__(self, keys):
        self.keys, self.shown = list(keys), []

    def show(self, before, after, words, *, recording, meaning):
        self.shown.append((before, after, words, recording))
        return self.keys.pop(0) if self.keys and "opening" not in words else ""


FRAME = np.full((40, 60, 3), (200, 100, 50), np.uint8)


@pytest.fixture
def begin(monkeypatch, tmp_path):
    """(keys, further arguments of Live) -> Live with two models, and its window."""
    monkeypatch.chdir(tmp_path)
    models = {
        "negative": Model("negative", lambda x: 1 - x, Mirror()),
        "dark": Model("dark", lambda x: x / 2, Mirror()),
    }

    def open_model(name):
        if name not in models:
            raise InputError(f"There is no model {name}.")
        return models[name]

    monkeypatch.setattr(live, "open_model", open_model)

    def call(keys, names=("negative", "dark"), **more):
        hand = Hand(keys)
        recorder = Recorder(10.0, lasting=False)
        return Live(names, recorder, hand, **more), hand

    return call


def test_before_and_after_are_shown_with_rate_and_latency(begin):
    session, hand = begin([""])
    assert not session.quits_after(FRAME, dropped=7)
    ((before, after, words, recording),) = hand.shown
    assert (before == FRAME).all() and (after == 255 - FRAME).all()
    assert words.startswith("negative") and "7 dropped" in words
    assert "frames/s" in words and " ms" in words and not recording


def test_flow_sees_no_more_at_once_than_its_model_allows(begin, monkeypatch):
    tiles = []

    def seen_by(model, frame, last, *, tile, reach):
        tiles.append(tile)
        return frame, None

    monkeypatch.setattr(live, "seen_by", seen_by)
    session, _ = begin(["", ""])
    session.quits_after(FRAME)
    session.model = Model("flow", None, OpticalFlow(tile=1280))
    session.quits_after(FRAME)
    assert tiles == [live.TILE, 1280]


def test_m_takes_the_next_model_and_the_first_again(begin):
    session, hand = begin(["m", "m", ""])
    for _ in range(3):
        session.quits_after(FRAME)
    words = [words.split("   ")[0] for _, _, words, _ in hand.shown]
    said = "negative", "opening dark ...", "dark", "opening negative ...", "negative"
    assert words == list(said)
    assert (hand.shown[2][1] == FRAME // 2).all()


def test_a_model_that_cannot_be_opened_is_said_and_the_last_one_stays(begin, capsys):
    session, hand = begin(["m", ""], names=("dark", "lost"))
    session.quits_after(FRAME)
    session.quits_after(FRAME)
    assert hand.shown[-1][2].startswith("dark")
    assert session.names == ["dark", "lost"]


def test_s_keeps_both_as_a_picture(begin, tmp_path):
    session, _ = begin(["s"])
    session.quits_after(FRAME)
    (kept,) = tmp_path.glob("kerasdense-*.png")
    pixels = picture.read(kept).pixels
    for colours in FRAME[0, 0], 255 - FRAME[0, 0]:
        assert (pixels == colours).all(axis=-1).sum() >= 40 * 60


def test_r_begins_and_ends_a_video(begin, tmp_path):
    session, hand = begin(["r", "", "r", ""])
    for _ in range(4):
        session.quits_after(FRAME)
    assert [recording for *_, recording in hand.shown] == [False, True, True, False]
    assert len(list(tmp_path.glob("kerasdense-*.mp4"))) == 1


def test_q_quits(begin):
    session, _ = begin(["", "q"])
    assert not session.quits_after(FRAME)
    assert session.quits_after(FRAME)


def test_wide_frames_are_shrunk_and_narrow_ones_left(begin):
    session, hand = begin([""], width=30)
    session.quits_after(FRAME)
    assert hand.shown[0][0].shape == hand.shown[0][1].shape == (20, 30, 3)
    assert narrowed(FRAME, 60) is FRAME and narrowed(FRAME, None) is FRAME


def test_the_meter_tells_the_last_frames():
    """Each frame takes 0.1 s and the next begins 0.15 s later: 4 a second, 100 ms."""
    meter = Meter()
    for k in range(41):
        meter.count(k * 0.25, k * 0.25 + 0.1, dropped=2 * k)
    assert meter.latency() == pytest.approx(0.1)
    assert meter.rate() == pytest.approx(20 / (19 * 0.25 + 0.1))
    assert meter.summary() == "41 frames in 10.1 s, 4.1 a second; 80 dropped"
    assert Meter().summary() == "no frame came"


def test_the_tflite_beside_a_bundle_is_taken(begin, tmp_path, monkeypatch):
    monkeypatch.setattr(live, "open_model", lambda name: name)
    bundle = tmp_path / "run"
    bundle.mkdir()
    assert open_fast(str(bundle)) == str(bundle)
    (bundle / "model.tflite").touch()
    assert open_fast(str(bundle)) == str(bundle / "model.tflite")
    assert open_fast("median-3") == "median-3"
