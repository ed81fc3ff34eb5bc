"""Two players: against steps by hand, through all of training, and what it is for."""

import dataclasses
import functools
import math
import os
import signal

import keras
import numpy as np
import pytest
import tensorflow as tf

from kerasdense import bundle, checkpoint, recipes
from kerasdense.adversarial import AdversarialLearner
from kerasdense.datasets import Scenes
from kerasdense.errors import InputError
from kerasdense.learner import Learner
from kerasdense.losses import relativistic_average
from kerasdense.models.patch_critic import patch_critic
from kerasdense.tasks import Restoration
from kerasdense.train import Interrupted, Watcher, train

rng = np.random.default_rng(0)
X, Y = rng.random((2, 4, 8, 8, 1), np.float32)
ONES = np.ones_like(X)


def one_pixel(name):
    """-> a network of one weight and one bias."""
    image = keras.Input((None, None, 1))
    layer = keras.layers.Conv2D(1, 1, kernel_initializer="ones", name=name)
    return keras.Model(image, layer(image))


def learner(**settings):
    return AdversarialLearner(
        one_pixel("maker"),
        Restoration(channels=1, error="squared"),
        keras.optimizers.SGD(0.1),
        critic=functools.partial(one_pixel, "critic"),
        critic_optimizer=lambda: keras.optimizers.SGD(0.2),
        **settings,
    )


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_a_step_of_both_is_what_it_is_by_hand():
    """Both begin as the identity, so logits are pixels, and their means x and y."""
    taught = learner(pixels=0.5, adversarial=2.0)
    taught.learn(X, Y, ONES)
    made, true = X.mean(), Y.mean()
    down, up = sigmoid(X - true), sigmoid(made - Y)  # slopes of the critic's halves
    # By its kernel k the critic says k y - k x_mean of y, and k x - k y_mean of x.
    slope = (down * (X - true)).mean() / 2 - (up * (Y - made)).mean() / 2
    kernel, bias = taught.critic.get_weights()
    np.testing.assert_allclose(kernel.ravel(), 1 - 0.2 * slope, rtol=1e-5)
    np.testing.assert_allclose(bias, 0, atol=1e-6)  # of all logits alike
    # The maker's picture is k x + b; to it the critic is the one before the step.
    down, up = sigmoid(true - X), sigmoid(Y - made)

    def moved(along):
        """By a weight whose picture has the slope `along`."""
        pixels = (2 * (X - Y) * along).mean()
        critic = (up * -along.mean()).mean() / 2 - (down * along).mean() / 2
        return -0.1 * (0.5 * pixels + 2 * critic)

    kernel, bias = taught.network.get_weights()
    np.testing.assert_allclose(kernel.ravel(), 1 + moved(along=X), rtol=1e-5)
    np.testing.assert_allclose(bias, [moved(along=ONES)], rtol=1e-4)


def test_the_loss_is_the_sum_of_its_parts():
    class Seen:
        def __call__(self, pictures):
            return {"map": pictures}

        def distance(self, true, written):
            return tf.reduce_mean(tf.abs(true["map"] - written["map"]), (1, 2, 3))

        def texture_distance(self, true, written):
            return tf.constant([1.0, 2.0, 3.0, 4.0])

    weights = {"pixels": 0.5, "perceptual": 3.0, "texture": 7.0, "adversarial": 11.0}
    loss = learner(features=Seen, **weights).learn(X, Y, ONES)
    critic = np.mean(relativistic_average(X, Y, X.mean(), Y.mean()))
    expected = 0.5 * np.square(X - Y).mean() + 3 * np.abs(X - Y).mean()
    expected += 7 * 2.5 + 11 * critic
    np.testing.assert_allclose(loss, expected, rtol=1e-5)


def test_features_are_made_only_where_they_count():
    def refuse():
        raise AssertionError("not asked for")

    assert np.isfinite(learner(features=refuse).learn(X, Y, ONES))
    with pytest.raises(AssertionError):
        learner(features=refuse, texture=1.0)


def test_without_a_critics_word_it_learns_what_a_learner_does():
    taught = learner(adversarial=0.0)
    plain = Learner(one_pixel("maker"), taught.task, keras.optimizers.SGD(0.1))
    for _ in range(3):
        losses = [float(each.learn(X, Y, ONES)) for each in (taught, plain)]
        np.testing.assert_allclose(*losses, rtol=1e-6)
    for a, b in zip(taught.network.weights, plain.network.weights):
        np.testing.assert_allclose(a, b, rtol=1e-6)


def test_each_player_learns_and_is_in_the_state():
    taught = learner()
    assert set(taught.state) == {"optimizer", "critic", "critic_optimizer"}
    before = [w.numpy() for w in (*taught.network.weights, *taught.critic.weights)]
    taught.learn(X, Y, ONES)
    after = [w.numpy() for w in (*taught.network.weights, *taught.critic.weights)]
    # Not the critic's last bias: logits count only by their differences.
    moved = [abs(a - b).max() > 1e-7 for a, b in zip(before, after)]
    assert moved[:3] == [True] * 3


# What it is for.


def grainy(draw):
    """-> pictures of which the grain is lost, 8 a batch, and as they were."""
    y = draw.choice([0.25, 0.75], (8, 32, 32, 1)).astype(np.float32)
    x = y.reshape(8, 8, 4, 8, 4, 1).mean((2, 4))
    return x.repeat(4, 1).repeat(4, 2), y


def mender():
    image = x = keras.Input((None, None, 1))
    for filters, kernel in (16, 5), (16, 3):
        x = keras.layers.Conv2D(filters, kernel, padding="same", activation="relu")(x)
    x = keras.layers.Conv2D(1, 3, padding="same")(x)
    return keras.Model(image, keras.layers.Add()([image, x]))


