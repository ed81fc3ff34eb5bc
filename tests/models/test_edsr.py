import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from kerasdense.models.edsr import FULL, MEAN, edsr
from kerasdense.weights.transplant import transplant


def conv(a, b):
    return 9 * a * b + b


COUNTS = {
    (2, "baseline"): 1_369_859,
    (3, "baseline"): 1_554_499,
    (4, "baseline"): 1_517_571,
    (2, "full"): 40_729_603,
    (3, "full"): 43_680_003,
    (4, "full"): 43_089_923,
}


@pytest.mark.parametrize("scale, size", COUNTS)
def test_has_as_many_weights_as_the_paper_says(scale, size):
    """Table 1, in millions 1.5 for the baseline (of all scales) and 43 for the full
    network; to the last one counted here."""
    settings = FULL if size == "full" else {}
    n, blocks = settings.get("filters", 64), settings.get("blocks", 16)
    body = blocks * 2 * conv(n, n) + conv(n, n)
    enlarging = {2: conv(n, 4 * n), 3: conv(n, 9 * n), 4: 2 * conv(n, 4 * n)}[scale]
    expected = COUNTS[scale, size]
    assert conv(3, n) + body + enlarging + conv(n, 3) == expected
    with keras.StatelessScope(initialize_variables=False):
        assert edsr(scale=scale, **settings).count_params() == expected


@pytest.mark.parametrize("blocks, expected", [(16, 71), (32, 135)])
def test_the_receptive_field_is_that_of_the_two_networks(blocks, expected):
    """In pixels of the small picture, up to the first sub-pixel convolution."""
    network = edsr(1, filters=1, blocks=blocks)
    for weight in network.trainable_weights:  # so that no path cancels another
        weight.assign(np.full(weight.shape, 0.1))
    inside = keras.Model(network.input, network.get_layer("x2_conv1").output)
    x = tf.fill((1, 151, 151, 1), 1.0)  # lighter than the mean: no ReLU shuts
    with tf.GradientTape() as tape:
        tape.watch(x)
        middle = tf.reduce_sum(inside(x)[0, 75, 75])
    seen = tape.gradient(middle, x)[0, ..., 0].numpy() != 0
    assert seen.any(axis=0).sum() == seen.any(axis=1).sum() == expected


def silence(layer):
    layer.set_weights([np.zeros_like(weight) for weight in layer.get_weights()])


def test_a_silent_tail_writes_the_mean_colour():
    """(114.444, 111.4605, 103.02) of 255."""
    network = edsr(filters=4, blocks=1)
    silence(network.get_layer("tail"))
    x = np.random.default_rng(0).random((1, 5, 4, 3), np.float32)
    expected = np.broadcast_to([114.444, 111.4605, 103.02], (1, 10, 8, 3))
    np.testing.assert_allclose(255 * network(x), expected, rtol=1e-5)


def test_a_block_whose_second_convolution_is_silent_changes_nothing():
    network = edsr(filters=4, blocks=2)
    for i in (1, 2):
        silence(network.get_layer(f"body{i}_conv2"))
    ends = [network.get_layer(name).output for name in ("head", "body2_add")]
    x = np.random.default_rng(0).random((1, 5, 4, 3), np.float32)
    head, after = keras.Model(network.input, ends)(x)
    assert np.abs(head).max() > 1
    np.testing.assert_array_equal(head, after)


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_enlarges_by_its_scale(scale):
    network = edsr(3, scale=scale, filters=2, blocks=1)
    x = np.zeros((1, 5, 7, 3), np.float32)
    assert network(x).shape == (1, 5 * scale, 7 * scale, 3)


def test_all_but_what_depends_on_the_scale_has_the_same_names():
    """So that x2 can start x4, as section 3.2 trains them."""
    two, three, four = (names(edsr(scale=s, filters=2, blocks=2)) for s in (2, 3, 4))
    assert four - two == {"x2_conv2"} and two < four
    assert two - three == {"x2_conv1"} and three - two == {"x3_conv1"}


@pytest.mark.parametrize("scale, new", [(3, ["x3_conv1"]), (4, ["x2_conv2"])])
def test_two_times_begins_three_and_four_times(scale, new):
    """Every array of the same name and shape, as the authors' code does."""
    source, target = (edsr(scale=s, filters=2, blocks=2) for s in (2, scale))
    taken, left = transplant(source, target)
    assert left == new and "tail" in taken and "body2_conv2" in taken
    for name in taken:
        pair = (n.get_layer(name).get_weights() for n in (source, target))
        for a, b in zip(*pair, strict=True):
            np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_begins_without_a_pattern_of_squares(scale):
    """Sub-pixel kernels are copies (ICNR): a flat picture stays flat inside."""
    network = edsr(scale=scale, filters=4, blocks=1)
    found = np.asarray(network(np.full((1, 20, 20, 3), 0.3, np.float32)))
    inside = found[:, 9 * scale : -9 * scale, 9 * scale : -9 * scale]
    assert inside.std(axis=(1, 2)).max() < 1e-6 < found.std()


def names(network):
    return {layer.name for layer in network.layers if layer.weights}


@pytest.mark.parametrize("channels", [1, 3])
def test_the_mean_is_taken_off_and_given_back(channels):
    """A picture of the mean colour is zero inside, and of all zeros it comes out."""
    mean = np.reshape(MEAN if channels == 3 else np.mean(MEAN), (1, 1, 1, -1))
    network = edsr(channels, filters=4, blocks=1)
    flat = np.broadcast_to(mean, (1, 6, 6, channels)).astype(np.float32)
    inside = keras.Model(network.input, network.get_layer("sub_mean").output)
    np.testing.assert_allclose(inside(flat), 0, atol=1e-4)
    # White is as far from the mean as 255 levels let it be.
    white = inside(np.ones_like(flat))[0, 0, 0]
    np.testing.assert_allclose(white, 255 * (1 - mean.ravel()), rtol=1e-5)
    expected = np.broadcast_to(mean, (1, 12, 12, channels))
    # Biases start at 0, so of a head that sees nothing nothing comes.
    np.testing.assert_allclose(network(flat), expected, atol=1e-6)


def test_blocks_have_neither_normalisation_nor_a_last_relu():
    """Figure 2c."""
    network = edsr(filters=2, blocks=2)
    kinds = {type(layer) for layer in network.layers}
    assert layers.BatchNormalization not in kinds
    relus = [n.name for n in network.layers if "relu" in str(n.get_config())]
    assert relus == ["body1_conv1", "body2_conv1"]


def test_the_full_network_adds_a_tenth_of_a_blocks_change():
    network = edsr(filters=2, blocks=1, residual_scale=0.1)
    assert network.get_layer("body1_scale").scale == 0.1
    assert "body1_scale" not in {n.name for n in edsr(filters=2, blocks=1).layers}
