"""RAFT for processors: a flow that is mended turn by turn, by the same few layers.

Teed & Deng, "RAFT: Recurrent All-Pairs Field Transforms for Optical Flow", ECCV 2020,
arXiv:2003.12039, figure 1, its small form made smaller still. Every pixel of the first
picture, at 1/8 of the size, is compared with every one of the second; then in each turn
a recurrent unit sees what is alike around the places to which the flow leads, and
changes the flow. The weights are those of one turn, so that there can be more turns
when flow is predicted than when it was learned.

What is small and moves far RAFT does not find, as coarse levels do not show it and fine
ones are seen only nearby. So here the unit is told in each turn where the best match of
all lies from where the flow leads, and how sure that is, as in Xu et al., "GMFlow",
CVPR 2022, arXiv:2111.13680; and the loss says of what is seen in both pictures which
match is right.

All pairs take memory, and there are copies of them: 4.4 GB in all for pictures of
1280x720 pixels, in float32.

Departures: what is compared is evened in each pixel, as in `flownet_slim`, instead of
normalised over the picture; of the second picture's features their mean is taken off,
so that what lies beyond its border, 0, is as alike as what is usual: else the border is
seen from everywhere, and the network learns the size of its windows by it; both
encoders are one; the flow is written in full size by learned shares after the last turn
alone.
"""

import keras
from keras import layers

from kerasdense.layers import (
    AllPairs,
    ConvexUpsample,
    Detached,
    FlowLike,
    LookUp,
    Match,
    SpaceToDepth,
    Still,
    StretchToMultiple,
    TakeChannels,
)
from kerasdense.models.flownet import MEAN, Convolutions
from kerasdense.models.flownet_slim import evened

STRIDE = 8  # pixels from one place that is compared to the next
SHARPNESS = 4.0  # of a softmax over correlations, which are at most the root of C


def raft_slim(
    *,
    filters=(32, 48, 96),
    hidden=64,
    context=64,
    motion=64,
    most=3,
    levels=4,
    turns=6,
):
    """Builds the network.

    Args:
        filters: Of the encoder, at 1/2, 1/4 and 1/8.
        hidden: Of the recurrent unit's state.
        context: Of what the unit is told about the first picture.
        motion: Of what it is told about the flow and where that leads.
        most: How far around is looked, in cells of each level.
        levels: Of the second picture's features: 1/8, 1/16 and so on.
        turns: How often the flow is changed.

    Returns:
        A model, [B, H, W, 6] -> {"alike": [B, H / 8 * W / 8, H / 8 * W / 8], "turn1":
        [B, H / 8, W / 8, 2], ..., "flow": [B, H, W, 2]}: logarithms, up to a constant,
        of how likely each pixel's matches are; and flows in pixels of the picture
        (turns: of the stretched one, where it was stretched to sides that divide).
    """
    image = keras.Input((None, None, 6), name="image")
    conv = Convolutions(1.0)
    x = StretchToMultiple(STRIDE * 2 ** (levels - 1), name="stretch")(image)
    x = layers.Rescaling(1.0, [-mean for mean in MEAN * 2], name="mean")(x)
    maps = [
        encoded(conv, TakeChannels(start, 3, name=name)(x), filters)
        for name, start in (("first", 0), ("second", 3))
    ]
    project = plain(filters[-1], 1, "features")
    first, second = (
        evened(project(each), name) for each, name in zip(maps, ("first", "second"))
    )
    mean = layers.GlobalAveragePooling2D(keepdims=True, name="usual")(second)
    second = layers.Subtract(name="unusual")([second, mean])
    pyramid = [second]
    for level in range(1, levels):
        pyramid.append(layers.AveragePooling2D(2, name=f"pool{level}")(pyramid[-1]))
    pairs = [AllPairs(name=f"pairs{i}")(first, each) for i, each in enumerate(pyramid)]
    look = [LookUp(most, 2**i, name=f"look{i}") for i in range(levels)]

    alike = layers.Rescaling(SHARPNESS, dtype="float32", name="alike")(pairs[0])
    found = Match(dtype="float32", name="match")(alike, first, second)
    told = conv(maps[0], hidden + context, 3, 1, "context")
    state = plain(hidden, 1, "state", "tanh")(told)
    about = plain(context, 1, "about", "relu")(told)
    unit = Unit(hidden, motion)
    flow = Still(2, dtype="float32", name="still")(about)
    place = TakeChannels(0, 2, dtype="float32", name="place")(found)
    sure = TakeChannels(2, 1, dtype="float32", name="sure")(found)
    outputs = {"alike": alike}
    for turn in range(1, turns + 1):
        flow = Detached(dtype="float32", name=f"from{turn}")(flow)
        around = layers.Concatenate(name=f"around{turn}")(
            [see(every, flow, there) for see, every, there in zip(look, pairs, pyramid)]
        )
        state, change = unit(state, about, around, (place, sure), flow, turn)
        flow = layers.Add(dtype="float32", name=f"changed{turn}")([flow, change])
        in_pixels = layers.Rescaling(STRIDE, dtype="float32", name=f"turn{turn}")
        outputs[f"turn{turn}"] = in_pixels(flow)
    shares = plain(96, 3, "shares1", "relu")(state)
    shares = plain(9 * STRIDE**2, 1, "shares2")(shares)
    fine = ConvexUpsample(STRIDE, dtype="float32", name="fine")(flow, shares)
    outputs["flow"] = FlowLike(1, STRIDE, dtype="float32", name="flow")(fine, image)
    return keras.Model(image, outputs, name="raft_slim")


