import keras
import numpy as np
import pytest
import skimage.color

from kerasdense.errors import InputError
from kerasdense.pixels import gamut
from kerasdense.pixels.lab import lightness, to_lab, to_srgb
from kerasdense.tasks import Colorization
from kerasdense.tasks.colorization import soft_encoded

RNG = np.random.default_rng(0)


def encoded(a, b):
    """-> {(a, b) of a bin: its share}, the nearest first."""
    numbers, shares = soft_encoded(np.array([[a, b]], "float32"))
    found = gamut.bins()[np.asarray(numbers)[0]]
    return dict(zip(map(tuple, found.astype(int).tolist()), np.asarray(shares)[0]))


def test_colours_are_spread_over_their_five_nearest_bins():
    """Golden values of the specification."""
    middle = encoded(0, 0)
    assert next(iter(middle)) == (0, 0)
    assert middle[0, 0] == pytest.approx(0.64879, abs=1e-5)
    for place in (-10, 0), (10, 0), (0, -10), (0, 10):
        assert middle[place] == pytest.approx(0.08780, abs=1e-5)
    golden = {
        (0, 10): 0.4670, (0, 0): 0.2098, (10, 10): 0.2098, (10, 0): 0.0943,
        (-10, 10): 0.0190,
    }  # fmt: skip
    assert encoded(3, 7) == pytest.approx(golden, abs=1e-4)


def test_no_bin_is_nearer_than_those_looked_at():
    corners = np.stack(np.meshgrid([0.0, 1], [0.0, 1], [0.0, 1]), -1).reshape(-1, 3)
    ab = to_lab(np.concatenate([RNG.random((3000, 3)), corners]))[:, 1:]
    numbers, shares = map(np.asarray, soft_encoded(ab.astype("float32")))
    apart = np.square(ab[:, None] - gamut.bins()).sum(axis=-1)
    least = np.sort(apart, axis=1)[:, :5]
    np.testing.assert_allclose(
        np.take_along_axis(apart, numbers, axis=1), least, atol=0.05
    )
    expected = np.exp(-least / 50)
    expected /= expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares, expected, atol=1e-3)


def test_even_odds_are_the_mean_of_all_bins():
    ab = Colorization().colours_of(np.zeros((1, 2, 2, 313), "float32"))
    np.testing.assert_allclose(np.asarray(ab)[0, 0, 0], (15.6869, 6.6773), atol=1e-3)


def test_a_lower_temperature_goes_from_the_mean_to_the_likeliest():
    """Of two bins with odds of 2 to 1: (2^(1/T) a + b) / (2^(1/T) + 1)."""
    logits = np.full((1, 1, 1, 313), -1e9, "float32")
    far = gamut.nearest(np.array([60, 0]))
    logits[..., 120], logits[..., far] = np.log(2), 0
    for temperature, share in ((1.0, 1 / 3), (0.38, 1 / (1 + 2 ** (1 / 0.38)))):
        task = Colorization(temperature=temperature)
        a, b = np.asarray(task.colours_of(logits))[0, 0, 0]
        assert (a, b) == (
            pytest.approx(60 * share, rel=1e-4),
            pytest.approx(0, abs=1e-4),
        )


