import numpy as np
import pytest
import tensorflow as tf
from scipy.ndimage import map_coordinates

from kerasdense.layers import Warp

RNG = np.random.default_rng(0)
IMAGE = RNG.normal(size=(2, 7, 9, 3)).astype("float32")


@pytest.mark.parametrize("beyond, mode", [("edge", "nearest"), ("zero", "constant")])
@pytest.mark.parametrize("far", [0.0, 1.0, 4.0, 100.0])
def test_it_takes_what_scipy_finds_there(beyond, mode, far):
    flow = far * RNG.normal(size=(2, 7, 9, 2)).astype("float32")
    found = Warp(beyond)(IMAGE, flow)
    y, x = np.mgrid[:7, :9]
    for i in range(2):
        place = y + flow[i, ..., 1], x + flow[i, ..., 0]
        # SciPy's "constant" fades out beyond the border only where it is padded.
        image = (
            np.pad(IMAGE[i], ((1, 1), (1, 1), (0, 0))) if beyond == "zero" else IMAGE[i]
        )
        shift = int(beyond == "zero")
        for channel in range(3):
            expected = map_coordinates(
                image[..., channel], [p + shift for p in place], order=1, mode=mode
            )
            np.testing.assert_allclose(found[i, ..., channel], expected, atol=2e-4)


def test_it_is_dense_image_warp_of_tensorflow_addons_with_its_gradients(shared):
    """Which has its flow down and right, and subtracts it."""
    golden = np.load(shared / "golden" / "dense_image_warp.npz")
    image, theirs = tf.constant(golden["image"]), tf.constant(golden["flow"])
    with tf.GradientTape() as tape:
        tape.watch([image, theirs])
        found = Warp()(image, -tf.reverse(theirs, [-1]))
        total = tf.reduce_sum(found**2)
    gradients = tape.gradient(total, [image, theirs])
    np.testing.assert_allclose(found, golden["out"], atol=5e-6)
    np.testing.assert_allclose(gradients[0], golden["gimage"], atol=2e-5)
    np.testing.assert_allclose(gradients[1], golden["gflow"], atol=5e-5)


def test_with_nothing_beyond_it_is_the_resampler_of_tensorflow_addons(shared):
    golden = np.load(shared / "golden" / "resampler.npz")
    data, warp = golden["data"], golden["warp"]  # places x, y
    rows, columns = warp.shape[1:3]
    flow = np.zeros((*data.shape[:3], 2), np.float32)
    y, x = np.mgrid[:rows, :columns]
    flow[:, :rows, :columns] = warp - np.stack([x, y], axis=-1)
    found = Warp("zero")(data, flow)[:, :rows, :columns]
    np.testing.assert_allclose(found, golden["out"], atol=2e-6)


def test_flow_that_leads_nowhere_leads_to_the_border():
    found = np.asarray(Warp()(IMAGE, np.full((2, 7, 9, 2), 1e9, np.float32)))
    np.testing.assert_array_equal(
        found, np.broadcast_to(IMAGE[:, -1:, -1:], found.shape)
    )


def test_a_picture_in_bfloat16_is_moved_in_float32():
    layer = Warp(dtype="mixed_bfloat16")
    flow = np.full((2, 7, 9, 2), 0.25, np.float32)
    found = layer(IMAGE, flow)
    assert found.dtype == tf.bfloat16
    np.testing.assert_allclose(
        tf.cast(found, tf.float32), Warp()(IMAGE, flow), atol=0.03
    )


def test_it_refuses_other_borders():
    with pytest.raises(ValueError, match="'mirror'"):
        Warp("mirror")


def test_it_is_saved_with_its_border():
    assert Warp.from_config(Warp("zero").get_config()).beyond == "zero"
