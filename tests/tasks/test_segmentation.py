import numpy as np
import pytest

from kerasdense.datasets import Dataset
from kerasdense.errors import InputError
from kerasdense.losses import dice
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


def test_a_weight_multiplies_and_is_not_divided_by():
    label = np.array([[[0], [1]]], np.uint8)
    weight = np.array([[[0.5], [4]]], np.float32)
    y, w = TASK.target({"label": label, "weight": weight})
    np.testing.assert_array_equal(w, weight)
    loss = TASK.loss(Y, LOGITS, np.asarray(w)[None])
    expected = -(0.5 * np.log(3 / 4) + 4 * np.log(1 / 4)) / 2
    np.testing.assert_allclose(loss, [expected], rtol=1e-6)

    _, w = TASK.target({"label": label + [[[255], [0]]], "weight": weight})
    np.testing.assert_array_equal(w, [[[0], [4]]])
    weight[0, 1] = 0  # no pixel to be divided by
    _, w = TASK.target({"label": label, "weight": weight})
    loss = TASK.loss(Y, LOGITS, np.asarray(w)[None])
    np.testing.assert_allclose(loss, [-0.5 * np.log(3 / 4)], rtol=1e-6)


def test_the_prediction_is_the_class_of_the_largest_logit():
    output = np.array([[[[-1, -2, -3], [0, 0.1, 0]], [[-5, 4, 5], [1, 1, 1]]]], "f4")
    task = Segmentation(("a", "b", "c"))
    decoded = np.asarray(task.decode(output, None))[0, ..., 0]
    np.testing.assert_array_equal(decoded, [[0, 1], [2, 0]])  # of equals, the first


def test_gray_pictures_can_be_labelled():
    gray = np.array([[[0], [255]]], np.uint8)
    np.testing.assert_array_equal(TASK.input({"image": gray}), [[[0, 0, 0], [1, 1, 1]]])


def test_depth_lies_beside_the_colours_in_metres_and_hha_in_0_to_1():
    rng = np.random.default_rng(0)
    image, hha = rng.integers(0, 256, (2, 3, 4, 3)).astype(np.uint8)
    depth = rng.uniform(0, 9, (3, 4, 1)).astype(np.float32)
    sample = {"image": image, "depth": depth, "hha": hha}
    for other, values in ("depth", depth), ("hha", hha / np.float32(255)):
        task = Segmentation(("a", "b"), reads=("image", other))
        x = np.asarray(task.input(sample))
        assert x.shape[-1] == task.channels_in
        np.testing.assert_allclose(x[..., :3], image / 255, rtol=1e-6)
        np.testing.assert_allclose(x[..., 3:], values, rtol=1e-6)
    assert Segmentation(("a", "b")).channels_in == 3


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


@pytest.mark.parametrize("power", [0.0, 0.5, 2.0])
def test_weights_are_softened_by_a_power(power):
    expected = np.array(median_frequency(Labels())) ** power
    assert median_frequency(Labels(), power) == pytest.approx(expected, abs=2e-4)


def test_the_objective_is_a_loss_or_a_sum_of_losses():
    alone = {
        name: np.asarray(
            Segmentation(("sky", "road"), objective=name).loss(Y, LOGITS, ALL)
        )
        for name in ("cross_entropy", "dice", "focal")
    }
    np.testing.assert_allclose(alone["dice"], dice(Y, LOGITS, ALL))
    # (1/4)^2 of the first pixel's error and (3/4)^2 of the second's
    focal = -(np.log(3 / 4) / 16 + np.log(1 / 4) * 9 / 16) / 2
    np.testing.assert_allclose(alone["focal"], [focal], rtol=1e-5)
    both = Segmentation(("sky", "road"), objective="cross_entropy+dice")
    np.testing.assert_allclose(
        both.loss(Y, LOGITS, ALL), alone["cross_entropy"] + alone["dice"], rtol=1e-6
    )


@pytest.mark.parametrize("objective", ["cross_entropy", "dice", "focal", "focal+dice"])
def test_void_and_weights_of_classes_act_in_every_objective(objective):
    task = Segmentation(("sky", "road"), weights=(1.0, 5.0), objective=objective)
    even = Segmentation(("sky", "road"), objective=objective)
    w = np.array([[[[1], [0]]]], np.float32)
    other = LOGITS.copy()
    other[0, 0, 1] = [7, -7]
    np.testing.assert_array_equal(task.loss(Y, LOGITS, w), task.loss(Y, other, w))
    np.testing.assert_array_equal(task.loss(Y, LOGITS, 0 * w), [0])
    # The second pixel is the worse one, and of the heavier class.
    assert task.loss(Y, LOGITS, ALL)[0] > even.loss(Y, LOGITS, ALL)[0]


def test_an_objective_that_there_is_not_is_refused():
    with pytest.raises(InputError, match="no loss 'dise'. Did you mean 'dice'?"):
        Segmentation(("sky", "road"), objective="cross_entropy+dise")


def test_pieces_are_told_apart_of_two_classes_only():
    assert "cells" in Segmentation(("membrane", "cell")).extras()
    extras = Segmentation(("sky", "road", "car")).extras()
    assert list(extras) == ["bf", "bf-either", "true-classes"]
    assert all(metric.protocol for metric in extras.values())
