import numpy as np
import pytest

from kerasdense.bundle import task_from, task_record
from kerasdense.evaluate import results
from kerasdense.losses import log_depth
from kerasdense.tasks import Depth, RelativeDepth

RNG = np.random.default_rng(0)
DEPTH = RNG.uniform(0.5, 9, (6, 7, 1)).astype(np.float32)
DEPTH[2, 3] = 0
X = np.zeros((1, 6, 7, 3), np.float32)


def batch(task, array):
    y, w = task.target({task.learns[0]: array})
    return np.asarray(y)[None], np.asarray(w)[None]


def scores(metrics, y, prediction, w):
    for metric in metrics:
        metric.update_state(y, prediction, w)
    return results(metrics)


@pytest.mark.parametrize("task", [Depth(), RelativeDepth()])
def test_networks_write_the_logarithm_and_missing_depth_does_not_count(task):
    y, w = batch(task, DEPTH)
    np.testing.assert_array_equal(y[0], DEPTH)
    np.testing.assert_array_equal(w[0] > 0, DEPTH > 0)
    log = RNG.normal(size=y.shape).astype(np.float32)
    np.testing.assert_allclose(task.decode(log, X), np.exp(log), rtol=1e-6)
    known = np.where(w > 0, log - np.log(np.where(w > 0, y, 1)), np.nan)
    expected = log_depth(known, w, 1.0 if isinstance(task, RelativeDepth) else 0.5)
    np.testing.assert_allclose(task.loss(y, log, w), expected, rtol=1e-5)


def test_a_weight_of_the_sample_counts():
    weight = np.ones_like(DEPTH)
    weight[0] = 0
    _, w = Depth().target({"depth": DEPTH, "weight": weight})
    assert not np.any(np.asarray(w)[0]) and np.any(np.asarray(w)[1])


def test_relative_depth_forgives_the_scale_and_metres_do_not():
    y, w = batch(RelativeDepth(), DEPTH)
    log = np.log(np.where(y > 0, y, 1)) + 2
    np.testing.assert_allclose(RelativeDepth().loss(y, log, w), [0], atol=1e-5)
    np.testing.assert_allclose(Depth().loss(y, log, w), [2], rtol=1e-5)
    found = scores(RelativeDepth().metrics(), y, 7 * y, w)
    assert found["si_log"] == pytest.approx(0, abs=1e-6)
    assert found["delta1_aligned"] == 1
    assert scores(Depth().metrics(), y, 7 * y, w)["delta1"] == 0


def test_no_score_of_relative_depth_has_a_unit_or_hides_its_alignment():
    names = [name for m in RelativeDepth().metrics() for name in m.result()]
    assert all(name == "si_log" or name.endswith("_aligned") for name in names)
    assert not [name for name in names if "rms_aligned" == name or "sqr" in name]
    assert [*RelativeDepth().protocols()] == ["relative"]
    assert [*Depth().protocols()] == ["metric", "aligned", "relative"]
    assert {"rms", "delta1", "si_log"} <= {
        n for m in Depth().metrics() for n in m.result()
    }


def test_metres_scored_on_a_truth_without_scale_become_relative():
    task = Depth(balance=0.2, side=320).by_relative_truth()
    assert task == RelativeDepth(side=320)


def test_it_is_drawn_in_colours():
    drawn = Depth().render(DEPTH)
    assert (drawn.dtype, drawn.shape) == (np.uint8, (6, 7, 3))
    assert len(np.unique(drawn.reshape(-1, 3), axis=0)) > 10


@pytest.mark.parametrize("task", [Depth(balance=0.25, side=320), RelativeDepth()])
def test_it_is_read_as_it_was_written(task):
    assert task_from(task_record(task)) == task


def test_far_beyond_anything_it_is_finite():
    assert np.isfinite(Depth().decode(np.float32([[[[1e9], [-1e9]]]]), X)).all()
