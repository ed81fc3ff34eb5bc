import numpy as np
import pytest
import tensorflow as tf

from kerasdense import bundle, recipes
from kerasdense.evaluate import evaluate
from kerasdense.recipe import read_settings, settings_of
from kerasdense.train import train


def test_its_small_version_trains_saves_and_scores(recipe, tmp_path):
    assert recipe.steps == 2
    trained = train(recipe, tmp_path, strategy=tf.distribute.OneDeviceStrategy("CPU:0"))
    network, task = bundle.load(tmp_path)
    scores = evaluate(network, task, recipe.validation)
    assert np.isfinite(list(scores.values())).all(), scores
    assert scores == pytest.approx(trained, rel=1e-4)


@pytest.mark.parametrize("name", recipes.names())
def test_its_settings_can_be_told_as_text(name):
    """Every setting, written as `--set` has it, is read as it was."""
    function = recipes.load(name)
    defaults = settings_of(function)
    texts = [f"{key}={written(value)}" for key, value in defaults.items()]
    assert read_settings(function, texts) == defaults
    assert {"steps", "batch", "score_every", "precision"} <= set(defaults)


def written(value):
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


@pytest.mark.parametrize("name", recipes.names())
def test_its_docstring_begins_with_a_sentence_and_tells_the_command(name):
    assert recipes.summary(name).endswith(".")
    assert f"kerasdense train {name} " in recipes.find(name).read_text()
