"""A task of two parts does to each what the part's own task would."""

import keras
import numpy as np
import pytest

from kerasdense.datasets import Scenes
from kerasdense.ensemble import eightfold
from kerasdense.evaluate import evaluate
from kerasdense.pipeline import evaluation_batches, training_batches
from kerasdense.predict import main_task, maps, predict, predict_in_parts
from kerasdense.reach import Reach
from kerasdense.tasks import Restoration, Segmentation, SuperResolution
from kerasdense.tasks.together import Together


class Mended(Restoration):
    reads = ("image",)


class Both(Together):
    """What it is, and the picture itself."""

    parts = {"what": Segmentation(Scenes.classes), "look": Mended()}
    monitor = "what_mean_iu"


TASK = Both()
KERNEL = np.random.default_rng(0).normal(0, 2, (3, 3, 3, 6)).astype(np.float32)


def network(x):
    y = keras.ops.conv(x - 0.5, KERNEL, padding="same")
    return {"what": y[..., :3], "look": 0.5 + 0.1 * y[..., 3:]}


def test_it_reads_what_its_parts_read_and_learns_what_they_learn():
    assert (TASK.reads, TASK.learns) == (("image",), ("label", "image"))
    assert (TASK.channels, TASK.channels_in) == (3, 3)
    assert TASK.channels_out == {"what": 3, "look": 3}


def test_verbs_are_those_of_its_parts_and_losses_are_added():
    x, y, w = next(evaluation_batches(Scenes(1), TASK))
    output = network(x)
    decoded, losses = TASK.decode(output, x), []
    for name, part in TASK.parts.items():
        alone = next(evaluation_batches(Scenes(1), part))
        for found, expected in zip((x, y[name], w[name]), alone, strict=True):
            np.testing.assert_array_equal(found, expected)
        losses.append(part.loss(y[name], output[name], w[name]))
        np.testing.assert_array_equal(
            decoded[name], part.decode(output[name], alone[0])
        )
    np.testing.assert_allclose(TASK.loss(y, output, w), losses[0] + losses[1])
    first = {name: np.asarray(array)[0] for name, array in decoded.items()}
    drawn = TASK.parts["what"].render(first["what"])
    np.testing.assert_array_equal(TASK.render(first), drawn)


def test_scores_are_those_of_its_parts_under_names_that_differ():
    together = evaluate(network, TASK, Scenes(3))
    expected = {}
    for name, part in TASK.parts.items():
        alone = evaluate(lambda x, name=name: network(x)[name], part, Scenes(3))
        expected |= {f"{name}_{score}": value for score, value in alone.items()}
    assert together == pytest.approx(expected) and TASK.monitor in together
    assert set(TASK.extras()) == {
        *("what-bf", "what-bf-either", "what-true-classes", "look-aligned")
    }


def test_batches_of_training_are_dicts():
    x, y, w = next(iter(training_batches(Scenes(2, (8, 9)), TASK, 2)))
    assert x.shape == (2, 8, 9, 3)
    for each in y, w:
        assert {name: array.shape[:3] for name, array in each.items()} == {
            "what": (2, 8, 9),
            "look": (2, 8, 9),
        }


@pytest.mark.parametrize("reach, exact", [(Reach(1), True), (Reach(None), False)])
@pytest.mark.parametrize("ensemble", [False, True])
def test_tiles_and_turns_do_to_each_map_what_they_do_to_it_alone(
    reach, exact, ensemble
):
    picture = np.random.default_rng(1).random((70, 91, 3), np.float32)
    options = {"reach": reach, "tile": 40, "self_ensemble": ensemble}
    done = predict_in_parts(network, TASK, picture, **options)
    assert done.exact is exact and done.tiles > 1
    for name, part in TASK.parts.items():
        alone = predict(lambda x, name=name: network(x)[name], part, picture, **options)
        found = done.prediction[name]
        assert found.dtype == alone.dtype
        if part.writes == "labels":
            assert np.mean(found != alone) < 1e-3 and len(np.unique(found)) == 3
        else:
            np.testing.assert_allclose(found, alone, atol=1e-6)


def test_outputs_of_turns_are_averaged_part_by_part():
    x = np.random.default_rng(2).random((1, 7, 9, 3), np.float32)
    both = eightfold(network, TASK)(x)
    for name, part in TASK.parts.items():
        alone = eightfold(lambda x, name=name: network(x)[name], part)(x)
        np.testing.assert_allclose(both[name], alone, atol=1e-6)


def test_maps_are_told_with_their_tasks_the_main_one_first():
    prediction = {"look": 1, "what": 2}
    assert maps(TASK, prediction) == [(TASK.parts["what"], 2), (TASK.parts["look"], 1)]
    assert main_task(TASK) is TASK.parts["what"]
    single = Restoration()
    assert maps(single, 3) == [(single, 3)] and main_task(single) is single


def test_protocols_are_those_that_all_parts_have():
    assert TASK.protocols() == {}

    class Twice(Together):
        parts = {
            "x2": SuperResolution(),
            "luma": SuperResolution(luma=True, channels=1),
        }

    found = Twice().protocols()
    assert [*found] == ["set5-y", "pirm"]
    assert [metric.name for metric in found["pirm"]] == ["x2_rmse", "luma_rmse"]
    own = [metric.name for metric in Twice().metrics()]
    assert own == [metric.name for metric in found["set5-y"]]
