import numpy as np

from kerasdense.study import pictures


def test_the_lectures_patterns_have_their_periods():
    """Twice at the end: periods 4 and 2. Once: 2. Never: none."""
    rows = pictures.lectures_rows()
    assert [list(parts).count("deconv-3") for parts in rows.values()] == [2, 1, 0]
    sheet, told = pictures.untrained(rows, columns=1, networks=3)
    twice, once, never = told.values()
    assert twice["period 2"] > 0.1 and twice["period 4"] > 0.1
    assert once["period 2"] > 0.2 and once["period 4"] < 0.01
    assert never["period 2"] < 0.002 and never["period 4"] < 0.005
    assert sheet.dtype == np.uint8 and sheet.shape[1] > 2 * 64 * pictures.ZOOM


def test_a_generator_with_one_seed_makes_one_picture():
    parts = ("nearest-conv",) * 4
    one, again, other = (pictures.generated(parts, seed) for seed in (0, 0, 1))
    assert one.shape == (64, 64, 3)
    np.testing.assert_array_equal(one, again)
    assert np.abs(one - other).max() > 0.1


def test_a_checkerboard_lights_the_middle_of_the_spectrum():
    board = (-1.0) ** np.add(*np.indices((16, 16)))
    drawn = pictures.spectrum_picture([board[..., None]])[..., 0]
    assert drawn[8, 8] == 255
    assert drawn[0, 0] == drawn[4, 4] == 0


def test_a_spectrum_ten_times_fainter_is_darker_by_a_fourth():
    """Energy goes by decades: four of them from white to black."""
    rows, columns = np.indices((32, 32))
    image = (-1.0) ** rows + 0.1**0.5 * (-1.0) ** columns
    drawn = pictures.spectrum_picture([image[..., None]])[..., 0]
    assert drawn[16, 0] == 255
    assert abs(int(drawn[0, 16]) - 0.75 * 255) <= 1


def test_channels_are_stretched_one_by_one():
    ramp = np.linspace(0, 1, 1000).reshape(10, 100)
    drawn = pictures.stretched(np.stack([ramp, 5 - 0.01 * ramp], axis=-1))
    assert drawn.min(axis=(0, 1)).tolist() == [0, 0]
    assert drawn.max(axis=(0, 1)).tolist() == [255, 255]


def test_pixels_become_squares():
    drawn = pictures.enlarged(np.array([[[1], [2]]], np.uint8))[..., 0]
    np.testing.assert_array_equal(drawn, [[1] * 4 + [2] * 4] * 4)


def test_a_row_for_each_network():
    image = np.full((70, 80, 3), 0.5, np.float32)
    networks = {"one": lambda x: x, "other": lambda x: 0.9 * x}
    sheet = pictures.trained(networks, image)
    assert sheet.shape[0] > 2 * 64 * pictures.ZOOM
    assert sheet.shape[1] > 5 * 64 * pictures.ZOOM
