"""Damages by name: what is done in turn, what one is drawn of, and how much."""

import numpy as np
import pytest

from kerasdense.damage.spec import Kind, parse_with
from kerasdense.errors import InputError


def darker(image, rng, amount):
    return {"damaged": image * (1 - amount)}


def left_lost(image, rng, amount):
    mask = np.zeros((*image.shape[:2], 1), np.uint8)
    mask[:, : round(amount * image.shape[1])] = 255
    return {"damaged": np.where(mask > 0, 0, image), "mask": mask}


def halved(image, rng, amount):
    step = round(amount)
    return {"damaged": image[::step, ::step]}


KINDS = {
    "half": Kind(
        "1/{} of it",
        halved,
        2.0,
        (2, 4),
        ("damaged", "image"),
        whole=True,
        shrinks=True,
    ),
    "dark": Kind("{} darker", darker, 0.5, allowed=(0, 1)),
    "left": Kind("left {} lost", left_lost, 0.25, (0, 1), ("damaged", "mask")),
}
WHITE = np.ones((4, 8, 3), np.float32)


def done(text, seed=0, image=WHITE):
    return parse_with(text, KINDS)(image, np.random.default_rng(seed))


def test_an_amount_is_taken_as_said_or_as_the_kind_has_it():
    np.testing.assert_allclose(done("dark")["damaged"], 0.5)
    np.testing.assert_allclose(done("dark:0.25")["damaged"], 0.75)


def test_an_amount_in_a_range_is_drawn_evenly_from_it():
    darkness = [1 - done("dark:0.2-0.6", seed)["damaged"].mean() for seed in range(400)]
    assert 0.2 <= min(darkness) < 0.22 and 0.58 < max(darkness) <= 0.6
    assert np.mean(darkness) == pytest.approx(0.4, abs=0.02)


def test_in_turn_means_on_what_the_one_before_left():
    np.testing.assert_allclose(done("dark+dark:0.2")["damaged"], 0.4, rtol=1e-6)


def test_what_was_lost_stays_lost():
    made = done("left:0.5+left:0.25")
    np.testing.assert_array_equal(made["mask"][0, :, 0], [255] * 4 + [0] * 4)


def test_one_of_several_is_drawn_and_all_are():
    plan = parse_with("dark:0.1,dark:0.2,dark:0.3", KINDS)
    rng = np.random.default_rng(0)
    means = [round(float(1 - plan(WHITE, rng)["damaged"].mean()), 3) for _ in range(90)]
    counts = [means.count(amount) for amount in (0.1, 0.2, 0.3)]
    assert sum(counts) == 90 and min(counts) > 15


def test_the_same_arrays_come_whichever_is_drawn():
    plan = parse_with("dark,left", KINDS)
    assert plan.adds == ("damaged", "mask")
    for seed in range(8):
        made = plan(WHITE, np.random.default_rng(seed))
        assert set(made) == {"damaged", "mask"}
        assert made["damaged"].dtype == np.float32
        assert made["mask"].dtype == np.uint8 and made["mask"].shape == (4, 8, 1)
        lost = made["mask"][..., 0] > 0
        assert np.all(made["damaged"][lost] == 0)  # none, where it went dark


def test_the_generator_alone_decides():
    first, again, other = (done("dark:0-1", seed)["damaged"] for seed in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert not np.allclose(first, other)


def test_the_clean_picture_is_left_alone():
    image = WHITE.copy()
    done("dark+left", image=image)
    np.testing.assert_array_equal(image, WHITE)


def test_words_tell_all_that_may_happen():
    plan = parse_with("dark:0.1-0.5+left,dark", KINDS)
    assert plan.words == "0.1 to 0.5 darker, then left 0.25 lost; or 0.5 darker"


@pytest.mark.parametrize(
    "text, told",
    [
        ("drak", "Did you mean 'dark'"),
        ("dark:much", "dark:much: after the colon stands a number from 0 to 1"),
        ("dark:2", "a number from 0 to 1"),
        ("dark:0.5-0.2", "a number from 0 to 1"),
        ("dark:0.1-0.2-0.3", "two with - between"),
        ("dark,", "There is no damage ''"),
    ],
)
def test_what_cannot_be_done_is_told(text, told):
    with pytest.raises(InputError) as caught:
        parse_with(text, KINDS)
    assert told.lower() in str(caught.value).lower()


def test_what_shrinks_leaves_a_truth_of_as_many_times_the_size():
    image = np.arange(4 * 8 * 3, dtype=np.float32).reshape(4, 8, 3)
    made = done("dark+half:2+dark", image=image)
    np.testing.assert_allclose(made["damaged"], image[::2, ::2] / 4)
    np.testing.assert_array_equal(made["image"], image)
    assert parse_with("dark+half:4", KINDS).shrinks == 4
    assert parse_with("dark", KINDS).shrinks == 1


def test_a_mask_of_before_keeps_the_size_of_the_truth():
    made = done("left:0.5+half:2+dark")
    assert made["mask"].shape == (4, 8, 1) and made["damaged"].shape == (2, 4, 3)
    assert np.all(made["mask"][:, :4] == 255) and not made["mask"][:, 4:].any()


@pytest.mark.parametrize(
    "text, told",
    [
        ("half:2,half:3", "pictures would be of several sizes"),
        ("half:2,dark", "pictures would be of several sizes"),
        ("half:2+left", "comes before what shrinks"),
        ("half:2+half:2", "comes before what shrinks"),
        ("half:2-4", "half:2-4: after the colon stands a whole number"),
        ("half:2.5", "Several are told as half:2,half:3"),
        ("half:7", "a number from 2 to 4"),
    ],
)
def test_sizes_that_make_no_sense_are_told(text, told):
    with pytest.raises(InputError) as caught:
        parse_with(text, KINDS)
    assert told in str(caught.value)
