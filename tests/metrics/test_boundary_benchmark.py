import keras
import numpy as np
import pytest

from kerasdense import bsds
from kerasdense.metrics import BoundaryBenchmark, boundary_benchmark


def example(seed=0):
    """A picture with two people's lines, and a map that is more or less sure."""
    rng = np.random.default_rng(seed)
    drawn = np.zeros((2, 60, 80), bool)
    drawn[:, 5:-5, 20 + 5 * seed] = True
    drawn[1, 30, 30:70] = True
    response = np.zeros((60, 80))
    response[5:-5, 20 + 5 * seed] = rng.uniform(0.3, 0.9)
    response[45, 30:70] = 0.5
    return drawn, response


def fed(metric, *examples):
    for drawn, response in examples:
        y = np.moveaxis(drawn, 0, -1)[None].astype("float32")
        metric.update_state(y, response[None, ..., None].astype("float32"))
    return metric


def test_counts_add_up_over_pictures():
    pictures = example(0), example(3)
    metric = fed(BoundaryBenchmark(), *pictures)
    counts = [bsds.count(response, drawn) for drawn, response in pictures]
    np.testing.assert_array_equal(metric.counts, sum(counts))
    found = metric.result()
    assert found["ods"] == pytest.approx(bsds.best(sum(counts))[0])
    own = sum(bsds.own_best(each) for each in counts)
    assert found["ois"] == pytest.approx(bsds.rates(own)[2])
    assert found["ap"] == pytest.approx(bsds.average_precision(sum(counts)))
    assert 0.5 < found["ods"] <= found["ois"] < 1


def test_what_is_unknown_counts_neither_for_nor_against():
    drawn, response = example()
    y = np.moveaxis(drawn, 0, -1)[None].astype("float32")
    w = np.ones((1, 60, 80, 1), "float32")
    w[:, 40:50] = 0  # where the map is wrong
    metric = BoundaryBenchmark()
    metric.update_state(y, response[None, ..., None], w)
    assert metric.counts[40, 2] == metric.counts[40, 3] == 40  # 50 rows less 10


def test_one_picture_is_measured_once_for_two_metrics(monkeypatch):
    calls = []
    count = bsds.count
    monkeypatch.setattr(
        boundary_benchmark.bsds,
        "count",
        lambda *args, **how: calls.append(1) or count(*args, **how),
    )
    picture = example(5)
    all_of_them = fed(BoundaryBenchmark(), picture)
    alone = fed(BoundaryBenchmark.from_config(all_of_them.get_config()), picture)
    assert len(calls) == 1 and alone.result() == all_of_them.result()
    fed(BoundaryBenchmark(part=bsds.PART_NYUD), picture)
    assert len(calls) == 2


def test_it_says_what_it_does_and_can_be_saved():
    metric = BoundaryBenchmark(part=0.011, thresholds=9)
    again = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(metric)
    )
    assert again.get_config() == metric.get_config()
    assert "at 9 thresholds" in again.protocol and "0.011 of the diag" in again.protocol
