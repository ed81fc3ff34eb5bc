"""Pictures with holes, and whole ones of the same name."""

import numpy as np
import pytest

from kerasdense.datasets import open_dataset
from kerasdense.datasets.masked import Masked
from kerasdense.errors import InputError

WHOLE = np.full((2, 4, 3), 7, np.uint8)
HOLED = WHOLE.copy()
HOLED[0, 1] = 0
HOLED[1, 2, :2] = 0  # dark, but of some blue


def test_what_is_black_in_all_channels_is_lost(written, tmp_path):
    written.png("in/cat_2_50_masked.png", HOLED)
    written.png("in/cat_2.png", WHOLE)
    written.png("in/other.png", WHOLE)
    data = open_dataset(f"masked:{tmp_path / 'in'}")
    assert [data.name(i) for i in range(len(data))] == ["cat_2_50_masked"]
    sample = data.read(0)
    np.testing.assert_array_equal(sample["image"], WHOLE)
    np.testing.assert_array_equal(sample["damaged"], HOLED)
    expected = np.zeros((2, 4, 1), np.uint8)
    expected[0, 1] = 255
    np.testing.assert_array_equal(sample["mask"], expected)


def test_a_share_need_not_be_told(written, tmp_path):
    written.png("in/cat_masked.png", HOLED)
    written.png("in/cat.png", WHOLE)
    assert len(Masked(tmp_path / "in")) == 1


def test_what_does_not_belong_together_is_named(written, tmp_path):
    written.png("in/cat.png", WHOLE)
    with pytest.raises(InputError, match="no pictures with holes"):
        Masked(tmp_path / "in")
    written.png("in/cats_50_masked.png", HOLED)
    with pytest.raises(InputError, match="called cats there. Did you mean 'cat'"):
        Masked(tmp_path / "in")
    written.png("in/cats.png", WHOLE[:1])
    with pytest.raises(InputError, match="4x2 but the whole picture .* 4x1"):
        Masked(tmp_path / "in").read(0)


def test_the_pairs_of_ircnn_have_the_holes_that_their_names_say(shared):
    data = Masked(shared / "data" / "inpainting" / "Inpaint_set1")
    shares = {"09": 0.5, "butterfly_color": 0.8, "butterfly_gray": 0.75}
    assert len(data) == len(shares)
    for i, share in enumerate(shares.values()):
        sample = data.read(i)
        lost = sample["mask"][..., 0] > 0
        assert np.mean(lost) == pytest.approx(share, abs=0.002)
        np.testing.assert_array_equal(sample["damaged"][~lost], sample["image"][~lost])
