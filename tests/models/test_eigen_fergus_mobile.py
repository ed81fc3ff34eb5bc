import numpy as np

from kerasdense.cost import flop
from kerasdense.models.eigen_fergus_mobile import eigen_fergus_mobile
from kerasdense.models.trunks.efficientnet_lite0 import load_imagenet

ALL = {"depth": 1, "normals": 3, "labels": 7}
RNG = np.random.default_rng(0)


def test_it_is_small_enough_for_a_phone():
    network = eigen_fergus_mobile({"depth": 1, "normals": 3})
    assert network.count_params() == 3_274_580
    assert 1.5e9 < flop(network, 240, 320) < 2.5e9


def test_it_writes_what_it_is_asked_to_at_any_size():
    network = eigen_fergus_mobile(ALL, filters=(4, 4, 4, 4), context=(1,), width=8)
    for size in ((32, 64), (45, 33)):
        found = network(RNG.random((1, *size, 3), np.float32))
        assert {n: y.shape for n, y in found.items()} == {
            name: (1, *size, channels) for name, channels in ALL.items()
        }
        lengths = np.linalg.norm(found["normals"], axis=-1)
        assert np.abs(lengths - 1).max() < 1e-2
        assert found["normals"][..., 2].numpy().max() < 0  # they face the camera


def test_the_trunk_takes_the_weights_of_imagenet():
    network = eigen_fergus_mobile(ALL)
    before = network.get_layer("block15_project").get_weights()[0]
    load_imagenet(network)
    after = network.get_layer("block15_project").get_weights()[0]
    assert not np.array_equal(before, after)
