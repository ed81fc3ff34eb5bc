"""Kernels as they are learned, answered and drawn."""

import keras
import numpy as np
import pytest
from scipy.signal import fftconvolve

from kerasdense.evaluate import results
from kerasdense.predict import maps, predict_in_parts
from kerasdense.reach import Reach
from kerasdense.recipes import schuler as recipe
from kerasdense.tasks import BlindDeblurring, Deconvolution
from kerasdense.tasks.deblurring import _KernelEstimate, in_middle

RNG = np.random.default_rng(0)
LINE = np.zeros((5, 5, 1), np.float32)
LINE[2, 1:4] = 1 / 3


@pytest.mark.parametrize("size", [(3, 3), (5, 5), (9, 7), (8, 6)])
@pytest.mark.parametrize("given", [(5, 5), (3, 5), (11, 3)])
def test_kernels_are_laid_middle_on_middle(size, given):
    kernel = np.zeros((*given, 1), np.float32)
    kernel[given[0] // 2, given[1] // 2] = 0.5
    laid = np.asarray(in_middle(kernel, *size))
    expected = np.zeros((*size, 1))
    expected[size[0] // 2, size[1] // 2] = 1
    np.testing.assert_array_equal(laid, expected)


def test_the_target_is_the_kernel_in_the_size_of_the_network():
    sample = {"kernel": LINE}
    y, w = _KernelEstimate(size=9).target(sample)
    np.testing.assert_allclose(y[2:7, 2:7], LINE)
    assert y.shape == w.shape == (9, 9, 1) and np.sum(y) == pytest.approx(1)
    y, _ = _KernelEstimate(size=3).target(sample)
    np.testing.assert_allclose(y[..., 0], [[0] * 3, [1 / 3] * 3, [0] * 3], atol=1e-6)


def test_the_loss_is_that_of_the_judged_stage_or_of_all():
    y, w = LINE[None], np.ones((1, 5, 5, 1), np.float32)
    output = np.concatenate([y + 0.1, y - 0.2, y], axis=-1)
    for judged, expected in ((1, 25 * 0.01), (2, 25 * 0.04), (3, 0), (0, 25 * 0.05)):
        loss = _KernelEstimate(5, judged).loss(y, output, w)
        np.testing.assert_allclose(loss, [expected], atol=1e-6)
    task = BlindDeblurring(size=5, judged=1, share=10.0)
    image = np.zeros((1, 8, 8, 1), np.float32)
    both = task.loss(
        {"image": image, "kernel": y},
        {"image": image + 0.3, "kernel": output},
        {"image": np.ones_like(image), "kernel": w},
    )
    np.testing.assert_allclose(both, [25 * 0.01 + 10 * 0.09], rtol=1e-5)


def test_the_answer_is_the_last_kernel_made_tidy():
    output = np.concatenate([LINE, 3 * LINE - 0.01], axis=-1)[None]
    found = _KernelEstimate(5).decode(output, None)
    np.testing.assert_allclose(found, LINE[None], atol=1e-6)
    drawn = _KernelEstimate(5).render(LINE)
    assert drawn.dtype == np.uint8 and drawn.shape == (5, 5, 3)
    np.testing.assert_array_equal(drawn[2, :, 0], [0, 255, 255, 255, 0])
    assert _KernelEstimate(5).render(0 * LINE).max() == 0


def test_a_known_kernel_lies_beside_the_picture():
    task = Deconvolution(channels=3)
    damaged = RNG.integers(0, 256, (12, 9, 3), np.uint8)
    x = np.asarray(task.input({"damaged": damaged, "kernel": LINE}))
    assert x.shape == (12, 9, task.channels_in)
    np.testing.assert_allclose(x[..., :3], damaged / 255, atol=1e-6)
    np.testing.assert_allclose(x[4:9, 2:7, 3:], LINE)
    assert x[..., 3].sum() == pytest.approx(1)


def test_what_is_asked_for_is_measured_with_what_the_network_saw():
    from kerasdense.datasets import Dataset
    from kerasdense.evaluate import evaluate

    image = RNG.random((40, 44))
    blurred = fftconvolve(image, LINE[..., 0], "same")

    class One(Dataset):
        def __len__(self):
            return 1

        def read(self, index):
            arrays = {"image": image[..., None], "damaged": blurred[..., None]}
            return {n: a.astype("float32") for n, a in arrays.items()} | {
                "kernel": LINE
            }

    task = BlindDeblurring(size=5)
    extra = task.extras()["error_ratio"]

    def knowing(x):
        return {"image": x, "kernel": LINE[None]}

    scores = evaluate(knowing, task, One(), metrics=[*task.metrics(), extra])
    assert scores["kernel_similarity"] == pytest.approx(1, abs=1e-6)
    assert scores["error_ratio"] == 1 == scores["success"]
    assert "image_aligned_psnr" in results([task.extras()["image-aligned"]])


def test_a_large_picture_is_seen_whole_and_its_kernel_is_one():
    task = BlindDeblurring(size=5)
    sizes = []

    def predictor(x):
        sizes.append(x.shape)
        return {"image": x, "kernel": LINE[None]}

    picture = RNG.random((90, 130, 1), np.float32)
    done = predict_in_parts(predictor, task, picture, reach=Reach(None), tile=64)
    assert sizes == [(1, 90, 130, 1)] and done.exact
    (image_task, image), (kernel_task, kernel) = maps(task, done.prediction)
    assert image.shape == picture.shape and kernel.shape == (5, 5, 1)
    assert kernel_task.whole and not image_task.whole


def test_stages_learn_one_by_one_and_then_together():
    """Of each stretch the weights that move, and the stage that is judged."""
    made = recipe.recipe(small=True, stages=2)
    keras.utils.set_random_seed(0)
    network = made.network(made.task)
    judged, learning = [], []
    for stage in made.stages:
        for layer in network.layers:
            layer.trainable = not layer.name.startswith(stage.frozen or ("none",))
        learner = made.learner(network, made.task, stage.optimizer())
        judged.append(learner.task.judged)
        paths = {v.path.split("/")[-2] for v in network.trainable_variables}
        learning.append({path.split("_")[0] for path in paths})
    assert judged == [1, 2, 0]
    assert learning == [{"stage1"}, {"stage2"}, {"stage1", "stage2", "deconvolution"}]
