import keras
import numpy as np
import pytest
from keras import ops

from kerasdense.models.eigen_fergus import (
    SCALES,
    eigen_fergus,
    own_maps,
    resting,
    sharpener,
)
from kerasdense.train import rest

BOTH = {"depth": 1, "normals": 3}
RNG = np.random.default_rng(0)
THIN = 1 / 32


def weights_of(*starts, network):
    layers = [layer for layer in network.layers if layer.name.startswith(starts)]
    return sum(layer.count_params() for layer in layers)


@pytest.mark.parametrize(
    "trunk, weights, full1",
    [("vgg16", 217_974_446, 132_124_672), ("alexnet", 125_218_030, 50_335_744)],
)
def test_it_has_the_released_networks_weights(trunk, weights, full1, monkeypatch):
    def zeros(self, shape, dtype=None):  # numbers that need not be drawn
        return ops.zeros(shape, dtype)

    for kind in (keras.initializers.HeNormal, keras.initializers.GlorotUniform):
        monkeypatch.setattr(kind, "__call__", zeros)
    network = eigen_fergus(BOTH, trunk=trunk)
    assert network.count_params() == weights
    assert weights_of("full1", network=network) == full1
    assert weights_of("full2", network=network) == 69_747_328
    assert weights_of("depths_bias", network=network) == 55 * 74
    names = {layer.name for layer in network.layers if layer.weights}
    stacks = [
        (unit, s, n) for unit in ("depths", "normals") for s, n in ((2, 5), (3, 4))
    ]
    for unit, scale, last in stacks:
        found = {f"{unit}_conv_s{scale}_{i}" for i in range(2, last + 1)}
        assert found <= names


@pytest.mark.parametrize("trunk, pool5", [("vgg16", (7, 9)), ("alexnet", (6, 8))])
def test_its_maps_have_the_released_networks_sizes(trunk, pool5):
    network = eigen_fergus(BOTH, trunk=trunk, width=THIN)
    sizes = {layer.name: layer.output.shape[1:3] for layer in network.layers}
    assert sizes["pool5"] == pool5
    assert sizes["full2_last"] == (14, 19) and sizes["full2_x4"] == (59, 79)
    assert sizes["scale1"] == sizes["pool_s2_1"] == sizes["depths_bias"] == (55, 74)
    assert sizes["depth_scale3"] == sizes["normals_scale3"] == (109, 147)
    x = RNG.random((1, 228, 304, 3), np.float32)
    two = own_maps(network, 2, BOTH)(x)
    assert {n: y.shape for n, y in two.items()} == {
        "depth": (1, 55, 74, 1),
        "normals": (1, 55, 74, 3),
    }
    lengths = np.linalg.norm(two["normals"], axis=-1)
    assert np.abs(lengths - 1).max() < 1e-2


def test_four_features_give_way_to_what_scale_2_has_found():
    network = eigen_fergus(BOTH, trunk="alexnet", width=1 / 4)
    channels = {layer.name: layer.output.shape[-1] for layer in network.layers}
    assert channels["conv_s3_1"] == channels["s3_1"] == 16
    assert (channels["coarse"], channels["s3_rest"]) == (4, 12)


def test_scale_3_on_a_window_is_what_it_is_there_on_the_whole():
    network = eigen_fergus(BOTH, trunk="alexnet", width=THIN)
    x = RNG.random((1, 228, 304, 3), np.float32)
    seen, alone = sharpener(network, BOTH)
    image, coarse = seen(x)
    whole = own_maps(network, 3, BOTH)(x)
    for name, found in alone([image, coarse]).items():
        np.testing.assert_allclose(found, whole[name], rtol=1e-5, atol=1e-6)
    top, left = 10, 21
    window = image[:, 20:140, 42:200], coarse[:, 10:65, 21:95]
    for name, found in alone(list(window)).items():
        assert found.shape[1:3] == (55, 74)
        there = whole[name][:, top : top + 55, left : left + 74]
        # At its border a window sees less: three convolutions of 5x5, and a filter.
        inside = np.s_[:, 8:-8, 8:-8]
        np.testing.assert_allclose(found[inside], there[inside], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("scales", SCALES)
def test_of_the_ablation_each_has_its_scales_and_no_more(scales):
    network = eigen_fergus(BOTH, trunk="alexnet", scales=scales, width=THIN)
    names = [layer.name for layer in network.layers]
    assert ("full1" in names, "conv_s2_1" in names, "conv_s3_1" in names) == (
        1 in scales,
        2 in scales,
        3 in scales,
    )
    found = network(RNG.random((1, 50, 41, 3), np.float32))
    assert {n: y.shape for n, y in found.items()} == {
        "depth": (1, 50, 41, 1),
        "normals": (1, 50, 41, 3),
    }


def test_other_scales_there_are_none():
    with pytest.raises(ValueError, match="one of"):
        eigen_fergus(BOTH, scales=(1, 3))


def test_all_that_learns_belongs_to_one_of_two_stages():
    network = eigen_fergus(BOTH, trunk="vgg16", width=THIN)
    below, above = resting(BOTH, (1, 2, 3))
    learn = []
    for frozen in (below, above):
        rest(network, frozen)
        learn.append(
            {layer.name for layer in network.layers if layer.trainable_weights}
        )
    assert not learn[0] & learn[1]
    assert learn[0] | learn[1] == {x.name for x in network.layers if x.weights}
    assert learn[0] == {
        "conv_s3_1",
        *(f"{u}_conv_s3_{n}" for u in ("depths", "normals") for n in (2, 3, 4)),
    }


def test_labels_see_colour_depth_and_normals_through_filters_of_their_own():
    network = eigen_fergus(
        5, trunk="alexnet", beside=("depth", "normals"), width=1 / 8, size=(68, 92)
    )
    first = {
        name: tuple(network.get_layer(f"conv_s2_1{name}").kernel.shape)
        for name in ("", "_depth", "_normals")
    }
    assert first == {"": (9, 9, 3, 4), "_depth": (9, 9, 1, 4), "_normals": (9, 9, 3, 4)}
    assert tuple(network.get_layer("conv1").kernel.shape)[2] == 3  # colour alone
    x = RNG.random((2, 30, 40, 7), np.float32)
    assert network(x).shape == (2, 30, 40, 5)
    closer = x.copy()
    closer[..., 3] /= 2
    assert np.abs(network(x) - network(closer)).max() > 0


def test_the_features_are_normalised_as_alexnet_has_it():
    """x (2 + 1e-4 sum of x^2) ^ -3/4, the sum over all of three channels."""
    network = eigen_fergus(BOTH, trunk="alexnet", width=THIN)
    x = RNG.normal(0, 30, (1, 2, 2, 4)).astype(np.float32)
    near = np.abs(np.subtract.outer(np.arange(4), np.arange(4))) <= 2
    total = (x**2) @ near.astype(np.float32)
    expected = x * (2 + 1e-4 * total) ** -0.75
    np.testing.assert_allclose(network.get_layer("norm1")(x), expected, rtol=1e-5)
