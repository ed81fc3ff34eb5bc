import numpy as np
import pytest

from kerasdense.damage import parse
from kerasdense.datasets.changes import as_float
from kerasdense.datasets.deblurring import Levin
from kerasdense.deconvolution import richardson_lucy, wiener
from kerasdense.metrics import ErrorRatio
from kerasdense.metrics.error_ratio import error_ratio, squared_error


@pytest.fixture(scope="module")
def case():
    from skimage import data

    image = as_float(data.camera()[100:220, 180:300, None])
    made = parse("motion:9+awgn:1")(image, np.random.default_rng(0))
    return {n: a.astype(float) for n, a in made.items()}


def delta(kernel):
    alone = np.zeros_like(kernel)
    alone[tuple(side // 2 for side in kernel.shape)] = 1
    return alone


def fed(metric, case, found):
    y = {"image": case["image"][None], "kernel": case["kernel"][None]}
    metric.update_state(y, {"kernel": found[None]}, x=case["damaged"][None])


def test_the_ratio_is_that_of_the_squared_errors(case):
    kernel = case["kernel"][..., 0]
    true, none = (
        squared_error(wiener(case["damaged"], k), case["image"])
        for k in (kernel, delta(kernel))
    )
    found = error_ratio(case["image"], case["damaged"], kernel, delta(kernel))
    assert found == pytest.approx(none / true) and found > 1.5


def test_the_true_kernel_has_a_ratio_of_1_wherever_it_lies(case):
    kernel = np.pad(case["kernel"][..., 0], 2)
    args = case["image"], case["damaged"], kernel
    assert error_ratio(*args, kernel) == 1
    assert error_ratio(*args, np.roll(kernel, (1, 2), (0, 1))) == pytest.approx(1, 0.1)


def test_a_picture_that_came_about_otherwise_has_one_too(case):
    kernel = case["kernel"][..., 0]
    args = case["image"], case["damaged"], kernel
    assert error_ratio(*args, case["image"]) == 0
    other = error_ratio(*args, richardson_lucy(case["damaged"], kernel))
    assert 0.3 < other < 3


def test_it_means_over_pictures_and_counts_successes(case):
    metric = ErrorRatio()
    fed(metric, case, case["kernel"])
    assert metric.result() == {"error_ratio": 1, "success": 1}
    line = np.zeros_like(case["kernel"])
    line[0] = 1 / 9  # nothing like it
    fed(metric, case, line)
    single = ErrorRatio()
    fed(single, case, line)
    worse = single.result()["error_ratio"]
    assert worse > 3 and single.result()["success"] == 0
    both = metric.result()
    assert both["error_ratio"] == pytest.approx((1 + worse) / 2)
    assert both["success"] == 0.5
    metric.reset_state()
    assert np.isnan(metric.result()["error_ratio"])


@pytest.mark.slow
def test_on_levins_cases_the_truth_has_1_and_no_kernel_much_more(shared):
    data = Levin(shared / "data" / "deblurring" / "levin")
    ratios = []
    for i in range(len(data)):
        sample = data.read(i)
        image, blurred = (as_float(sample[name]) for name in ("image", "damaged"))
        kernel = np.float64(sample["kernel"][..., 0])
        assert error_ratio(image, blurred, kernel, kernel) == 1
        ratios.append(error_ratio(image, blurred, kernel, delta(kernel)))
    assert len(ratios) == 16 and min(ratios) > 1.5
    assert np.mean(ratios) == pytest.approx(5.4, abs=0.2)
