"""BF by hand, and SegNet's edges."""

import keras
import numpy as np
import pytest

from kerasdense.metrics import BoundaryF1
from kerasdense.metrics.boundary_f1 import boundary_f1, edge

rng = np.random.default_rng(0)


def seg2bdry(seg):
    """Arbelaez' seg2bdry(seg, 'imageSize') of the BSDS500 benchmark, line by line, on a
    grid that has the sides and corners of pixels between them."""
    rows, columns = seg.shape
    grid = np.zeros((2 * rows + 1, 2 * columns + 1), bool)
    down = np.zeros(seg.shape, bool)
    down[:-1] = seg[:-1] != seg[1:]
    right = np.zeros(seg.shape, bool)
    right[:, :-1] = seg[:, :-1] != seg[:, 1:]
    grid[2::2, 1::2] = down
    grid[1::2, 2::2] = right
    grid[2:-1:2, 2:-1:2] = (
        right[:-1, :-1] | right[1:, :-1] | down[:-1, :-1] | down[:-1, 1:]
    )
    grid[0], grid[:, 0] = grid[1], grid[:, 1]
    grid[-1], grid[:, -1] = grid[-2], grid[:, -2]
    return grid[2::2, 2::2]


@pytest.mark.parametrize("shape", [(7, 9), (1, 5), (5, 1), (2, 2)])
def test_edges_are_those_of_bsds(shape):
    for _ in range(20):
        mask = rng.random(shape) < 0.4
        np.testing.assert_array_equal(edge(mask), seg2bdry(mask))


def halves(split, shape=(100, 100)):
    """Class 0 left of a column, class 1 from it on."""
    return (np.arange(shape[1]) >= split) * np.ones(shape[0], np.int32)[:, None]


def test_an_edge_may_be_off_by_a_part_of_the_diagonal():
    # The diagonal is 141.4 pixels, of which 0.0075 are 1.06.
    truth = halves(50)
    assert boundary_f1(truth, halves(50), 2) == 1
    assert boundary_f1(truth, halves(51), 2) == 1
    assert boundary_f1(truth, halves(52), 2) == 0
    assert boundary_f1(truth, halves(52), 2, part=0.015) == 1


def test_f1_by_hand():
    """Half of the true edge is found, and as much is invented elsewhere."""
    truth = halves(50)
    predicted = np.where(np.arange(100)[:, None] < 50, truth, halves(20))
    # The edge of the prediction: 50 pixels at 49 and 50 at 19, and the step between
    # them, from 19 to 49 in row 49. All of the true one has 100.
    found = 50 + 50 + 30
    assert edge(predicted == 1).sum() == found
    # Row 50 may be matched by the step's end in row 49, one pixel away.
    pairs = {2 * n / (100 + found) for n in (50, 51)}
    assert boundary_f1(truth, predicted, 2) in pairs


def test_rules_differ_in_a_class_that_is_invented():
    truth, predicted = halves(50), halves(50)
    predicted[10:30, 70:90] = 2
    both = boundary_f1(truth, predicted, 3)
    # Class 0 is right; of class 1, 100 pixels are right, and the hole has an edge.
    hole = edge(predicted == 2).sum()
    assert both == pytest.approx((1 + 200 / (200 + hole)) / 2)
    assert boundary_f1(truth, predicted, 3, "either") == pytest.approx(both * 2 / 3)


def test_a_class_without_an_edge_does_not_count():
    alone = np.zeros((9, 9), np.int32)
    assert np.isnan(boundary_f1(alone, alone, 2))
    assert np.isnan(boundary_f1(alone, alone, 2, "either"))
    assert boundary_f1(halves(4, (9, 9)), alone, 2) == 0


def test_images_are_meaned_and_those_without_an_edge_left_out():
    y = np.stack([halves(50), halves(50), np.zeros((100, 100), np.int32)])
    prediction = np.stack([halves(50), halves(90), halves(50)])
    metric = BoundaryF1("ab")
    metric.update_state(y[..., None], prediction[..., None])
    assert float(metric.result()) == (1 + 0) / 2
    metric.update_state(y[:1, ..., None], prediction[:1, ..., None])
    assert float(metric.result()) == pytest.approx(2 / 3)
    metric.reset_state()
    assert np.isnan(float(metric.result()))


def test_void_is_of_no_class():
    """Task.target writes 0 where nobody knows, and w says so."""
    truth = halves(50)
    unknown = np.where((np.arange(100) >= 70)[None], 0, truth)
    w = np.broadcast_to(np.arange(100) < 70, (100, 100)).astype(np.float32)
    known = np.where(w > 0, truth, 2)  # as if void were one more class
    metric = BoundaryF1("ab")
    metric.update_state(
        unknown[None, ..., None], halves(50)[None, ..., None], w[None, ..., None]
    )
    expected = boundary_f1(known, halves(50), 2)
    assert expected < 1  # the border of void is an edge of class 1
    assert float(metric.result()) == pytest.approx(expected)


def test_it_is_made_again_from_its_configuration_and_tells_its_protocol():
    metric = BoundaryF1(["sky", "road"], rule="either", part=0.01)
    again = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(metric)
    )
    assert (again.names, again.rule, again.part) == (("sky", "road"), "either", 0.01)
    assert "within 0.01 of the diagonal" in again.protocol
    assert "in the truth or in the prediction" in again.protocol
    with pytest.raises(ValueError, match="rule of truth, either. Received: 'both'"):
        BoundaryF1("ab", rule="both")
