"""How far a network looks around a pixel, measured.

Two experiments on copies of the network, whose own weights do not matter:

1. Backwards: with positive weights, and averages for maxima, no path cancels another,
   and the gradient of an output tells which input pixels it can see at all.
2. Forwards: with weights of both signs, what a part of a picture gives is compared
   with the same part of what the whole gives. The least number of pixels to cut off
   by which they agree is the network's step.
"""

import weakref

import keras
import numpy as np
import tensorflow as tf

from kerasdense.predictor import fast
from kerasdense.reach import UNLIMITED, Reach

STEPS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)  # candidates
FARTHEST = 384  # pixels: tiles of 1024 would be exact, and memory not yet dear
COLUMNS = 32  # of a probe; more of them would show the same

_known = weakref.WeakKeyDictionary()


def measure(network):
    """-> the `Reach` of a Keras model, [B, H, W, C] -> [B, scale*H, scale*W, K].

    Looks up to 384 pixels far. A model that takes one size of picture alone, or writes
    another size than it reads, cannot be given parts: its reach is unlimited.
    """
    if len(network.inputs) > 1 or network.input_shape[1:3] != (None, None):
        return UNLIMITED
    if any(getattr(layer, "stretches", False) for layer in network.layers):
        return UNLIMITED  # where a part is stretched, it is so unlike the whole
    if network not in _known:
        try:
            _known[network] = _measure(network)
        except (ValueError, tf.errors.InvalidArgumentError):  # it refuses the probes
            _known[network] = UNLIMITED
    return _known[network]


def _measure(network):
    channels = network.input_shape[-1]
    sight, judge = _sight(_copy(network, _positive)), fast(_copy(network, _mixed))
    # All at once, and not from near to far: where kernels are dilated there are gaps.
    rough = _margin(sight, channels, 1, FARTHEST)
    if rough is None:
        return UNLIMITED
    for step in STEPS:
        # Within a block of `step`, pixels see equally far, but for their places in it.
        if _parts_agree(judge, channels, rough + 2 * step, step):
            margin = _margin(sight, channels, step, rough + 2 * step)
            if margin is not None and _parts_agree(judge, channels, margin, step):
                return Reach(margin, step)
    return UNLIMITED


def _margin(sight, channels, step, farthest):
    """How far the outputs of a block of `step` pixels see; None: `farthest` or more."""
    start = -(-farthest // step) * step
    first, last = start, start
    for turned, more in _ways(step):
        x = _probe(channels, 2 * start + step + more)
        rows = (start, start + step)
        box = (0, COLUMNS, *rows) if turned else (*rows, 0, COLUMNS)
        gradient = _turned(sight(_turned(x, turned), box), turned)
        seen = np.flatnonzero(np.abs(gradient).max((0, 2, 3)))
        if not len(seen) or seen[0] == 0 or seen[-1] >= len(gradient[0]) - 1:
            return None
        first, last = min(first, seen[0]), max(last, seen[-1])
    return int(max(start + step - 1 - first, last - start))


def _parts_agree(judge, channels, margin, step):
    """Whether what lies beyond `margin` from a cut at `step` is as in the whole."""
    for turned, more in _ways(step):
        size = margin + max(4 * step, 16 // step * step) + more
        x = _probe(channels, size)
        whole, late, early = (
            [_turned(y, turned) for y in keras.tree.flatten(judge(part))]
            for part in (_turned(p, turned) for p in (x, x[:, step:], x[:, :-step]))
        )
        kept = size - step - margin
        for a, b, c in zip(whole, late, early):
            scale = a.shape[1] / size
            if [y.shape[1] for y in (b, c)] != [scale * (size - step)] * 2:
                return False
            after, before = round(scale * (step + margin)), round(scale * kept)
            wrong = max(
                np.max(np.abs(a[:, after:] - b[:, round(scale * margin) :])),
                np.max(np.abs(a[:, :before] - c[:, :before])),
            )
            if wrong > 1e-3 * np.std(a) + 1e-6 * np.max(np.abs(a)):
                return False
    return True


def _ways(step):
    """Turned or not, one more row or not: strides begin elsewhere at odd sizes."""
    return [(turned, more) for turned in (0, 1) for more in (0, 1)[: 1 + (step > 1)]]


def _turned(array, turned):
    return np.swapaxes(array, 1, 2) if turned else np.asarray(array)


def _probe(channels, rows):
    # Between 1 and 2: more than any mean that a network takes off first.
    shape = (1, rows, COLUMNS, channels)
    return np.random.default_rng(1).uniform(1, 2, shape).astype(np.float32)


def _sight(network):
    """-> (x, box) -> how each input pixel moves the outputs of those in a box.

    The box is (top, bottom, left, right), in input pixels.
    """
    x = tf.TensorSpec((1, None, None, network.input_shape[-1]), tf.float32)

    @tf.function(input_signature=[x, tf.TensorSpec((4,), tf.int32)])
    def gradient(x, box):
        total = 0.0
        with tf.GradientTape() as tape:
            tape.watch(x)
            for y in keras.tree.flatten(network(x, training=False)):
                sizes = tf.repeat(tf.shape(x)[1:3], 2), tf.repeat(tf.shape(y)[1:3], 2)
                top, bottom, left, right = tf.unstack(box * sizes[1] // sizes[0])
                total += tf.reduce_sum(y[:, top:bottom, left:right])
        return tape.gradient(total, x)

    return gradient


def _positive(draw, shape, fan):
    return draw.uniform(0.5, 1.5, shape) / fan


def _mixed(draw, shape, fan):
    """Positive on the whole, so that no ReLU shuts a narrow network."""
    return draw.normal(1 / fan, 1 / np.sqrt(fan), shape)


def _copy(network, kernel):
    """The network with other weights, and with averages where it takes maxima.

    Args:
        kernel: (random generator, shape, fan-in) -> weights of a convolution.
    """
    draw = np.random.default_rng(0)
    copy = keras.models.clone_model(network, clone_function=_clone, recursive=True)
    copy.trainable = True
    for layer in _layers(copy):
        separate = isinstance(layer, keras.layers.DepthwiseConv2D)
        for weight in layer.trainable_weights:
            shape = tuple(weight.shape)
            fan = np.prod(shape[:2] if separate else shape[:-1])
            flat = len(shape) < 2
            weight.assign(np.ones(shape) if flat else kernel(draw, shape, fan))
    return copy


def _clone(layer):
    config = layer.get_config()
    if isinstance(layer, keras.layers.MaxPooling2D):
        return keras.layers.AveragePooling2D.from_config(config)
    if isinstance(layer, keras.layers.ReLU):  # one that is full hides what is below
        return keras.layers.ReLU.from_config({**config, "max_value": None})
    if hasattr(layer, "seeing_all"):  # what it sees depends on the picture
        return layer.seeing_all()
    return type(layer).from_config(config)


def _layers(model):
    for layer in model.layers:
        yield from _layers(layer) if isinstance(layer, keras.Model) else [layer]
