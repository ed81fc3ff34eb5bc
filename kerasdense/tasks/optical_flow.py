"""Where each pixel of a picture is in the next one."""

import dataclasses

import numpy as np
from keras import ops

from kerasdense.layers import LookUp
from kerasdense.metrics import FlowErrors
from kerasdense.pixels.flow import coloured
from kerasdense.tasks.task import Task

UNIT = 20.0  # pixels: what 1 is in the flows that a network learns by
LEVELS = ("flow2", "flow3", "flow4", "flow5", "flow6")
TURNS = tuple(f"turn{n}" for n in range(1, 33))  # of a recurrent network, at most
STRIDE = 8  # of their flows


@dataclasses.dataclass(frozen=True)
class OpticalFlow(Task):
    """How far every pixel moves to the right and down, in pixels.

    A network writes a dict: "flow", [B, H, W, 2] in pixels, which is the answer; and
    for its loss some of "flow2" to "flow6", of 1/4 to 1/64 of the size and in units of
    20 pixels. One that mends its flow in turns writes "turn1", "turn2" and so on, of
    1/8 of the size and in pixels, and perhaps "alike", [B, n, n], whose softmax tells
    how likely each of the n pixels of 1/8 of the size has moved to each. What writes
    the answer alone need not put it into a dict.

    w has two channels where the truth says what the second picture shows of the first:
    pixels that are seen there, and pixels that are hidden. A pixel counts by their sum.

    Args:
        weights: Of the end-point errors of flow2 to flow6, each added up over the
            pixels of its level. They are those of the released FlowNets.
        epsilon: What is added to the square of an end-point error before the root is
            drawn; in Caffe's L1Loss 0.01, with which an error of less than 2 pixels
            counts little.
        fading: What the flow of a turn counts over that of the next one; the last and
            the answer itself count 1 (Teed & Deng, ECCV 2020, section 3.4).
        matching: What the cross-entropy of "alike" counts, the mean over what the
            second picture shows.
        tile: Longest side of the parts of a large picture, in pixels: what moves far is
            looked for far away. A network that compares all pairs needs memory by its
            fourth power.
    """

    weights: tuple[float, ...] = (0.005, 0.01, 0.02, 0.08, 0.32)
    epsilon: float = 0.01
    fading: float = 0.8
    matching: float = 1.0
    tile: int = 2048

    reads = ("image", "second")
    learns = ("flow",)
    channels = 3
    channels_in = 6
    channels_out = 2
    writes = "flow"
    coarse = (*LEVELS, *TURNS, "alike")
    monitor = "epe"
    more_is_better = False

    def target(self, sample):
        flow = ops.cast(sample["flow"], "float32")
        known = ops.all(ops.isfinite(flow), axis=-1, keepdims=True)
        y, w = ops.where(known, flow, 0.0), ops.cast(known, "float32")
        if "occlusion" in sample:
            lost = ops.cast(sample["occlusion"] > 0, "float32")
            w = ops.concatenate([w * (1 - lost), w * lost], axis=-1)
        return y, w

    def loss(self, y, output, w):
        """The multi-scale end-point error. Each level is held to the mean of the flow
        over its pixels, which is not made smaller with the picture.

        Of turns, the mean end-point error in pixels, of each and of the answer."""
        known = ops.sum(w, axis=-1, keepdims=True)
        total = self._of_turns(y, output, known) if TURNS[0] in output else 0.0
        if "alike" in output:
            total += self.matching * unlikely(y, output, w[..., :1])
        for level, (name, weight) in enumerate(zip(LEVELS, self.weights), start=2):
            if name not in output:
                continue
            flow = ops.cast(output[name], "float32")
            truth, share = reduced(y, known, ops.shape(flow)[1:3], 2**level)
            apart = self._apart(flow, truth / UNIT)
            total += weight * ops.sum(apart * share, axis=(1, 2, 3))
        return total

    def _apart(self, flow, truth):
        apart = ops.sum(ops.square(flow - truth), axis=-1, keepdims=True)
        return ops.sqrt(apart + self.epsilon) - self.epsilon**0.5

    def _of_turns(self, y, output, known):
        def error(flow, truth, share):
            lost = ops.sum(self._apart(flow, truth) * share, axis=(1, 2, 3))
            return lost / ops.maximum(ops.sum(share, axis=(1, 2, 3)), 1.0)

        total = error(ops.cast(output["flow"], "float32"), y, known)
        turns = [name for name in TURNS if name in output]
        for later, name in enumerate(reversed(turns)):
            flow = ops.cast(output[name], "float32")
            coarse = reduced(y, known, ops.shape(flow)[1:3], STRIDE)
            total += self.fading**later * error(flow, *coarse)
        return total

    def decode(self, output, x):
        flow = output["flow"] if isinstance(output, dict) else output
        return ops.cast(flow, "float32")

    def metrics(self):
        return [FlowErrors()]

    def render(self, prediction):
        return coloured(np.asarray(prediction))


def unlikely(y, output, w):
    """-> [B], how unlikely the places to which pixels have moved were held to be: the
    mean of -ln p, bilinear; 0 where they left the picture.

    Args:
        y, output: As of `OpticalFlow.loss`; it has "alike" and "turn1".
        w: [B, H, W, 1], what is seen in the second picture.
    """
    like = output["turn1"]
    flow, share = reduced(y, w, ops.shape(like)[1:3], STRIDE)
    likely = ops.log_softmax(ops.cast(output["alike"], "float32"), axis=-1)
    found = LookUp(0, dtype="float32")(likely, flow / STRIDE, like)
    lost = ops.sum(-found * share, axis=(1, 2, 3))
    return lost / ops.maximum(ops.sum(share, axis=(1, 2, 3)), 1.0)


def reduced(y, w, size, stride):
    """A flow and its weights -> their means over blocks of `stride` pixels.

    Where size * stride is not the size of y, as the network stretched the picture, so
    is the flow: by the nearest pixel, and its numbers by as much.

    Args:
        y, w: [B, H, W, 2] and [B, H, W, 1].
        size: Rows and columns of the result.

    Returns:
        [B, *size, 2], the mean of what is known; [B, *size, 1], how much of it is.
    """
    for axis in (1, 2):
        side, wanted = ops.shape(y)[axis], size[axis - 1] * stride
        place = (ops.arange(wanted) * side + side // 2) // wanted
        y, w = (ops.take(array, place, axis=axis) for array in (y, w))
        ratio = ops.cast(wanted, "float32") / ops.cast(side, "float32")
        y = y * (ops.stack([1.0, ratio]) if axis == 1 else ops.stack([ratio, 1.0]))
    share = ops.average_pool(w, stride, stride)
    mean = ops.average_pool(y * w, stride, stride) / ops.maximum(share, 1e-6)
    return mean, share
