import numpy as np
import pytest
import tensorflow as tf

from kerasdense import bundle
from kerasdense.pixels.flow import coloured
from kerasdense.tasks import OpticalFlow
from kerasdense.tasks.optical_flow import UNIT, reduced

RNG = np.random.default_rng(0)


def test_a_network_sees_both_pictures_side_by_side():
    image, second = np.full((2, 3, 3), 255, np.uint8), np.full((2, 3, 3), 51, np.uint8)
    x = OpticalFlow().input({"image": image, "second": second})
    assert x.shape == (2, 3, 6)
    np.testing.assert_allclose(x[0, 0], [1, 1, 1, 0.2, 0.2, 0.2], rtol=1e-6)


def test_unknown_flow_does_not_count():
    flow = np.float32([[[1, 2], [np.nan, np.nan]]])
    y, w = OpticalFlow().target({"flow": flow})
    assert y.numpy().tolist() == [[[1, 2], [0, 0]]]
    assert w.numpy().tolist() == [[[1], [0]]]


def test_w_tells_what_is_seen_and_what_is_hidden():
    flow = np.float32([[[1, 2], [3, 4], [np.nan, 0]]])
    occlusion = np.uint8([[[0], [255], [255]]])
    _, w = OpticalFlow().target({"flow": flow, "occlusion": occlusion})
    assert w.numpy().tolist() == [[[1, 0], [0, 1], [0, 0]]]


def test_the_loss_adds_up_end_point_errors_of_all_levels():
    """Everything moves by (20, 0), 1 in a network's units; what is written is 0 at
    levels 6 and 2 and right at others: 4 errors of 1 at level 6 and 1024 at level 2, of
    128 x 128 pixels."""
    y = np.full((1, 128, 128, 2), (20, 0), np.float32)
    output = {
        f"flow{n}": np.full((1, 128 >> n, 128 >> n, 2), (1, 0), np.float32)
        for n in range(2, 7)
    }
    output["flow6"] *= 0
    output["flow2"] *= 0
    w = np.ones((1, 128, 128, 1), np.float32)
    loss = OpticalFlow(epsilon=0.0).loss(y, output, w)
    np.testing.assert_allclose(loss, [4 * 0.32 + 1024 * 0.005], rtol=1e-5)
    # Caffe's has 0.01 below the root; a perfect answer costs nothing in either.
    round_ = OpticalFlow().loss(y, output, w)
    np.testing.assert_allclose(round_, (1.01**0.5 - 0.1) * loss, rtol=1e-5)
    # What is hidden is learned, too; half of the weight is half of the loss.
    parted = np.concatenate([w / 4, w / 4], axis=-1)
    np.testing.assert_allclose(
        OpticalFlow(epsilon=0.0).loss(y, output, parted), loss / 2, rtol=1e-5
    )


def test_levels_that_a_network_does_not_write_are_not_missed():
    y, w = np.ones((1, 64, 64, 2), np.float32), np.ones((1, 64, 64, 1), np.float32)
    output = {"flow3": np.zeros((1, 8, 8, 2), np.float32), "flow": y}
    expected = 64 * 0.01 * np.sqrt(2) / UNIT
    loss = OpticalFlow(epsilon=0.0).loss(y, output, w)
    np.testing.assert_allclose(loss, [expected], rtol=1e-5)


def test_of_turns_the_last_counts_most_and_all_is_in_pixels():
    """Errors of 5 pixels in the first turn of three, of 1 in the answer."""
    y, w = np.full((2, 64, 64, 2), 3, np.float32), np.ones((2, 64, 64, 1), np.float32)
    coarse = np.full((2, 8, 8, 2), 3, np.float32)
    output = {f"turn{turn}": coarse for turn in (1, 2, 3)}
    output["turn1"] = coarse - [3, 4]
    output["flow"] = y + [0, 1]
    task = OpticalFlow(epsilon=0.0)
    np.testing.assert_allclose(task.loss(y, output, w), 5 * 0.64 + 1, rtol=1e-5)
    # What is not known does not count, in turns or in the answer.
    y[:, :, 32:], w[:, :, 32:] = 77, 0
    np.testing.assert_allclose(task.loss(y, output, w), 5 * 0.64 + 1, rtol=1e-5)
    assert not np.any(task.loss(y, output, 0 * w))


