"""A network being taught by a task."""

import keras
import tensorflow as tf


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

    def learn(self, x, y, w):
        """Takes a step on one replica's share of a batch.

        Returns:
            This replica's part of the loss; the parts add up to the batch's mean.
        """
        with tf.GradientTape() as tape:
            output = self.network(x, training=True)
            # Whatever the network computes in, losses add up many pixels.
            output = keras.tree.map_structure(lambda o: tf.cast(o, tf.float32), output)
            # Averages over the global batch whatever the number of replicas, so that
            # two take the step that one would.
            loss = tf.nn.compute_average_loss(self.task.loss(y, output, w))
            if self.network.losses:
                loss += tf.nn.scale_regularization_loss(tf.add_n(self.network.losses))
        weights = self.network.trainable_variables
        self.optimizer.apply(tape.gradient(loss, weights), weights)
        return loss
