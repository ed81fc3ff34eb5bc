"""FCN.

Long, Shelhamer & Darrell, "Fully Convolutional Networks for Semantic Segmentation",
CVPR 2015, arXiv:1411.4038, figures 1 to 3; and in IEEE TPAMI 2017, arXiv:1605.06211.
Layers have the names of the authors' released networks.
"""

import keras
from keras import layers

from kerasdense.errors import InputError
from kerasdense.layers import (
    Bilinear,
    BilinearDeconvolution,
    CaffeInput,
    CropAt,
    PadToMultiple,
)
from kerasdense.models.trunks.alexnet import alexnet
from kerasdense.models.trunks.efficientnet_lite0 import efficientnet_lite0
from kerasdense.models.trunks.googlenet import googlenet
from kerasdense.models.trunks.parts import conv, thin
from kerasdense.models.trunks.vgg16 import vgg16

TRUNKS = ("vgg16", "alexnet", "googlenet", "efficientnet_lite0")
VOC_MEAN = (104.00699, 116.66877, 122.67892)  # blue, green, red, in 255ths
SIFT_FLOW_MEAN = (114.578, 115.294, 108.353)

# How coarse scores come to lie upon the picture: where each map is cropped, in its own
# pixels. Padded, the image wears a border of zeros and can have any size: a score of
# VGG16 lies at pixel 32 i + 12.5 of the image, a pixel of pool4 at 16 i - 91.5, one of
# pool3 at 8 i - 95.5. Free of it, the image is filled up to a multiple of 32, and the
# pixels of every map lie in the middle of what they stand for.
PADDED = {"pool4": 5, "pool3": 9, 32: 19, 16: 27, 8: 31}
FREE = {"up": 1, 32: 16, 16: 8, 8: 4}
# Pools of 3x3 leave scores upon a pixel, at 32 i + 13 or 32 i, and free at 32 i + 15:
# upsampled by a kernel of 63, they are cropped at
ODD = {"alexnet": (18, 16), "googlenet": (31, 16)}  # padded, free
SCALES = {"fr": 1, "pool4": 0.01, "pool3": 0.0001}  # of FCN-8s at-once


def fcn(
    channels_out,
    *,
    trunk="vgg16",
    pad_free=False,
    mean=VOC_MEAN,
    width=1.0,
    dropout=0.5,
    **how,
):
    """Builds a classifier turned fully convolutional, and figure 3 upon it.

    On VGG16 with 21 classes there are 134,346,581 weights at stride 32 and 134,362,751
    at stride 8, where all upsampling is fixed.

    Args:
        channels_out: Classes.
        trunk: "vgg16"; "alexnet" or "googlenet", at stride 32 as in the paper; or
            "efficientnet_lite0" for phones, which is always free of padding.
        pad_free: Whether the border of zeros is left away: 100 pixels in the released
            networks, 33 here for GoogLeNet, of which none was released. Much faster
            for small pictures; pixels near the edges then come out otherwise.
        mean: (b, g, r) that the trunk was taught to have taken off, in 255ths.
        width: Fraction of the trunk's channels, to train it on small machines.
        dropout: Fraction dropped behind fc6 and fc7.
        **how: The stride and more; see `score`.

    Returns:
        A model, RGB in [0, 1] [B, H, W, 3] -> logits [B, H, W, channels_out].

    Raises:
        InputError: There is none like this.
    """
    image = keras.Input((None, None, 3), name="image")
    x = filled(image) if pad_free else image
    if trunk == "efficientnet_lite0":
        pad_free = True
        maps = mobile(filled(image))
    elif trunk in TRUNKS:
        data = CaffeInput(mean, name="data")(x)
        maps = CLASSIC[trunk](data, pad_free, width, dropout)
    else:
        raise InputError(f"FCN has no trunk {trunk!r}, only {', '.join(TRUNKS)}.")
    x = score({"": maps}, image, channels_out, trunk=trunk, pad_free=pad_free, **how)
    return keras.Model(image, x, name="fcn")


def fcn_sift_flow(
    semantic=33,
    geometric=3,
    *,
    pad_free=False,
    mean=SIFT_FLOW_MEAN,
    width=1.0,
    dropout=0.5,
    **how,
):
    """Builds FCN on VGG16 with two heads, section 5: what things are, and how they lie.

    Returns:
        A model, RGB in [0, 1] [B, H, W, 3] -> {"semantic": logits [B, H, W, semantic],
        "geometric": logits [B, H, W, geometric]}.
    """
    image = keras.Input((None, None, 3), name="image")
    data = CaffeInput(mean, name="data")(filled(image) if pad_free else image)
    streams = {"": vgg16_maps(data, pad_free, width, dropout)}
    heads = {"semantic": (semantic, "_sem"), "geometric": (geometric, "_geo")}
    outputs = {
        name: score(streams, image, classes, pad_free=pad_free, suffix=suffix, **how)
        for name, (classes, suffix) in heads.items()
    }
    return keras.Model(image, outputs, name="fcn_sift_flow")


def filled(image):
    return PadToMultiple(32, dtype="float32", name="fill")(image)


# Each makes {"fr": the last map, "pool4": that of stride 16, "pool3": of stride 8}.


def vgg16_maps(data, pad_free, width, dropout, suffix="", first="conv1_1"):
    border, around = (1, 3) if pad_free else (100, 0)
    maps = vgg16(data, pad=border, width=width, suffix=suffix, first=first)
    x = layers.ZeroPadding2D(around, name=f"fc6_pad{suffix}")(maps["pool5"])
    x = classifier(x, 7, thin(4096, width), dropout, suffix)
    return {"fr": x, "pool4": maps["pool4"], "pool3": maps["pool3"]}