def test_a_match_is_taught_by_how_likely_the_true_place_is():
    """Four cells in a row, each of which moves half a cell to the right: the truth lies
    between two, and beyond the border for the last. A cell that is hidden, or of which
    nothing is known, is not taught."""
    y, w = np.zeros((1, 8, 32, 2), np.float32), np.ones((1, 8, 32, 2), np.float32)
    y[..., 0], w[..., 1] = 4, 0
    likely = np.float32([[0.4, 0.3, 0.2, 0.1]] * 4)
    output = {"turn1": y[:, ::8, ::8], "alike": np.log(likely)[None] + 7, "flow": y}
    between = -np.log(likely[0]) @ [[0.5, 0, 0, 0], [0.5, 0.5, 0, 0], [0, 0.5, 0.5, 0],
                                    [0, 0, 0.5, 0.5]]  # fmt: skip
    task = OpticalFlow(epsilon=0.0, matching=3.0)
    np.testing.assert_allclose(task.loss(y, output, w), 3 * between.mean(), rtol=1e-5)
    w[:, :, :8] = 0, 1
    w[:, :, 8:16] = 0
    expected = 3 * between[2:].mean()
    np.testing.assert_allclose(task.loss(y, output, w), expected, rtol=1e-5)
    assert np.all(task.loss(y, output, 0 * w) == 0)


def test_coarse_truth_is_the_mean_of_what_is_known():
    y, w = RNG.normal(size=(1, 8, 8, 2)).astype("f"), np.ones((1, 8, 8, 1), "f")
    w[0, :4, :4] = 0
    w[0, 5:, 4:] = 0
    mean, share = reduced(y, w, (2, 2), 4)
    np.testing.assert_allclose(share[0, ..., 0], [[0, 1], [1, 0.25]])
    np.testing.assert_allclose(mean[0, 0, 1], y[0, :4, 4:].mean((0, 1)), rtol=1e-5)
    np.testing.assert_allclose(mean[0, 1, 1], y[0, 4, 4:].mean(0), rtol=1e-5)
    assert not np.any(mean[0, 0, 0])


def test_truth_is_stretched_as_the_network_stretches_the_picture():
    """6 rows become 8, and 3 columns 8: what moved by (3, 6) moves by (8, 8)."""
    y = np.full((1, 6, 3, 2), (3, 6), np.float32)
    mean, share = reduced(y, np.ones((1, 6, 3, 1), np.float32), (2, 2), 4)
    np.testing.assert_allclose(mean, np.full((1, 2, 2, 2), 8), rtol=1e-6)
    np.testing.assert_allclose(share, 1)


def test_the_loss_pulls_towards_the_truth():
    y, w = np.full((1, 64, 64, 2), 40, np.float32), np.ones((1, 64, 64, 1), np.float32)
    flow = tf.zeros((1, 16, 16, 2))
    with tf.GradientTape() as tape:
        tape.watch(flow)
        loss = OpticalFlow().loss(y, {"flow2": flow}, w)
    gradient = tape.gradient(loss, flow).numpy()
    assert (gradient < 0).all()


def test_the_answer_is_in_pixels_with_or_without_the_other_levels():
    flow = RNG.normal(size=(1, 4, 5, 2)).astype("f")
    for output in (flow, {"flow2": flow * 0, "flow": flow}):
        np.testing.assert_array_equal(OpticalFlow().decode(output, None), flow)


def test_flow_is_drawn_in_the_colours_of_middlebury():
    flow = RNG.normal(size=(4, 5, 2)).astype("f")
    np.testing.assert_array_equal(OpticalFlow().render(flow), coloured(flow))


@pytest.mark.parametrize("name", ["zero-flow", "farneback", "dis"])
def test_baselines_find_what_moves_evenly(name):
    import cv2

    from kerasdense.baselines import open_baseline

    predictor, task = open_baseline(name, 0)
    grain = RNG.random((64, 80 + 3)).astype("f")
    wide = np.repeat(cv2.GaussianBlur(grain, (0, 0), 2)[..., None], 3, -1)
    wide = (wide - wide.min()) / np.ptp(wide)
    x = np.concatenate([wide[:, 3:], wide[:, :-3]], axis=-1)[None]
    found = np.asarray(task.decode(predictor(x), x))
    assert found.shape == (1, 64, 80, 2) and found.dtype == np.float32
    inside = found[0, 16:-16, 16:-16].mean((0, 1))
    expected = (0, 0) if name == "zero-flow" else (3, 0)
    np.testing.assert_allclose(inside, expected, atol=0.3)


def test_how_much_is_seen_at_once_is_kept_with_the_model():
    record = bundle.task_record(OpticalFlow(tile=1280))
    assert bundle.task_from(record).tile == 1280
    del record["tile"]  # a model that is older than this
    assert bundle.task_from(record).tile == 2048
