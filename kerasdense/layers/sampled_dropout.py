"""Dropout that drops when a network predicts, too.

Gal & Ghahramani, "Dropout as a Bayesian Approximation", ICML 2016, arXiv:1506.02142.
"""

import keras


@keras.saving.register_keras_serializable(package="kerasdense")
class SampledDropout(keras.layers.Dropout):
    """`keras.layers.Dropout`, training or not: each call is another sample.

    [...] -> the same shape: a fraction `rate` is 0, and the rest is 1 / (1 - rate)
    times as large, which keeps the mean.
    """

    def call(self, x, training=False):
        return super().call(x, training=True)
