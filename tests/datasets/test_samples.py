"""The photographs that come with scikit-image."""

import numpy as np
import pytest
import skimage

from kerasdense.datasets import Samples
from kerasdense.datasets.samples import PHOTOGRAPHS
from kerasdense.errors import InputError


@pytest.mark.parametrize("name", [n for n in PHOTOGRAPHS if hasattr(skimage.data, n)])
def test_a_photograph_is_the_one_that_scikit_image_gives(name):
    (image,) = Samples((name,)).read(0).values()
    expected = getattr(skimage.data, name)()
    np.testing.assert_array_equal(image, expected.reshape(*expected.shape[:2], -1))


def test_every_photograph_is_there_without_a_download():
    samples = Samples(PHOTOGRAPHS)
    assert len(samples) == len(PHOTOGRAPHS)
    for i, name in enumerate(PHOTOGRAPHS):
        assert samples.name(i) == name
        assert min(samples.read(i)["image"].shape[:2]) >= 300


def test_the_photographs_by_default_are_in_colour():
    samples = Samples()
    assert {samples.read(i)["image"].shape[-1] for i in range(len(samples))} == {3}


def test_an_unknown_photograph_is_refused_with_a_hint():
    with pytest.raises(InputError, match="'astronot'. Did you mean 'astronaut'?"):
        Samples(("astronot",))
