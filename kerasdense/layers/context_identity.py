"""How the context module of dilated convolutions begins.

Yu & Koltun, "Multi-Scale Context Aggregation by Dilated Convolutions", ICLR 2016,
arXiv:1511.07122, section 3, equations 4 and 5.
"""

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable(package="kerasdense")
class ContextIdentity(keras.Initializer):
    """A convolution that hands on what it gets, but for a little noise.

    The maps that go in and those that come out are `groups` groups of neighbours each,
    and each map of a group gets the mean of that group: the middle tap from map a to
    map b is groups / (maps out) where a and b are in the same group. With as many maps
    as groups it is 1 where a = b. All other taps are drawn from a normal distribution.
    As in the authors' filler the noise is drawn first, and those taps written over it.

    Behind a ReLU such layers give max(x, 0) and not x: of scores below 0 nothing is
    left after the first.

    Args:
        groups: The classes, C. It must divide the maps that go in and come out.
        deviation: Of the noise where one map of each group comes out. It is divided
            by their number, as in the authors' code.
        seed: Of the noise.
    """

    def __init__(self, groups, deviation=0.01, seed=None):
        super().__init__()
        self.groups, self.deviation, self.seed = groups, deviation, seed

    def __call__(self, shape, dtype=None):
        rows, columns, maps_in, maps_out = shape
        if maps_in % self.groups or maps_out % self.groups:
            raise ValueError(
                f"ContextIdentity: {self.groups} groups must divide the maps. "
                f"Received: {maps_in} in, {maps_out} out."
            )
        tap = self.groups / maps_out
        group_in = np.arange(maps_in) // (maps_in // self.groups)
        group_out = np.arange(maps_out) // (maps_out // self.groups)
        matching = np.zeros(shape, bool)
        matching[rows // 2, columns // 2] = group_in[:, None] == group_out
        noise = keras.random.normal(
            shape, stddev=self.deviation * tap, dtype=dtype, seed=self.seed
        )
        return ops.where(matching, ops.cast(tap, noise.dtype), noise)

    def get_config(self):
        return {"groups": self.groups, "deviation": self.deviation, "seed": self.seed}
