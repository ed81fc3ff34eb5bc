"""Depth, surface normals and labels at three scales.

Eigen & Fergus, "Predicting Depth, Surface Normals and Semantic Labels with a Common
Multi-Scale Convolutional Architecture", ICCV 2015, arXiv:1411.4734, in the exact sizes
of the authors' released networks: a picture of 228x304 gives maps of 55x74 at scale 2
and of 109x147 at scale 3.

Scale 1 sees the whole picture through full layers, scale 2 adds what is near, scale 3
sharpens. Layers have the released names: full1, full2; conv_s2_1 and conv_s3_1, shared
by all maps; depths_conv_s2_2 and so on, of each. Those of scale 1 are called as its
trunk calls them, conv1_1, so that weights learned on ImageNet find them.
"""

import dataclasses
import math

import keras
from keras import layers

from kerasdense.layers import (
    BilinearDeconvolution,
    CaffeDepth,
    CaffeInput,
    CropLike,
    Enlarge,
    FitFrame,
    LocalResponseNormalization,
    OnPicture,
    PixelBias,
    TakeChannels,
    UnitVectors,
)
from kerasdense.models.trunks.parts import thin
from kerasdense.models.trunks.vgg16 import BLOCKS

SIZE = 228, 304  # rows and columns that the networks see
FIRST = 5  # the pixel of those, down and right, that the first of each map stands for
STEPS = {2: 4, 3: 2}  # scale -> pixels from one place of its maps to the next
MEAN, DEVIATION = 109.31410628, 76.18328376  # of a picture's colours, in 255ths
LOG_DEVIATION = 0.45723134  # of log depth, which networks write in this unit
LOG_MEAN = 0.82473954  # of log depth, metres
UNITS = {"depth": "depths", "normals": "normals", "labels": "labels"}
VGG_MEAN = (103.939, 116.779, 123.68)  # blue, green, red
SCALES = ((1,), (2,), (1, 2), (1, 2, 3))


def eigen_fergus(
    channels_out,
    *,
    trunk="vgg16",
    scales=(1, 2, 3),
    beside=(),
    width=1.0,
    dropout=0.5,
    size=SIZE,
):
    """Builds the network.

    Pictures of any size are brought to the frame that it sees, and its maps to the
    pictures' size: its own, of 109x147, are the outputs of the layers depth_scale3 and
    so on, see `own_maps`.

    The authors let no gradient go from scale 3 to what is below; here, who trains scale
    3 lets the rest rest. Dropout keeps the mean while it drops, where theirs halves
    afterwards.

    Args:
        channels_out: {"depth": 1, "normals": 3, "labels": classes}, those to write. Or
            a number, for labels alone: then the model writes one map.
        trunk: "vgg16" or "alexnet".
        scales: (1, 2, 3), or of the paper's ablation (1, 2), (2,) or (1,): scale 1
            alone has the convolutions of scale 2, but no features of its own pixels.
        beside: Maps that the network is given beside the picture, in this order: of
            "depth", "relative_depth" and "normals". Each, and the picture, gets a third
            of the first filters of scales 2 and 3; scale 1 sees the picture alone.
        width: Fraction of the channels.
        size: Of the frame.

    Returns:
        A model, [B, H, W, 3 + beside] -> {name: [B, H, W, channels]}. Depth is the
        logarithm of metres, normals have a length of 1, labels are logits. With VGG16
        and both of depth and normals it has 217,974,446 weights, with AlexNet
        125,218,030.
    """
    if tuple(scales) not in SCALES:
        raise ValueError(f"eigen_fergus: scales are one of {SCALES}, not {scales}.")
    maps = channels_out if isinstance(channels_out, dict) else {"labels": channels_out}
    planes = {"image": 3, **{name: PLANES[name] for name in beside}}
    image = keras.Input((None, None, sum(planes.values())), name="image")
    frame = FitFrame(size, name="frame")(image)
    seen, first = {}, 0
    for name, count in planes.items():
        seen[name] = taken(frame, first, count, name) if beside else frame
        first += count
    inside = Inside(maps, width, normalised(seen))
    grid = inside.grid(size)

    parts = []
    if 1 in scales:
        x = TRUNKS[trunk](seen["image"], width)
        parts.append(full(x, grid, width, dropout))
    if 2 in scales:
        parts.append(inside.seen(96, 2))
    x = layers.Concatenate(name="s2_1")(parts) if len(parts) > 1 else parts[0]
    written = {name: inside.stack(x, name, 2, 3) for name in maps}
    if "depth" in maps:
        bias = PixelBias(dtype="float32", name="depths_bias")
        written["depth"] = bias(written["depth"])
    found = {name: finished(x, name, 2) for name, x in written.items()}
    if 3 in scales:
        # What has been found replaces the first features: 4 of depth and normals.
        coarse = {**found, **{n: x for n, x in written.items() if n == "depth"}}
        coarse = [coarse[name] for name in UNITS if name in coarse]
        coarse = layers.Concatenate(dtype="float32", name="coarse")(coarse)
        x = inside.sharpened(coarse)
        written = {name: inside.stack(x, name, 3, 2) for name in maps}
        found = {name: finished(x, name, 3) for name, x in written.items()}
    step = STEPS[max(2, *scales)]
    outputs = {}
    for name, x in found.items():
        x = OnPicture(size, FIRST, step, name=f"{name}_on_picture")(x, image)
        outputs[name] = UnitVectors(name=name)(x) if name == "normals" else x
    if not isinstance(channels_out, dict):
        outputs = outputs["labels"]
    return keras.Model(image, outputs, name="eigen_fergus")


