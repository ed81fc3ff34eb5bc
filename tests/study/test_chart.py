import numpy as np
import pytest

from kerasdense.study.chart import BOTTOM, COLOURS, LEFT, RIGHT, TOP, chart, ticks


def drawn(curves, **settings):
    words = {"title": "title", "across": "step", "up": "dB"}
    return chart(curves, **words, size=(400, 300), **settings)


def rows_of(picture, colour):
    """-> the rows of the plot that have pixels of a colour."""
    plot = picture[8:308, 8:408]
    return np.flatnonzero((plot == colour).all(axis=-1).any(axis=1))


def test_a_curve_goes_from_the_bottom_to_the_top_of_its_values():
    picture = drawn({"up": ([0, 10], [0.0, 1.0])})
    rows = rows_of(picture, COLOURS[0])
    height = 300 - TOP - BOTTOM
    assert rows[0] == pytest.approx(TOP + height / 22, abs=4)  # margins of 1/20 each
    assert rows[-1] == pytest.approx(300 - BOTTOM - height / 22, abs=4)
    columns = np.flatnonzero((picture[8:308, 8:408] == COLOURS[0]).all(-1).any(0))
    assert columns[0] == pytest.approx(LEFT, abs=4)
    assert columns[-1] == pytest.approx(400 - RIGHT, abs=4)


def test_a_level_is_one_line_across():
    picture = drawn({"a": ([0, 1], [0.0, 1.0])}, levels={"half": 0.5})
    rows = rows_of(picture, COLOURS[1])
    assert len(rows) == 1
    assert rows[0] == pytest.approx(TOP + (300 - TOP - BOTTOM) / 2, abs=1)


def test_a_curve_that_is_flat_or_a_single_point_can_be_drawn():
    assert drawn({"flat": ([0, 1], [2.0, 2.0]), "point": ([1], [2.0])}).shape[2] == 3


def test_many_names_go_below_each_other():
    few = drawn({"a": ([0, 1], [0, 1])})
    many = drawn({f"a rather long name {i}": ([0, 1], [0, i]) for i in range(9)})
    assert many.shape[0] > few.shape[0] + 100


@pytest.mark.parametrize(
    "low, high, expected",
    [
        (0, 10, [0, 2, 4, 6, 8, 10]),
        (27.6, 29.2, [28.0, 28.5, 29.0]),
        (-0.31, 0.2, [-0.3, -0.2, -0.1, 0, 0.1, 0.2]),
    ],
)
def test_ticks_are_round_numbers_inside(low, high, expected):
    assert ticks(low, high) == pytest.approx(expected)
