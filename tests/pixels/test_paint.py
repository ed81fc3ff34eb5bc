"""Pictures for people: what stands where."""

import numpy as np
import pytest

from kerasdense.pixels.paint import (
    VOC,
    confusion_picture,
    contact_sheet,
    legend,
    overlay,
    side_by_side,
)


def flat(rows, columns, value):
    return np.full((rows, columns, 3), value, np.uint8)


def contains(picture, part):
    """Whether a part stands somewhere in a picture, pixel for pixel."""
    rows, columns = part.shape[:2]
    windows = np.lib.stride_tricks.sliding_window_view(picture, (rows, columns, 3))
    return (windows == part).all(axis=(2, 3, 4, 5)).any()


def test_overlay_mixes_image_and_colour_and_leaves_void_alone():
    image = np.full((1, 3, 1), 100, np.uint8)
    label = np.array([[[0], [1], [255]]], np.uint8)
    # Class 0 is black: 100/2 = 50. Class 1 is (128, 0, 0): (100+128)/2 = 114, 50, 50.
    expected = [[[50, 50, 50], [114, 50, 50], [100, 100, 100]]]
    np.testing.assert_array_equal(overlay(image, label, VOC), expected)
    np.testing.assert_array_equal(overlay(image, label, VOC, 0), [[[100] * 3] * 3])
    np.testing.assert_array_equal(overlay(image, label, VOC, 1)[0, 1], [128, 0, 0])


def test_a_label_of_another_size_is_an_error():
    with pytest.raises(ValueError, match=r"as large as the image \(2, 2, 3\)"):
        overlay(flat(2, 2, 0), np.zeros((2, 3, 1), np.uint8), VOC)


def test_pictures_side_by_side_keep_their_pixels():
    noise = np.random.default_rng(0).integers(0, 256, (9, 7, 3), np.uint8)
    gray = np.full((5, 11, 1), 90, np.uint8)
    sheet = side_by_side([noise, gray], gap=2)
    assert sheet.shape == (2 + 9 + 2, 2 + 7 + 2 + 11 + 2, 3)
    np.testing.assert_array_equal(sheet[2:11, 2:9], noise)
    np.testing.assert_array_equal(sheet[2:7, 11:22], np.repeat(gray, 3, axis=2))
    assert (sheet[7:11, 11:22] == 255).all()


def test_columns_of_a_sheet_are_aligned_under_captions():
    rows = [
        [flat(20, 90, 10), flat(30, 50, 20)],
        [flat(20, 200, 15)],
    ]  # darker than ink
    sheet = contact_sheet(rows, [["one", "two"], ["three"]], gap=4)
    assert sheet.shape[1] == 4 + 200 + 4 + 50 + 4
    column = np.flatnonzero((sheet == 20).all(axis=(2)).any(axis=0))
    assert (column[0], column[-1]) == (4 + 200 + 4, 4 + 200 + 4 + 49)
    first, second = ((sheet == k).all(axis=2).any(axis=1).argmax() for k in (10, 15))
    assert (sheet[:first, :4] == 255).all()
    assert (sheet[:first] < 100).any()  # ink
    assert (sheet[first + 30 : second, :90] < 100).any()


def test_large_pictures_are_shrunk_to_the_limit_in_proportion():
    sheet = contact_sheet([[flat(100, 200, 7)]], gap=1, limit=50)
    assert sheet.shape == (1 + 25 + 1, 1 + 50 + 1, 3)


def test_long_captions_break_and_empty_ones_take_no_room():
    picture = flat(10, 200, 0)
    heights = [
        side_by_side([picture], [words], gap=2).shape[0]
        for words in ("", "short", "a caption of many words that needs more lines")
    ]
    assert heights[0] == 14
    assert heights[0] < heights[1] < heights[2]
    assert side_by_side([picture], ["word " * 50], gap=2).shape[1] == 204


def test_captions_that_do_not_match_are_an_error():
    with pytest.raises(ValueError, match="one caption for each picture"):
        side_by_side([flat(4, 4, 0)], ["one", "two"])


@pytest.mark.parametrize("wrong", [np.zeros((4, 4)), np.zeros((4, 4, 3))])
def test_other_arrays_are_not_pictures(wrong):
    with pytest.raises(ValueError, match=r"a picture is uint8 \[H, W, 1 or 3\]"):
        side_by_side([wrong])


def test_a_legend_shows_every_colour():
    names = ["background", "aeroplane", "bicycle"]
    for width in (None, 400):
        picture = legend(names, VOC, width=width)
        assert all(contains(picture, flat(8, 8, VOC[k])) for k in range(3))
    assert picture.shape[1] <= 400
    assert picture.shape[0] < legend(names, VOC).shape[0]


def test_a_confusion_matrix_is_dark_where_a_row_gathers():
    size, side = 10, 30
    matrix = [[80, 20, 0], [0, 0, 0], [0, 0, 9]]
    picture = confusion_picture(matrix, ["a", "b", "c"], size=size)
    grid = picture[-size - 3 * side - 2 : -size, :]
    dark, gray = (8, 48, 107), (225, 225, 225)
    assert (grid[-2, (grid == dark).all(axis=2).any(axis=0)] == dark).all()
    corners = [grid[(side + 1) * row] for row in range(3)]
    left = (corners[1] == gray).all(axis=1).argmax()
    assert tuple(corners[2][left + 2 * (side + 1)]) == dark  # all of c is found
    # 80 of 100: (247, 250, 255) + 0.8 (8 - 247, 48 - 250, 107 - 255), rounded.
    assert tuple(corners[0][left]) == (56, 88, 137)
    assert (corners[1][left : left + side] == gray).all()


def test_a_matrix_of_another_width_is_an_error():
    with pytest.raises(ValueError, match="as wide as its 2 names"):
        confusion_picture(np.eye(3), ["a", "b"])
