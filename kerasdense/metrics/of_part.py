"""One of several maps, measured by a metric of its own."""

import keras


@keras.saving.register_keras_serializable("kerasdense")
class OfPart(keras.metrics.Metric):
    """A metric of one entry of y, prediction and w, which are dicts.

    Its numbers are called PART_NAME, so that those of two parts do not collide.

    Args:
        part: The entry's key.
        metric: What measures it.
    """

    def __init__(self, part, metric, name=None, dtype=None):
        super().__init__(name=name or f"{part}_{metric.name}", dtype=dtype)
        self.part, self.metric = part, metric

    def update_state(self, y, prediction, w=None):
        w = None if w is None else w[self.part]
        self.metric.update_state(y[self.part], prediction[self.part], w)

    def result(self):
        result = self.metric.result()
        named = result if isinstance(result, dict) else {self.metric.name: result}
        return {f"{self.part}_{name}": value for name, value in named.items()}

    def reset_state(self):
        self.metric.reset_state()

    # What only some metrics have, and then this one.

    @property
    def protocol(self):
        return self.metric.protocol

    @property
    def errors(self):
        return tuple(f"{self.part}_{name}" for name in self.metric.errors)

    @property
    def per_class(self):
        return self.metric.per_class

    @property
    def matrix(self):
        return self.metric.matrix

    def get_config(self):
        metric = keras.saving.serialize_keras_object(self.metric)
        return {**super().get_config(), "part": self.part, "metric": metric}

    @classmethod
    def from_config(cls, config):
        metric = keras.saving.deserialize_keras_object(config["metric"])
        return cls(**{**config, "metric": metric})