def grain(pictures):
    """The variance of what changes from one pixel to the next."""
    return np.var(np.diff(pictures, axis=1))


def taught_to_mend(make, seed, steps=60):
    """-> grain of what a network writes that has learned from grainy pictures."""
    keras.utils.set_random_seed(seed)
    taught = make(mender(), Restoration(channels=1), adam())
    learn, draw = tf.function(taught.learn), np.random.default_rng(seed)
    for _ in range(steps):
        x, y = grainy(draw)
        learn(x, y, np.ones_like(y))
    return grain(taught.network(grainy(np.random.default_rng(99))[0]))


def adam():
    return keras.optimizers.Adam(3e-3, beta_1=0.5)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_grain_that_pixels_cannot_teach_a_critic_does(seed):
    """Nobody can tell where a lost grain lay: the mean is the best guess by pixels."""
    with_critic = functools.partial(
        AdversarialLearner,
        critic=functools.partial(patch_critic, 1, filters=8, depth=2),
        critic_optimizer=adam,
        adversarial=0.1,
    )
    truth = grain(grainy(np.random.default_rng(99))[1])
    alone, together = (taught_to_mend(m, seed) for m in (Learner, with_critic))
    assert alone < 0.1 * truth
    assert 3 * alone < together < 1.5 * truth
    assert abs(together - truth) < abs(alone - truth)


# Through all of training: checkpoints, stages, precision.


def small(**settings):
    """The shipped recipe's small version, with a stage by pixels alone before.

    By default without features, which have no state, but take seconds to trace.
    """
    data = Scenes(5, (32, 32)), Scenes(2, (16, 20))
    settings = {"perceptual": 0.0, "texture": 0.0, **settings}
    load = recipes.load("sr_perceptual_x4")
    recipe = load(*data, small=True, warmup=2, **settings)
    alone, together = recipe.stages
    together = dataclasses.replace(together, steps=3)
    return dataclasses.replace(recipe, stages=(alone, together), score_every=2)


def on_one_device(recipe, folder, **settings):
    one = tf.distribute.OneDeviceStrategy("CPU:0")
    return train(recipe, folder, strategy=one, **settings)


class Stopping(Watcher):
    """Asks to stop after a step."""

    def __init__(self, step):
        self.step = step

    def learned(self, step, loss):
        if step == self.step:
            os.kill(os.getpid(), signal.SIGTERM)


def state(folder):
    with np.load(folder / checkpoint.FILE) as saved:
        return {name: saved[name] for name in saved if name != "seconds"}


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "uninterrupted"
    scores = on_one_device(small(), folder)
    return folder, scores


@pytest.mark.parametrize("step", [2, 4], ids=["before the critic", "with the critic"])
def test_a_run_that_was_stopped_goes_on_to_the_same_weights(
    uninterrupted, tmp_path, step
):
    with pytest.raises(Interrupted, match=f"after step {step} of 5"):
        on_one_device(small(), tmp_path, watcher=Stopping(step))
    on_one_device(small(), tmp_path, resume=True)
    one, two = state(tmp_path), state(uninterrupted[0])
    assert one.keys() == two.keys()
    for name in one:
        np.testing.assert_array_equal(one[name], two[name], err_msg=name)
    owners = {name.split("/")[0] for name in one if "/" in name}
    assert owners == {"network", "optimizer", "critic", "critic_optimizer"}
    counts = [one[f"{name}/0000"] for name in ("optimizer", "critic_optimizer")]
    assert counts == [3, 3]  # steps with a critic, of either player


def test_what_is_kept_is_the_last_network_and_has_no_critic(uninterrupted):
    folder, scores = uninterrupted
    network, task = bundle.load(folder)
    last = keras.models.load_model(folder / "last.keras")
    for a, b in zip(network.weights, last.weights, strict=True):
        np.testing.assert_array_equal(a, b)
    assert network.name == "edsr"
    rows = (folder / "history.csv").read_text().splitlines()
    psnr = float(rows[-1].split(",")[rows[0].split(",").index("psnr")])
    assert scores["psnr"] == pytest.approx(psnr, rel=1e-4)


def test_it_learns_in_mixed_precision_and_leaves_a_network_in_single(tmp_path):
    made = []

    def watched(*parts):
        made.append(half.learner(*parts))
        return made[-1]

    half = small(precision="mixed_bfloat16", perceptual=0.1, texture=0.1)
    recipe = dataclasses.replace(half, learner=watched)
    scores = on_one_device(recipe, tmp_path)
    assert math.isfinite(scores["psnr"])
    [taught] = made
    assert taught.critic.get_layer("look").compute_dtype == "bfloat16"
    trunk = taught.features.network.get_layer("stem_conv")
    assert trunk.compute_dtype == "float32"
    network, _ = bundle.load(tmp_path)
    assert {layer.compute_dtype for layer in network.layers} == {"float32"}


def test_a_critic_that_is_no_number_is_not_saved(tmp_path):
    class Spoilt(AdversarialLearner):
        def learn(self, x, y, w):
            loss = super().learn(x, y, w)
            bias = self.critic.get_layer("look").bias
            bias.assign(tf.where(self.optimizer.iterations == 2, math.nan, bias))
            return loss

    critic = functools.partial(patch_critic, 3, filters=2)
    spoilt = functools.partial(
        Spoilt, critic=critic, critic_optimizer=lambda: keras.optimizers.Adam(1e-4)
    )
    recipe = dataclasses.replace(small(), learner=spoilt)
    with pytest.raises(InputError, match="weights are no longer a number at step 4"):
        on_one_device(recipe, tmp_path)
    assert checkpoint.numbers(tmp_path)["step"] == 2
