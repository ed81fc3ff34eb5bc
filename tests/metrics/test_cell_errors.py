"""The measures of ISBI 2012, by hand, by counting pairs, and against scikit-image."""

import itertools

import keras
import numpy as np
import pytest
from skimage import metrics as skimage

from kerasdense.metrics import CellErrors
from kerasdense.metrics.cell_errors import agreement, cell_errors, pieces, thinned

rng = np.random.default_rng(0)


def by_pairs(truth, predicted):
    """The Rand F-score from all ordered pairs of pixels inside, each with itself, too;
    pixels outside in the prediction are pieces of their own."""
    inside = truth > 0
    a, b = truth[inside].tolist(), predicted[inside].tolist()
    b = [label or -i - 1 for i, label in enumerate(b)]
    both = one = other = 0
    for i, j in itertools.product(range(len(a)), repeat=2):
        both += a[i] == a[j] and b[i] == b[j]
        one += a[i] == a[j]
        other += b[i] == b[j]
    return 2 * both / (one + other)


def test_rand_is_counted_in_pairs():
    for _ in range(10):
        truth, predicted = rng.integers(0, 4, (2, 5, 6))
        assert agreement(truth, predicted)[0] == pytest.approx(
            by_pairs(truth, predicted)
        )


def test_scikit_image_agrees_where_all_is_inside_in_the_prediction():
    """Its pairs are of two different pixels; among 10,000 pixels that is little."""
    truth = rng.integers(0, 5, (100, 100))
    predicted = np.where(rng.random(truth.shape) < 0.7, truth + 1, 7)
    rand, info = agreement(truth, predicted)
    error, *_ = skimage.adapted_rand_error(truth, predicted)
    assert rand == pytest.approx(1 - error, abs=5e-4)
    inside = truth > 0
    a, b = truth[inside], predicted[inside]
    splits, merges = skimage.variation_of_information(a, b, ignore_labels=())
    entropy_a, entropy_b = (
        -sum(p * np.log2(p) for p in np.bincount(ids)[np.unique(ids)] / len(ids))
        for ids in (a, b)
    )
    # VI = H(A) + H(B) - 2 I
    mutual = (entropy_a + entropy_b - splits - merges) / 2
    assert info == pytest.approx(2 * mutual / (entropy_a + entropy_b))


def test_pixels_outside_in_the_prediction_are_pieces_of_their_own():
    truth = np.array([[1, 1, 2, 2]])
    numbered = agreement(truth, np.array([[1, 3, 2, 4]]))
    assert agreement(truth, np.array([[1, 0, 2, 0]])) == pytest.approx(numbered)


def test_information_by_hand():
    # Two pieces of two pixels, seen as one of four: nothing is learnt of them.
    truth = np.array([[1, 1, 2, 2]])
    assert agreement(truth, np.ones((1, 4), int)) == pytest.approx((2 / 3, 0))
    # Each seen as two: H(A) = ln 2, H(B) = ln 4, I = ln 2; pairs 4 of 8 and of 4.
    assert agreement(truth, np.array([[1, 2, 3, 4]])) == pytest.approx((2 / 3, 2 / 3))
    assert agreement(truth, truth) == pytest.approx((1, 1))
    assert agreement(np.ones((2, 2), int), np.ones((2, 2), int)) == (1, 1)
    assert agreement(np.ones((2, 2), int), np.zeros((2, 2), int))[1] == 0


def test_pieces_are_joined_over_sides_and_not_over_corners():
    mask = np.array([[1, 0, 0], [0, 1, 1]], bool)
    assert pieces(mask).tolist() == [[1, 0, 0], [0, 2, 2]]


def test_thinning_leaves_lines_of_one_pixel():
    mask = np.ones((9, 21), bool)
    mask[:, 6:15] = False  # a membrane nine pixels wide
    grown = thinned(mask)
    assert (grown == 0).sum() == 9 and (grown[:, 10] == 0).all()
    assert (grown[:, :10] == 1).all() and (grown[:, 11:] == 2).all()


def test_only_holes_in_the_border_matter_after_thinning():
    true = np.ones((20, 21), bool)
    true[:, 10] = False
    thick, broken = true.copy(), true.copy()
    thick[:, 7:14] = False
    broken[9:11, 10] = True
    everywhere = np.ones(true.shape, bool)
    wrong, rand_error, v_rand, v_info = cell_errors(true, thick, everywhere)
    assert wrong == pytest.approx(6 / 21)
    assert rand_error > 0.05 and (v_rand, v_info) == pytest.approx((1, 1))
    wrong, rand_error, v_rand, v_info = cell_errors(true, broken, everywhere)
    assert wrong == pytest.approx(2 / 420)
    # Both halves, of 200 pixels, are one: 2 (2 200^2) / (2 200^2 + 400^2)
    assert 1 - rand_error == pytest.approx(2 / 3) == v_rand
    assert v_info == pytest.approx(0, abs=1e-12)


def test_images_are_meaned_and_what_does_not_count_is_left_out():
    true = np.ones((20, 21), np.int32)
    true[:, 10] = 0
    broken = true.copy()
    broken[9:11, 10] = 1
    metric = CellErrors()
    y = np.stack([true, true, 0 * true])[..., None]
    metric.update_state(y, np.stack([true, broken, true])[..., None])
    found = {name: float(value) for name, value in metric.result().items()}
    assert found["v_rand"] == pytest.approx((1 + 2 / 3) / 2)
    assert found["rand_error"] == pytest.approx((0 + 1 / 3) / 2)
    assert found["v_info"] == pytest.approx(1 / 2)
    assert found["pixel_error"] == pytest.approx(2 / 420 / 2)
    # Where only the left half counts, the hole joins nothing that matters.
    metric.reset_state()
    w = np.zeros((1, 20, 21, 1), np.float32)
    w[:, :, :10] = 1
    metric.update_state(y[:1], broken[None, ..., None], w)
    found = {name: float(value) for name, value in metric.result().items()}
    assert found == pytest.approx(
        {"pixel_error": 0, "rand_error": 0, "v_rand": 1, "v_info": 1}
    )


def test_the_truth_of_real_slices_is_perfect_and_half_of_its_border_is_not(shared):
    from kerasdense.datasets.labelled_layouts import isbi

    dataset = isbi(shared / "data" / "segmentation" / "isbi2012_membrane")
    label = dataset.read(0)["label"][None].astype(np.int32)
    metric = CellErrors()
    metric.update_state(label, label)
    perfect = [float(value) for value in metric.result().values()]
    # Thinning lets cells grow over the border, not into each other.
    assert perfect == pytest.approx([0, 0, 1, 1], abs=1e-12)
    metric.reset_state()
    worse = label.copy()
    worse[:, ::2] = 1
    metric.update_state(label, worse)
    found = {name: float(value) for name, value in metric.result().items()}
    assert found["pixel_error"] == pytest.approx((label[:, ::2] == 0).mean() / 2)
    assert found["v_rand"] < 0.5


def test_it_is_made_again_from_its_configuration():
    again = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(CellErrors(inside=3))
    )
    assert again.inside == 3 and "Rand" in again.protocol