def alexnet_maps(data, pad_free, width, dropout):
    # Free, the six pixels that fc6 sees begin three before its own.
    border, around = (((2, 5), (2, 5)), ((3, 2), (3, 2))) if pad_free else (100, 0)
    x = alexnet(data, pad=border, width=width)["pool5"]
    x = layers.ZeroPadding2D(around, name="fc6_pad")(x)
    return {"fr": classifier(x, 6, thin(4096, width), dropout)}


def googlenet_maps(data, pad_free, width, dropout):
    border = ((2, 3), (2, 3)) if pad_free else 33
    maps = googlenet(data, pad=border, centred=pad_free, width=width)
    return {"fr": maps["inception_5b"]}


CLASSIC = {"vgg16": vgg16_maps, "alexnet": alexnet_maps, "googlenet": googlenet_maps}


def mobile(image):
    maps = efficientnet_lite0(image)
    names = {"fr": "stride32", "pool4": "stride16", "pool3": "stride8"}
    return {name: maps[stride] for name, stride in names.items()}


def classifier(x, kernel, channels, dropout, suffix=""):
    """Figure 2: fully connected layers are convolutions as large as their input."""
    x = conv(x, channels, kernel, padding="valid", name=f"fc6{suffix}")
    x = layers.Dropout(dropout, name=f"drop6{suffix}")(x)
    x = conv(x, channels, 1, name=f"fc7{suffix}")
    return layers.Dropout(dropout, name=f"drop7{suffix}")(x)


def score(
    streams,
    image,
    channels_out,
    *,
    stride=8,
    at_once=False,
    upsampling="last_fixed",
    zero_scores=True,
    pad_free=False,
    trunk="vgg16",
    suffix="",
):
    """Figure 3: scores of coarse maps, upsampled and added to those of finer ones.

    Args:
        streams: {name: {"fr": map, "pool4": map, "pool3": map}}; where there are
            several, their scores are averaged.
        image: [B, H, W, C], for its size.
        stride: 32, 16 or 8: of the finest map that is scored.
        at_once: Whether finer maps are scaled down before they are scored, so that all
            strides can be learned in one stage; TPAMI, section 4.3.
        upsampling: Deconvolutions begin as bilinear interpolation. "last_fixed": the
            last stays so, and the others learn (section 4.3); "fixed": none learns, as
            in the released networks; "learned": all do.
        zero_scores: Whether scores begin as zeros, as theirs do. Else random.
        suffix: Behind the names of all layers here.

    Returns:
        Logits [B, H, W, channels_out].
    """
    check(trunk, stride, upsampling)

    def scored(name):
        scores = []
        for stream, maps in streams.items():
            x = maps[name]
            if at_once and name != "fr":
                scale = f"scale_{name}{stream}{suffix}"
                x = layers.Rescaling(SCALES[name], name=scale)(x)
            x = layers.Conv2D(
                channels_out,
                1,
                kernel_initializer="zeros" if zero_scores else "glorot_uniform",
                dtype="float32",
                name=f"score_{name}{stream}{suffix}",
            )(x)
            scores.append(x)
        if len(scores) == 1:
            return scores[0]
        average = "score_fused" if name == "fr" else f"score_{name}_fused"
        return layers.Average(dtype="float32", name=f"{average}{suffix}")(scores)

    def upsampled(x, factor, kernel, name):
        last = factor == stride
        options = {"dtype": "float32", "name": f"{name}{suffix}"}
        if upsampling == "fixed" or (last and upsampling == "last_fixed"):
            return BilinearDeconvolution(factor, kernel, **options)(x)
        return layers.Conv2DTranspose(
            channels_out,
            kernel,
            strides=factor,
            use_bias=False,
            kernel_initializer=Bilinear(),
            **options,
        )(x)

    def cropped(x, offset, like, name):
        return CropAt(offset, dtype="float32", name=f"{name}{suffix}")(x, like)

    def fused(x, name, above):
        x, skip = upsampled(x, 2, 4, above), scored(name)
        if pad_free:
            x = cropped(x, FREE["up"], skip, f"{above}c")
        else:
            skip = cropped(skip, PADDED[name], x, f"score_{name}c")
        add = layers.Add(dtype="float32", name=f"fuse_{name}{suffix}")
        return add([x, skip])

    x = scored("fr")
    if stride <= 16:
        x = fused(x, "pool4", above="upscore2")
    if stride == 8:
        x = fused(x, "pool3", above="upscore_pool4")
    kernel, crop = 2 * stride, (FREE if pad_free else PADDED)[stride]
    if trunk in ODD:
        kernel, crop = 63, ODD[trunk][pad_free]
    x = upsampled(x, stride, kernel, "upscore" if stride == 32 else f"upscore{stride}")
    return cropped(x, crop, image, "score")


def check(trunk, stride, upsampling):
    if upsampling not in ("last_fixed", "fixed", "learned"):
        raise InputError(
            f"Upsampling is last_fixed, fixed or learned, not {upsampling!r}."
        )
    if stride not in (32, 16, 8):
        raise InputError(f"The stride of an FCN is 32, 16 or 8, not {stride}.")
    if trunk in ODD and stride != 32:
        raise InputError(f"On {trunk} there is FCN-32s alone: say stride=32.")
