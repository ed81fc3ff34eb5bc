"""The bins of Zhang et al., and what is counted into them."""

import numpy as np
import pytest

from kerasdense.errors import InputError, ModelFileError
from kerasdense.pixels import gamut
from kerasdense.pixels.lab import to_lab


def test_there_are_313_bins():
    found = gamut.bins()
    assert found.shape == (313, 2)
    assert found[0].tolist() == [-90, 50] and found[-1].tolist() == [100, 0]
    assert found[120].tolist() == [0, 0]
    assert found.sum(axis=0).tolist() == [4910, 2090]
    assert np.square(found).sum() == 1_877_800
    assert (found.min(axis=0).tolist(), found.max(axis=0).tolist()) == (
        [-90, -110],
        [100, 100],
    )


def test_they_are_the_published(shared):
    published = np.load(shared / "data" / "colorization" / "pts_in_hull.npy")
    np.testing.assert_array_equal(gamut.bins(), published)


def test_the_nearest_bin_of_any_colour_is_the_nearest_of_all():
    ab = to_lab(np.random.default_rng(0).random((3000, 3)))[:, 1:]
    corners = np.stack(np.meshgrid([0.0, 1], [0.0, 1], [0.0, 1]), -1).reshape(-1, 3)
    ab = np.concatenate([ab, to_lab(corners)[:, 1:]])
    apart = np.square(ab[:, None] - gamut.bins()).sum(axis=-1)
    np.testing.assert_array_equal(gamut.nearest(ab), apart.argmin(axis=1))


def test_priors_and_their_weights_are_the_published(shared):
    """Of foamliu, 100,000 pictures: smoothed, and balanced by a half."""
    folder = shared / "data" / "colorization"
    prior = np.load(folder / "prior_prob_smoothed.npy")
    published = np.load(folder / "prior_factor.npy")
    weights = gamut.rebalancing(prior, 0.5)
    np.testing.assert_allclose(weights, published, rtol=1e-6)
    assert np.sum(prior * weights) == pytest.approx(1)


def test_without_the_uniform_one_it_is_one_over_the_prior():
    prior = np.array([0.5, 0.25, 0.25])
    weights = gamut.rebalancing(prior, 0)
    # 2, 4, 4, which in the mean of pixels is 3
    np.testing.assert_allclose(weights, np.array([2, 4, 4]) / 3)
    np.testing.assert_allclose(gamut.rebalancing(prior, 1), 1)
    # 1 / (1/4 + 1/4) for both; and what is never seen is like the rarest.
    np.testing.assert_allclose(gamut.rebalancing([0.5, 0.5, 0], 0.5), 1)


def test_smoothing_spreads_by_a_gaussian_of_5():
    counts = np.zeros(313)
    counts[120] = 7
    prior = gamut.smoothed(counts)
    assert prior.sum() == pytest.approx(1)
    beside = gamut.nearest(np.array([10, 0]))
    assert prior[beside] / prior[120] == pytest.approx(np.exp(-100 / 50))


def test_colours_are_counted():
    red = np.zeros((4, 6, 3), np.uint8)
    red[:2] = (255, 0, 0)  # a, b = 80.1, 67.2; and black, 0, 0
    seen = gamut.seen_in([red, red])
    assert seen.counts.sum() == 48 and seen.counts[120] == 24
    assert seen.counts[gamut.nearest(np.array([80, 70]))] == 24
    np.testing.assert_allclose(seen.mean, (40.05, 33.60), atol=0.01)


def test_what_is_written_is_read(tmp_path):
    seen = gamut.seen_in([np.full((2, 2, 3), 200, np.uint8)])
    path = tmp_path / "colors.npz"
    path.write_bytes(gamut.encoded(seen))
    again = gamut.read(path)
    np.testing.assert_array_equal(again.counts, seen.counts)
    assert again.mean == seen.mean
    with pytest.raises(InputError, match="fit-colors"):
        gamut.read(tmp_path / "none.npz")
    np.savez(path, counts=np.zeros(12, int), mean=np.zeros(2))
    with pytest.raises(ModelFileError, match="313 bins"):
        gamut.read(path)
    path.write_bytes(b"nothing")
    with pytest.raises(ModelFileError, match="no counted colours"):
        gamut.read(path)


def test_what_comes_with_kerasdense_is_of_many_photographs():
    seen = gamut.shipped()
    assert seen.counts.sum() > 30_000_000
    assert gamut.bins()[seen.counts.argmax()].tolist() == [0, 0]
    assert seen.prior.sum() == pytest.approx(1)