def encoded(conv, x, filters):
    """A picture -> features at 1/8 of its size."""
    x = SpaceToDepth(2)(x)
    for level, width in enumerate(filters, start=1):
        x = conv(x, width, 3, 1 if level == 1 else 2, f"conv{level}")
        x = conv(x, width, 3, 1, f"conv{level}_1")
    return x


def plain(filters, kernel, name, activation=None, **settings):
    """A convolution that keeps the size, its kernel drawn to suit what follows."""
    drawn = "he_normal" if activation == "relu" else "glorot_uniform"
    settings = {"kernel_initializer": drawn, **settings}
    return layers.Conv2D(
        filters, kernel, padding="same", activation=activation, name=name, **settings
    )


class Unit:
    """The convolutional gated recurrent unit and what stands around it, section 3.3:
    layers that every turn uses anew."""

    def __init__(self, hidden, motion):
        self.hidden = hidden
        self.around = plain(motion, 1, "around", "relu")
        self.flow1 = plain(32, 5, "flow1", "relu")
        self.flow2 = plain(32, 3, "flow2", "relu")
        self.motion = plain(motion - 2, 3, "motion")
        self.match1 = plain(32, 3, "match1", "relu")
        self.match2 = plain(motion - 2, 3, "match2")
        self.gates = plain(2 * hidden, 3, "gates", "sigmoid")
        self.candidate = plain(hidden, 3, "candidate", "tanh")
        self.head1 = plain(hidden, 3, "head1", "relu")
        small = keras.initializers.RandomNormal(0.0, 1e-3)
        self.head2 = plain(2, 3, "head2", kernel_initializer=small, dtype="float32")

    def __call__(self, state, about, around, match, flow, turn):
        """-> the new state, and how the flow changes."""

        def joined(name, *parts):
            return layers.Concatenate(name=f"{name}{turn}")(list(parts))

        moved = self.flow2(self.flow1(flow))
        motion = self.motion(joined("seen", self.around(around), moved))
        place, sure = match
        farther = layers.Subtract(dtype="float32", name=f"farther{turn}")([place, flow])
        matched = self.match2(self.match1(joined("seen_match", farther, sure)))
        motion = layers.Add(name=f"motion_match{turn}")([motion, matched])
        motion = layers.ReLU(name=f"motion_relu{turn}")(motion)
        x = joined("unit_input", about, motion, flow)
        gates = self.gates(joined("unit_state", state, x))
        update = TakeChannels(0, self.hidden, name=f"update{turn}")(gates)
        reset = TakeChannels(self.hidden, self.hidden, name=f"reset{turn}")(gates)
        kept = layers.Multiply(name=f"kept{turn}")([reset, state])
        new = self.candidate(joined("unit_kept", kept, x))
        apart = layers.Subtract(name=f"apart{turn}")([new, state])
        step = layers.Multiply(name=f"step{turn}")([update, apart])
        state = layers.Add(name=f"state{turn}")([state, step])
        return state, self.head2(self.head1(state))
