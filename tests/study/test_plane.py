import numpy as np

from kerasdense.study.chart import LEFT
from kerasdense.study.plane import GRAY, along, covered, outside, plane

TWO = {"bicubic": (8.0, 6.0), "sharp": (14.0, 3.0)}


def drawn(points=TWO, **more):
    return plane(points, title="t", across="RMSE", up="NIQE", **more)


def middle(sheet, colour):
    """-> row, column of the middle of what has a colour."""
    return np.argwhere((sheet == colour).all(axis=-1)).mean(axis=0)


BLUE, RED = (31, 119, 180), (214, 39, 40)


def test_more_error_is_to_the_right_and_less_natural_is_above():
    sheet = drawn()
    bicubic, sharp = middle(sheet, BLUE), middle(sheet, RED)
    assert bicubic[0] < sharp[0] - 200 and bicubic[1] < sharp[1] - 400


def test_bounds_are_upright_lines_across_the_plane():
    with_lines, without = drawn(bounds={"region 1": 11.5}), drawn()
    changed = (with_lines != without).any(axis=-1)
    columns = np.flatnonzero(changed.sum(axis=0) > 400)
    assert len(columns) == 1
    left, right = middle(without, BLUE)[1], middle(without, RED)[1]
    share = (columns[0] - left) / (right - left)
    assert abs(share - (11.5 - 8) / 6) < 0.1  # names pull the middles a little


def test_a_bound_outside_of_the_points_is_seen():
    sheet = drawn(bounds={"region 3": 16.0, "region 1": 4.0})
    lines = (sheet == GRAY).all(axis=-1).sum(axis=0)
    assert (lines > 400).sum() == 2


def test_the_name_of_a_bound_stays_in_the_plane():
    """At the right of a line that lies too near to the left side, else at the left."""
    wide = "a region with a long name"
    for bound, at_the_right in ((4.0, True), (13.0, False)):
        named = (drawn(bounds={wide: bound}) == GRAY).all(axis=-1)
        bare = (drawn(bounds={"": bound}) == GRAY).all(axis=-1)
        line = np.flatnonzero(bare.sum(axis=0) > 400)[0]
        columns = np.flatnonzero((named & ~bare).any(axis=0))
        assert len(columns) and columns.min() > LEFT
        assert np.all((columns > line) == at_the_right)


def test_a_level_is_a_line_from_side_to_side():
    sheet = drawn(level=("truth", 2.0))
    rows = np.flatnonzero((sheet == GRAY).all(axis=-1).sum(axis=1) > 600)
    assert len(rows) == 1 and rows[0] > middle(sheet, RED)[0]


def test_a_path_joins_its_stops():
    path = [(8, 6, ""), (10, 4, "0.5"), (14, 3, "")]
    changed = (drawn(paths=[path]) != drawn()).any(axis=-1)
    columns = np.flatnonzero(changed.any(axis=0))
    sheet = drawn()
    assert columns.min() <= middle(sheet, BLUE)[1] + 30
    assert columns.max() >= middle(sheet, RED)[1] - 40
    assert set(range(columns.min() + 40, columns.max() - 40)) <= set(columns)


def test_a_name_goes_where_it_covers_nothing():
    """To the right, unless something is there already."""
    sheet = drawn()
    row, column = middle(sheet, BLUE)
    one = drawn(paths=[[(8.0, 6.0, ""), (14.0, 6.0, ""), (14.0, 3.0, "")]])
    assert middle(sheet, BLUE)[1] > 0 and abs(middle(one, BLUE)[0] - row) > 3
    assert abs(middle(one, BLUE)[1] - column) > 3


def test_what_is_covered_and_what_is_outside_by_hand():
    box = (10, 10, 20, 14)
    assert covered(box, [(15, 0, 30, 12), (50, 50, 60, 60)]) == 5 * 2
    assert outside(box, (12, 0, 100, 12)) == 2 + 2
    assert outside(box, (0, 0, 100, 100)) == 0
    boxes = along((0, 0), (30, 40))
    assert boxes[0] == (-2, -2, 2, 2) and boxes[-1] == (28, 38, 32, 42)
    assert all(b[0] <= a[2] and b[1] <= a[3] for a, b in zip(boxes, boxes[1:]))
