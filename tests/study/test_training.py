import itertools

import numpy as np
import pytest

from kerasdense.datasets import Samples
from kerasdense.study import training


def test_a_photograph_is_its_own_truth():
    sample = training.photographs(Samples(("camera",))).read(0)
    x, (y, _) = training.TASK.input(sample), training.TASK.target(sample)
    assert x.shape[-1] == 3  # gray files are repeated
    np.testing.assert_array_equal(x, y)


def test_a_known_checkerboard_is_found():
    """Of 3 levels, on what is given back as it was: PSNR 20 log10(255 / 3), all energy
    of the error at 1/2, and a ripple of 3."""

    def predictor(x):
        board = (-1.0) ** np.add(*np.indices(x.shape[1:3]))
        return x + np.float32(3 / 255 * board[None, ..., None])

    photographs = Samples(("rocket",))
    levels = photographs.read(0)["image"]
    inner = np.mean((levels >= 3) & (levels <= 252))  # where nothing is clipped
    found = training.judge(predictor, photographs)
    assert found["ripple"] == pytest.approx(3, rel=1e-4)
    assert found["energy"] == pytest.approx(1, rel=1e-4)
    least, most = 10 * np.log10(255**2 / 9) + np.array([0, -10 * np.log10(inner)])
    assert least - 1e-3 < found["psnr"] < most + 1e-3


def test_a_network_learns_and_the_same_seed_learns_the_same():
    photographs, losses = Samples(("chelsea",)), {0: [], 1: []}
    networks = [
        training.train(
            "nearest-conv",
            photographs,
            12,
            seed=3,
            batch=4,
            patch=16,
            each=lambda step, loss, run=run: losses[run].append((step, loss)),
        )
        for run in losses
    ]
    assert losses[0] == losses[1]
    steps, loss = zip(*losses[0])
    assert list(steps) == list(range(1, 13))
    assert np.mean(loss[-3:]) < 0.8 * np.mean(loss[:3])
    for a, b in itertools.zip_longest(*(n.get_weights() for n in networks)):
        np.testing.assert_array_equal(a, b)


def test_a_flat_answer_is_what_the_middle_of_one_colour_becomes():
    y = training.flat_answer(lambda x: x / 2, (0.2, 0.4, 0.8))
    np.testing.assert_allclose(y, np.broadcast_to((0.1, 0.2, 0.4), (64, 64, 3)))


def test_the_border_is_wider_than_the_network_looks():
    from kerasdense.models.upsampling_study import upsampling_autoencoder
    from kerasdense.receptive_field import measure

    network = upsampling_autoencoder("bilinear-conv", filters=(4, 4))
    assert measure(network).margin <= training.BORDER
