import keras
import numpy as np
import pytest
from keras import layers

from kerasdense.models.edsr import MEAN, edsr

FULL = {"filters": 256, "blocks": 32, "residual_scale": 0.1}


def conv(a, b):
    return 9 * a * b + b


@pytest.mark.parametrize("settings, expected", [({}, 1_369_859), (FULL, 40_729_603)])
def test_has_as_many_weights_as_the_paper_says(settings, expected):
    """Table 1, in millions 1.5 for the baseline (of all scales) and 43 for the full
    network; to the last one counted here, for scale 2."""
    n, blocks = settings.get("filters", 64), settings.get("blocks", 16)
    body = blocks * 2 * conv(n, n) + conv(n, n)
    assert conv(3, n) + body + conv(n, 4 * n) + conv(n, 3) == expected
    assert edsr(scale=2, **settings).count_params() == expected


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_enlarges_by_its_scale(scale):
    network = edsr(3, scale=scale, filters=2, blocks=1)
    x = np.zeros((1, 5, 7, 3), np.float32)
    assert network(x).shape == (1, 5 * scale, 7 * scale, 3)


def test_all_but_what_depends_on_the_scale_has_the_same_names():
    """So that x2 can start x4, as section 3.2 trains them."""
    two, three, four = (names(edsr(scale=s, filters=2, blocks=2)) for s in (2, 3, 4))
    assert two - four == {"x2_conv1"}
    assert four - two == {"x4_conv1", "x4_conv2"}
    assert three - two == {"x3_conv1"}


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
