import functools

import pytest

from kerasdense.errors import InputError
from kerasdense.recipe import Recipe, Stage, read_settings, settings_of


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    steps=100,
    rate=1e-3,
    widths=(8, 16),
    ratios=(0.5, 1.0),
    balance=True,
    precision="float32",
):
    """What recipes look like."""


def test_settings_are_the_keyword_arguments_but_small():
    assert settings_of(recipe) == {
        "steps": 100, "rate": 1e-3, "widths": (8, 16), "ratios": (0.5, 1.0),
        "balance": True, "precision": "float32",
    }  # fmt: skip


def test_a_recipe_made_of_another_has_its_settings():
    varied = functools.partial(recipe, steps=7)
    assert settings_of(varied) == {**settings_of(recipe), "steps": 7}
    assert read_settings(varied, ["steps=9"]) == {"steps": 9}


@pytest.mark.parametrize(
    "text, expected",
    [
        ("steps=500", {"steps": 500}),
        ("rate=2e-4", {"rate": 2e-4}),
        ("rate=1", {"rate": 1.0}),
        ("widths=4,8,16", {"widths": (4, 8, 16)}),
        ("widths=4", {"widths": (4,)}),
        ("ratios=1,2", {"ratios": (1.0, 2.0)}),
        ("balance=false", {"balance": False}),
        ("balance=True", {"balance": True}),
        ("precision=mixed_bfloat16", {"precision": "mixed_bfloat16"}),
    ],
)
def test_text_becomes_what_the_default_is(text, expected):
    settings = read_settings(recipe, [text])
    assert settings == expected
    (name, value), (_, wanted) = *settings.items(), *expected.items()
    assert type(value) is type(wanted) is type(settings_of(recipe)[name])


def test_several_settings_and_the_last_of_equals():
    for texts in ["steps=1", "rate=2", "steps=3"], ["steps=1 rate=2", "steps=3"]:
        assert read_settings(recipe, texts) == {"steps": 3, "rate": 2.0}


@pytest.mark.parametrize(
    "text, message",
    [
        ("setps=5", "Did you mean 'steps'"),
        ("small=true", "no setting of that name"),
        ("train=x", "no setting of that name"),
        ("steps", "no setting of that name"),
        ("=5", "no setting of that name"),
        ("steps=many", "steps is int, as in steps=100"),
        ("steps=1.5", "steps is int"),
        ("rate=fast", "rate is float, as in rate=0.001"),
        ("widths=4;8", "widths is tuple, as in widths=8,16"),
        ("balance=1", "balance is bool"),
    ],
)
def test_what_cannot_be_set_is_told_in_one_line(text, message):
    with pytest.raises(InputError, match=message) as caught:
        read_settings(recipe, [text])
    assert str(caught.value).startswith(f"--set {text}: ")
    assert "\n" not in str(caught.value)


def test_a_recipe_takes_the_steps_of_all_its_stages():
    stages = Stage(30, optimizer=None), Stage(12, optimizer=None)
    assert Recipe(None, None, None, None, stages, batch=1).steps == 42
