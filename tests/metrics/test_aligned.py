import keras
import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from kerasdense.metrics import PSNR, SSIM, Aligned
from kerasdense.metrics.aligned import best_of_frames, measured

RNG = np.random.default_rng(0)
IMAGE = gaussian_filter(RNG.random((60, 70, 3)), (2, 2, 0)).astype(np.float32)
NOISY = (0.9 * IMAGE + RNG.normal(0, 0.002, IMAGE.shape)).astype(np.float32)


def scores(metric, y, prediction):
    metric.update_state(y[None], prediction[None])
    return {name: float(value) for name, value in metric.result().items()}


def test_where_nothing_is_shifted_it_is_psnr_and_ssim_of_the_inside():
    found = scores(Aligned(farthest=4), IMAGE, NOISY)
    for metric, name in ((PSNR(border=5), "psnr"), (SSIM(border=5), "ssim")):
        metric.update_state(IMAGE[None], NOISY[None])
        assert found[f"aligned_{name}"] == pytest.approx(float(metric.result()))


def test_a_shift_of_whole_pixels_costs_nothing():
    still = scores(Aligned(farthest=4), IMAGE, NOISY)
    rolled = np.roll(NOISY, (3, -2), (0, 1))
    moved = scores(Aligned(farthest=4), IMAGE, rolled)
    assert moved["aligned_psnr"] == pytest.approx(still["aligned_psnr"], abs=1e-3)
    plain = PSNR()
    plain.update_state(IMAGE[None], rolled[None])
    assert moved["aligned_psnr"] > float(plain.result()) + 2


def test_it_means_over_images_and_leaves_out_those_that_are_too_small():
    metric = Aligned(farthest=4)
    metric.update_state(IMAGE[None, :9], NOISY[None, :9])
    assert np.isnan(metric.result()["aligned_psnr"])
    for prediction in NOISY, 0.5 * IMAGE:
        metric.update_state(IMAGE[None], prediction[None])
    each = [measured(p, IMAGE, 4)[0] for p in (NOISY, 0.5 * IMAGE)]
    assert metric.result()["aligned_psnr"] == pytest.approx(np.mean(each))
    metric.reset_state()
    assert np.isnan(metric.result()["aligned_ssim"])


def test_a_gray_truth_is_held_against_the_gray_of_a_prediction():
    gray = IMAGE.mean(-1, keepdims=True)
    assert measured(NOISY, gray)[0] > measured(NOISY, IMAGE)[0]


def test_the_best_frame_counts_whatever_its_brightness():
    """Koehler's protocol: the third frame is what the prediction shows, darker."""
    frames = [np.roll(IMAGE, 20, 0), 1 - IMAGE, 0.8 * IMAGE]
    best = best_of_frames(NOISY, frames)
    assert best == best_of_frames(NOISY, frames[2:]) and best[0] > 40
    assert best[0] > max(best_of_frames(NOISY, [f])[0] for f in frames[:2]) + 10
    # Scaled by hand: what is dark is made as bright as the frame.
    assert best[0] == pytest.approx(measured(NOISY / 0.9 * 0.8, frames[2])[0], abs=1)


def test_it_survives_being_written_down():
    metric = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(Aligned(farthest=3))
    )
    assert metric.farthest == 3 and "at most 3 pixels" in metric.protocol
