import pytest

from kerasdense.adversarial import AdversarialLearner
from kerasdense.errors import InputError
from kerasdense.learner import Learner
from kerasdense.recipes import sr_perceptual_x4, sr_x4


def test_it_goes_on_with_the_network_of_sr_x4():
    """At most 6 MB; and every layer is taken over by `--from`."""
    recipe, start = sr_perceptual_x4.recipe(), sr_x4.recipe()
    network, begun = (each.network(each.task) for each in (recipe, start))
    assert recipe.task == start.task
    shapes = [{w.path: w.shape for w in each.weights} for each in (network, begun)]
    assert shapes[0] == shapes[1]
    assert 4 * network.count_params() <= 6e6


def test_a_warm_up_is_by_pixels_alone():
    recipe = sr_perceptual_x4.recipe(warmup=50, steps=70)
    first, second = recipe.stages
    assert (first.steps, second.steps) == (50, 70)
    assert (first.learner, second.learner) == (Learner, None)
    assert recipe.learner.func is AdversarialLearner
    assert [stage.steps for stage in sr_perceptual_x4.recipe(steps=70).stages] == [70]


def test_the_last_network_is_kept_and_both_rates_have_fallen_to_nothing_by_then():
    recipe = sr_perceptual_x4.recipe(steps=10)
    assert recipe.keep == "last"
    [stage] = recipe.stages
    for make in stage.optimizer, recipe.learner.keywords["critic_optimizer"]:
        schedule = make()._learning_rate
        start, top, end = (float(schedule(step)) for step in (0, 1, 10))
        assert start < top == pytest.approx(2e-4)
        assert end == pytest.approx(0, abs=1e-9)


def test_a_crop_smaller_than_a_patch_of_texture_is_refused():
    with pytest.raises(InputError, match="patch=8: texture is compared in patches of"):
        sr_perceptual_x4.recipe(patch=8)
