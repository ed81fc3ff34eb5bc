import numpy as np
import pytest

from kerasdense.study.chart import COLOURS
from kerasdense.study.precision_recall import GREEN, LEFT, SIDE, TOP, figure, isoline


@pytest.mark.parametrize("level", [0.1, 0.5, 0.9])
def test_f_is_the_same_along_an_isoline(level):
    recall, precision = isoline(level)
    f = 2 * precision * recall / (precision + recall)
    np.testing.assert_allclose(f, level)
    assert precision[0] == pytest.approx(1) and recall[-1] == 1


def counts(precision, recall):
    table = [[100 * r, 100, 100 * p, 100] for p, r in zip(precision, recall)]
    return np.array(table)


def at(sheet, recall, precision):
    """The pixel of a place; the figure has a frame of 8 pixels."""
    column = 8 + LEFT + round(recall * SIDE)
    return sheet[8 + TOP + round((1 - precision) * SIDE), column]


def test_curves_are_dotted_where_f_is_largest_and_the_best_has_the_first_colour():
    curves = {
        "worse": counts([0.3, 0.4, 0.5], [0.6, 0.5, 0.2]),
        "better": counts([0.5, 0.8, 0.9], [0.9, 0.8, 0.3]),
    }
    people = [76, 100, 88, 100]
    sheet = figure(curves, people=people, title="two")
    np.testing.assert_array_equal(at(sheet, 0.8, 0.8), COLOURS[0])
    # F 4/9 at (0.4, 0.5); towards (0.3, 0.6) it falls.
    np.testing.assert_array_equal(at(sheet, 0.5, 0.4), COLOURS[1])
    np.testing.assert_array_equal(at(sheet, 0.76, 0.88), (0, 130, 0))
    green = (sheet == GREEN).all(-1).sum()
    assert green > 9 * SIDE / 3  # nine lines


def test_what_says_nothing_has_no_place_in_a_curve():
    """Precision 0 where nothing is said is no point of the curve."""
    curve = np.array([[50, 100, 50, 100], [20, 100, 20, 25], [0, 100, 0, 0]])
    sheet = figure({"one": curve})
    assert not (at(sheet, 0.1, 0.4) == COLOURS[0]).all()
    assert (at(sheet, 0.2, 0.8) == COLOURS[0]).all()
