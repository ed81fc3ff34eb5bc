"""Typesetting with arrays."""

import numpy as np

from kerasdense.pixels import layout


def test_words_are_ink_on_paper_as_large_as_asked():
    word = layout.text("Word", size=20, ink=(200, 0, 0), paper=(0, 0, 90))
    assert tuple(word[0, 0]) == (0, 0, 90)
    assert (word == (200, 0, 0)).all(axis=2).any()
    assert 20 <= word.shape[0] <= 30
    tall = layout.text("Word", size=40)
    assert 1.8 < tall.shape[1] / word.shape[1] < 2.2


def test_nothing_to_say_takes_no_pixels():
    assert layout.text("").shape == (0, 0, 3)


def test_lines_break_between_words_and_never_leave_the_width():
    one = layout.text("the quick brown fox", size=16)
    broken = layout.text("the quick brown fox", size=16, width=80)
    assert one.shape[1] > 81 >= broken.shape[1]
    assert broken.shape[0] > 1.5 * one.shape[0]


def test_letters_with_accents_are_drawn():
    plain, accent = layout.text("e", size=40), layout.text("é", size=40)
    assert (plain < 128).sum() < (accent < 128).sum()


def test_rows_and_columns_and_frames_add_up():
    black = np.zeros((2, 3, 3), np.uint8)
    assert layout.row([black, black], gap=4).shape == (2, 10, 3)
    assert layout.column([black, black], gap=1).shape == (5, 3, 3)
    framed = layout.frame(black, 2)
    assert framed.shape == (6, 7, 3)
    assert framed.sum() == 255 * 3 * (6 * 7 - 2 * 3)


def test_a_canvas_holds_its_picture_at_the_top_middle_or_bottom():
    black = np.zeros((1, 2, 3), np.uint8)
    for place, row in ({}, 0), ({"middle": True}, 1), ({"bottom": True}, 2):
        sheet = layout.canvas(black, 3, 4, **place)
        assert not sheet[row, :2].any()
        assert (np.delete(sheet, row, axis=0) == 255).all()
