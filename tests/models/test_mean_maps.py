import numpy as np

from kerasdense.models.mean_maps import mean_maps

RNG = np.random.default_rng(0)


def test_what_it_writes_depends_on_the_place_alone():
    network = mean_maps({"depth": 1, "normals": 3}, size=(3, 4))
    assert network.count_params() == 3 * 4 * 4
    drawn = {"depth": RNG.random((3, 4, 1)), "normals": RNG.normal(size=(3, 4, 3))}
    for name, cells in drawn.items():
        network.get_layer(f"{name}_mean").map.assign(cells)
    one, other = (network(RNG.random((2, 6, 8, 3), np.float32)) for _ in range(2))
    for name in drawn:
        np.testing.assert_array_equal(one[name], other[name])
    as_small = network(np.zeros((1, 3, 4, 3), np.float32))
    np.testing.assert_allclose(as_small["depth"][0], drawn["depth"], rtol=1e-5)
    lengths = np.linalg.norm(drawn["normals"], axis=-1, keepdims=True)
    units = drawn["normals"] / lengths
    np.testing.assert_allclose(as_small["normals"][0], units, atol=5e-3)
