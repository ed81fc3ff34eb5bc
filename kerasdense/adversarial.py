"""A network taught by a task and by a critic, who learns to tell its pictures from
true ones.

Goodfellow et al., "Generative Adversarial Nets", NIPS 2014, arXiv:1406.2661; put
together as in ESRGAN, Wang et al., arXiv:1809.00219, equation 3.
"""

import tensorflow as tf

from kerasdense.learner import Learner, averaged, step_down, written
from kerasdense.losses import relativistic_average


class AdversarialLearner(Learner):
    """Joins a network and its critic, with an optimizer each.

    For tasks whose outputs are pictures without gaps, in the units of the truth. Scored
    and kept is the network; the critic is in checkpoints alone.

    Args:
        network, task, optimizer: As of `Learner`.
        critic: -> a network that writes logits, one for a picture or for each of its
            patches: how true it looks.
        critic_optimizer: -> its optimizer.
        features: -> `Features`, where any are compared.
        pixels: Weight of the task's own loss.
        perceptual: Weight of the distance of features.
        texture: Weight of the distance of their Gram matrices.
        adversarial: Weight of what the critic says.
    """

    def __init__(
        self,
        network,
        task,
        optimizer,
        *,
        critic,
        critic_optimizer,
        features=None,
        pixels=1.0,
        perceptual=0.0,
        texture=0.0,
        adversarial=1.0,
    ):
        super().__init__(network, task, optimizer)
        self.critic, self.critic_optimizer = critic(), critic_optimizer()
        self.critic_optimizer.build(self.critic.trainable_variables)
        self.features = features() if perceptual or texture else None
        self.pixels, self.perceptual = pixels, perceptual
        self.texture, self.adversarial = texture, adversarial

    @property
    def state(self):
        own = {"critic": self.critic, "critic_optimizer": self.critic_optimizer}
        return {**super().state, **own}

    def learn(self, x, y, w):
        """Takes a step of both, each against the other as it was before.

        Returns:
            This replica's part of the network's loss.
        """
        # What the critic says is computed once for both: each goes down the gradient
        # by its own weights, and by no others.
        with tf.GradientTape(persistent=True) as tape:
            output = written(self.network, x)
            true, made = written(self.critic, y), written(self.critic, output)
            means = mean_of_batch(true), mean_of_batch(made)
            errors = self.adversarial * relativistic_average(made, true, *means[::-1])
            errors += self.pixels * self.task.loss(y, output, w)
            errors += self._seen(y, output)
            loss = averaged(self.network, errors)
            lost = averaged(self.critic, relativistic_average(true, made, *means))
        step_down(self.network, self.optimizer, tape, loss)
        step_down(self.critic, self.critic_optimizer, tape, lost)
        return loss

    def _seen(self, y, output):
        """-> what is lost by features, [B]."""
        if not self.features:
            return 0.0
        true, made = self.features(y), self.features(output)
        return self.perceptual * self.features.distance(
            true, made
        ) + self.texture * self.features.texture_distance(true, made)


def mean_of_batch(logits):
    """The mean over the whole batch, whatever the number of replicas."""
    mean = tf.reduce_mean(logits)
    return tf.distribute.get_replica_context().all_reduce("mean", mean)
