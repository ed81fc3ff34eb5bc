import keras
import numpy as np
import pytest

from kerasdense.models.flownet import flownet_c, flownet_s


@pytest.mark.parametrize(
    "build, weights", [(flownet_s, 38_676_514), (flownet_c, 39_175_298)]
)
def test_weights_are_as_many_as_released(build, weights):
    assert build().count_params() == weights


@pytest.mark.parametrize("build", [flownet_s, flownet_c])
def test_flows_halve_from_a_quarter_of_the_size_on(build):
    network = build(width=1 / 32)
    shapes = {}
    for name, flow in network(np.zeros((1, 384, 512, 6), np.float32)).items():
        shapes[name] = flow.shape[1:3]
    assert shapes == {
        "flow6": (6, 8),
        "flow5": (12, 16),
        "flow4": (24, 32),
        "flow3": (48, 64),
        "flow2": (96, 128),
        "flow": (384, 512),
    }
    assert list(network.output) == list(shapes)  # coarse to fine


def test_channels_are_those_of_the_figures():
    """Level 5 of FlowNetS joins 512 + 512 + 2, and so on; FlowNetC has 32 + 441."""

    def joined(network, name):
        return network.get_layer(name).output.shape[-1]

    network = flownet_s()
    assert [joined(network, f"concat{n}") for n in (5, 4, 3, 2)] == [
        1026,
        770,
        386,
        194,
    ]
    assert network.get_layer("conv6_1").output.shape[-1] == 1024
    network = flownet_c()
    assert joined(network, "redir_corr") == 473
    assert network.get_layer("conv3_1").kernel.shape == (3, 3, 473, 256)


def test_both_streams_share_their_weights():
    network = flownet_c(width=1 / 32)
    first, second = (network.get_layer("corr").input[i] for i in (0, 1))
    streams = keras.Model(network.input, [first, second])
    x = np.random.default_rng(0).random((1, 64, 64, 3), np.float32)
    one, other = streams(np.concatenate([x, x], axis=-1))
    np.testing.assert_array_equal(one, other)


def test_pictures_are_padded_alike_on_both_sides():
    """A mirrored picture gives mirrored features, as Caffe's padding has it; with
    TensorFlow's "same" they would lie half a stride off."""
    network = flownet_s(width=1 / 32)
    kernel, bias = network.get_layer("conv1").get_weights()
    network.get_layer("conv1").set_weights([kernel + kernel[:, ::-1], bias])
    features = keras.Model(network.input, network.get_layer("conv1").output)
    x = np.random.default_rng(0).random((1, 64, 65, 6), np.float32)[:, :, :64]
    ahead, back = (np.asarray(features(each)) for each in (x, x[:, :, ::-1]))
    # 7 taps, stride 2, 3 before: cell i has its middle on pixel 2 i, of 64 the mirrored
    # one on 63 - 2 i, and so between two cells. Of odd sides they would be the same.
    assert ahead.shape == back.shape == (1, 32, 32, 2)
    pad = network.get_layer("conv1_pad").padding
    assert pad == ((3, 3), (3, 3))


def test_weight_decay_is_caffes():
    network = flownet_s(width=1 / 32, decay=4e-4)
    kernels = [
        layer.kernel for layer in network.layers if type(layer) is keras.layers.Conv2D
    ]
    expected = sum(2e-4 * np.sum(np.square(kernel)) for kernel in kernels)
    assert sum(map(float, network.losses)) == pytest.approx(expected, rel=1e-5)
    assert not flownet_s(width=1 / 32).losses
