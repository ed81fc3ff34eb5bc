import numpy as np
import pytest

from kerasdense.schedules import adam_cosine


def rates(steps, **settings):
    optimizer = adam_cosine(1e-2, steps, **settings)()
    optimizer.build([])
    seen = []
    for step in range(steps + 1):
        optimizer.iterations.assign(step)
        seen.append(float(optimizer.learning_rate))
    return np.array(seen)


def test_the_rate_climbs_evenly_then_falls_along_half_a_cosine():
    seen = rates(1000)
    np.testing.assert_allclose(seen[:21], 1e-2 * np.arange(21) / 20, rtol=1e-5)
    along = np.arange(981) / 980
    np.testing.assert_allclose(
        seen[20:], 1e-2 * (1 + np.cos(np.pi * along)) / 2, atol=1e-8
    )


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_few_steps_have_finite_rates_and_learn_something(steps):
    seen = rates(steps)
    assert np.isfinite(seen).all()
    assert seen.max() == pytest.approx(1e-2)


def test_each_stage_gets_an_optimizer_of_its_own():
    make = adam_cosine(1e-2, 10, global_clipnorm=0.5)
    assert make() is not make()
    assert make().global_clipnorm == 0.5
