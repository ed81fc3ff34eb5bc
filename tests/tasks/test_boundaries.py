import numpy as np
import pytest

from kerasdense.bundle import task_from, task_record
from kerasdense.errors import InputError
from kerasdense.tasks import Boundaries


def output(value, shape=(1, 2, 3, 1)):
    names = ("fuse", "side1", "side2")
    return {name: np.full(shape, value + i) for i, name in enumerate(names)}


def test_the_truth_is_what_each_person_drew():
    drawn = np.zeros((4, 5, 3), np.uint8)
    drawn[1, :, 0] = drawn[1, 2, 2] = 255
    sample = {"image": np.zeros((4, 5, 3), np.uint8), "boundary": drawn}
    y, w = Boundaries().target(sample)
    np.testing.assert_array_equal(y, drawn / 255)
    assert w.shape == (4, 5, 1) and np.all(w == 1)
    sample["weight"] = np.zeros((4, 5, 1), "float32")
    assert not np.any(Boundaries().target(sample)[1])


@pytest.mark.parametrize(
    "people, drew, true", [(5, 3, 1), (5, 2, 0), (4, 2, 1), (6, 3, 1), (7, 3, 0)]
)
def test_half_of_the_people_make_a_boundary(people, drew, true):
    """Of the mean in 255ths, 128 or more; 127.5 is rounded up."""
    y = np.zeros((1, 1, 2, people), "float32")
    y[0, 0, 0, :drew] = 1
    logits = np.array([[[[9.0], [-9.0]]]])
    loss = float(Boundaries().loss(y, logits, np.ones((1, 1, 2, 1)))[0])
    # If it is one, both pixels are right; else nothing is true, and nothing counts.
    assert loss == pytest.approx(np.log1p(np.exp(-9.0)) if true else 0, abs=1e-7)


def test_weak_boundaries_are_background_or_ignored():
    y = np.array([[[[1.0], [0.2], [0.0], [0.0]]]])
    logits = np.array([[[[0.0], [8.0], [0.0], [0.0]]]])
    w = np.ones_like(y)
    # One true of four, three false; each false one weighs 1/4.
    costs = 0.75 * np.log(2) + 0.25 * (2 * np.log(2) + np.log1p(np.exp(8.0)))
    assert float(Boundaries().loss(y, logits, w)[0]) == pytest.approx(costs, rel=1e-5)
    costs = 2 / 3 * np.log(2) + 1 / 3 * 2 * np.log(2)
    ignoring = Boundaries(weak="ignored")
    assert float(ignoring.loss(y, logits, w)[0]) == pytest.approx(costs, rel=1e-5)
    unsure = Boundaries(sure=0.2, weak="ignored").loss(y, logits, w)
    assert float(unsure[0]) == pytest.approx(
        0.5 * (3 * np.log(2) + np.log1p(np.exp(-8.0))), rel=1e-5
    )


def test_every_output_is_supervised_and_one_is_shown():
    y, w = np.zeros((1, 2, 3, 1)), np.ones((1, 2, 3, 1))
    y[0, 0] = 1
    task = Boundaries()
    alone = [float(task.loss(y, one, w)[0]) for one in output(0.0).values()]
    assert float(task.loss(y, output(0.0), w)[0]) == pytest.approx(sum(alone))
    sigmoid = 1 / (1 + np.exp(-np.arange(3)))
    for name, expected in zip(output(0.0), sigmoid):
        shown = task.showing(name)
        assert task_from(task_record(shown)) == shown
        np.testing.assert_allclose(shown.decode(output(0.0), None), expected, 1e-6)
    np.testing.assert_allclose(task.decode(output(2.0)["fuse"], None), sigmoid[2], 1e-6)


def test_gray_pictures_are_seen_in_colours():
    x = Boundaries().input({"image": np.full((2, 2, 1), 51, np.uint8)})
    np.testing.assert_allclose(x, np.full((2, 2, 3), 0.2), rtol=1e-6)


def test_nyud_is_measured_less_strictly():
    found = Boundaries().protocols()
    assert [metric.part for metric in found["bsds"]] == [0.0075]
    assert [metric.part for metric in found["nyud"]] == [0.011]
    assert [m.get_config() for m in found["bsds"]] == [
        m.get_config() for m in Boundaries().metrics()
    ]


def test_another_rule_is_refused():
    with pytest.raises(InputError, match="background or ignored, not 'ignore'"):
        Boundaries(weak="ignore")
