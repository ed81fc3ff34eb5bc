"""Packing, by the positions that the authors' code has; golden cells of theirs."""

import numpy as np
import pytest

from kerasdense.pixels import mosaic
from kerasdense.pixels.mosaic import BAYER, PATTERNS, XTRANS

COLOURS = 30, 20, 10  # of red, green and blue, in `by_colour`


def by_colour(pattern, rows, columns):
    """A mosaic of a picture of one colour."""
    image = np.broadcast_to(np.float32(COLOURS), (rows, columns, 3))
    return mosaic.mosaic_of(image, pattern)


def test_bayer_is_packed_clockwise():
    numbers = np.arange(8 * 6).reshape(8, 6)
    packed = mosaic.pack(numbers, BAYER)
    assert packed.shape == (4, 3, 4)
    np.testing.assert_array_equal(packed[0, 0], [0, 1, 7, 6])
    np.testing.assert_array_equal(packed[..., 2], numbers[1::2, 1::2])


def test_xtrans_has_the_authors_cells():
    packed = mosaic.pack(np.arange(12 * 18).reshape(12, 18), XTRANS)
    assert packed.shape == (4, 6, 9)
    expected = {
        (0, 0): [0, 2, 1, 20, 38, 18, 19, 36, 37],
        (0, 1): [4, 5, 3, 41, 23, 21, 22, 39, 40],
        (1, 0): [55, 56, 54, 92, 74, 72, 73, 90, 91],
    }
    for cell, numbers in expected.items():
        np.testing.assert_array_equal(packed[cell], numbers)


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_every_pixel_is_packed_once_and_comes_back(pattern):
    numbers = np.arange(12 * 18).reshape(12, 18)
    packed = mosaic.pack(numbers, pattern)
    np.testing.assert_array_equal(np.sort(packed.ravel()), numbers.ravel())
    np.testing.assert_array_equal(mosaic.unpack(packed, pattern), numbers)


def test_a_channel_of_bayer_has_one_colour_and_of_xtrans_too():
    """Red, green, blue, green; and red, green, blue, red, blue and four greens."""
    expected = {"bayer": [0, 1, 2, 1], "xtrans": [0, 1, 2, 0, 2, 1, 1, 1, 1]}
    for name, pattern in PATTERNS.items():
        packed = mosaic.pack(by_colour(pattern, 12, 12), pattern)
        colour = np.array(COLOURS)[expected[name]]
        np.testing.assert_array_equal(packed, np.broadcast_to(colour, packed.shape))
        assert pattern.colour_of.tolist() == expected[name]


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_wherever_a_sensor_begins_its_whole_tiles_are_found(pattern):
    tiles = np.tile(mosaic.letters(pattern), (12, 12))
    for row in range(pattern.tile):
        for column in range(pattern.tile):
            sensor = tiles[row : row + 12, column : column + 12]
            found, top, left = mosaic.phase_of(sensor)
            assert found is pattern
            place = mosaic.whole_tiles(sensor.shape, pattern, top, left)
            begun = sensor[place][: pattern.tile, : pattern.tile]
            np.testing.assert_array_equal(begun, mosaic.letters(pattern))
            assert min(sensor[place].shape) >= 12 - 2 * pattern.tile + 2


def test_other_filters_are_none():
    quad = np.tile(np.repeat(np.repeat([["R", "G"], ["G", "B"]], 2, 0), 2, 1), (3, 3))
    assert mosaic.phase_of(quad) is None


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_a_slope_is_demosaiced_to_itself(pattern):
    """Of Bayer, where neighbours lie around it evenly; of X-Trans, nearly."""
    rows, columns = np.mgrid[:24, :24] / 24
    image = np.stack([rows, columns, rows + columns], axis=-1)
    found = mosaic.demosaiced(mosaic.mosaic_of(image, pattern), pattern)
    off = np.abs(found - image)[3:-3, 3:-3].max()
    assert off < (1e-6 if pattern is BAYER else 0.04)


def test_bilinear_is_the_mean_of_the_nearest():
    numbers = np.random.default_rng(0).random((8, 8), np.float32)
    found = mosaic.demosaiced(numbers, BAYER)
    assert found[3, 3, 2] == numbers[3, 3]  # blue
    around = numbers[[2, 2, 4, 4], [2, 4, 2, 4]]
    assert found[3, 3, 0] == pytest.approx(around.mean())
    beside = numbers[[2, 4, 3, 3], [3, 3, 2, 4]]
    assert found[3, 3, 1] == pytest.approx(beside.mean())


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_gains_go_to_their_colours(pattern):
    gains = mosaic.of_channels((1 / 30, 1 / 20, 1 / 10), pattern)
    packed = mosaic.pack(by_colour(pattern, 12, 18), pattern)
    np.testing.assert_allclose(packed * gains, 1, rtol=1e-6)


def test_light_is_amplified_after_black_is_taken_off():
    """Sony's 14 bits: (600 - 512) / (16383 - 512) = 0.0055447, 300 times is 1.66."""
    numbers = np.array([[[400, 512, 600, 16383]]])
    light = mosaic.light_of(numbers, 512, 16383)
    np.testing.assert_allclose(light, [[[0, 0, 0.0055447, 1]]], atol=1e-7)
    np.testing.assert_array_equal(mosaic.amplified(light, 300), [[[0, 0, 1, 1]]])
    found = mosaic.amplified(light, 100, (2, 2, 1.5, 1))
    np.testing.assert_allclose(found, [[[0, 0, 0.83171, 1]]], atol=1e-4)
