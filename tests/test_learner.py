"""One step of learning, against the same step by hand. Two replicas: conformance."""

import keras
import numpy as np

from kerasdense.learner import Learner
from kerasdense.tasks import Restoration

# Two pictures of one pixel, whose true values are 1 and 5.
X = np.array([2.0, 3.0], np.float32).reshape(2, 1, 1, 1)
Y = np.array([1.0, 5.0], np.float32).reshape(2, 1, 1, 1)
ONES = np.ones_like(X)


def learner(optimizer, **settings):
    image = keras.Input((None, None, 1))
    layer = keras.layers.Conv2D(1, 1, kernel_initializer="ones", **settings)
    network = keras.Model(image, layer(image))  # begins as output = x
    return Learner(network, Restoration(channels=1, error="squared"), optimizer)


def test_a_step_goes_down_the_gradient_of_the_mean_loss():
    taught = learner(keras.optimizers.SGD(0.1))
    # (2 - 1)^2 and (3 - 5)^2; slopes by the kernel are 2 * 1 * 2 and 2 * -2 * 3.
    np.testing.assert_allclose(taught.learn(X, Y, ONES), (1 + 4) / 2)
    kernel, bias = taught.network.get_weights()
    np.testing.assert_allclose(kernel.ravel(), 1 - 0.1 * (4 - 12) / 2, rtol=1e-6)
    np.testing.assert_allclose(bias, [0 - 0.1 * (2 - 4) / 2], rtol=1e-6)


def test_uncounted_pixels_teach_nothing():
    taught = learner(keras.optimizers.SGD(0.1))
    w = ONES.copy()
    w[1] = 0
    np.testing.assert_allclose(taught.learn(X, Y, w), (1 + 0) / 2)
    kernel, _ = taught.network.get_weights()
    np.testing.assert_allclose(kernel.ravel(), 1 - 0.1 * 4 / 2, rtol=1e-6)


def test_what_layers_ask_for_is_added_to_the_loss():
    decay = keras.regularizers.L2(0.25)
    taught = learner(keras.optimizers.SGD(0.1), kernel_regularizer=decay)
    np.testing.assert_allclose(taught.learn(X, Y, ONES), (1 + 4) / 2 + 0.25 * 1**2)


def test_gradients_are_clipped_once():
    taught = learner(keras.optimizers.SGD(0.1, global_clipnorm=1.0))
    taught.learn(X, Y, ONES)
    kernel, bias = taught.network.get_weights()
    slope = np.array([-4.0, -1.0])  # of kernel and bias, see above
    moved = np.array([kernel.item() - 1, bias.item()])
    np.testing.assert_allclose(moved, -0.1 * slope / np.linalg.norm(slope), rtol=1e-5)


def test_weights_that_rest_stay():
    image = keras.Input((None, None, 1))
    rest = keras.layers.Conv2D(1, 1, trainable=False)
    network = keras.Model(image, keras.layers.Conv2D(1, 1)(rest(image)))
    before = rest.get_weights()
    Learner(network, Restoration(), keras.optimizers.SGD(0.1)).learn(X, Y, ONES)
    for a, b in zip(before, rest.get_weights()):
        np.testing.assert_array_equal(a, b)


def test_the_average_of_weights_is_what_is_shown():
    sgd = keras.optimizers.SGD(0.1, use_ema=True, ema_momentum=0.75)
    taught = learner(sgd)
    twin = learner(keras.optimizers.SGD(0.1)).network
    mean = []
    for _ in range(3):
        taught.learn(X, Y, ONES)
        now = taught.network.get_weights()
        mean = [0.75 * m + 0.25 * n for m, n in zip(mean, now)] or now
    taught.show(taught.network, twin)
    for shown, average, last in zip(twin.get_weights(), mean, now):
        np.testing.assert_allclose(shown, average, rtol=1e-6)
        assert abs(shown - last).max() > 1e-2


def test_weights_that_rest_are_shown_among_averages_of_others():
    def network():
        image = keras.Input((None, None, 1))
        rest = keras.layers.Conv2D(1, 1, trainable=False)
        return keras.Model(image, keras.layers.Conv2D(1, 1)(rest(image)))

    own, twin = network(), network()
    twin.trainable = True  # so that its list of what is trainable is another
    taught = Learner(own, Restoration(), keras.optimizers.SGD(0.1, use_ema=True))
    taught.learn(X, Y, ONES)  # the average begins at the first weights
    taught.show(taught.network, twin)
    for a, b in zip(own.get_weights(), twin.get_weights()):
        np.testing.assert_array_equal(a, b)
