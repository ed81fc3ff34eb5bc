import keras
import numpy as np

from kerasdense.models.flownet_slim import flownet_slim


def test_it_stays_below_ten_megabytes():
    weights = flownet_slim().count_params()
    assert weights == 929_944 and 4 * weights < 10e6


def test_it_compares_anew_at_every_level():
    network = flownet_slim()
    corr = [layer.name for layer in network.layers if layer.name.startswith("corr")]
    assert [name for name in corr if "relu" not in name] == [
        "corr5",
        "corr4",
        "corr3",
        "corr2",
    ]
    assert list(network.output) == ["flow5", "flow4", "flow3", "flow2", "flow"]


def test_a_flow_that_is_found_is_handed_on_in_pixels():
    """Without changes on the way, all levels and the answer say the same: a flow of 2
    at the coarsest level is 40 pixels."""
    network = flownet_slim(filters=(4, 4, 4, 4), decoder=(4,))
    for layer in network.layers:
        if layer.name.startswith("predict_flow"):
            kernel, bias = layer.get_weights()
            value = 2.0 if layer.name.endswith("4") else 0.0
            layer.set_weights([0 * kernel, bias + value])
    outputs = network(np.zeros((1, 64, 96, 6), np.float32))
    for name, flow in outputs.items():
        np.testing.assert_allclose(flow, 40.0 if name == "flow" else 2.0, rtol=1e-5)


def test_the_second_stream_is_warped_by_the_flow_found_so_far():
    """A second picture that lies 16 pixels farther right is, at 1/4 of the size and
    warped by that flow, what the first is there."""
    network = flownet_slim(filters=(4, 4, 4, 4), decoder=(4,))
    for layer in network.layers:
        if layer.name.startswith("predict_flow"):
            kernel, bias = layer.get_weights()
            value = [0.8, 0.0] if layer.name.endswith("4") else [0.0, 0.0]
            layer.set_weights([0 * kernel, np.float32(value)])
    x = np.random.default_rng(0).random((1, 64, 144, 3), np.float32)
    both = np.concatenate([x[:, :, 16:], x[:, :, :-16]], axis=-1)
    corr = network.get_layer("corr2")
    first, second = keras.Model(network.input, list(corr.input))(both)
    inside = np.s_[:, 8:-8, 8:-12]
    np.testing.assert_allclose(
        np.asarray(second)[inside], np.asarray(first)[inside], atol=1e-5
    )
