"""The segmentation metrics, by hand and against scikit-learn."""

import keras
import numpy as np
import pytest
from sklearn import metrics as sklearn

from kerasdense.metrics import Confusion, TrueClassesIU

rng = np.random.default_rng(0)


def scores(metric):
    return {name: float(value) for name, value in metric.result().items()}


def counted(names, y, prediction, w=None):
    metric = Confusion(names)
    y, prediction = (np.array(ids).reshape(1, 1, -1, 1) for ids in (y, prediction))
    metric.update_state(y, prediction, None if w is None else np.reshape(w, y.shape))
    return metric


def test_the_four_numbers_by_hand():
    metric = counted(
        "abc", [0, 0, 0, 1, 1, 2, 2, 2, 2, 2], [0, 0, 1, 1, 2, 2, 2, 2, 0, 0]
    )
    # rows true, columns predicted; sums of rows 3, 2, 5, of columns 4, 2, 4
    np.testing.assert_array_equal(metric.matrix(), [[2, 1, 0], [0, 1, 1], [2, 0, 3]])
    assert scores(metric) == pytest.approx(
        {
            "pixel_accuracy": (2 + 1 + 3) / 10,
            "mean_accuracy": (2 / 3 + 1 / 2 + 3 / 5) / 3,
            # unions: 3 + 4 - 2 = 5, 2 + 2 - 1 = 3, 5 + 4 - 3 = 6
            "mean_iu": (2 / 5 + 1 / 3 + 3 / 6) / 3,
            "frequency_weighted_iu": (3 * 2 / 5 + 2 * 1 / 3 + 5 * 3 / 6) / 10,
        }
    )
    assert metric.per_class() == pytest.approx({"a": 2 / 5, "b": 1 / 3, "c": 3 / 6})


def test_a_class_neither_true_nor_predicted_is_dropped():
    metric = counted(["a", "b", "absent"], [0, 0, 1, 1], [0, 1, 1, 1])
    assert scores(metric)["mean_iu"] == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert np.isnan(metric.per_class()["absent"])


def test_a_class_only_predicted_has_no_accuracy_and_an_iu_of_zero_that_counts():
    metric = counted(["a", "b", "invented"], [0, 0, 1, 1], [0, 2, 1, 1])
    assert scores(metric)["mean_accuracy"] == pytest.approx((1 / 2 + 2 / 2) / 2)
    assert scores(metric)["mean_iu"] == pytest.approx((1 / 2 + 2 / 2 + 0) / 3)
    assert scores(metric)["frequency_weighted_iu"] == pytest.approx((2 / 2 + 2 * 1) / 4)
    assert metric.per_class()["invented"] == 0


def test_void_pixels_count_nowhere():
    known = counted("abc", [0, 1, 2, 2], [0, 1, 1, 2])
    void = [0, 1, 2, 2, 0, 255], [0, 1, 1, 2, 2, 1], [1, 1, 1, 1, 0, 1]
    np.testing.assert_array_equal(counted("abc", *void).matrix(), known.matrix())


def test_scikit_learn_agrees_over_several_batches():
    metric, seen = Confusion("abcdef"), []
    for _ in range(3):
        y, prediction = rng.integers(0, 6, (2, 2, 9, 7, 1))
        w = rng.integers(0, 2, y.shape).astype(np.float32)
        metric.update_state(y.astype(np.int32), prediction.astype(np.int32), w)
        seen.append((y[w > 0], prediction[w > 0]))
    y, prediction = (np.concatenate(part) for part in zip(*seen, strict=True))
    np.testing.assert_array_equal(
        metric.matrix(), sklearn.confusion_matrix(y, prediction)
    )
    assert scores(metric) == pytest.approx(
        {
            "pixel_accuracy": sklearn.accuracy_score(y, prediction),
            "mean_accuracy": sklearn.balanced_accuracy_score(y, prediction),
            "mean_iu": sklearn.jaccard_score(y, prediction, average="macro"),
            "frequency_weighted_iu": sklearn.jaccard_score(
                y, prediction, average="weighted"
            ),
        }
    )


def test_counts_beyond_the_whole_numbers_of_32_bits_stay_exact():
    metric = counted("ab", [0, 0, 1], [0, 1, 1])
    most = 2**40 + 1  # float32 would lose the 1
    metric.counts.assign(np.array([[most, 0], [0, 7]]))
    metric.update_state(*np.zeros((2, 1, 1, 1, 1), np.int32))
    np.testing.assert_array_equal(metric.matrix(), [[most + 1, 0], [0, 7]])


def test_nothing_counted_has_no_score_and_a_reset_forgets():
    metric = counted("ab", [0, 1], [0, 1])
    assert scores(metric)["mean_iu"] == 1
    metric.reset_state()
    assert not metric.matrix().any()
    assert all(np.isnan(value) for value in scores(metric).values())


def test_training_logs_have_the_four_numbers_of_validation():
    class Labeller(keras.Model):
        def __init__(self):
            super().__init__()
            self.head = keras.layers.Dense(2)
            self.confusion = Confusion("ab")

        def call(self, x):
            return self.head(x)

        def compute_metrics(self, x, y, y_pred, sample_weight=None):
            labels = keras.ops.argmax(y_pred, axis=-1)[..., None]
            self.confusion.update_state(y, labels, sample_weight)
            return self.get_metrics_result()

    model = Labeller()
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    x = rng.random((4, 6, 5, 3), np.float32)
    y = rng.integers(0, 2, (4, 6, 5, 1))
    logs = model.fit(x, y, validation_data=(x, y), verbose=0).history
    predicted = np.argmax(model.predict(x, verbose=0), axis=-1)
    expected = sklearn.jaccard_score(y.ravel(), predicted.ravel(), average="macro")
    assert logs["val_mean_iu"] == pytest.approx([expected])
    for name in ("pixel_accuracy", "mean_accuracy", "frequency_weighted_iu"):
        assert 0 <= logs[f"val_{name}"][0] <= 1


def test_a_saved_configuration_makes_the_same_metric():
    metric = Confusion(["sky", "road"])
    again = keras.saving.deserialize_keras_object(
        keras.saving.serialize_keras_object(metric)
    )
    assert again.names == ("sky", "road")


def test_classes_that_are_never_true_can_be_left_out_of_the_mean():
    """SIFT Flow's rule; what is wrongly given to them still costs the others."""
    metric = TrueClassesIU(["a", "b", "invented", "absent"])
    y, prediction = (np.reshape(v, (1, 1, 4, 1)) for v in ([0, 0, 1, 1], [0, 2, 1, 1]))
    metric.update_state(y, prediction)
    assert scores(metric) == {"mean_iu_true_classes": (1 / 2 + 2 / 2) / 2}
    assert metric.per_class()["invented"] == 0
    with_it = counted("abcd", y, prediction)
    assert scores(with_it)["mean_iu"] == pytest.approx((1 / 2 + 2 / 2 + 0) / 3)
