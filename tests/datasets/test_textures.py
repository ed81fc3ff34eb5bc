"""Patterns and photographs, near and far."""

import numpy as np
from PIL import Image

from kerasdense.datasets import textures as module
from kerasdense.datasets.textures import LEVELS, MADE, SIDE, SIZE, Textures, textures


def ramp():
    """A texture that says where it is, red to the right and green down."""
    row, column = np.mgrid[:SIDE, :SIDE]
    square = np.stack([column, row, 0 * row], axis=-1).astype(np.uint8)
    return Textures(["photograph"], module._with_copies(square))


def test_a_place_has_the_colour_that_lies_there():
    place = np.float32([[0.25, 0.5, 0.999], [0.75, 0.5, 0.001]])
    found = ramp().colours(np.zeros(3, int), place, np.zeros(3))
    # pixel i covers i/256 to (i + 1)/256: half a pixel off
    expected = np.clip(place * SIDE - 0.5, 0, 255)
    np.testing.assert_allclose(found[:, :2].T, expected, atol=1e-3)


def test_textures_go_on_as_in_a_mirror():
    inside = np.float32([[0.3], [0.6]])
    colour = ramp().colours(np.zeros(1, int), inside, np.zeros(1))
    for beyond in ([[-0.3], [0.6]], [[1.7], [1.4]], [[2.3], [-3.4]]):
        again = ramp().colours(np.zeros(1, int), np.float32(beyond), np.zeros(1))
        np.testing.assert_allclose(again, colour, atol=1e-2)


def test_far_away_there_is_the_mean_of_the_light():
    found = ramp().colours(np.zeros(1, int), np.float32([[0.1], [0.2]]), [20.0])
    mean = np.sqrt((np.arange(256.0) ** 2).mean())
    np.testing.assert_allclose(found[0], [mean, mean, 0], atol=0.6)
    assert SIZE == sum((SIDE >> level) ** 2 for level in range(LEVELS))


def test_all_kinds_are_there_and_differ_and_are_the_same_again():
    made = textures()
    assert set(made.names) == {*MADE, "photograph"}
    assert len(made.texels) == len(made.names) * SIZE
    squares = made.texels.reshape(len(made.names), SIZE, 3)
    assert len({square.tobytes() for square in squares}) == len(squares)
    assert 90 < made.texels.mean() < 190
    textures.cache_clear()
    np.testing.assert_array_equal(textures().texels, made.texels)


def test_photographs_of_a_folder_take_the_place_of_the_samples(tmp_path):
    for i, value in enumerate((10, 200)):
        Image.fromarray(np.full((40, 30), value, np.uint8)).save(tmp_path / f"{i}.png")
    made = textures(str(tmp_path))
    first = made.of("photograph")[0]
    assert set(made.texels[first * SIZE :].ravel()) == {10, 200}
