import keras
import numpy as np

from kerasdense.models.street_unet import street_unet
from kerasdense.models.trunks.efficientnet_lite0 import load_imagenet


def test_stays_below_a_million_weights():
    assert street_unet(11).count_params() == 879_067


def test_context_sees_as_far_as_its_dilations_add_up_to():
    network = street_unet(2, context=(1, 2, 4, 8), width=8)
    ends = [network.get_layer(n).output for n in ("context_relu6", "context4_add")]
    context = keras.Model(*ends)
    for layer in context.layers:
        if not isinstance(layer, keras.layers.BatchNormalization):
            layer.set_weights([np.full(w.shape, 0.1) for w in layer.weights])
    x = np.zeros((1, 41, 41, 8), np.float32)
    x[0, 20, 20] = 1
    seen = np.array(context(x)).max(axis=(0, 2, 3)) > 0
    assert seen.sum() == 1 + 2 * (1 + 2 + 4 + 8)


def test_the_trunk_takes_the_weights_of_imagenet():
    network = street_unet(3)
    before = {layer.name: layer.get_weights() for layer in network.layers}
    load_imagenet(network)
    changed = {
        layer.name
        for layer in network.layers
        for a, b in zip(before[layer.name], layer.get_weights())
        if not np.array_equal(a, b)
    }
    assert changed == {
        layer.name
        for layer in network.layers
        if layer.weights and layer.name.startswith(("stem", "block"))
    }
