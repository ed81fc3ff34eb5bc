import numpy as np
import pytest

from kerasdense.study.crops import SIDE, TIMES, busiest, comparison, framed, magnified

rng = np.random.default_rng(0)


@pytest.mark.parametrize("side", [5, 8])
@pytest.mark.parametrize("place", [(0, 0), (13, 7), (22, 32)])
def test_the_part_is_where_most_is_missed(side, place):
    truth = np.full((30, 40, 3), 100, np.uint8)
    row, column = (min(at, n - side) for at, n in zip(place, truth.shape))
    part = slice(row, row + side), slice(column, column + side)
    other = truth + rng.integers(0, 3, truth.shape, np.uint8)
    other[part] = 160
    assert busiest(truth, other, side) == part


def test_a_part_is_no_larger_than_the_picture():
    truth = rng.integers(0, 256, (20, 100, 3), np.uint8)
    rows, columns = busiest(truth, truth // 2)
    assert rows == slice(0, 20) and columns.stop - columns.start == SIDE
    assert columns.stop <= 100


def test_a_frame_surrounds_the_part_and_leaves_it():
    image = rng.integers(0, 200, (60, 80, 3), np.uint8)
    part = slice(0, 20), slice(30, 50)
    before = image.copy()
    result = framed(image, part)
    np.testing.assert_array_equal(result[part], before[part])
    np.testing.assert_array_equal(image, before)
    changed = (result != before).any(axis=-1)
    assert changed[20, 35] and changed[5, 29] and not changed[22:].any()


def test_pixels_are_magnified_as_squares():
    image = rng.integers(0, 256, (2, 3, 3), np.uint8)
    large = magnified(image, 4)
    assert large.shape == (8, 12, 3)
    np.testing.assert_array_equal(large[::4, ::4], image)
    np.testing.assert_array_equal(large[3::4, 3::4], image)


def test_all_parts_are_beside_the_whole():
    whole = rng.integers(0, 256, (90, 100, 3), np.uint8)
    others = [np.full_like(whole, shade) for shade in range(10, 70, 10)]
    part = slice(3, 3 + SIDE), slice(9, 9 + SIDE)
    sheet = comparison(whole, "name", part, others, [str(i) for i in range(6)])
    for shade in range(10, 70, 10):
        assert (sheet == shade).all(axis=-1).sum() >= (SIDE * TIMES) ** 2
    tall = comparison(whole[:, :80], "name", part, others, [str(i) for i in range(6)])
    assert tall.shape[1] == sheet.shape[1]  # parts stand in columns
    assert sheet.shape[0] > 2 * SIDE * TIMES  # five in a line
