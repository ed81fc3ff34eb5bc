"""A network being taught by a task."""

import keras
import tensorflow as tf

from kerasdense.predictor import copy_weights


class Learner:
    """Joins a network, a task and an optimizer: one call is one step of learning.

    Args:
        network: The network, made in the strategy's scope.
        task: Gives the loss.
        optimizer: Likewise made in scope, and built here.
    """

    def __init__(self, network, task, optimizer):
        self.network = network
        self.task = task
        self.optimizer = optimizer
        optimizer.build(network.trainable_variables)

    @property
    def state(self):
        """-> {name: what has variables}: all that learns, or keeps count of learning,
        beside the network; checkpoints hold it."""
        return {"optimizer": self.optimizer}

    def show(self, network, judge):
        """Gives a network of the same kind the weights that are scored and kept.

        Args:
            network: The whole one; what this learner teaches may be a part of it.
            judge: Gets its weights, or of those with a moving average that.
        """
        copy_weights(network, judge)
        if self.optimizer.use_ema:
            twins = zip(network.weights, judge.weights, strict=True)
            twin_of = {id(own): twin for own, twin in twins}
            # Keras' own way to them takes only variables of the same strategy.
            averages = self.optimizer._model_variables_moving_average
            for own, average in zip(self.optimizer._trainable_variables, averages):
                if id(own) in twin_of:
                    twin_of[id(own)].assign(average.numpy())

    def learn(self, x, y, w):
        """Takes a step on one replica's share of a batch.

        Returns:
            This replica's part of the loss; the parts add up to the batch's mean.
        """
        with tf.GradientTape() as tape:
            output = written(self.network, x)
            loss = averaged(self.network, self.task.loss(y, output, w))
        step_down(self.network, self.optimizer, tape, loss)
        return loss


def written(network, x):
    """-> what a network that learns writes, as float32.

    Whatever the network computes in, losses add up many pixels.
    """
    output = network(x, training=True)
    return keras.tree.map_structure(lambda o: tf.cast(o, tf.float32), output)


def averaged(network, losses):
    """The losses of images, [B] -> this replica's part of their mean, with what the
    network's layers ask for.

    Averages over the global batch whatever the number of replicas, so that two take
    the step that one would.
    """
    loss = tf.nn.compute_average_loss(losses)
    if network.losses:
        loss += tf.nn.scale_regularization_loss(tf.add_n(network.losses))
    return loss


def step_down(network, optimizer, tape, loss):
    """Moves a network's weights down the gradient of a loss."""
    weights = network.trainable_variables
    gradients = tape.gradient(loss, weights)
    optimizer.apply(_clipped_whole(optimizer, gradients), weights)


def _clipped_whole(optimizer, gradients):
    """Clips the gradient of the whole batch, as one replica would.

    Keras 3.15 clips each replica's part first and adds the parts up afterwards,
    and so takes another step with two replicas than with one.
    """
    context = tf.distribute.get_replica_context()
    clips = optimizer.clipnorm or optimizer.global_clipnorm or optimizer.clipvalue
    replicas = context.num_replicas_in_sync
    if not clips or replicas == 1:
        return gradients
    whole = context.all_reduce("sum", gradients)
    # The optimizer adds up once more; shares are too small to be clipped again.
    return [gradient / replicas for gradient in optimizer._clip_gradients(whole)]
