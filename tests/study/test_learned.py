import pytest

from kerasdense import bundle, recipes
from kerasdense.study import learned as module
from kerasdense.study.learned import learned


def small():
    return recipes.load("mean_maps")(small=True)


def test_what_is_learned_once_is_not_learned_again(tmp_path, monkeypatch):
    steps = []
    scores = learned(
        tmp_path / "run", small, each=lambda step, loss: steps.append(step)
    )
    assert steps == [1, 2] and "depth_si_log" in scores
    assert bundle.load_task(tmp_path / "run") == small().task
    monkeypatch.setattr(module, "train", lambda *a, **k: pytest.fail("taught again"))
    assert learned(tmp_path / "run", lambda: pytest.fail("made again")) == scores


def test_a_run_that_was_stopped_goes_on(tmp_path, monkeypatch):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "training.npz").write_bytes(b"")
    asked = {}

    def train(recipe, folder, **how):
        asked.update(how)
        return {"score": 1.0}

    monkeypatch.setattr(module, "train", train)
    assert learned(tmp_path / "run", small, seed=3) == {"score": 1.0}
    assert asked["resume"] is True and asked["seed"] == 3
