"""Which files belong together."""

from pathlib import Path

import pytest

from kerasdense.datasets.partners import called, partners
from kerasdense.errors import InputError


def paths(folder, names):
    return [Path(folder) / name for name in names.split()]


def paired(firsts, seconds):
    pairs = partners(paths("in", firsts), paths("out", seconds))
    return [(one.name, other.name) for one, other in pairs]


def test_names_agree_up_to_the_ending():
    assert paired("a.jpg b.png", "b.tif c.png a.png") == [
        ("a.jpg", "a.png"),
        ("b.png", "b.tif"),
    ]


@pytest.mark.parametrize(
    "firsts, seconds, expected",
    [
        ("rain1 rain12", "norain1 norain12 norain3", "norain1 norain12"),
        ("1rain 12rain", "12clean 1clean", "1clean 12clean"),
        ("im_1_x im_12_x", "gt-12 gt-1", "gt-1 gt-12"),
        ("cat_noisy dog_noisy", "dog_clean cat_clean", "cat_clean dog_clean"),
        ("rain1", "norain1", "norain1"),  # a digit ends the head of one name, too
    ],
)
def test_a_head_or_a_tail_that_all_names_share_is_set_aside(firsts, seconds, expected):
    assert paired(firsts, seconds) == list(zip(firsts.split(), expected.split()))


def test_a_missing_partner_is_named_as_it_should_be_called():
    expected = (
        r"^in.rain3\.png has no partner in out: expected a picture called norain3 "
        r"there\. Did you mean 'norain[12]'\?$"
    )
    with pytest.raises(InputError, match=expected):
        paired("rain1.png rain3.png", "norain1.png norain2.png")


def test_names_that_share_nothing_are_refused():
    with pytest.raises(InputError, match="a.png has no partner in out"):
        paired("a.png b.png", "x.png y.png")


def test_the_names_of_a_list_are_found_or_missed_by_name():
    found = called(["b", "a"], paths("in", "a.png b.jpg c.png"))
    assert [path.name for path in found] == ["a.png", "b.jpg"]
    with pytest.raises(InputError, match="^in has no picture called img_04.*'img_03'?"):
        called(["img_04"], paths("in", "img_03.png cat.png"))