PLANES = {"depth": 1, "relative_depth": 1, "normals": 3}


def taken(frame, first, count, name):
    return TakeChannels(first, count, dtype="float32", name=f"take_{name}")(frame)


def normalised(seen):
    """What scales 2 and 3 see: colours and log depth of deviation 1, normals as is."""
    found = {}
    for name, x in seen.items():
        if name == "image":
            scaling = layers.Rescaling(
                255 / DEVIATION, -MEAN / DEVIATION, dtype="float32", name="normalised"
            )
            x = scaling(x)
        elif name != "normals":
            mean = math.log(1000) + (LOG_MEAN if name == "depth" else -1.0)
            x = CaffeDepth(mean, name=f"log_{name}")(x)
            scaling = layers.Rescaling(
                1 / LOG_DEVIATION, dtype="float32", name="scaled"
            )
            x = scaling(x)
        found[name] = x
    return found


@dataclasses.dataclass
class Inside:
    """Scales 2 and 3.

    Args:
        maps: {name: channels}, to be written.
        width: Fraction of the channels.
        views: {name: [B, *size, channels]}, what is seen.
    """

    maps: dict
    width: float
    views: dict

    def grid(self, size):
        """-> rows and columns of scale 2's maps."""
        return tuple((halved(n) - 3) // 2 + 1 for n in size)

    def seen(self, filters, scale):
        """9x9 filters at half the size, and maxima of 3x3: half of that again at scale
        2, and every pixel at scale 3."""
        found = []
        for name, x in self.views.items():
            own = "" if name == "image" else f"_{name}"
            count = filters // len(self.views)
            x = layers.ZeroPadding2D(1, name=f"s{scale}{own}_pad")(x)
            x = conv(x, thin(count, self.width), 9, 2, f"conv_s{scale}_1{own}")
            pool = layers.MaxPooling2D(
                3, strides=2 if scale == 2 else 1, name=f"pool_s{scale}_1{own}"
            )
            found.append(pool(x))
        if len(found) == 1:
            return found[0]
        return layers.Concatenate(name=f"seen_s{scale}")(found)

    def sharpened(self, coarse):
        """-> features of scale 3, of which the first are what scale 2 has found."""
        x = self.seen(64, 3)
        found = sum(n for name, n in self.maps.items() if name != "labels")
        first = min(found, x.shape[-1] - 1)  # of very narrow ones, some are left
        x = TakeChannels(first, x.shape[-1] - first, name="s3_rest")(x)
        coarse = Enlarge(2, "nearest", dtype="float32", name="coarse_x2")(coarse)
        coarse = CropLike(dtype="float32", name="coarse_crop")(coarse, x)
        return layers.Concatenate(name="s3_1")([coarse, x])

    def stack(self, x, name, scale, count):
        """5x5 convolutions of a map's own, and one that writes it."""
        unit = UNITS[name]
        for number in range(2, 2 + count):
            x = conv(x, thin(64, self.width), 5, 1, f"{unit}_conv_s{scale}_{number}")
        return layers.Conv2DTranspose(
            self.maps[name],
            5,
            padding="same",
            kernel_initializer=keras.initializers.RandomNormal(stddev=0.01),
            bias_initializer=first_guess(name),
            dtype="float32",
            name=f"{unit}_conv_s{scale}_{2 + count}",
        )(x)


def first_guess(name):
    """-> what a map says before it has learned: surfaces face the camera. So no
    direction begins near to nothing, where the least change turns it around."""
    if name == "normals":
        return keras.initializers.Constant([0.0, 0.0, -1.0])
    return "zeros"


def finished(x, name, scale):
    """What is written -> log metres, directions, logits."""
    kinds = {
        "depth": lambda: layers.Rescaling(
            LOG_DEVIATION, dtype="float32", name=f"depth_scale{scale}"
        ),
        "normals": lambda: UnitVectors(name=f"normals_scale{scale}"),
        "labels": lambda: layers.Identity(dtype="float32", name=f"labels_scale{scale}"),
    }
    return kinds[name]()(x)


def own_maps(network, scale, maps):
    """-> a model of the network's own maps at a scale: FIRST and STEPS say where they
    lie in its frame."""
    outputs = {}
    for name in maps:
        if (name, scale) == ("depth", 2):  # scale 3 is given it in the network's unit
            outputs[name] = finished(network.get_layer("depths_bias").output, name, 2)
        else:
            outputs[name] = network.get_layer(f"{name}_scale{scale}").output
    return keras.Model(network.input, outputs, name=f"scale{scale}")


def sharpener(network, maps):
    """-> models of the same weights: what scale 3 sees of a picture, and scale 3.

    The first gives [views of the frame, coarse maps twice as large as scale 2's]; the
    second makes maps of as many, or of windows of the views, [B, 2 h + 10, 2 w + 10, C]
    and of the coarse maps [B, h, w, C], both beginning at the same place.
    """
    coarse = network.get_layer("coarse_x2").output
    pads = [layer for layer in network.layers if layer.name.startswith("s3")]
    views = [layer.input for layer in pads if layer.name.endswith("_pad")]
    seen = keras.Model(network.input, [*views, coarse])
    outputs = {name: network.get_layer(f"{name}_scale3").output for name in maps}
    windows = [keras.Input((None, None, v.shape[-1])) for v in (*views, coarse)]
    alone = keras.models.clone_model(
        keras.Model([*views, coarse], outputs),
        input_tensors=windows,
        clone_function=lambda layer: layer,
        call_function=lambda layer, *given, **how: layer(*given, **how),
    )
    return seen, alone


def resting(maps, scales):
    """-> starts of the names of all layers of scales 1 and 2, which rest while scale 3
    learns; and of those of scale 3."""
    units = [UNITS[name] for name in maps]
    first = [f"conv{block}" for block in range(1, 6)] + ["full"] if 1 in scales else []
    own = ["depths_bias"] if "depth" in maps else []
    below = [*first, *own, "conv_s2", *(f"{unit}_conv_s2" for unit in units)]
    return tuple(below), ("conv_s3", *(f"{unit}_conv_s3" for unit in units))


def full(x, grid, width, dropout):
    """Features of the whole picture at a fourth of scale 2's places, interpolated."""
    rows, columns = (-(-side // 4) for side in grid)
    channels = thin(64, width)
    x = layers.Rescaling(0.01, dtype="float32", name="features")(x)
    x = layers.Permute((3, 1, 2), name="channels_first")(x)
    x = layers.Flatten(name="flat")(x)
    x = dense(x, round(4096 * width), "full1")
    x = layers.Dropout(dropout, name="full1_drop")(x)
    x = dense(x, channels * rows * columns, "full2")
    x = layers.Reshape((channels, rows, columns), name="full2_map")(x)
    x = layers.Permute((2, 3, 1), name="full2_last")(x)
    x = BilinearDeconvolution(4, 7, name="full2_x4")(x)
    spare = [(2, side - grid[i] - 2) for i, side in enumerate(x.shape[1:3])]
    return layers.Cropping2D(spare, name="scale1")(x)


def vgg16_rooms(image, width):
    """The five blocks of VGG16, the first two convolutions without padding."""
    x = CaffeInput(VGG_MEAN, name="caffe_input")(image)
    for block, (channels, count) in enumerate(BLOCKS, start=1):
        for i in range(1, count + 1):
            padding = "valid" if block == 1 else "same"
            x = conv(
                x, thin(channels, width), 3, 1, f"conv{block}_{i}", padding=padding
            )
        x = layers.MaxPooling2D(2, name=f"pool{block}")(x)
    return x


def alexnet_rooms(image, width):
    """AlexNet's five convolutions, without groups, pooled before normalised."""
    x = CaffeInput((128.0, 128.0, 128.0), name="caffe_input")(image)
    x = layers.ZeroPadding2D(2, name="conv1_pad")(x)
    x = conv(x, thin(96, width), 11, 4, "conv1", padding="valid")
    x = pooled(x, 1)
    x = conv(x, thin(256, width), 5, 1, "conv2")
    x = pooled(x, 2)
    x = conv(x, thin(384, width), 3, 1, "conv3")
    x = conv(x, thin(384, width), 3, 1, "conv4")
    x = conv(x, thin(256, width), 3, 1, "conv5")
    return layers.MaxPooling2D(3, strides=2, name="pool5")(x)


def pooled(x, number):
    x = layers.MaxPooling2D(3, strides=2, name=f"pool{number}")(x)
    # x (2 + 1e-4 sum of 5 squares) ^ -3/4; the layer divides its alpha by the 5.
    return LocalResponseNormalization(alpha=5e-4, bias=2.0, name=f"norm{number}")(x)


TRUNKS = {"vgg16": vgg16_rooms, "alexnet": alexnet_rooms}


def halved(pixels):
    """-> places of 9x9 filters at every second of so many pixels and a border of 1."""
    return (pixels + 2 - 9) // 2 + 1


def conv(x, filters, kernel, stride, name, padding=None):
    """With ReLU. Theirs began with small Gaussians; from scratch, He's let deep
    networks learn."""
    return layers.Conv2D(
        filters,
        kernel,
        strides=stride,
        padding=padding or ("same" if stride == 1 else "valid"),
        activation="relu",
        kernel_initializer="he_normal",
        name=name,
    )(x)


def dense(x, units, name):
    return layers.Dense(
        units, activation="relu", kernel_initializer="he_normal", name=name
    )(x)
