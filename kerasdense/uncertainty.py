"""How sure a network is of its labels: a picture seen many times, features dropped.

Kendall, Badrinarayanan & Cipolla, "Bayesian SegNet: Model Uncertainty in Deep
Convolutional Encoder-Decoder Architectures for Scene Understanding", BMVC 2017,
arXiv:1511.02680. As in the authors' `test_bayesian_segnet.py`, labels are those of the
mean of the softmax, and the uncertainty of a pixel is the variance of the softmax,
meaned over the classes. Batch normalisation stays as learned.
"""

import dataclasses

import keras
import numpy as np

from kerasdense.errors import InputError
from kerasdense.layers import SampledDropout
from kerasdense.predict import predict_in_parts
from kerasdense.predictor import copy_weights, fast
from kerasdense.tasks import Task
from kerasdense.tiles import Tiled


@dataclasses.dataclass(frozen=True)
class Sampled(Tiled):
    """Labels, and how they were come by.

    Args:
        uncertainty: float32 [H, W, 1]: 0 is sure, `most_uncertain` the most there is.
    """

    uncertainty: np.ndarray = None


def predict_sampled(predictor, task, pixels, **options):
    """One picture, labelled by the mean of samples.

    While it is at work it keeps a number for each class at each pixel.

    Args:
        predictor: Of `sampling`.
        task: Of the network that it samples.
        pixels: uint8 or uint16 [H, W, 1 or 3], or float in [0, 1].
        **options: Of `predict_in_parts`.

    Returns:
        A `Sampled`, with a prediction uint8 [H, W, 1].
    """
    done = predict_in_parts(predictor, Scores(task), pixels, **options)
    mean, variance = done.prediction[..., :-1], done.prediction[..., -1:]
    labels = mean.argmax(axis=-1)[..., None].astype(np.uint8)
    return Sampled(labels, done.exact, done.tiles, variance)


def sampling(network, samples=40, seed=0):
    """-> a predictor x [B, H, W, C] -> [B, H, W, K + 1]: the mean of the softmax of
    each class over samples, and last their variance, meaned over classes.

    It gives the same for the same x, whatever it was asked before.

    Args:
        network: Writes logits, and has dropout.
        samples: How often x is seen. The variance is divided by just that.
        seed: Of what is dropped.

    Raises:
        InputError: The network has no dropout.
    """
    network = dropping(network)
    once, generators = fast(network), generators_of(network)
    states = np.random.SeedSequence(seed).generate_state(len(generators)) // 2

    def predictor(x):
        for generator, state in zip(generators, states):
            generator.state.assign([int(state), 0])
        total = squares = 0.0
        for _ in range(samples):
            odds = softmax(once(x))
            total, squares = total + odds, squares + odds**2
        mean = total / samples
        variance = np.maximum(squares / samples - mean**2, 0)
        both = [mean, variance.mean(axis=-1, keepdims=True)]
        return np.concatenate(both, axis=-1).astype(np.float32)

    return predictor


def softmax(logits):
    odds = np.asarray(logits, np.float64)
    odds = np.exp(odds - odds.max(axis=-1, keepdims=True))
    return odds / odds.sum(axis=-1, keepdims=True)


def dropping(network):
    """-> a copy of the network that drops features when it predicts, too.

    Raises:
        InputError: It has no dropout.
    """

    def clone(layer):
        kind = SampledDropout if drops(layer) else type(layer)
        return kind.from_config(layer.get_config())

    copy = keras.models.clone_model(network, clone_function=clone, recursive=True)
    if not generators_of(copy):
        raise InputError(
            "This network has no dropout, so that all samples would be alike. One to "
            "sample comes of `kerasdense train segnet RUN --set bayesian=true`."
        )
    copy_weights(network, copy)
    return copy


def drops(layer):
    return type(layer) is keras.layers.Dropout and layer.rate > 0


def generators_of(network):
    return [
        layer.seed_generator
        for layer in network._flatten_layers()
        if isinstance(layer, SampledDropout)
    ]


class Scores(Task):
    """The task of labels, where what comes out is not yet decided."""

    def __init__(self, task):
        self.task, self.reads = task, task.reads
        self.scale, self.channels = task.scale, task.channels

    def input(self, sample):
        return self.task.input(sample)

    def decode(self, output, x):
        return output


def most_uncertain(classes):
    """-> the largest variance of a softmax over so many classes, meaned over them.

    Variances of classes add up to the mean of |p|^2 less |mean p|^2: at most 1 - 1 / K,
    where each sample is sure of one class, and all classes come up equally often.
    """
    return (1 - 1 / classes) / classes


def as_gray(uncertainty, classes):
    """Uncertainty [H, W, 1] -> gray, uint8 [H, W, 1]: black is sure.

    255 is the most there is, and half as bright is a quarter of that: brightness is a
    standard deviation, on a scale that is the same for all pictures of a network.
    """
    share = np.clip(uncertainty / most_uncertain(classes), 0, 1)
    return np.rint(255 * np.sqrt(share)).astype(np.uint8)
