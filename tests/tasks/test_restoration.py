import dataclasses

import numpy as np
import pytest

from kerasdense.metrics import PSNR
from kerasdense.tasks import Denoising, Inpainting, Restoration, SuperResolution

# Two gray pictures of two pixels. Errors: 0.1 and 0.3; 0 and 0.4.
Y = np.array([[[[0.5], [0.5]]], [[[0.2], [0.6]]]], np.float32)
OUTPUT = np.array([[[[0.6], [0.2]]], [[[0.2], [1.0]]]], np.float32)
ALL = np.ones((2, 1, 2, 1), np.float32)


def test_absolute_error_by_hand():
    loss = Restoration(channels=1).loss(Y, OUTPUT, ALL)
    np.testing.assert_allclose(loss, [(0.1 + 0.3) / 2, 0.4 / 2], rtol=1e-5)


def test_squared_error_by_hand():
    loss = Restoration(channels=1, error="squared").loss(Y, OUTPUT, ALL)
    np.testing.assert_allclose(loss, [(0.01 + 0.09) / 2, 0.16 / 2], rtol=1e-5)


def test_the_loss_sees_what_lies_beyond_white_and_the_prediction_does_not():
    task = Restoration(channels=1)
    output = np.array([[[[1.5], [-0.5]]]], np.float32)
    y = np.array([[[[1.0], [0.0]]]], np.float32)
    np.testing.assert_allclose(task.loss(y, output, ALL[:1]), [0.5])
    np.testing.assert_array_equal(task.decode(output, None), y)


@pytest.mark.parametrize("dtype, white", [("uint8", 255), ("uint16", 65535)])
def test_the_truth_is_the_clean_picture_between_0_and_1(dtype, white):
    y, w = Restoration().target({"image": np.full((2, 3, 3), white, dtype)})
    np.testing.assert_array_equal(y, np.ones((2, 3, 3)))
    np.testing.assert_array_equal(w, np.ones((2, 3, 1)))


@pytest.mark.parametrize(
    "task, field",
    [(Restoration, "damaged"), (Denoising, "noisy"), (SuperResolution, "small")],
)
def test_each_kind_of_restoration_reads_its_own_picture(task, field):
    sample = {field: np.full((2, 2, 3), 255, np.uint8), "image": np.zeros((2, 2, 3))}
    assert task().reads == (field,)
    np.testing.assert_array_equal(task().input(sample), np.ones((2, 2, 3)))


def test_gray_is_drawn_in_three_channels_rounded_and_clipped():
    drawn = Restoration(channels=1).render(np.array([[[-1.0], [0.5], [2.0]]]))
    np.testing.assert_array_equal(drawn, [[[0] * 3, [128] * 3, [255] * 3]])


def test_super_resolution_is_measured_on_luma_without_its_border():
    """The protocol of Set5: a border of `scale` pixels is shaved, the rest is luma."""
    y = np.full((1, 12, 12, 3), 100 / 255, np.float32)
    prediction = y.copy()
    prediction[:, :3] = 1  # all of it in the border
    prediction[..., 2] += 1 / 255  # blue adds 24.966 / 255 to luma: rounded, nothing
    psnr = SuperResolution(scale=3).metrics()[0]
    psnr.update_state(y, prediction, np.ones((1, 12, 12, 1)))
    assert psnr.result() == np.inf
    everything = PSNR()
    everything.update_state(y, prediction)
    assert everything.result() < 20


def test_denoising_is_measured_on_all_of_the_picture():
    psnr = Denoising(channels=1).metrics()[0]
    assert (psnr.border, psnr.channel) == (0, "rgb")


def test_luma_has_one_channel():
    assert SuperResolution(scale=2, channels=1, luma=True).channels_in == 1
    with pytest.raises(ValueError, match="1 channel"):
        SuperResolution(scale=2, luma=True)


def test_a_variant_is_made_by_replacing_fields():
    task = dataclasses.replace(SuperResolution(scale=2), scale=4)
    assert (task.scale, task.channels_out, task.monitor) == (4, 3, "psnr")


def test_inpainting_sees_nothing_where_the_picture_is_lost():
    task = Inpainting(channels=1)
    damaged = np.array([[[10], [200]]], np.uint8)
    mask = np.array([[[0], [255]]], np.uint8)
    x = np.asarray(task.input({"damaged": damaged, "mask": mask}))
    np.testing.assert_allclose(x, [[[10 / 255, 0], [0, 1]]], rtol=1e-6)
    other = task.input({"damaged": np.array([[[10], [7]]], np.uint8), "mask": mask})
    np.testing.assert_array_equal(x, other)


def test_inpainting_counts_what_was_lost_and_nothing_else():
    task = Inpainting(channels=1)
    image, mask = np.full((1, 4, 1), 51, np.uint8), np.array([[[0], [255], [255], [0]]])
    sample = {"image": image, "mask": mask.astype(np.uint8)}
    y, w = (np.asarray(each)[None] for each in task.target(sample))
    np.testing.assert_array_equal(w[0, 0, :, 0], [0, 1, 1, 0])
    output = y + np.float32([9, 0.1, 0.3, 9]).reshape(1, 1, 4, 1)
    np.testing.assert_allclose(task.loss(y, output, w), [0.2], rtol=1e-5)
    names = [metric.name for metric in task.metrics()]
    assert names == ["psnr_holes", "psnr", "ssim"] and task.monitor == "psnr_holes"


def test_inpainting_keeps_what_is_known_exactly():
    task = Inpainting(channels=3)
    rng = np.random.default_rng(0)
    x = rng.random((1, 4, 5, 4), np.float32)
    x[..., 3] = rng.random((1, 4, 5)) < 0.5
    output = rng.normal(size=(1, 4, 5, 3)).astype(np.float32)
    prediction = np.asarray(task.decode(output, x))
    lost = x[..., 3] > 0
    np.testing.assert_array_equal(prediction[~lost], x[..., :3][~lost])
    np.testing.assert_array_equal(prediction[lost], np.clip(output, 0, 1)[lost])


def test_enlargers_are_measured_by_protocols_that_have_names():
    found = SuperResolution(scale=3).protocols()
    told = {
        name: [(m.name, m.border, m.channel) for m in metrics]
        for name, metrics in found.items()
    }
    assert told == {
        "set5-y": [("psnr", 3, "y"), ("ssim", 3, "y")],
        "div2k-rgb-crop": [("psnr", 9, "rgb"), ("ssim", 9, "rgb")],
        "pirm": [("rmse", 4, "y")],
    }
    of_luma = SuperResolution(scale=2, channels=1, luma=True).protocols()
    assert "div2k-rgb-crop" not in of_luma
    assert {m.channel for metrics in of_luma.values() for m in metrics} == {"rgb"}
    assert Restoration().protocols() == {}
