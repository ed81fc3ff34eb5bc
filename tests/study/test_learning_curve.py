import json

import numpy as np
import pytest

from kerasdense.errors import InputError
from kerasdense.study.learning_curve import crossing, fit, history, law, validation_of

STEPS = np.arange(100, 10001, 100.0)


def test_a_law_is_found_again():
    scores = law(STEPS / 10000, 29.5, 0.4, 0.6)
    found = fit(STEPS, scores)
    assert [found[n] for n in ("end", "gap", "power")] == pytest.approx(
        [29.5, 0.4, 0.6], rel=1e-3
    )
    assert found["points"] == 76 and found["last"] == 10000
    # Where is it 29.2? 0.3 = 0.4 s^-0.6, s = (4/3)^(1/0.6).
    assert crossing(found, 29.2) == pytest.approx(10000 * (4 / 3) ** (1 / 0.6), 1e-2)
    assert crossing(found, 29.6) is None


def test_noise_in_the_scores_widens_the_interval():
    rng = np.random.default_rng(0)
    scores = law(STEPS / 10000, 29.5, 0.4, 0.6)
    narrow, wide = (
        fit(STEPS, scores + rng.normal(0, noise, len(STEPS))) for noise in (1e-3, 3e-2)
    )
    assert narrow["high"] - narrow["low"] < (wide["high"] - wide["low"]) / 3
    assert wide["residual"] == pytest.approx(3e-2, rel=0.4)


def test_a_score_that_fell_out_once_does_not_bend_the_curve():
    scores = law(STEPS / 10000, 29.5, 0.4, 0.6)
    scores += np.random.default_rng(0).normal(0, 1e-2, len(STEPS))
    fallen = scores.copy()
    fallen[60] -= 1.5
    without, beside = fit(STEPS, scores), fit(STEPS, fallen)
    assert beside["end"] == pytest.approx(without["end"], abs=0.1)


def test_too_few_scores_tell_nothing():
    assert fit(STEPS[:5], STEPS[:5]) is None


@pytest.fixture
def run(tmp_path):
    rows = "step,seconds,loss,psnr\n500,1,0.1,20\n1000,2,0.1,21.5\n"
    (tmp_path / "history.csv").write_text(rows)
    record = {
        "recipe": "denoise_gray",
        "settings": {"steps": 10, "filters": [4, 8], "blocks": [1, 1]},
        "data": ["samples:coffee,chelsea"],
        "validation": "samples:rocket",
        "seed": 0,
    }
    (tmp_path / "run.json").write_text(json.dumps(record))
    return tmp_path


def test_what_a_run_wrote_down_is_read(run):
    steps, psnr = history(run)
    assert steps.tolist() == [500, 1000] and psnr.tolist() == [20, 21.5]
    held = validation_of(run)
    assert [held.name(i) for i in range(len(held))] == ["rocket"]
    assert "noisy" in held.fields


def test_what_is_no_run_of_a_denoiser_is_refused(run):
    with pytest.raises(InputError, match="no history.csv"):
        history(run / "nothing")
    (run / "history.csv").write_text("step,loss,mean_iu\n1,2,3\n")
    with pytest.raises(InputError, match="no PSNR"):
        history(run)
