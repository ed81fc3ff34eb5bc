"""Optimizers with the schedules that several recipes share."""

import keras
from keras import ops
from keras.optimizers import schedules

from kerasdense.errors import InputError

# What no decay draws towards 0, by the names of variables; Caffe's decay_mult 0.
SPARED = ("bias", "beta", "gamma")


def adam_cosine(learning_rate, steps, *, warmup=0.02, average=0.0, **kwargs):
    """-> makes an Adam whose rate climbs for `warmup` of the steps, then falls to 0
    along half a cosine.

    Args:
        average: How much of the moving average of all weights is left after a step,
            as 0.999. The network that is scored and kept has the average for weights.
            0 for none: it has those of the last step.
    """
    climb = max(1, int(warmup * steps))

    def make():
        schedule = keras.optimizers.schedules.CosineDecay(
            0.0, max(1, steps - climb), warmup_target=learning_rate, warmup_steps=climb
        )
        averaging = {"use_ema": True, "ema_momentum": average} if average else {}
        return keras.optimizers.Adam(schedule, beta_2=0.99, **averaging, **kwargs)

    return make


def sgd(learning_rate, *, momentum=0.9, l2=0.0, bias_rate=1.0, rates=None, **kwargs):
    """-> makes an SGD as the papers that trained in Caffe have it.

    Args:
        learning_rate: A number, or one of the schedules below.
        momentum: Of the steps, each of which holds the rate of its time.
        l2: Weight decay, see CaffeSGD.
        bias_rate: What rate biases have, times the others'; 2 in nets made from VGG.
        rates: {start of a layer's name: what rate it has, times the others'}.
    """

    def make():
        return CaffeSGD(
            learning_rate,
            momentum=momentum,
            l2=l2,
            bias_rate=bias_rate,
            rates=rates,
            **kwargs,
        )

    return make


def named(optimizer, learning_rate, steps, *, average=0.0, **of_sgd):
    """-> makes the optimizer that a recipe's setting names.

    Args:
        optimizer: "sgd", or "adam" with a rate that falls along a cosine.
        average: See `adam_cosine`.
        **of_sgd: See `sgd`.

    Raises:
        InputError: There is none of that name.
    """
    if optimizer == "sgd":
        return sgd(learning_rate, **of_sgd)
    if optimizer == "adam":
        return adam_cosine(learning_rate, steps, average=average)
    raise InputError(f"The optimizer is sgd or adam, not {optimizer!r}.")


def step(learning_rate, every, gamma=0.1):
    """The rate times `gamma` after each `every` steps; Caffe's "step"."""
    return schedules.ExponentialDecay(learning_rate, every, gamma, staircase=True)


def steps_at(learning_rate, at, gamma=0.1):
    """The rate times `gamma` from each of the steps `at` on; Caffe's "multistep"."""
    values = [learning_rate * gamma**i for i in range(len(at) + 1)]
    # The schedule of Keras changes after the step it is told.
    return schedules.PiecewiseConstantDecay([each - 1 for each in at], values)


def poly(learning_rate, steps, power=0.9):
    """The rate times (1 - step / steps)^power; Caffe's "poly"."""
    return schedules.PolynomialDecay(learning_rate, steps, 0.0, power)


def halved(learning_rate, warmup=0, *, first=300_000, every=100_000, times=4):
    """-> makes an Adam whose rate is halved from a step on, and again every so many, as
    FlowNet is trained (Dosovitskiy, Fischer et al., ICCV 2015, section 5.2).

    Args:
        warmup: Steps in which the rate climbs from a hundredth of itself.
    """

    def make():
        at = [first + every * i - warmup for i in range(times)]
        rate = steps_at(learning_rate, at, 0.5)
        return keras.optimizers.Adam(WarmUp(rate, warmup, 0.01) if warmup else rate)

    return make


@keras.saving.register_keras_serializable("kerasdense")
class WarmUp(schedules.LearningRateSchedule):
    """Climbs evenly to a rate that is given, and goes on with it from there.

    Args:
        schedule: What comes after: a number or a schedule, which counts from the end
            of the climb.
        steps: How long the climb takes.
        start: The part of the rate that it begins with.
    """

    def __init__(self, schedule, steps, start=0.0):
        super().__init__()
        self.schedule, self.steps, self.start = schedule, steps, start

    def __call__(self, step):
        step = ops.cast(step, "float32")
        after = ops.maximum(step - self.steps, 0.0)
        rate = self.schedule(after) if callable(self.schedule) else self.schedule
        climbed = ops.minimum(step / max(1, self.steps), 1.0) if self.steps else 1.0
        return rate * (self.start + (1 - self.start) * climbed)

    def get_config(self):
        schedule = self.schedule
        if callable(schedule):
            schedule = schedules.serialize(schedule)
        return {"schedule": schedule, "steps": self.steps, "start": self.start}

    @classmethod
    def from_config(cls, config):
        schedule = config["schedule"]
        if isinstance(schedule, dict):
            config = {**config, "schedule": schedules.deserialize(schedule)}
        return cls(**config)


@keras.saving.register_keras_serializable("kerasdense")
class CaffeSGD(keras.optimizers.SGD):
    """SGD with momentum and true L2: l2 times the weight is part of its gradient.

    So the decay is in the momentum, too, as in Caffe's SGDSolver, and a weight of
    gradient g takes the step v <- momentum v - rate (g + l2 weight). Keras' own
    `weight_decay` takes rate * decay * weight off each weight beside the step.
    Gradients are clipped before the decay is added.

    Args:
        l2: How strongly kernels are drawn towards 0. Biases, and scale and shift of
            normalisations, are not.
        bias_rate: The rate of biases over that of other variables.
        rates: {start of a layer's name: the rate of its variables over the others'};
            the longest start that fits counts.
    """

    def __init__(
        self,
        learning_rate=0.01,
        momentum=0.9,
        l2=0.0,
        bias_rate=1.0,
        rates=None,
        name="caffe_sgd",
        **kwargs,
    ):
        super().__init__(learning_rate, momentum=momentum, name=name, **kwargs)
        self.l2, self.bias_rate, self.rates = l2, bias_rate, dict(rates or {})

    def update_step(self, gradient, variable, learning_rate):
        # On TensorFlow this is the bare variable of one replica, without its path.
        path = self._trainable_variables[self._get_variable_index(variable)].path
        *_, layer, name = ("", *path.split("/"))
        if self.l2 and name not in SPARED:
            gradient = gradient + ops.cast(self.l2 * variable, gradient.dtype)
        super().update_step(gradient, variable, learning_rate * self.rate(layer, name))

    def rate(self, layer, name):
        """-> what the rate of a layer's variable is multiplied by."""
        own = self.bias_rate if name == "bias" else 1.0
        fitting = [start for start in self.rates if layer.startswith(start)]
        return own * (self.rates[max(fitting, key=len)] if fitting else 1.0)

    def get_config(self):
        own = {"l2": self.l2, "bias_rate": self.bias_rate, "rates": dict(self.rates)}
        return {**super().get_config(), **own}
