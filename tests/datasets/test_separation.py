import numpy as np
from scipy import ndimage

from kerasdense.datasets import Dataset
from kerasdense.datasets.labelled_layouts import isbi
from kerasdense.datasets.separation import (
    balance,
    from_border,
    separation,
    two_nearest,
    with_separation,
)

CELL = 1


class Slides(Dataset):
    fields, classes = ("image", "label"), ("between", "cell")

    def __init__(self, label):
        self.label = np.asarray(label, np.uint8)[..., None]

    def __len__(self):
        return 1

    def read(self, index):
        return {"image": np.zeros_like(self.label), "label": self.label}


def weight_of(label, class_weights=(1.0, 1.0), **kwargs):
    dataset = with_separation(Slides(label), CELL, class_weights, **kwargs)
    assert dataset.fields == ("image", "label", "weight")
    weight = dataset.read(0)["weight"]
    assert (weight.dtype, weight.ndim) == (np.float32, 3)
    return weight[..., 0]


def test_distances_are_counted_from_the_outermost_pixels_of_a_cell():
    line = np.array([[0, 0, 0, 1, 1, 1, 1, 1, 0, 0]], bool)
    assert from_border(line)[0].tolist() == [3, 2, 1, 0, 1, 2, 1, 0, 1, 2]
    ends = np.array([[1, 1, 0, 0, 1, 1, 1]], bool)  # the picture's end is no border
    assert from_border(ends)[0].tolist() == [1, 0, 1, 1, 0, 1, 2]


def test_where_both_borders_are_the_weight_is_w_c_and_w_0():
    """Equation 2 with d1 = d2 = 0: two masks that share their outermost column."""
    one, other = np.zeros((2, 9, 12), bool)
    one[2:7, 1:6], other[2:7, 5:11] = True, True
    d1, d2 = two_nearest([one, other], one.shape, 40)
    shared = (d1 == 0) & (d2 == 0)
    assert np.argwhere(shared).tolist() == [[row, 5] for row in range(2, 7)]
    weight = balance(one.astype(np.uint8), (0.75, 1.5)) + separation(d1, d2)
    assert (weight[shared] == 1.5 + 10).all()
    assert weight[~shared].max() < 11.5


def test_the_weight_of_a_gap_by_hand():
    label = np.zeros((7, 15), np.uint8)
    label[1:6, 1:6] = label[1:6, 8:14] = CELL
    weight = weight_of(label, (0.5, 2.0))
    # The gap has two columns, 6 and 7: one is 1 from the left cell, 2 from the right.
    between = 0.5 + 10 * np.exp(-(3**2) / 50)
    np.testing.assert_allclose(weight[3, 6:8], between, rtol=1e-6)
    # The left cell's last column is its border, and 3 from the other's.
    np.testing.assert_allclose(weight[3, 5], 2 + 10 * np.exp(-(3**2) / 50), rtol=1e-6)
    np.testing.assert_allclose(weight[3, 4], 2 + 10 * np.exp(-(5**2) / 50), rtol=1e-6)


def test_one_cell_alone_has_nothing_to_be_told_from():
    label = np.zeros((9, 9), np.uint8)
    label[2:5, 3:8] = CELL
    np.testing.assert_array_equal(weight_of(label, (1.0, 3.0)), 1 + 2 * label)
    np.testing.assert_array_equal(weight_of(np.full((4, 5), CELL)), np.ones((4, 5)))
    np.testing.assert_array_equal(weight_of(np.zeros((4, 5))), np.ones((4, 5)))


def test_cells_that_meet_at_a_corner_are_two():
    label = np.zeros((8, 8), np.uint8)
    label[:4, :4] = label[4:, 4:] = CELL
    assert weight_of(label)[3, 3] > 5


def test_void_pixels_do_not_count():
    label = np.zeros((8, 8), np.uint8)
    label[:, :3] = label[:, 5:] = CELL
    label[2:5, 3] = 255
    weight = weight_of(label)
    assert (weight[label == 255] == 0).all() and (weight[label != 255] > 1).all()


def test_windows_around_cells_change_nothing():
    """Against whole distance maps of every cell, on cells of all shapes."""
    noise = np.random.default_rng(3).normal(size=(90, 110))
    label = (ndimage.gaussian_filter(noise, 3) > 0).astype(np.uint8)
    areas, count = ndimage.label(label)
    assert count > 8
    distances = np.sort([from_border(areas == i) for i in range(1, count + 1)], axis=0)
    total = distances[0] + distances[1]
    expected = 1 + 10 * np.exp(-(total**2) / (2 * 5**2))
    np.testing.assert_allclose(weight_of(label), expected, rtol=1e-6)
    thin = weight_of(label, w0=3.0, sigma=2.0)
    np.testing.assert_allclose(
        thin, 1 + 3 * np.exp(-(total**2) / (2 * 2**2)), rtol=1e-6
    )


def test_on_a_real_slice_membranes_weigh_most(shared):
    dataset = isbi(shared / "data" / "segmentation" / "isbi2012_membrane")
    sample = with_separation(dataset, CELL, (1.0, 1.0)).read(0)
    membrane = sample["label"] == 0
    inner, outer = sample["weight"][~membrane], sample["weight"][membrane]
    assert inner.min() >= 1 and sample["weight"].max() <= 11
    assert outer.mean() > 1.5 * inner.mean()
