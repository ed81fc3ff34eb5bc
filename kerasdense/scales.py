"""Learners of a network of three scales, one after the other.

Eigen & Fergus, ICCV 2015, arXiv:1411.4734, section 5: scales 1 and 2 learn together,
by what scale 2 writes; then they rest, and scale 3 learns on windows. The losses are of
the maps as the network writes them inside, at every fourth or second pixel of its
frame, and not of what is interpolated from them.
"""

import keras
import tensorflow as tf

from kerasdense.layers.on_picture import at_places
from kerasdense.learner import Learner, averaged, step_down, written
from kerasdense.models import eigen_fergus as model


class ScaleLearner(Learner):
    """A learner by the network's own maps at a scale.

    Pictures and their truth must be as large as the network's frame.

    Args:
        network, task, optimizer: As of `Learner`.
        scale: 2 or 3; 2 also for scale 1 alone.
    """

    def __init__(self, network, task, optimizer, *, scale=2):
        super().__init__(network, task, optimizer)
        self.maps = tuple(task.parts) or (task_map(task),)
        self.step = model.STEPS[scale]
        self.own = model.own_maps(network, scale, self.maps)

    def learn(self, x, y, w):
        with tf.GradientTape() as tape:
            output = written(self.own, x)
            loss = averaged(self.network, self.lost(y, output, w))
        step_down(self.network, self.optimizer, tape, loss)
        return loss

    def lost(self, y, output, w, corner=(0, 0)):
        """-> the task's loss of some of the network's own maps, [B].

        Args:
            corner: Where they begin, in rows and columns of the whole maps.
        """
        like = next(iter(output.values()))
        first = [model.FIRST + self.step * place for place in corner]

        def there(array):
            return at_places(array, like, first, self.step)

        y, w = (keras.tree.map_structure(there, part) for part in (y, w))
        output = output if self.task.parts else output[self.maps[0]]
        return self.task.loss(y, output, w)


class WindowLearner(ScaleLearner):
    """Teaches scale 3 alone, on a window of half as many rows and columns: 55x74 of
    109x147. It is the same for a batch, and drawn from the number of the step."""

    def __init__(self, network, task, optimizer):
        super().__init__(network, task, optimizer, scale=3)
        self.seen, self.sharpener = model.sharpener(network, self.maps)
        whole = self.own.outputs[0].shape[1:3]
        self.window = tuple((n + 1) // 2 for n in whole)
        self.room = [n - part + 1 for n, part in zip(whole, self.window)]

    def learn(self, x, y, w):
        rows, columns = self.window
        count = tf.cast(self.optimizer.iterations, tf.int32)
        drawn = tf.random.stateless_uniform((2,), tf.stack([count, 0]))
        corner = tf.cast(drawn * tf.cast(self.room, tf.float32), tf.int32)
        top, left = tf.unstack(corner)
        # Below, all rests: nothing is dropped, and no gradient is asked for.
        *views, coarse = self.seen(x, training=False)
        views = [
            v[:, 2 * top : 2 * (top + rows) + 10, 2 * left : 2 * (left + columns) + 10]
            for v in views
        ]
        coarse = coarse[:, top : top + rows, left : left + columns]
        with tf.GradientTape() as tape:
            output = written(self.sharpener, [*views, coarse])
            output = {
                name: tf.ensure_shape(each, (None, *self.window, each.shape[-1]))
                for name, each in output.items()
            }
            lost = self.lost(y, output, w, corner=(top, left))
            loss = averaged(self.network, lost)
        step_down(self.network, self.optimizer, tape, loss)
        return loss


def task_map(task):
    """-> the name of a single map: what its task writes."""
    return task.writes
