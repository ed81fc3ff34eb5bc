import json

import keras
import numpy as np
import pytest

from kerasdense import bundle
from kerasdense.errors import InputError
from kerasdense.mix import mix, mix_bundles
from kerasdense.models.edsr import edsr
from kerasdense.tasks import SuperResolution
from kerasdense.weights.importer import sha256


def network(seed, **settings):
    keras.utils.set_random_seed(seed)
    return edsr(**{"filters": 4, "blocks": 1, **settings})


def test_weights_lie_on_the_way_and_the_ends_are_the_networks():
    ends = network(0), network(1)
    image = np.random.default_rng(0).random((1, 6, 5, 3), np.float32)
    between = mix(*ends, 0.25)
    for weight, a, b in zip(between.weights, *(end.weights for end in ends)):
        a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
        np.testing.assert_allclose(weight, 0.75 * a + 0.25 * b, atol=1e-7)
    for alpha, end in enumerate(ends):
        same = mix(*ends, alpha)
        for weight, of_end in zip(same.weights, end.weights, strict=True):
            np.testing.assert_array_equal(weight, of_end)
        np.testing.assert_array_equal(same(image), end(image))
    assert np.abs(ends[0](image) - ends[1](image)).max() > 0.01


def test_the_networks_themselves_stay_as_they_are():
    first, second = network(0), network(1)
    before = [np.array(w) for w in (*first.weights, *second.weights)]
    mix(first, second, 0.5)
    for old, new in zip(before, (*first.weights, *second.weights)):
        np.testing.assert_array_equal(old, new)


def test_whole_numbers_are_no_mixture():
    def dropping(seed):
        keras.utils.set_random_seed(seed)
        image = keras.Input((4, 4, 3))
        x = keras.layers.Dropout(0.5, seed=seed, name="drop")(image)
        x = keras.layers.Conv2D(1, 1, name="conv")(x)
        return keras.Model(image, x)

    first, second = dropping(1), dropping(2)
    found = mix(first, second, 0.5)
    for weight, of_first in zip(found.weights, first.weights):
        if not keras.backend.is_float_dtype(weight.dtype):
            np.testing.assert_array_equal(weight, of_first)


@pytest.mark.parametrize(
    "other, words",
    [
        ({"filters": 6}, "head/kernel is 3x3x3x4 in the first and 3x3x3x6 in the"),
        ({"blocks": 2}, "body2_conv1/kernel is missing in the first and 3x3x4x4"),
        ({"scale": 3}, "x2_conv1/kernel is 3x3x4x16 in the first and missing in"),
    ],
)
def test_networks_of_two_kinds_are_refused_in_one_line(other, words):
    with pytest.raises(InputError, match="cannot be mixed") as refused:
        mix(network(0), network(1, **other), 0.5)
    assert words in str(refused.value) and "\n" not in str(refused.value)


@pytest.mark.parametrize("alpha", [-0.1, 1.5, float("nan")])
def test_alpha_outside_is_refused(alpha):
    with pytest.raises(InputError, match="between 0 and 1"):
        mix(network(0), network(0), alpha)


@pytest.fixture
def ends(tmp_path):
    """Bundles of two networks of one kind, taught by different errors."""
    for seed, error in enumerate(("absolute", "squared")):
        bundle.save(tmp_path / error, network(seed), SuperResolution(error=error))
    return tmp_path / "absolute", tmp_path / "squared"


@pytest.mark.parametrize("alpha", [0, 0.3, 1])
def test_two_bundles_make_a_bundle(ends, alpha, tmp_path):
    mix_bundles(*ends, alpha, tmp_path / "made")
    found, task = bundle.load(tmp_path / "made")
    assert task == SuperResolution(error="absolute")
    expected = mix(*(bundle.load(end)[0] for end in ends), alpha).get_weights()
    for weight, a in zip(found.get_weights(), expected, strict=True):
        np.testing.assert_array_equal(weight, a)
    told = json.loads((tmp_path / "made" / "mix.json").read_text())
    assert told["alpha"] == alpha
    assert [end["sha256"] for end in told["of"]] == [
        sha256(end / "network.keras") for end in ends
    ]
    facts = [(d / "facts.json").read_text() for d in (ends[0], tmp_path / "made")]
    assert json.loads(facts[0]) == json.loads(facts[1])


def test_bundles_of_other_tasks_are_refused_and_nothing_is_written(ends, tmp_path):
    bundle.save(tmp_path / "gray", network(0), SuperResolution(channels=1))
    with pytest.raises(InputError, match="channels is 3 in the first and 1 in the sec"):
        mix_bundles(ends[0], tmp_path / "gray", 0.5, tmp_path / "made")
    bundle.save(tmp_path / "wide", network(0, filters=6), SuperResolution())
    with pytest.raises(InputError, match="not of one kind: head/kernel"):
        mix_bundles(ends[0], tmp_path / "wide", 0.5, tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_what_is_there_is_replaced_only_when_asked(ends, tmp_path):
    mix_bundles(*ends, 0.5, tmp_path / "made")
    with pytest.raises(InputError, match="add --overwrite"):
        mix_bundles(*ends, 1, tmp_path / "made")
    mix_bundles(*ends, 1, tmp_path / "made", overwrite=True)
    assert json.loads((tmp_path / "made" / "mix.json").read_text())["alpha"] == 1
