import keras
import numpy as np
import pytest

from kerasdense.schedules import WarmUp, adam_cosine, poly, sgd, step, steps_at


def rates(steps, **settings):
    optimizer = adam_cosine(1e-2, steps, **settings)()
    optimizer.build([])
    seen = []
    for taken in range(steps + 1):
        optimizer.iterations.assign(taken)
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


def at(schedule, *steps):
    return [float(schedule(step)) for step in steps]


def test_the_rates_of_caffe():
    """lr_policy of caffe.proto: step, multistep, poly."""
    assert at(step(1e-2, 100), 0, 99, 100, 199, 200) == pytest.approx(
        [1e-2, 1e-2, 1e-3, 1e-3, 1e-4]
    )
    assert at(steps_at(1.0, (10, 30), 0.5), 0, 9, 10, 29, 30) == pytest.approx(
        [1, 1, 0.5, 0.5, 0.25]
    )
    assert at(poly(1e-2, 200), 0, 100, 200) == pytest.approx(
        [1e-2, 1e-2 * 0.5**0.9, 0], abs=1e-9
    )


def test_a_climb_ends_at_the_rate_and_what_follows_counts_from_there():
    schedule = WarmUp(step(1.0, 100), 10, start=0.2)
    assert at(schedule, 0, 5, 10, 109, 110) == pytest.approx([0.2, 0.6, 1, 1, 0.1])
    assert at(WarmUp(3.0, 0), 0, 7) == pytest.approx([3, 3])
    again = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(schedule)
    )
    assert at(again, 3, 50, 150) == at(schedule, 3, 50, 150)


@pytest.fixture
def network():
    layers = keras.layers
    x = keras.Input((None, None, 1))
    y = layers.Conv2D(2, 3, name="conv1", bias_initializer="ones")(x)
    y = layers.BatchNormalization(name="bn")(y)
    y = layers.Conv2D(1, 1, name="score", bias_initializer="ones")(y)
    return keras.Model(x, y)


def steps_taken(optimizer, network, gradients):
    """The variables after each step with such a gradient everywhere."""
    variables = network.trainable_variables
    optimizer.build(variables)
    for gradient in gradients:
        ones = [np.full(v.shape, gradient, "float32") for v in variables]
        optimizer.apply([keras.ops.convert_to_tensor(g) for g in ones], variables)
        yield {v.path: v.numpy().copy() for v in variables}


def test_the_steps_are_those_of_caffe(network):
    """v <- m v + rate (g + l2 weight), weight <- weight - v; biases have no decay and
    twice the rate, and the layer "score" ten times. In NumPy, by the formula."""
    make = sgd(0.1, momentum=0.9, l2=0.05, bias_rate=2.0, rates={"score": 10.0})
    weights = {v.path: v.numpy().copy() for v in network.trainable_variables}
    moved = dict.fromkeys(weights, 0.0)
    gradients = [1.0, -2.0, 0.5]
    for gradient, found in zip(gradients, steps_taken(make(), network, gradients)):
        for path, weight in weights.items():
            layer, name = path.split("/")
            decay = 0.05 if name == "kernel" else 0.0
            rate = 0.1 * (2 if name == "bias" else 1) * (10 if layer == "score" else 1)
            moved[path] = 0.9 * moved[path] + rate * (gradient + decay * weight)
            weights[path] = weight - moved[path]
            np.testing.assert_allclose(
                found[path], weights[path], rtol=1e-5, atol=1e-6, err_msg=path
            )


def test_without_decay_and_rates_it_is_keras_sgd(network):
    start = network.get_weights()
    *_, ours = steps_taken(sgd(0.1)(), network, [1.0, 2.0])
    network.set_weights(start)
    *_, theirs = steps_taken(keras.optimizers.SGD(0.1, 0.9), network, [1.0, 2.0])
    for path in ours:
        np.testing.assert_array_equal(ours[path], theirs[path])


def test_the_rate_follows_its_schedule_inside_of_the_momentum(network):
    """Caffe keeps steps, not gradients, in its momentum."""
    optimizer = sgd(step(1.0, 1, 0.5), momentum=0.5)()
    before = network.get_layer("conv1").bias.numpy()
    *_, found = steps_taken(optimizer, network, [1.0, 1.0, 1.0])
    # rates 1, 0.5, 0.25; steps 1, 0.5 + 0.5, 0.5 + 0.25
    np.testing.assert_allclose(found["conv1/bias"], before - 2.75, rtol=1e-6)


def test_the_longest_start_of_a_name_counts():
    optimizer = sgd(1.0, rates={"conv": 2.0, "conv5": 100.0})()

    rate = optimizer.rate
    assert rate("conv1_1", "kernel") == 2 and rate("conv5_3", "kernel") == 100
    assert rate("fc6", "kernel") == rate("fc6", "bias") == 1


def test_the_optimizer_survives_being_saved():
    optimizer = sgd(poly(0.1, 10), l2=5e-4, bias_rate=2, rates={"a": 3})()
    again = keras.optimizers.deserialize(keras.optimizers.serialize(optimizer))
    assert again.get_config() == optimizer.get_config()
    assert again.l2 == 5e-4 and again.rates == {"a": 3}
