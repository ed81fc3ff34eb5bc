import numpy as np
import pytest
from skimage.morphology import thin

from kerasdense.pixels.lines import (
    at,
    fading,
    is_lines,
    orientation,
    suppressed,
    thinned,
    triangle,
    where_labels_meet,
)


@pytest.mark.parametrize("share", [0.1, 0.4, 0.7, 0.95])
def test_thinning_is_that_of_scikit_image(share):
    """Which takes its tables from MATLAB's bwmorph."""
    mask = np.random.default_rng(0).random((60, 83)) < share
    np.testing.assert_array_equal(thinned(mask), thin(mask))
    assert is_lines(thinned(mask)) and not is_lines(mask)


def test_thinning_keeps_what_it_is_given():
    mask = np.ones((5, 9), bool)
    thinned(mask)
    assert mask.all()
    assert not thinned(np.zeros((3, 4), bool)).any()


def test_a_triangle_of_one_pixel_is_1_2_1():
    array = np.zeros((5, 5))
    array[2, 2] = 16
    window = np.outer([0, 1, 2, 1, 0], [0, 1, 2, 1, 0])
    np.testing.assert_allclose(triangle(array, 1), window)
    # Mirrored with the border itself: nothing gets lost.
    array = np.random.default_rng(0).random((12, 17))
    assert triangle(array, 4).sum() == pytest.approx(array.sum())


def test_values_between_pixels_are_bilinear_and_end_at_the_border():
    array = np.array([[0.0, 10.0], [20.0, 50.0]])
    found = at(array, np.array([0.5, 0.0, -3.0]), np.array([0.5, 0.25, 0.0]))
    np.testing.assert_allclose(found, [20.0, 2.5, 0.0])
    # 1.001 pixels before the end, as edgesNms has it.
    assert at(array, np.array([9.0]), np.array([0.0])) == pytest.approx(20 * 0.999)


def test_the_direction_across_is_told_of_ridges():
    """0 across an upright line; of one that falls to the left, as /, across it is down
    and to the right."""
    up = np.zeros((41, 41))
    up[:, 20] = 1
    assert orientation(up)[20, 20] == pytest.approx(0, abs=1e-6)
    rising = np.eye(41)[:, ::-1]
    assert orientation(rising)[20, 20] == pytest.approx(np.pi / 4, abs=0.01)
    assert orientation(np.eye(41))[20, 20] == pytest.approx(3 * np.pi / 4, abs=0.01)


def test_a_broad_ridge_becomes_the_line_on_its_top():
    columns = np.arange(60)
    ridge = np.tile(np.exp(-(((columns - 31) / 4) ** 2)), (50, 1))
    lines = suppressed(ridge)
    inside = lines[10:-10, 10:-10]
    assert (inside[:, 21] > 0).all()
    assert not np.delete(inside, 21, axis=1)[:, 5:-5].any()
    smooth = ridge[25, 30:33] @ [0.25, 0.5, 0.25]
    assert lines[25, 31] == pytest.approx(smooth)


def test_what_is_near_the_border_fades():
    ramp = [0, 0.2, 0.4, 0.6, 0.8, 1, 1, 0.8, 0.6, 0.4, 0.2, 0]
    np.testing.assert_allclose(fading((12, 12))[5], ramp)
    np.testing.assert_allclose(fading((12, 12))[:, 1], 0.2 * np.array(ramp))
    # Of few pixels the ramp takes half.
    np.testing.assert_allclose(fading((5, 4))[2], [0, 0.5, 0.5, 0])


def test_labels_meet_in_lines():
    label = np.zeros((6, 7), int)
    label[:, 4:] = 1
    lines = where_labels_meet(label)
    np.testing.assert_array_equal(lines.nonzero()[1], 3)
    assert lines.sum() >= 4 and is_lines(lines)
    assert not where_labels_meet(np.full((4, 4), 7)).any()
