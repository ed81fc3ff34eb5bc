import numpy as np
import pytest

from kerasdense.pixels import flow as flows

RNG = np.random.default_rng(0)


def of(u, v, rows=1, columns=1):
    return np.full((rows, columns, 2), (u, v), np.float32)


def test_the_wheel_has_55_colours_that_begin_with_red():
    wheel = flows.wheel()
    assert wheel.shape == (55, 3)
    # 15 steps to yellow, 6 to green, 4 to cyan, 11 to blue, 13 to violet
    for place, colour in (
        (0, (255, 0, 0)), (15, (255, 255, 0)), (21, (0, 255, 0)),
        (25, (0, 255, 255)), (36, (0, 0, 255)), (49, (255, 0, 255)),
    ):  # fmt: skip
        assert tuple(wheel[place]) == colour


@pytest.mark.parametrize(
    "vector, colour",
    [
        ((1, 0), (255, 0, 0)),
        ((-1, 0), (0, 209, 255)),
        ((0, 1), (255, 229, 0)),
        ((0, -1), (88, 0, 255)),
        ((0, 0), (255, 255, 255)),
        ((2, 0), (191, 0, 0)),
    ],
)
def test_colours_are_those_of_middlebury(vector, colour):
    """Values derived from the authors' formula, with a strongest movement of 1."""
    assert tuple(flows.coloured(of(*vector), 1.0)[0, 0]) == colour


def test_the_fastest_pixel_is_drawn_strongest_unless_something_else_is_said():
    field = np.concatenate([of(4, 0), of(2, 0)])
    assert [tuple(c) for c in flows.coloured(field)[:, 0]] == [
        (255, 0, 0),
        (255, 127, 127),
    ]


def test_what_is_not_known_is_black():
    assert not flows.coloured(np.concatenate([of(np.nan, 0), of(1, 0)]))[0].any()


def test_arrows_lead_where_things_move():
    picture = np.full((32, 48, 3), 200, np.uint8)
    plain = flows.with_arrows(picture, of(0, 0, 32, 48))
    drawn = flows.with_arrows(picture, of(12, 0, 32, 48))
    changed = np.argwhere((drawn != plain).any(axis=-1))
    # from the middle of the first block, column 8, twelve pixels to the right
    first = changed[(changed[:, 0] < 16) & (changed[:, 1] < 24)]
    assert first[:, 1].min() >= 5 and first[:, 1].max() >= 19
    assert abs(first[:, 0] - 8).max() <= 5


def test_a_picture_is_brought_back_by_its_flow():
    second = RNG.integers(0, 256, (9, 12, 3), np.uint8)
    first = np.roll(second, (-2, 3), axis=(0, 1))  # first(y, x) is second(y + 2, x - 3)
    back = flows.warped(second, of(-3, 2, 9, 12))
    np.testing.assert_array_equal(back[:-2, 3:], first[:-2, 3:])
    # beyond the border the outermost pixels go on
    np.testing.assert_array_equal(back[-1, 5:], back[-2, 5:])


def test_unknown_flow_moves_nothing():
    second = RNG.integers(0, 256, (4, 5, 1), np.uint8)
    np.testing.assert_array_equal(flows.warped(second, of(np.nan, 0, 4, 5)), second)


def test_flow_there_and_back_that_agrees_is_seen_and_else_hidden():
    there, back = of(2, 0, 6, 8), of(-2, 0, 6, 8)
    hidden = flows.occluded(there, back)
    assert not hidden[:, :6].any() and hidden[:, 6:].all()  # the last two leave
    back[:, 4:6] = (-5, 0)  # what is there came from elsewhere
    hidden = flows.occluded(there, back)
    assert hidden[:, 2:4].all() and not hidden[:, :2].any()
    # |f + b|^2 = 0.72^2 > 0.01 * (4 + 1.28^2) + 0.5 = 0.556? No: 0.518.
    assert not flows.occluded(of(2, 0, 6, 8), of(-1.28, 0, 6, 8))[:, :6].any()
    # 0.8^2 = 0.64 > 0.01 * (4 + 1.44) + 0.5 = 0.554
    assert flows.occluded(of(2, 0, 6, 8), of(-1.2, 0, 6, 8)).all()


def test_refining_mends_a_flow_that_is_nearly_right():
    import cv2

    grain = RNG.integers(0, 256, (64, 80), np.uint8)
    second = cv2.equalizeHist(cv2.GaussianBlur(grain, (0, 0), 2))[..., None]
    first = flows.warped(second, of(1.5, -0.5, 64, 80))
    start = of(1.1, -0.2, 64, 80)
    end = flows.refined(first, second, start)
    inside = np.s_[8:-8, 8:-8]
    before, after = (
        np.hypot(*np.moveaxis(field[inside] - (1.5, -0.5), -1, 0)).mean()
        for field in (start, end)
    )
    assert before == pytest.approx(0.5, abs=1e-5) and after < 0.05


def test_gray_is_what_opencv_makes_of_colours():
    """0.299 R + 0.587 G + 0.114 B, and one channel stays."""
    picture = np.uint8([[[100, 200, 50]]])
    assert flows.gray(picture).tolist() == [[153]]  # 29.9 + 117.4 + 5.7
    assert flows.gray(picture[..., :1]).tolist() == [[100]]
