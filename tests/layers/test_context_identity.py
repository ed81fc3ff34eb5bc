import keras
import numpy as np
import pytest

from kerasdense.layers import ContextIdentity


def kernel(groups, *shape, **kwargs):
    return np.asarray(ContextIdentity(groups, **kwargs)(shape))


def test_as_many_maps_as_groups_are_handed_on_as_they_are():
    taps = kernel(5, 3, 3, 5, 5, deviation=0.0)
    np.testing.assert_array_equal(taps[1, 1], np.eye(5))
    assert taps.sum() == 5


@pytest.mark.parametrize("maps_in, maps_out", [(3, 6), (6, 12), (12, 3)])
def test_the_middle_tap_is_that_of_equation_5(maps_in, maps_out):
    groups = 3
    taps = kernel(groups, 3, 3, maps_in, maps_out, deviation=0.0)
    for a in range(maps_in):
        for b in range(maps_out):
            same = a * groups // maps_in == b * groups // maps_out
            assert taps[1, 1, a, b] == pytest.approx(same * groups / maps_out)
    assert np.count_nonzero(taps) == maps_in * maps_out // groups


@pytest.mark.parametrize("maps_out, deviation", [(20, 0.01), (80, 0.0025)])
def test_all_other_taps_are_noise_and_the_middle_is_written_over_it(
    maps_out, deviation
):
    taps = kernel(20, 3, 3, 40, maps_out)
    exact = kernel(20, 3, 3, 40, maps_out, deviation=0.0)
    np.testing.assert_array_equal(taps[exact > 0], exact[exact > 0])
    noise = taps[exact == 0]
    assert noise.std() == pytest.approx(deviation, rel=0.05)
    assert abs(noise.mean()) < 4 * deviation / np.sqrt(noise.size)


def test_maps_that_the_groups_do_not_divide_are_refused():
    with pytest.raises(ValueError, match="3 groups must divide.* 6 in, 7 out"):
        kernel(3, 3, 3, 6, 7)


def test_its_settings_are_kept():
    config = keras.initializers.serialize(ContextIdentity(4, 0.5, seed=3))
    again = keras.initializers.deserialize(config)
    assert again.get_config() == {"groups": 4, "deviation": 0.5, "seed": 3}
    np.testing.assert_array_equal(again((3, 3, 4, 8)), again((3, 3, 4, 8)))
