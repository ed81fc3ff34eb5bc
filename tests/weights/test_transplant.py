import keras
import numpy as np
import pytest

from kerasdense import bundle
from kerasdense.errors import InputError
from kerasdense.models.edsr import edsr
from kerasdense.models.fcn import fcn
from kerasdense.models.fcn_nyud import fcn_rgbd
from kerasdense.models.unet import unet
from kerasdense.tasks import Segmentation
from kerasdense.weights.transplant import from_bundle, transplant


def small(classes):
    return unet(3, classes, filters=(2, 4), batch_norm=True)


def test_layers_of_the_same_name_and_shape_are_taken_and_others_left():
    source, target = small(5), small(3)
    before = target.get_layer("head").get_weights()
    taken, left = transplant(source, target)
    assert left == ["head"]
    for name in taken:
        for theirs, ours in zip(
            source.get_layer(name).get_weights(), target.get_layer(name).get_weights()
        ):
            np.testing.assert_array_equal(ours, theirs)
    assert "down1_norm1" in taken  # with its moving means
    for array, weight in zip(before, target.get_layer("head").get_weights()):
        np.testing.assert_array_equal(weight, array)


@pytest.fixture
def folder(tmp_path):
    classes = ("a", "b", "c", "d", "e")
    bundle.save(tmp_path / "before", small(5), Segmentation(classes))
    return tmp_path / "before"


def test_what_was_taken_is_told(folder):
    told = []
    from_bundle(folder, tell=told.append)(small(3))
    assert told == [f"From {folder}: 13 layers of 14; new: head"]


def test_another_start_comes_first(folder):
    def first(network):
        for layer in network.layers:
            layer.set_weights([np.full(w.shape, 7.0) for w in layer.weights])

    network = small(3)
    from_bundle(folder, first)(network)
    assert np.all(network.get_layer("head").kernel == 7)
    assert not np.any(network.get_layer("down1_conv1").kernel == 7)


def test_a_first_layer_for_colours_and_depth_begins_as_that_for_colours():
    """As released: its planes for colours, and for depth their mean."""
    thin = {"pad_free": True, "width": 1 / 32, "zero_scores": False}
    source, target = fcn(3, **thin), fcn_rgbd(3, **thin)
    kernel, bias = source.get_layer("conv1_1").get_weights()
    source.get_layer("conv1_1").set_weights([kernel, bias + 0.5])
    taken, left = transplant(source, target)
    assert not left and "conv1_1_bgrd" in taken
    wide, found = target.get_layer("conv1_1_bgrd").get_weights()
    np.testing.assert_array_equal(found, bias + 0.5)
    np.testing.assert_array_equal(wide[:, :, :3], kernel)
    mean = (kernel[:, :, 0] + kernel[:, :, 1] + kernel[:, :, 2]) / 3
    np.testing.assert_allclose(wide[:, :, 3], mean, rtol=1e-5, atol=1e-7)


def test_a_layer_for_colours_and_depth_is_taken_as_it_is_where_there_is_one():
    thin = {"pad_free": True, "width": 1 / 32}
    source, target = (fcn_rgbd(3, stride=stride, **thin) for stride in (32, 16))
    taken, left = transplant(source, target)
    assert set(left) == {"score_pool4", "upscore2"}
    for name in taken:
        for theirs, ours in zip(
            source.get_layer(name).get_weights(), target.get_layer(name).get_weights()
        ):
            np.testing.assert_array_equal(ours, theirs)
    assert "conv1_1_bgrd" in taken


def test_a_stranger_is_refused(folder):
    with pytest.raises(InputError, match="no layer of unet there is one of edsr"):
        from_bundle(folder)(edsr(3, scale=2, filters=2, blocks=1))


def test_another_precision_takes_them_too(folder):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        network = small(3)
    finally:
        keras.config.set_dtype_policy("float32")
    from_bundle(folder)(network)
    source, _ = bundle.load(folder)
    np.testing.assert_array_equal(
        network.get_layer("up1_conv2").kernel, source.get_layer("up1_conv2").kernel
    )
