import numpy as np
import pytest

from kerasdense.cli import window
from kerasdense.cli.window import NoWindow, panel, refuse_without_display, strip
from kerasdense.errors import InputError

LINUX = pytest.mark.skipif(
    not window.sys.platform.startswith("linux"), reason="others always have a display"
)


@LINUX
def test_no_display_is_said_before_opencv_ends_the_program(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(InputError, match=r"there is no display\. Use --headless"):
        refuse_without_display()


@LINUX
def test_a_display_that_does_not_answer_is_said(monkeypatch):
    """Here OpenCV does end the program: the one that was sent ahead."""
    monkeypatch.setenv("DISPLAY", ":9876")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(InputError, match=r"could not connect to display :9876\. Use"):
        refuse_without_display()


def test_the_panel_shows_before_beside_after():
    before = np.full((100, 300, 3), (255, 0, 0), np.uint8)
    after = np.full((100, 300, 3), (0, 0, 255), np.uint8)
    drawn = panel(before, after, "words")
    assert drawn.dtype == np.uint8 and drawn.shape[1] == 300 + 8 + 300
    assert (drawn[:100, :300] == before).all() and (drawn[:100, 308:] == after).all()
    red = (255, 90, 80)
    assert not (drawn[100:] == red).all(axis=-1).any()
    recorded = panel(before, after, "words", recording=True)
    assert recorded.shape == drawn.shape
    assert (recorded[100:] == red).all(axis=-1).any()


def test_before_is_enlarged_to_the_size_of_after():
    before = np.full((50, 200, 3), (255, 0, 0), np.uint8)
    after = np.full((100, 400, 3), (0, 0, 255), np.uint8)
    drawn = panel(before, after, "")
    assert (drawn[:100, :400] == (255, 0, 0)).all()


def test_words_change_the_size_of_nothing():
    small = np.zeros((20, 30, 3), np.uint8)
    brief, long = panel(small, small, "a"), panel(small, small, "many words " * 30)
    assert brief.shape == long.shape
    assert strip([("words " * 99, (9, 9, 9)), ("more", (9, 9, 9))], 80).shape[1] == 80


def test_where_nobody_watches_no_key_is_pressed():
    nobody = NoWindow()
    assert nobody.show(None, None, "words", recording=True) == ""
    nobody.close()
