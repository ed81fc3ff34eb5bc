import keras
import numpy as np

from kerasdense.models.trunks.vgg16 import vgg16


def model(**options):
    image = keras.Input((None, None, 3))
    return keras.Model(image, vgg16(image, **options))


def test_it_has_the_papers_convolutions_and_weights():
    """Table 1, column D, and the weights that HED keeps of it: 14,714,688."""
    network = model()
    convolutions = [x for x in network.layers if isinstance(x, keras.layers.Conv2D)]
    expected = [
        f"conv{b}_{i}"
        for b, n in enumerate((2, 2, 3, 3, 3), 1)
        for i in range(1, n + 1)
    ]
    assert [layer.name for layer in convolutions] == expected
    assert network.count_params() == 14_714_688


def test_keras_own_vgg16_writes_the_same():
    """An independent network, given the same weights."""
    keras.utils.set_random_seed(0)
    theirs = keras.applications.VGG16(include_top=False, weights=None)
    ours = model()
    for layer in theirs.layers:
        if layer.weights:
            block, number = layer.name.removeprefix("block").split("_conv")
            ours.get_layer(f"conv{block}_{number}").set_weights(layer.get_weights())
    x = np.random.default_rng(0).normal(0, 50, (1, 64, 96, 3)).astype(np.float32)
    np.testing.assert_allclose(ours(x)["pool5"], theirs(x), rtol=1e-3, atol=1e-3)


def test_pools_round_up_and_a_border_makes_maps_larger():
    """Of FCN with 500 pixels, and of HED with 321: its side outputs 2 to 5."""
    sides = {100: (500, {"pool3": 88, "pool4": 44, "pool5": 22})}
    sides[35] = (
        321,
        {"conv1_2": 389, "conv2_2": 195, "conv3_3": 98, "conv4_3": 49, "conv5_3": 25},
    )
    for pad, (side, expected) in sides.items():
        maps = model(pad=pad, width=1 / 64)(np.zeros((1, side, 16, 3), np.float32))
        assert {name: maps[name].shape[1] for name in expected} == expected


def test_two_trunks_can_stand_side_by_side():
    names = {layer.name for layer in model(suffix="hha", first="conv1_1_bgrd").layers}
    assert {"conv1_1_bgrdhha", "conv1_2hha", "pool5hha"} <= names
