"""One-to-one matching, against a solver of the whole assignment problem."""

import numpy as np
import pytest
from scipy import io, optimize
from scipy.spatial.distance import cdist

from kerasdense.pixels.matching import correspondences, reach

rng = np.random.default_rng(0)


def best(first, second, most):
    """-> how many pairs there can be, and the least sum of their distances."""
    a, b = np.argwhere(first), np.argwhere(second)
    distance = cdist(a, b)
    price = np.where(distance <= most + 1e-9, distance, 1e6)
    rows, columns = optimize.linear_sum_assignment(price)
    chosen = price[rows, columns]
    return (chosen < 1e6).sum(), chosen[chosen < 1e6].sum()


def judged(first, second, most):
    a, b = correspondences(first, second, most)
    assert first[tuple(a.T)].all() and second[tuple(b.T)].all()
    assert len(np.unique(a, axis=0)) == len(a) == len(np.unique(b, axis=0)) == len(b)
    distance = np.hypot(*(a - b).T)
    assert (distance <= most + 1e-9).all()
    return len(a), distance.sum()


@pytest.mark.parametrize("most", [0, 1, 1.5, 3, 4.337])
@pytest.mark.parametrize("density", [0.02, 0.1, 0.4])
def test_as_many_pairs_as_can_be_and_the_nearest(density, most):
    for _ in range(5):
        first, second = rng.random((2, 20, 30)) < density
        assert judged(first, second, most) == pytest.approx(
            best(first, second, most), abs=0.05
        )


def test_more_pairs_come_before_nearer_ones():
    # Nearest first would join the middle two and leave the outer ones alone.
    first = np.array([[1, 0, 0, 1, 0, 0, 0]], bool)
    second = np.array([[0, 0, 1, 0, 0, 1, 0]], bool)
    a, b = correspondences(first, second, 2)
    assert a[:, 1].tolist() == [0, 3] and b[:, 1].tolist() == [2, 5]


def test_a_line_and_its_shadow_are_matched_whole():
    """Lines of many equal distances, on which rounded costs once had no end."""
    first = np.zeros((400, 400), bool)
    first[50:350, 200] = first[200, 50:350] = True
    second = np.roll(first, (3, -2), (0, 1))
    count, _ = judged(first, second, 4.3)
    assert count == first.sum()
    assert judged(first, second, 1.9)[0] < first.sum()


def test_nothing_has_no_partner():
    nothing, something = np.zeros((4, 5), bool), np.ones((4, 5), bool)
    for first, second in ((nothing, something), (something, nothing)):
        a, b = correspondences(first, second, 3)
        assert a.shape == b.shape == (0, 2)
    far = np.zeros((1, 30), bool), np.zeros((1, 30), bool)
    far[0][0, 0] = far[1][0, 29] = True
    assert len(correspondences(*far, 3)[0]) == 0


def test_the_reach_is_a_part_of_the_diagonal():
    assert reach((321, 481)) == pytest.approx(4.337, abs=5e-4)  # that of BSDS500
    assert reach((3, 4, 7), 1.0) == 5


def test_people_s_boundaries_of_one_picture(shared):
    """Parts of two annotators' drawings, small enough for the other solver."""
    path = shared / "data/boundaries/bsds500/train/groundTruth/100075.mat"
    people = io.loadmat(path)["groundTruth"][0]
    first, second = (people[i]["Boundaries"][0, 0] > 0 for i in (0, 1))
    assert first.shape == (321, 481)
    part = np.s_[100:200, 100:250]
    assert first[part].sum() > 100
    assert judged(first[part], second[part], 4.337) == pytest.approx(
        best(first[part], second[part], 4.337), abs=0.1
    )
    count, _ = judged(first, second, reach(first.shape))
    assert 0.5 < count / first.sum() < 1
