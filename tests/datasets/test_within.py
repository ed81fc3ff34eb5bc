import numpy as np
import pytest

from kerasdense.datasets import Changed, Samples
from kerasdense.datasets.within import enlarged_map, within

RNG = np.random.default_rng(0)
CAMERA = np.float32([500, 510, 31.5, 19.5]).reshape(1, 1, 4)
SAMPLE = {
    "image": RNG.integers(0, 256, (40, 64, 3)).astype(np.uint8),
    "depth": RNG.uniform(0, 5, (40, 64, 1)).astype(np.float32),
    "normals": RNG.normal(size=(40, 64, 3)).astype(np.float32),
    "label": RNG.integers(0, 5, (40, 64, 1)).astype(np.uint8),
    "camera": CAMERA,
}
DATA = Changed(Samples(("camera",)), lambda sample, index: SAMPLE)


def test_half_the_side_keeps_what_is_true_of_each_array():
    found = within(DATA, 32).read(0)
    assert {n: a.shape[:2] for n, a in found.items() if n != "camera"} == dict.fromkeys(
        ("image", "depth", "normals", "label"), (20, 32)
    )
    assert {n: a.dtype for n, a in found.items()} == {
        n: a.dtype for n, a in SAMPLE.items()
    }
    means = SAMPLE["image"].reshape(20, 2, 32, 2, 3).mean((1, 3))
    np.testing.assert_allclose(found["image"], means, atol=0.5 + 1e-6)
    for name in ("depth", "normals", "label"):
        np.testing.assert_array_equal(found[name], SAMPLE[name][1::2, 1::2])
    # The axis was in the middle, and still is: 31.5 of 0..63 becomes 15.5 of 0..31.
    np.testing.assert_allclose(found["camera"].ravel(), [250, 255, 15.5, 9.5])


def test_small_pictures_stay_as_they_are():
    for side in (64, 100):
        found = within(DATA, side).read(0)
        assert all(found[name] is SAMPLE[name] for name in SAMPLE)


def test_the_longer_side_decides():
    assert within(DATA, 48).read(0)["image"].shape == (30, 48, 3)


@pytest.mark.parametrize("kind", ["uint8", "float32"])
def test_maps_are_enlarged_without_new_labels(kind):
    small = SAMPLE["label"].astype(kind)
    large = enlarged_map(small, (80, 128))
    assert (large.shape, large.dtype) == ((80, 128, 1), small.dtype)
    if kind == "uint8":
        np.testing.assert_array_equal(large[::2, ::2], small)
    else:
        assert len(np.unique(large)) > 5
        assert abs(large.mean() - small.mean()) < 0.05
