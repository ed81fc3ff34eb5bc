import json

from kerasdense.datasets import Samples
from kerasdense.files import picture
from kerasdense.study import pictures
from kerasdense.study.upsampling import Settings, study


def test_a_study_writes_down_what_it_finds(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "NETWORKS", 4)
    told, steps = [], []
    settings = Settings(parts=("deconv-3", "nearest-conv"), steps=2, kernels=8)
    photographs = Samples(("chelsea",))
    found = study(
        tmp_path,
        settings,
        photographs,
        photographs,
        each=lambda part, step, loss: steps.append((part, step)),
        done=lambda part, scores: told.append(part),
    )
    assert told == ["deconv-3", "nearest-conv"]
    assert steps == [(part, step) for part in told for step in (1, 2)]
    written = json.loads((tmp_path / "study.json").read_text())
    assert written["trained"] == found["trained"]
    assert written["judged by"] == ["chelsea"]
    assert found["trained"]["deconv-3"]["ripple"] > 1
    assert found["trained"]["nearest-conv"]["ripple"] < 1e-3
    text = (tmp_path / "report.md").read_text()
    for name in ("untrained", "parts", "trained"):
        assert f"{name}.png" in text
        assert picture.read(tmp_path / f"{name}.png").pixels.shape[-1] == 3
