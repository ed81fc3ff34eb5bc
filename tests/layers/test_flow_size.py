import numpy as np
import pytest

from kerasdense.layers import FlowLike, StretchToMultiple

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    "size, wanted", [((64, 128), (64, 128)), ((37, 65), (64, 128))]
)
def test_both_sides_become_the_next_multiple(size, wanted):
    layer = StretchToMultiple(64)
    x = RNG.random((2, *size, 3), np.float32)
    found = layer(x)
    assert found.shape == (2, *wanted, 3) == layer.compute_output_shape(x.shape)
    if size == wanted:
        np.testing.assert_array_equal(found, x)


def test_a_ramp_stays_a_ramp_between_the_middles_of_its_pixels():
    """Half-pixel centres: pixel j of 8 lies at (j + 0.5) * 5 / 8 - 0.5 of 5."""
    x = np.broadcast_to(
        np.arange(5, dtype=np.float32)[None, None, :, None], (1, 8, 5, 1)
    )
    found = np.asarray(StretchToMultiple(8)(x))[0, 0, :, 0]
    np.testing.assert_allclose(found, np.clip((np.arange(8) + 0.5) * 5 / 8 - 0.5, 0, 4))


def test_flow_grows_with_the_picture_in_each_direction():
    """2 cells of 4 pixels are 8 pixels wide; stretched to 6, what moved by 20 moves by
    15; to 16 rows, by 40."""
    flow = np.ones((1, 2, 2, 2), np.float32)
    found = FlowLike(4, 20.0)(flow, np.zeros((1, 16, 6, 6)))
    assert found.shape == (1, 16, 6, 2)
    np.testing.assert_allclose(found[0, 3, 3], [15, 40])


def test_layers_are_saved_with_their_settings():
    assert (
        StretchToMultiple.from_config(StretchToMultiple(8).get_config()).multiple == 8
    )
    layer = FlowLike.from_config(FlowLike(4, 20.0).get_config())
    assert (layer.stride, layer.scale) == (4, 20.0)
