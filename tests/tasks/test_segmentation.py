import numpy as np
import pytest

from kerasdense.datasets import Dataset
from kerasdense.pixels import paint
from kerasdense.tasks import Segmentation, median_frequency

TASK = Segmentation(("sky", "road"))
# One picture of two pixels, and logits whose softmax is easy: odds of 3 to 1.
Y = np.array([[[[0], [1]]]], np.int32)
LOGITS = np.log(np.array([[[[3, 1], [3, 1]]]], np.float32))
ALL = np.ones((1, 1, 2, 1), np.float32)


def test_loss_is_the_cross_entropy_pixel_by_pixel():
    # The first pixel is right with probability 3/4, the second with 1/4.
    expected = -(np.log(3 / 4) + np.log(1 / 4)) / 2
    np.testing.assert_allclose(TASK.loss(Y, LOGITS, ALL), [expected], rtol=1e-6)


def test_weights_of_classes_multiply_and_are_not_divided_by():
    task = Segmentation(("sky", "road"), weights=(0.5, 4.0))
    expected = -(0.5 * np.log(3 / 4) + 4 * np.log(1 / 4)) / 2
    np.testing.assert_allclose(task.loss(Y, LOGITS, ALL), [expected], rtol=1e-6)


def test_void_pixels_count_nowhere():
    label = np.array([[[0], [255]]], np.uint8)
    y, w = TASK.target({"label": label})
    np.testing.assert_array_equal(y, [[[0], [0]]])
    np.testing.assert_array_equal(w, [[[1], [0]]])
    loss = TASK.loss(np.asarray(y)[None], LOGITS, np.asarray(w)[None])
    np.testing.assert_allclose(loss, [-np.log(3 / 4)], rtol=1e-6)


def test_the_prediction_is_the_class_of_the_largest_logit():
    output = np.array([[[[-1, -2, -3], [0, 0.1, 0]], [[-5, 4, 5], [1, 1, 1]]]], "f4")
    task = Segmentation(("a", "b", "c"))
    decoded = np.asarray(task.decode(output, None))[0, ..., 0]
    np.testing.assert_array_equal(decoded, [[0, 1], [2, 0]])  # of equals, the first


def test_gray_pictures_can_be_labelled():
    gray = np.array([[[0], [255]]], np.uint8)
    np.testing.assert_array_equal(TASK.input({"image": gray}), [[[0, 0, 0], [1, 1, 1]]])


def test_classes_are_drawn_in_the_palette_of_the_source_and_void_in_its_own():
    task = Segmentation(("sky", "road"), palette=((1, 2, 3), (4, 5, 6)))
    drawn = task.render(np.array([[[1], [0], [255]]]))
    void = paint.palette(2)[255]
    np.testing.assert_array_equal(drawn, [[(4, 5, 6), (1, 2, 3), void]])


def test_without_a_palette_classes_have_colours_that_differ():
    colours = Segmentation(tuple("abcdef")).colours()[:6]
    assert len(set(map(tuple, colours))) == 6


class Labels(Dataset):
    fields, classes = ("label",), ("common", "rare", "everywhere", "never")
    arrays = (
        # common, everywhere; 8 known pixels and 2 of void
        [0, 0, 0, 0, 0, 0, 2, 2, 255, 255],
        # rare, everywhere; 5 known pixels
        [1, 2, 2, 2, 2],
    )

    def __len__(self):
        return len(self.arrays)

    def read(self, index):
        return {"label": np.array(self.arrays[index], np.uint8)[None, :, None]}


def test_median_frequency_by_hand():
    """The frequency of a class: its pixels over those of the pictures it is in."""
    common, rare, everywhere = 6 / 8, 1 / 5, (2 + 4) / (8 + 5)
    assert sorted((common, rare, everywhere))[1] == everywhere  # the median
    expected = (everywhere / common, everywhere / rare, 1, 1)
    assert median_frequency(Labels()) == pytest.approx(expected, abs=1e-4)
