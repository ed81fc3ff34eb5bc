"""Raw files made from photographs: undone and done again, it is the photograph."""

import numpy as np
import pytest

from kerasdense.damage import dark as darkness
from kerasdense.damage import parse
from kerasdense.errors import InputError
from kerasdense.pixels import mosaic
from kerasdense.pixels.mosaic import BAYER, PATTERNS, XTRANS

IMAGE = np.full((12, 18, 3), 0.5)


def made(text, image=IMAGE, seed=0):
    return parse(text)(image, np.random.default_rng(seed))


def one_camera(monkeypatch):
    """No draw but that of noise, and hardly any of that."""
    monkeypatch.setattr(darkness, "CAMERAS", darkness.CAMERAS[:1])
    monkeypatch.setattr(darkness, "FULL", (1e9, 1e9))
    monkeypatch.setattr(darkness, "BLACK", 0)
    monkeypatch.setattr(darkness, "WHITE", 2**16 - 1)


def test_a_camera_sees_white_as_white_and_is_undone_by_its_inverse():
    matrix = darkness.matrix_of(np.array([0.1, 0.2, 0.3, 0.4]))
    np.testing.assert_allclose(matrix.sum(axis=1), 1)
    image = np.random.default_rng(0).random((5, 6, 3))
    light = np.interp(image, *darkness.CURVE[::-1])
    seen = darkness.unprocessed(image, matrix)
    inside = (seen > 0).all(-1) & (seen < 1).all(-1)
    assert inside.mean() > 0.8
    back = (seen @ np.linalg.inv(matrix).T)[inside]
    np.testing.assert_allclose(back, light[inside], atol=1e-9)


def test_the_matrix_is_that_of_brooks_code():
    """Their first camera times sRGB's matrix: 1.0234 * 0.4124564 - 0.2969 * 0.2126729
    - 0.2266 * 0.0193339 = 0.354584 comes first, and is divided by the row's sum."""
    row = darkness.matrix_of(np.array([1.0, 0, 0, 0]))[0]
    expected = np.array([0.354584, 0.126606, -0.052108])
    np.testing.assert_allclose(row, expected / 0.429082, atol=1e-5)


@pytest.mark.parametrize(
    "name, channels, cell", [("dark", 4, 2), ("dark-xtrans", 9, 3)]
)
def test_it_is_packed_and_the_truth_is_cut_to_whole_tiles(name, channels, cell):
    image = np.random.default_rng(0).random((25, 31, 3))
    found = made(f"{name}:100", image)
    rows, columns = (24, 30)
    assert found["damaged"].shape == (rows // cell, columns // cell, channels)
    assert found["damaged"].dtype == np.float32
    np.testing.assert_allclose(found["image"], image[:rows, :columns], atol=1e-7)
    plan = parse(f"{name}:100")
    assert (plan.shrinks, plan.channels) == (cell, channels)


def test_with_light_enough_development_gives_the_picture_back(monkeypatch):
    """A picture of nothing but slopes, which demosaicing does not blur."""
    one_camera(monkeypatch)
    rows, columns = np.mgrid[:48, :48] / 48
    image = 0.2 + 0.3 * np.stack([rows, columns, (rows + columns) / 2], axis=-1)
    for name, pattern, balanced in (
        ("dark", BAYER, True),
        ("dark-bayer", BAYER, False),
    ):
        if not balanced:  # the mean balance is then the one that was drawn
            monkeypatch.setattr(darkness, "RED", (2.0, 2.0))
            monkeypatch.setattr(darkness, "BLUE", (1.7, 1.7))
        found = made(f"{name}:1", image)["damaged"]
        picture = darkness.develop(found, pattern, balanced=balanced)
        assert np.abs(picture - image)[4:-4, 4:-4].max() < 5e-3


def test_noise_is_that_of_electrons_and_of_reading(monkeypatch):
    """Gray 0.5 is 0.2140 of light in sRGB, and stays it: a smoothstep leaves its
    middle. At 1/100 of it 10,000 electrons are 21.4, and with a reading error of 3 the
    deviation is sqrt(21.4 + 9) / 10,000, 100 times amplified: 0.0551. 14 bits add
    1 / 15871 / sqrt(12), amplified 0.0018."""
    monkeypatch.setattr(darkness, "FULL", (1e4, 1e4))
    monkeypatch.setattr(darkness, "READING", (3.0, 3.0))
    image = np.full((300, 300, 3), 0.5)
    green = made("dark:100", image)["damaged"][..., [1, 3]]
    assert green.mean() == pytest.approx(0.2140, abs=1e-3)
    assert green.std() == pytest.approx(np.hypot(0.0551, 0.0018), rel=0.02)
    steps = np.unique(green) * (16383 - 512) / 100
    np.testing.assert_allclose(steps, np.rint(steps), atol=1e-3)  # whole numbers


def test_black_is_cut_where_the_sensor_tells_less(monkeypatch):
    monkeypatch.setattr(darkness, "READING", (3.0, 3.0))
    found = made("dark:100", np.zeros((200, 200, 3)))["damaged"]
    assert found.min() == 0
    assert 0.5 < (found == 0).mean() < 0.7  # below black, or just at it


def test_white_balance_is_done_or_left():
    """Gray is gray; or green is brighter than red and blue."""
    balanced, found = (
        made(f"{name}:10", np.full((400, 400, 3), 0.5))["damaged"].mean((0, 1))
        for name in ("dark", "dark-bayer")
    )
    np.testing.assert_allclose(balanced, 0.214, atol=5e-3)
    red, green, blue, _ = found
    assert 1.9 < green / red < 2.4 and 1.5 < green / blue < 1.9


def test_all_of_it_is_drawn_from_the_generator():
    first, again, other = (made("dark", seed=seed)["damaged"] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_gray_pictures_are_gray_places():
    image = np.full((400, 400, 1), 0.5)
    np.testing.assert_allclose(
        made("dark:10", image)["damaged"].mean((0, 1)), 0.214, atol=5e-3
    )


def test_what_comes_after_a_raw_file_or_is_none_is_refused():
    with pytest.raises(InputError, match="what makes raw files comes last"):
        parse("dark:100+awgn:5")
    with pytest.raises(InputError, match="pictures would be of several sizes"):
        parse("dark:100,shrink:2")
    with pytest.raises(
        InputError, match="dark:400: after the colon stands a number fr"
    ):
        parse("dark:400")
    with pytest.raises(InputError, match="18x3 is too small for a sensor of 6x6"):
        made("dark-xtrans", IMAGE[:3])


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_development_has_the_size_of_the_sensor(pattern):
    packed = np.full((4, 6, pattern.channels), 0.2140, np.float32)
    picture = darkness.develop(packed, pattern)
    assert picture.shape == (4 * pattern.cell, 6 * pattern.cell, 3)
    np.testing.assert_allclose(picture, 0.5, atol=1e-3)
    assert mosaic.unpack(packed, pattern).shape == picture.shape[:2]
    assert pattern in (BAYER, XTRANS)
