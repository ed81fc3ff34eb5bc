import keras
import numpy as np
import pytest

from kerasdense.evaluate import results
from kerasdense.metrics import PSNR, Confusion, OfPart

RNG = np.random.default_rng(0)
IDS = RNG.integers(0, 3, (2, 1, 4, 5, 1))
PICTURES = RNG.random((2, 1, 4, 5, 3), np.float32)
Y, PREDICTION = ({"what": IDS[i], "look": PICTURES[i]} for i in (0, 1))
W = {"what": np.ones((1, 4, 5, 1)), "look": np.ones((1, 4, 5, 1))}
W["what"][:, :2] = 0


def test_it_measures_its_part_and_names_it():
    alone = {"what": Confusion(("a", "b", "c")), "look": PSNR()}
    for part, metric in alone.items():
        of_part = OfPart(part, metric.from_config(metric.get_config()))
        metric.update_state(Y[part], PREDICTION[part], W[part])
        of_part.update_state(Y, PREDICTION, W)
        expected = results([metric])
        assert results([of_part]) == {f"{part}_{k}": v for k, v in expected.items()}
        assert of_part.protocol == metric.protocol
        assert of_part.name == f"{part}_{metric.name}"


def test_a_matrix_is_there_where_the_metric_has_one():
    metric = OfPart("what", Confusion(("a", "b", "c")))
    metric.update_state(Y, PREDICTION)
    assert metric.matrix().sum() == 20 and set(metric.per_class()) == {"a", "b", "c"}
    assert not hasattr(OfPart("look", PSNR()), "per_class")


@pytest.mark.parametrize(
    "rebuilt",
    [
        lambda metric: metric.from_config(metric.get_config()),
        lambda metric: keras.saving.deserialize_keras_object(
            keras.saving.serialize_keras_object(metric)
        ),
    ],
)
def test_its_configuration_makes_a_fresh_one(rebuilt):
    metric = OfPart("look", PSNR(border=1, channel="y"))
    metric.update_state(Y, PREDICTION, W)
    again = rebuilt(metric)
    assert (again.part, again.name) == ("look", "look_psnr")
    assert (again.metric.border, again.metric.channel) == (1, "y")
    again.update_state(Y, PREDICTION, W)
    assert results([again]) == results([metric])
    again.reset_state()
    assert np.isnan(results([again])["look_psnr"])
