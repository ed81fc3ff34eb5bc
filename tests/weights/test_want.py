import keras
import numpy as np
import pytest

from kerasdense.errors import InputError
from kerasdense.weights.want import Constant, Want, fill


@pytest.fixture
def network():
    image = keras.Input((None, None, 2), name="image")
    return keras.Model(image, keras.layers.Conv2D(3, 1, name="conv")(image))


@pytest.fixture
def wants(network):
    conv = network.get_layer("conv")
    turn = np.transpose
    return [
        Want("k", (3, 2, 1, 1), conv.kernel, turn, also=((6,),)),
        Want("b", (3,), conv.bias),
    ]


KERNEL = np.arange(6, dtype=np.float32).reshape(3, 2, 1, 1)
BIAS = np.float32([7, 8, 9])


def test_fills_each_variable_by_its_name(network, wants):
    extra = {"more": np.zeros(9), "stride": np.zeros(2)}
    absent, unused = fill(network, wants, {"b": BIAS, "k": KERNEL} | extra, "a", "n")
    kernel, bias = network.get_weights()
    np.testing.assert_array_equal(kernel, KERNEL.T)
    np.testing.assert_array_equal(bias, BIAS)
    assert absent == [] and unused == ["more"]  # two numbers are no weights


@pytest.mark.parametrize("shape", [(3, 2), (1, 3, 2), (3, 2, 1, 1), (6,)])
def test_sides_of_one_do_not_count_nor_do_other_published_shapes(shape, network, wants):
    fill(network, wants, {"k": KERNEL.reshape(shape), "b": BIAS}, "a", "n")
    np.testing.assert_array_equal(network.get_weights()[0], KERNEL.T)


def refused(network, wants, arrays):
    """-> what is said; the network is as it was."""
    before = network.get_weights()
    with pytest.raises(InputError) as error:
        fill(network, wants, arrays, "a.npz", "dncnn")
    for was, now in zip(before, network.get_weights()):
        np.testing.assert_array_equal(was, now)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_what_is_missing_or_misshapen_is_said(network, wants):
    said = refused(network, wants, {"k": KERNEL.reshape(2, 3)})
    assert said == (
        "a.npz does not fit dncnn: k is 2x3 and not 3x2x1x1; b 3 is missing."
    )


def test_what_comes_last_keeps_all_from_being_filled(network, wants):
    assert "b is 4 and not 3" in refused(
        network, wants, {"k": KERNEL, "b": np.zeros(4, np.float32)}
    )


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_what_is_no_number_is_refused(number, network, wants):
    arrays = {"k": KERNEL, "b": np.float32([1, number, 3])}
    assert "b holds what is no number" in refused(network, wants, arrays)


def test_no_more_than_five_are_told(network):
    wants = [Want(f"w{i}", (1, 2)) for i in range(8)]
    said = refused(network, wants, {})
    assert said.count("is missing") == 5 and said.endswith("; and 3 more.")


def test_what_need_not_be_there_stays(network, wants):
    wants[1] = Want("b", (3,), network.get_layer("conv").bias, needed=False)
    network.get_layer("conv").bias.assign([4, 5, 6])
    absent, _ = fill(network, wants, {"k": KERNEL}, "a", "n")
    assert absent == ["conv/bias"]
    np.testing.assert_array_equal(network.get_weights()[1], [4, 5, 6])


def test_what_is_only_looked_at_can_be_at_fault(network, wants):
    looked = Want(
        "up", (2, 2), needed=False, fault=lambda a: "is odd" if a.any() else ""
    )
    arrays = {"k": KERNEL, "b": BIAS, "up": np.ones((2, 2))}
    assert "up is odd" in refused(network, [*wants, looked], arrays)
    arrays["up"] = np.zeros((2, 2))
    assert fill(network, [*wants, looked], arrays, "a", "n") == ([], [])
    del arrays["up"]
    assert fill(network, [*wants, looked], arrays, "a", "n") == ([], [])


def test_constants_come_from_no_file(network, wants):
    bias = network.get_layer("conv").bias
    fill(network, [wants[0], Constant(bias, 0.5)], {"k": KERNEL}, "a", "n")
    np.testing.assert_array_equal(network.get_weights()[1], [0.5] * 3)
