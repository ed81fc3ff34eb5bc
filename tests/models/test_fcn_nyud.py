import keras
import numpy as np
import pytest

from kerasdense.models.fcn_nyud import HHA_MEAN, NYUD_MEAN, fcn_rgb_hha, fcn_rgbd

THIN = {"width": 1 / 64, "dropout": 0.0}


@pytest.mark.parametrize(
    "builder, expected", [(fcn_rgbd, 134_425_000), (fcn_rgb_hha, 268_848_848)]
)
def test_weights_are_those_of_the_released_networks(builder, expected):
    with keras.StatelessScope(initialize_variables=False):  # shapes alone
        network = builder(40, stride=32, upsampling="fixed")
    assert network.count_params() == expected


@pytest.mark.parametrize("size", [(37, 53), (5, 7)])
@pytest.mark.parametrize("pad_free", [True, False])
@pytest.mark.parametrize("builder, channels", [(fcn_rgbd, 4), (fcn_rgb_hha, 6)])
def test_any_size_comes_out_as_it_went_in(builder, channels, pad_free, size):
    network = builder(5, stride=16, pad_free=pad_free, **THIN)
    x = np.zeros((1, *size, channels), np.float32)
    assert network(x).shape == (1, *size, 5)


def test_the_first_convolution_sees_colours_and_the_logarithm_of_depth():
    network = fcn_rgbd(2, stride=32, **THIN)
    assert network.get_layer("conv1_1_bgrd").kernel.shape == (3, 3, 4, 4)
    data = keras.Model(network.input, network.get_layer("data").output)
    x = np.array([1.0, 0.5, 0.0, 2.5], np.float32).reshape(1, 1, 1, 4)
    blue, green, red = NYUD_MEAN
    expected = [0 - blue, 127.5 - green, 255 - red, np.log(2500) - 7.844]
    np.testing.assert_allclose(np.asarray(data(x)).ravel(), expected, rtol=1e-4)


def test_each_stream_sees_its_own_picture():
    network = fcn_rgb_hha(2, stride=32, **THIN)
    streams = [network.get_layer(name).output for name in ("color", "hha")]
    x = np.array([1.0, 0.5, 0.0, 0.2, 0.4, 0.6], np.float32).reshape(1, 1, 1, 6)
    color, hha = keras.Model(network.input, streams)(x)
    expected = np.subtract([0, 127.5, 255], NYUD_MEAN)
    np.testing.assert_allclose(np.ravel(color), expected, rtol=1e-4)
    expected = np.subtract([153, 102, 51], HHA_MEAN)
    np.testing.assert_allclose(np.ravel(hha), expected, rtol=1e-4)


def test_scores_of_the_streams_are_averaged():
    network = fcn_rgb_hha(2, stride=32, zero_scores=False, **THIN)
    names = "score_frcolor", "score_frhha", "score_fused"
    seen = keras.Model(network.input, [network.get_layer(n).output for n in names])
    x = np.random.default_rng(0).random((1, 40, 40, 6), np.float32)
    color, hha, fused = map(np.asarray, seen(x))
    np.testing.assert_allclose(fused, (color + hha) / 2, rtol=1e-4)
    assert np.abs(color - hha).max() > 1e-3
