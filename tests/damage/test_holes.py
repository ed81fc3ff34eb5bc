"""Holes: as dense as asked for, marked where they are, drawn by the generator alone."""

import itertools

import numpy as np
import pytest

from kerasdense.damage import parse
from kerasdense.damage.holes import FACES, KINDS, covered, words, written

GRAY = np.full((256, 320, 3), 0.5, np.float32)
# None of the colours of a stamp, and of no two pixels alike: a touch shows.
NOISE = np.random.default_rng(9).random((256, 320, 3), np.float32)
NAMES = sorted(KINDS)


def done(name, image=NOISE, seed=0, share=0.1):
    return KINDS[name].apply(image, np.random.default_rng(seed), share)


@pytest.mark.parametrize("name", NAMES)
def test_the_share_asked_for_is_lost_and_little_more(name):
    for share in (0.05, 0.2):
        lost = [np.mean(done(name, seed=s, share=share)["mask"] > 0) for s in range(4)]
        assert np.mean(lost) == pytest.approx(share, abs=0.025)


@pytest.mark.parametrize("name", NAMES)
def test_of_a_share_of_0_nothing_happens(name):
    made = done(name, share=0)
    np.testing.assert_array_equal(made["damaged"], NOISE)
    assert not made["mask"].any()


@pytest.mark.parametrize("name", NAMES)
def test_only_what_the_mask_says_is_changed(name):
    made = done(name)
    assert set(made) == set(KINDS[name].adds)
    assert made["mask"].dtype == np.uint8 and made["mask"].shape == (256, 320, 1)
    assert set(np.unique(made["mask"])) == {0, 255}
    changed = (made["damaged"] != NOISE).any(axis=-1, keepdims=True)
    lost = made["mask"] > 0
    assert not (changed & ~lost).any()
    assert np.mean(changed[lost]) > 0.999  # all, but for a colour that was there before


@pytest.mark.parametrize("name", NAMES)
def test_the_generator_alone_decides(name):
    first, again, other = (done(name, seed=seed) for seed in (3, 3, 4))
    for array in first:
        np.testing.assert_array_equal(first[array], again[array])
    assert (first["mask"] != other["mask"]).any()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", [(96, 96, 1), (5, 7, 3), (40, 300, 3)])
def test_pictures_of_any_size_and_colour_stay_as_they_are_but_harmed(name, shape):
    image = np.full(shape, 0.5, np.float32)
    made = parse(name)(image, np.random.default_rng(1))
    assert made["damaged"].shape == shape and made["damaged"].dtype == np.float32
    assert 0 <= made["damaged"].min() and made["damaged"].max() <= 1
    assert made["mask"].any()
    np.testing.assert_array_equal(image, np.full(shape, 0.5))  # not written upon


@pytest.mark.parametrize("name", [name for name in NAMES if name != "missing"])
def test_a_crop_is_harmed_everywhere_as_a_whole_picture_is(name):
    """Stamps reach over the border, and leave no edge free."""
    masks = [done(name, GRAY[:96, :96], seed)["mask"] > 0 for seed in range(250)]
    share = np.mean(masks, axis=0)[..., 0]
    edge = np.concatenate([share[:6].ravel(), share[:, :6].ravel()])
    assert 0.5 < edge.mean() / share[24:72, 24:72].mean() < 1.5


def test_missing_pixels_are_black_and_lost_each_for_itself():
    made = done("missing", share=0.5)
    lost = made["mask"] > 0
    assert not made["damaged"][lost[..., 0]].any()
    # Neighbours know nothing of each other: 51200 pairs, a quarter of them both lost.
    assert np.mean(lost[:, 1:] & lost[:, :-1]) == pytest.approx(0.25, abs=0.01)


def test_letters_are_anti_aliased_and_their_faint_edges_are_in_the_mask():
    seen = np.zeros((256, 320, 1), np.float32)
    made = covered(seen, 0.1, white(words(seen.shape, np.random.default_rng(0))))
    values = made["damaged"]
    faint = (values > 0) & (values < 0.5)
    assert faint.sum() > 0.05 * (values == 1).sum() > 0
    assert (made["mask"][faint] == 255).all()
    np.testing.assert_array_equal(made["mask"] > 0, values > 0)


def white(stamps):
    return ((top, left, opacity, np.ones(1)) for top, left, opacity, _ in stamps)


def test_words_have_sizes_and_colours_of_their_own():
    drawn = [
        next(words((99, 99, 3), np.random.default_rng(seed))) for seed in range(60)
    ]
    heights = {opacity.shape[0] for *_, opacity, _ in drawn}
    assert min(heights) >= 12 * 3 // 2 and max(heights) <= 36 * 3 // 2
    assert len(heights) > 15
    assert len({np.asarray(colour).tobytes() for *_, colour in drawn}) > 40


@pytest.mark.parametrize("face", FACES)
def test_a_face_is_as_high_as_asked_for_and_fits_its_stamp(face):
    for size in (12, 24, 36):
        capital = np.flatnonzero(written("H", face, size).any(axis=1))
        assert np.ptp(capital) + 1 == pytest.approx(0.7 * size, abs=0.12 * size + 1)
        word = written("jQg", face, size)
        assert not word[:, [0, -1]].any() and not word[[0, -1]].any()


def test_stamps_are_laid_until_enough_is_covered_and_no_longer():
    square = np.full((2, 2), 255, np.uint8)
    places = iter([(-1, -1), (50, 0), (0, 3), (0, 3), (3, 3), (9, 9)])
    stamps = ((top, left, square, [1.0]) for top, left in places)
    made = covered(np.zeros((5, 5, 1)), 6 / 25, stamps)
    expected = np.zeros((5, 5))
    expected[0, 0] = expected[:2, 3:5] = expected[3:5, 3:5] = 1  # 1 + 4 + 4 >= 6
    np.testing.assert_array_equal(made["damaged"][..., 0], expected)
    np.testing.assert_array_equal(made["mask"][..., 0], 255 * expected)
    assert next(places) == (9, 9)


def test_half_a_stamp_hides_half_of_what_is_below():
    stamps = itertools.repeat((0, 0, np.full((1, 1), 51, np.uint8), [1.0]), 1)
    made = covered(np.full((1, 1, 1), 0.5), 1, stamps)
    assert made["damaged"][0, 0, 0] == pytest.approx(0.5 + 0.2 * 0.5)