def drawn(task, shape=(9, 14)):
    """-> a picture, and what an untaught network might write of it."""
    x = RNG.random((1, *shape, 3)).astype("float32")
    rows, columns = (-(-side // task.stride) for side in shape)
    size = (1, rows, columns, task.channels_out)
    return x, RNG.normal(0, 0.3, size).astype("float32")


@pytest.mark.parametrize("objective", ["classification", "regression"])
@pytest.mark.parametrize("stride", [1, 4])
def test_a_prediction_has_the_lightness_of_the_picture(objective, stride):
    task = Colorization(objective=objective, stride=stride)
    x, output = drawn(task)
    prediction = np.asarray(task.decode(output, x))
    assert prediction.shape == x.shape and prediction.dtype == np.float32
    assert 0 <= prediction.min() and prediction.max() <= 1
    np.testing.assert_allclose(lightness(prediction), lightness(x), atol=1e-2)


def test_colours_are_those_that_were_written():
    """In the middle of a large even part, and where a screen can show them."""
    task = Colorization(objective="regression", stride=4)
    x = np.full((1, 16, 16, 3), 0.5, "float32")
    output = np.zeros((1, 4, 4, 2), "float32")
    output[...] = (20 / 110, -30 / 110)
    lab = skimage.color.rgb2lab(np.asarray(task.decode(output, x)))
    np.testing.assert_allclose(lab[..., 1:], [[[[20, -30]] * 16] * 16], atol=1e-2)


def test_gray_is_read_as_colours_without_any():
    task, gray = Colorization(), RNG.integers(0, 256, (5, 6, 1), np.uint8)
    x = np.asarray(task.input({"image": gray}))
    np.testing.assert_allclose(x, np.repeat(gray, 3, axis=-1) / 255, atol=1e-6)
    y, w = task.target({"image": gray})
    assert y.shape == (5, 6, 3) and w.shape == (5, 6, 1)


def test_hints_lie_beside_the_picture():
    task = Colorization(hints=True, objective="huber", stride=1)
    hints = RNG.random((5, 6, 3)).astype("float32")
    image = RNG.integers(0, 256, (5, 6, 3), np.uint8)
    x = np.asarray(task.input({"image": image, "hints": hints}))
    assert x.shape == (5, 6, task.channels_in)
    np.testing.assert_array_equal(x[..., 3:], hints)
    assert task.reads == ("image", "hints") and Colorization().reads == ("image",)


def test_cross_entropy_is_rebalanced_by_the_nearest_bin():
    prior = np.full(313, 1 / 626)
    prior[120] = 1 - 312 / 626
    task = Colorization(prior=tuple(prior), uniform=0.0, stride=1)
    color = np.array([70.0, 33, 4])
    y = to_srgb(np.broadcast_to(color, (1, 2, 2, 3))).astype("float32")
    w = np.ones((1, 2, 2, 1), "float32")
    logits = RNG.normal(size=(1, 2, 2, 313)).astype("float32")
    logs = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    apart = np.square(color[1:] - gamut.bins()).sum(axis=-1)
    near = np.argsort(apart)[:5]
    share = np.exp(-apart[near] / 50) / np.exp(-apart[near] / 50).sum()
    plain = -(logs[..., near] * share).sum(axis=-1).mean()
    weight = 1 / prior[near[0]] / (313)  # the mean weight is 313 times 1
    assert float(task.loss(y, logits, w)[0]) == pytest.approx(plain * weight, rel=1e-3)
    even = Colorization(uniform=1, stride=1)
    assert float(even.loss(y, logits, w)[0]) == pytest.approx(plain, rel=1e-3)


def test_one_pixel_in_a_square_is_learned():
    """The first of each; and a picture that is nearly gray teaches nothing."""
    task = Colorization(objective="regression", stride=4)
    y = to_srgb(np.broadcast_to([60.0, 0, 0], (2, 8, 8, 3))).astype("float32")
    y = y.copy()
    y[0, ::4, ::4] = to_srgb(np.array([60.0, 22, 0]))
    output, w = np.zeros((2, 2, 2, 2), "float32"), np.ones((2, 8, 8, 1), "float32")
    output[1] = 0.5
    loss = np.asarray(task.loss(y, output, w))
    # a is off by 22 of 110, b not at all; the other picture is gray.
    np.testing.assert_allclose(loss, [0.2**2 / 2, 0], atol=1e-5)


def test_hubers_loss_is_linear_beyond_a_difference_of_1():
    task = Colorization(objective="huber", stride=1)
    y = to_srgb(np.broadcast_to([60.0, 11, 0], (1, 1, 1, 3))).astype("float32")
    w = np.ones((1, 1, 1, 1), "float32")
    output = np.array([[[[0.05, 0]]]], "float32")  # a is 5.5: off by 0.05
    expected = (0.05 - 0.5 / 110) / 110 / 2
    assert float(task.loss(y, output, w)[0]) == pytest.approx(expected, rel=1e-2)


def test_an_unknown_objective_is_refused():
    with pytest.raises(InputError, match="Did you mean 'regression'"):
        Colorization(objective="regresion")


def test_it_runs_in_a_graph_of_unknown_size():
    import tensorflow as tf

    task = Colorization()
    x, output = drawn(task)
    unknown = [tf.TensorSpec((None, None, None, n)) for n in (313, 3)]
    traced = tf.function(task.decode, input_signature=unknown)
    np.testing.assert_allclose(traced(output, x), task.decode(output, x), atol=1e-5)
    assert keras.ops.is_tensor(task.decode(output, x))
