import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasdense.models.raft_slim import STRIDE, raft_slim

SMALL = dict(filters=(4, 4, 8), hidden=8, context=8, motion=8)


def test_it_stays_below_ten_megabytes():
    weights = raft_slim().count_params()
    assert weights == 885_790 and 4 * weights < 10e6


def test_more_turns_have_the_same_weights():
    few, many = raft_slim(**SMALL, turns=2), raft_slim(**SMALL, turns=5)
    names = ["alike", *(f"turn{i}" for i in range(1, 6)), "flow"]
    assert list(many.output) == names
    shapes = [[(w.path, w.shape) for w in net.weights] for net in (few, many)]
    assert shapes[0] == shapes[1]
    many.set_weights(few.get_weights())
    x = np.random.default_rng(0).random((1, 64, 128, 6), np.float32)
    first, second = few(x), many(x)
    for name in ("turn1", "turn2"):
        np.testing.assert_allclose(first[name], second[name], atol=1e-5)


def test_a_change_in_each_turn_adds_up_in_pixels():
    """Half a cell to the right in each turn: 4 pixels more each time; and the answer,
    of a picture that had to be stretched twofold, is half of that."""
    network = raft_slim(**SMALL, turns=3)
    head = network.get_layer("head2")
    kernel, bias = head.get_weights()
    head.set_weights([0 * kernel, np.float32([0.5, 0])])
    found = network(np.zeros((1, 64, 32, 6), np.float32))
    for turn in (1, 2, 3):
        flow = np.asarray(found[f"turn{turn}"])
        assert flow.shape == (1, 8, 8, 2)
        np.testing.assert_allclose(flow[..., 0], 4 * turn, rtol=1e-5)
        assert not flow[..., 1].any()
    assert found["flow"].shape == (1, 64, 32, 2)
    np.testing.assert_allclose(found["flow"][..., 0], 6, rtol=1e-4)


def test_a_turn_is_not_taught_by_the_flows_of_later_ones():
    """What the second turn says depends on the first one's change, and yet teaches the
    head once for each place and not twice: the flow that it begins with is detached."""
    network = raft_slim(**SMALL, turns=2)
    head = network.get_layer("head2")
    kernel, bias = head.get_weights()
    head.set_weights([0 * kernel, bias])  # so that nothing is taught through the state
    with tf.GradientTape() as tape:
        flow = network(np.zeros((1, 64, 64, 6), np.float32))["turn2"]
        total = tf.reduce_sum(flow[..., 0]) / STRIDE
    assert tape.gradient(total, head.bias.value).numpy().tolist() == [8 * 8, 0]


@pytest.mark.parametrize("cells", [0, 3])
def test_it_looks_where_the_flow_leads(cells):
    """A second picture that lies 3 cells farther left is found there, as the best of
    the 49 places around, by a flow of 0 and by one that leads there."""
    keras.utils.set_random_seed(0)
    network = raft_slim(**{**SMALL, "filters": (8, 8, 32)}, turns=2)
    head = network.get_layer("head2")
    kernel, _ = head.get_weights()
    head.set_weights([0 * kernel, np.float32([-cells, 0])])
    x = np.random.default_rng(1).random((1, 64, 152, 3), np.float32)
    both = np.concatenate([x[:, :, :-24], x[:, :, 24:]], axis=-1)
    around = network.get_layer("around2").output
    found = np.asarray(keras.Model(network.input, around)(both))[0, ..., :49]
    best = found[2:-2, 5:-5].argmax(-1)
    row, column = np.divmod(best, 7)
    assert np.all(row == 3) and np.all(column == cells)


def test_the_best_match_of_all_is_found_where_no_turn_looks():
    """In a second picture that lies 18 cells farther left, a pixel is most alike to
    itself; and the unit is told how far the match is from where the flow leads."""
    keras.utils.set_random_seed(0)
    network = raft_slim(**{**SMALL, "filters": (8, 8, 32)}, turns=2)
    head = network.get_layer("head2")
    kernel, _ = head.get_weights()
    head.set_weights([0 * kernel, np.float32([-3, 1])])
    x = np.random.default_rng(1).random((1, 64, 464, 3), np.float32)
    both = np.concatenate([x[:, :, :-144], x[:, :, 144:]], axis=-1)
    told = network.get_layer("seen_match2").output
    found = keras.Model(network.input, [network.output["alike"], told])(both)
    alike, told = (np.asarray(each)[0] for each in found)
    row, column = np.divmod(alike.argmax(-1).reshape(8, 40), 40)
    y, x = np.mgrid[:8, :40]
    inner = np.s_[4:-4, 24:-6]  # the others left the picture, or see beyond its border
    assert np.array_equal(row[inner], y[inner])
    assert np.array_equal(column[inner], x[inner] - 18)
    np.testing.assert_allclose(told[..., 0], column - x + 3, atol=1e-3)
    np.testing.assert_allclose(told[..., 1], row - y - 1, atol=1e-3)
    likely = np.exp(alike - alike.max(-1, keepdims=True))
    np.testing.assert_allclose(told[..., 2].ravel(), 1 / likely.sum(-1), rtol=1e-3)


def test_what_lies_beyond_the_border_is_as_alike_as_what_is_usual():
    """All pairs of a pixel are 0 in the mean, at every level, and beyond it, too."""
    network = raft_slim(**SMALL, turns=1)
    pairs = [network.get_layer(f"pairs{level}").output for level in range(4)]
    x = np.random.default_rng(0).random((1, 64, 192, 6), np.float32)
    for level in keras.Model(network.input, pairs)(x):
        level = np.asarray(level)
        assert np.abs(level).max() > 0.1
        np.testing.assert_allclose(level.mean(-1), 0, atol=1e-4)
