"""Turned mosaics still begin with the same filter, and still show the picture."""

import numpy as np
import pytest
import tensorflow as tf

from kerasdense.pixels import mosaic
from kerasdense.pixels.mosaic import BAYER, PATTERNS, XTRANS
from kerasdense.transforms import crop, flip, turn, turn_mosaic
from kerasdense.transforms.mosaic import corner, packed, unpacked

RNG = np.random.default_rng(0)


def sample(pattern, side=24):
    image = RNG.random((side, side, 3), np.float32)
    raw = mosaic.pack(mosaic.mosaic_of(image, pattern), pattern)
    return {"raw": tf.constant(raw), "image": tf.constant(image)}


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_it_packs_in_a_graph_as_numpy_does(pattern):
    numbers = np.arange(12 * 18, dtype=np.float32).reshape(12, 18)
    raw = mosaic.pack(numbers, pattern)
    np.testing.assert_array_equal(packed(numbers[..., None], pattern), raw)
    np.testing.assert_array_equal(unpacked(raw, pattern)[..., 0], numbers)


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_whichever_way_it_lies_it_is_the_mosaic_of_the_turned_picture(pattern):
    """Sixteen keys give more than four of the eight ways."""
    transform = tf.function(turn_mosaic(pattern))
    given, ways = sample(pattern), set()
    for number in range(16):
        turned = transform(given, tf.constant([number, 7], tf.int64))
        image = turned["image"].numpy()
        assert image.shape == (24 - pattern.tile, 24 - pattern.tile, 3)
        expected = mosaic.pack(mosaic.mosaic_of(image, pattern), pattern)
        np.testing.assert_array_equal(turned["raw"], expected)
        ways.add(image.tobytes())
    assert len(ways) > 4


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_every_way_has_a_corner(pattern):
    found = [corner(pattern, way // 2, way % 2) for way in range(8)]
    assert found[0] == (0, 0)
    assert max(max(each) for each in found) < pattern.tile
    if pattern is BAYER:  # RG GB, mirrored GR BG: red is a column further
        assert found[1] == (0, 1)


def test_a_window_begins_with_a_whole_tile():
    given = sample(XTRANS, 36)
    transform = crop((18, 18), grid=XTRANS.cells)
    corners = set()
    for number in range(12):
        cut = transform(given, tf.constant([number, 7], tf.int64))
        image = cut["image"].numpy()
        assert image.shape == (18, 18, 3)
        expected = mosaic.pack(mosaic.mosaic_of(image, XTRANS), XTRANS)
        np.testing.assert_array_equal(cut["raw"], expected)
        corners.add(image.tobytes())
    assert len(corners) > 4


def test_what_would_move_the_filters_is_refused():
    key = tf.constant([1, 2], tf.int64)
    for transform in flip, turn:
        with pytest.raises(ValueError, match="move the filters of raw: turn_mosaic"):
            transform(sample(BAYER), key)
    with pytest.raises(ValueError, match="raw and image"):
        turn_mosaic(BAYER)({"image": sample(BAYER)["image"]}, key)
