"""The authors' checkpoints, of their names and shapes, with numbers made here."""

import numpy as np
import pytest
import tensorflow as tf

from kerasdense.errors import InputError
from kerasdense.weights.importer import import_weights
from kerasdense.weights.networks import NETWORKS
from kerasdense.weights.sid_names import sid_checkpoint

WIDTHS = 32, 64, 128, 256, 512


def tensors(channels, colours):
    """-> {name: shape}, as model.ckpt.index of Sony or Fuji has them."""
    found = {}
    into = channels
    for level, width in enumerate((*WIDTHS, 256, 128, 64, 32), start=1):
        if level > 5:
            into = 2 * width
        for i, before in ((1, into), (2, width)):
            found[f"g_conv{level}_{i}/weights"] = (3, 3, before, width)
            found[f"g_conv{level}_{i}/biases"] = (width,)
        into = width
    found["g_conv10/weights"] = (1, 1, 32, colours)
    found["g_conv10/biases"] = (colours,)
    found["Variable"] = (2, 2, 256, 512)
    found["Variable_1"] = (2, 2, 128, 256)
    found["Variable_2"] = (2, 2, 64, 128)
    found["Variable_3"] = (2, 2, 32, 64)
    return found


def save(prefix, arrays):
    tf.raw_ops.SaveV2(
        prefix=str(prefix),
        tensor_names=list(arrays),
        shape_and_slices=[""] * len(arrays),
        tensors=[tf.constant(array) for array in arrays.values()],
    )


@pytest.mark.parametrize(
    "name, channels, colours", [("sid-sony", 4, 12), ("sid-fuji", 9, 27)]
)
def test_the_network_wants_what_the_index_has(name, channels, colours):
    shapes = tensors(channels, colours)
    wants = sid_checkpoint(NETWORKS[name].build())
    assert {want.name: want.shape for want in wants} == shapes
    assert len(shapes) == 42  # and 76 slots of Adam with two powers are 120


def test_a_checkpoint_becomes_a_bundle_that_does_what_its_numbers_say(tmp_path):
    """It writes what the authors' code, line by line below, writes with them."""
    from kerasdense import bundle

    rng = np.random.default_rng(0)
    arrays = {
        name: rng.normal(size=shape).astype(np.float32) / 100
        for name, shape in tensors(4, 12).items()
    }
    slots = {
        f"{name}/Adam{more}": 0 * array
        for name, array in arrays.items()
        for more in ("", "_1")
        if name.startswith("g_")
    }
    powers = {"beta1_power": np.float32(0.9), "beta2_power": np.float32(0.999)}
    whole = arrays | slots | powers
    assert len(whole) == 120
    save(tmp_path / "model.ckpt", whole)
    done = import_weights(tmp_path / "model.ckpt.index", "sid-sony", tmp_path / "sony")
    assert (done.filled, done.absent, done.unused) == (42, [], [])
    network, task = bundle.load(tmp_path / "sony")
    assert (task.pattern, task.balanced, task.scale) == ("bayer", False, 2)
    expected = arrays["Variable_2"]
    np.testing.assert_array_equal(network.get_layer("up8_deconv").kernel, expected)
    x = rng.random((1, 16, 16, 4), np.float32)
    reference = by_hand(x, arrays)
    np.testing.assert_allclose(network(x), reference, atol=1e-5)


def by_hand(x, arrays):
    """The authors' network, line by line, in TensorFlow's own words."""

    def conv(x, name):
        x = tf.nn.conv2d(x, arrays[f"g_{name}/weights"], 1, "SAME")
        return x + arrays[f"g_{name}/biases"]

    def twice(x, level):
        for i in (1, 2):
            x = conv(x, f"conv{level}_{i}")
            x = tf.maximum(0.2 * x, x)
        return x

    skips = []
    for level in (1, 2, 3, 4):
        x = twice(x, level)
        skips.append(x)
        x = tf.nn.max_pool2d(x, 2, 2, "SAME")
    x = twice(x, 5)
    for level, name in enumerate(("", "_1", "_2", "_3"), start=6):
        skip = skips.pop()
        kernel = arrays[f"Variable{name}"]
        x = tf.nn.conv2d_transpose(x, kernel, tf.shape(skip), 2)
        x = twice(tf.concat([x, skip], 3), level)
    return tf.nn.depth_to_space(conv(x, "conv10"), 2)


def test_the_other_cameras_file_is_refused(tmp_path):
    arrays = {
        name: np.zeros(shape, np.float32) for name, shape in tensors(9, 27).items()
    }
    save(tmp_path / "model.ckpt", arrays)
    with pytest.raises(InputError, match="g_conv1_1/weights is 3x3x9x32 and not 3x3x4"):
        import_weights(tmp_path / "model.ckpt", "sid-sony", tmp_path / "sony")
    assert not (tmp_path / "sony").exists()
