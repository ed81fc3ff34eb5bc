import keras
import numpy as np
import pytest

from kerasdense.models.patch_critic import patch_critic


def test_has_as_many_weights_as_its_layers_say():
    def conv(side, a, b):
        return side**2 * a * b + b

    halves = conv(4, 3, 32) + conv(4, 32, 64) + conv(4, 64, 128)
    expected = halves + conv(3, 128, 128) + conv(3, 128, 1) - 1
    assert patch_critic().count_params() == expected


@pytest.mark.parametrize("depth", [1, 3])
@pytest.mark.parametrize("size", [(32, 48), (37, 41), (5, 7)])
def test_judges_every_patch_of_a_picture_of_any_size(depth, size):
    critic = patch_critic(1, filters=2, depth=depth)
    verdict = critic(np.zeros((2, *size, 1), np.float32))
    assert verdict.shape == (2, *(-(-side // 2**depth) for side in size), 1)


def test_a_verdict_is_of_54_pixels():
    critic = patch_critic(1, filters=2)
    for layer in critic.layers:
        if layer.weights:  # nothing is lost on the way
            layer.set_weights([np.full(w.shape, 0.1) for w in layer.weights])
    ground = np.ones((1, 128, 128, 1), np.float32)
    seen = []
    for column in range(128):
        x = ground.copy()
        x[:, 64, column] = 2
        # 1 stays over 0.5 in all layers: no picture lies on a kink.
        change = critic(x)[0, 8, 8, 0] - critic(ground)[0, 8, 8, 0]
        seen.append(abs(float(change)) > 1e-5)
    assert np.flatnonzero(seen).tolist() == list(range(41, 95))


def test_no_picture_of_a_batch_changes_what_is_said_of_another():
    critic = patch_critic(3, filters=4)
    x = np.random.default_rng(0).random((2, 32, 32, 3), np.float32)
    one = critic(x[:1], training=True)
    np.testing.assert_allclose(critic(x, training=True)[:1], one, rtol=1e-5)
    kinds = {type(layer) for layer in critic.layers}
    assert keras.layers.BatchNormalization not in kinds


def test_all_but_its_verdict_may_be_in_half_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        critic = patch_critic(3, filters=2)
    finally:
        keras.config.set_dtype_policy("float32")
    assert critic.get_layer("halve1").compute_dtype == "bfloat16"
    assert critic.get_layer("verdict").compute_dtype == "float32"
    assert critic.get_layer("scaled").compute_dtype == "float32"
