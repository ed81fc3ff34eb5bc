import numpy as np
import pytest
from scipy.io import loadmat

from kerasdense import bsds
from kerasdense.pixels.lines import where_labels_meet


def lines(shape, *columns):
    drawn = np.zeros(shape, bool)
    for column in columns:
        drawn[2:-2, column] = True
    return drawn


def test_a_case_worked_out():
    """Two people; a map with a sure line beside one of theirs, and a doubtful one far
    from all. 100x75 pixels: 0.0075 of the diagonal, 125, are 0.9375 pixels."""
    shape = (100, 75)
    one, two = lines(shape, 20), lines(shape, 20, 50)
    response = 0.8 * lines(shape, 20) + 0.4 * lines(shape, 35)
    counts = bsds.count(response, np.stack([one, two]))
    # 96 pixels a line. Found: that at 20, by both; drawn: 96 + 192.
    doubtful = counts[:40]
    np.testing.assert_array_equal(doubtful, [[192, 288, 96, 192]] * 40)
    np.testing.assert_array_equal(counts[40:80], [[192, 288, 96, 96]] * 40)
    np.testing.assert_array_equal(counts[80:], [[0, 288, 0, 0]] * 19)
    precision, recall, f = bsds.rates(counts[[0, 40, 80]])
    np.testing.assert_allclose(precision, [0.5, 1, 0])
    np.testing.assert_allclose(recall, [2 / 3, 2 / 3, 0])
    np.testing.assert_allclose(f, [4 / 7, 0.8, 0])
    f, threshold, precision, recall = bsds.best(counts)
    assert (f, precision, recall) == pytest.approx((0.8, 1, 2 / 3))
    assert 0.41 <= threshold <= 0.8
    np.testing.assert_array_equal(bsds.own_best(counts), [192, 288, 96, 96])


def test_a_line_may_be_off_by_as_much_and_no_more():
    """400x300: 0.0075 of 500 are 3.75 pixels."""
    shape = (400, 300)
    drawn = lines(shape, 100)[None]
    for off, found in (3, 396), (4, 0):
        counts = bsds.count(lines(shape, 100 + off), drawn, thresholds=1)
        assert counts.tolist() == [[found, 396, found, 396]]
    counts = bsds.count(lines(shape, 104), drawn, part=bsds.PART_NYUD, thresholds=1)
    assert counts[0, 0] == 396  # within 5.5


def test_each_pixel_has_one_partner():
    """Two lines beside one: half of their pixels are wrong."""
    shape = (100, 150)
    drawn, said = lines(shape, 50), lines(shape, 49, 51)
    counts = bsds.count(said, drawn[None], thresholds=1)
    assert counts.tolist() == [[96, 96, 96, 192]]
    # Of two people, each of the two lines has found one.
    both = np.stack([lines(shape, 49), lines(shape, 51)])
    counts = bsds.count(said, both, thresholds=1)
    assert counts.tolist() == [[192, 192, 192, 192]]


def test_processes_share_the_work_and_change_nothing(monkeypatch):
    rng = np.random.default_rng(0)
    label = np.kron(rng.integers(0, 5, (8, 10)), np.ones((40, 40), int))
    drawn = where_labels_meet(label)
    response = np.clip(drawn * rng.random(drawn.shape) + 0.1, 0, 1)
    monkeypatch.setattr(bsds.os, "cpu_count", lambda: 2)
    shared = bsds.count(response, drawn[None], thresholds=7)
    monkeypatch.setattr(bsds.os, "cpu_count", lambda: 1)
    np.testing.assert_array_equal(
        bsds.count(response, drawn[None], thresholds=7), shared
    )
    assert shared[0, 0] > 0


def test_f_is_looked_for_between_thresholds():
    """Precision and recall change evenly: from (0.5, 1) to (1, 0.5), F is largest
    halfway, where both are 0.75."""
    counts = np.array([[100, 100, 50, 100], [50, 100, 50, 50]])
    f, threshold, precision, recall = bsds.best(counts)
    assert f == pytest.approx(0.75, abs=1e-4)
    assert threshold == pytest.approx(0.5, abs=0.01)
    assert (precision, recall) == pytest.approx((0.75, 0.75), abs=0.01)


def test_average_precision_has_101_recalls_and_divides_by_100():
    """Precision 1 at recalls from 0.2 to 0.7: 51 hundredths."""
    counts = np.array([[70, 100, 70, 70], [20, 100, 20, 20]])
    assert bsds.average_precision(counts) == pytest.approx(0.51)
    # A drawing has one recall alone.
    drawing = np.array([[60, 100, 30, 40]] * 2)
    assert bsds.average_precision(drawing) == pytest.approx(0.6 * 0.75)


def test_an_empty_map_finds_nothing_and_a_drawing_itself():
    drawn = lines((60, 80), 30)
    empty = bsds.count(np.zeros((60, 80)), drawn[None])
    np.testing.assert_array_equal(empty, [[0, 56, 0, 0]] * 99)
    assert bsds.best(empty)[0] == 0 and bsds.average_precision(empty) == 0
    counts = bsds.count(drawn, drawn[None])
    assert bsds.best(counts)[0] == 1 == bsds.average_precision(counts)


def test_people_agree_as_well_as_is_known(shared):
    """Published for BSDS500's test: F 0.80 (Arbelaez et al., TPAMI 2011, table 1)."""
    folder = shared / "data" / "boundaries" / "bsds500" / "val" / "groundTruth"
    total = 0
    for path in sorted(folder.glob("*.mat"))[::8]:
        people = loadmat(path)["groundTruth"].ravel()
        drawn = np.stack([each["Boundaries"][0, 0] > 0 for each in people])
        total = total + bsds.human(drawn)
    assert 0.75 < bsds.rates(total)[2] < 0.85
