"""The full networks, of which only names and shapes are made."""

import functools
import json
import subprocess
import sys

import keras
import numpy as np
import pytest

from kerasdense.tasks import Segmentation
from kerasdense.weights.networks import NARROW, NETWORKS


@functools.cache
def wanted(name, form=0):
    """-> wants of a network at full size, without memory for its weights."""
    with keras.StatelessScope(initialize_variables=False):
        return NETWORKS[name].forms[form](NETWORKS[name].build())


def conv(a, b, kernel=3):
    return kernel**2 * a * b + b


def enlarging(n, scale):
    """Of sub-pixel convolutions: one, or two of twice."""
    return {2: conv(n, 4 * n), 3: conv(n, 9 * n), 4: 2 * conv(n, 4 * n)}[scale]


def way_of_mdsr(scale, blocks):
    """The part of MDSR that one scale has use for: two blocks of 5x5 before it."""
    body = (2 * blocks + 1) * conv(64, 64) + 4 * conv(64, 64, 5)
    return conv(3, 64) + body + enlarging(64, scale) + conv(64, 3)


ENLARGERS = {
    "edsr-baseline-x2": 1_369_859,
    "edsr-baseline-x3": 1_554_499,
    "edsr-baseline-x4": 1_517_571,
    "edsr-x2": 40_729_603,
    "edsr-x3": 43_680_003,
    "edsr-x4": 43_089_923,
    **{f"mdsr-baseline-x{scale}": way_of_mdsr(scale, 16) for scale in (2, 3, 4)},
    **{f"mdsr-x{scale}": way_of_mdsr(scale, 80) for scale in (2, 3, 4)},
    **{f"vdsr-x{scale}": 664_704 for scale in (2, 3, 4)},  # without biases
    "esrgan": 16_697_987,
}
# Learned weights, derived from the published definitions of the networks.
LEARNED = ENLARGERS | {
    "sid-sony": 7_760_268,
    "sid-fuji": 7_762_203,
    "fcn32s": 134_346_581,
    "fcn16s": 134_357_354,
    "fcn8s": 134_362_751,
    "fcn8s-atonce": 134_362_751,
    "fcn-alexnet": 56_954_261,
    "fcn32s-context": 134_506_364,
    "fcn16s-context": 134_537_144,
    "fcn8s-context": 134_552_564,
    "segnet": 29_449_355,
    "segnet-basic": 1_416_587,
    "bayesian-segnet": 29_449_355,
    "bayesian-segnet-basic": 1_416_587,
    "dilation8-pascal": 141_149_720,
    "dilation8-camvid": 134_313_443,
    "dilation7-kitti": 134_312_343,
    "dilation10": 134_368_179,
    "vgg16-trunk": 134_260_544,  # 138,357,544 less 1000 (4096 + 1)
    "hed": 14_716_171,
    "hed-pad-free": 14_716_171,
    # Convolutions and bins; of norms scale and shift, and means and variances.
    "colorful": 32_149_952 + 80_441 + 2 * 4_992,
    # As published, less the head that suggests one of 529 colours.
    "colorful-hints": 34_192_787 - (256 * 529 + 529),
    # First and last convolution, 15 between; all with a bias, and norms merged.
    "dncnn": 9 * 64 + 64 + 15 * (9 * 64 * 64 + 64) + 9 * 64 + 1,
}


def test_every_network_is_counted():
    assert set(LEARNED) == set(NETWORKS)


@pytest.mark.parametrize("name", NETWORKS)
def test_what_is_wanted_is_what_was_published(name):
    filled = [w for w in wanted(name) if w.name and w.into is not None]
    assert sum(np.prod(want.shape) for want in filled) == LEARNED[name]


VGG = {
    f"conv{block}_{i}/0": (out, (3, 64, 128, 256, 512)[block - 1] if i == 1 else out)
    for block, out, count in zip(
        (1, 2, 3, 4, 5), (64, 128, 256, 512, 512), (2, 2, 3, 3, 3)
    )
    for i in range(1, count + 1)
}
VGG = {name: (*sides, 3, 3) for name, sides in VGG.items()}
FC = {"fc6/0": (4096, 512, 7, 7), "fc6/1": (4096,), "fc7/0": (4096, 4096, 1, 1)}
CTX = {f"ctx_conv{i}_1/0": (19, 19, 3, 3) for i in range(1, 8)}
# Names and shapes in the published files.
SHAPES = {
    "vgg16-trunk": VGG | FC,
    "fcn32s": VGG
    | FC
    | {"score_fr/0": (21, 4096, 1, 1), "upscore/0": (21, 21, 64, 64)},
    "fcn16s": VGG
    | FC
    | {"upscore2/0": (21, 21, 4, 4), "upscore16/0": (21, 21, 32, 32)},
    "fcn8s": VGG
    | FC
    | {
        "score_fr/0": (21, 4096, 1, 1),
        "upscore2/0": (21, 21, 4, 4),
        "score_pool4/0": (21, 512, 1, 1),
        "score_pool4/1": (21,),
        "upscore_pool4/0": (21, 21, 4, 4),
        "score_pool3/0": (21, 256, 1, 1),
        "upscore8/0": (21, 21, 16, 16),
    },
    "fcn8s-atonce": {"scale_pool4/0": (512,), "scale_pool3/0": (256,)},
    "hed": VGG
    | {
        "score-dsn1/0": (1, 64, 1, 1),
        "score-dsn3/0": (1, 256, 1, 1),
        "score-dsn5/0": (1, 512, 1, 1),
        "upsample_2/0": (1, 1, 4, 4),
        "upsample_16/0": (1, 1, 32, 32),
        "new-score-weighting/0": (1, 5, 1, 1),
    },
    "fcn-alexnet": {
        "conv1/0": (96, 3, 11, 11),
        "conv2/0": (256, 48, 5, 5),
        "conv3/0": (384, 256, 3, 3),
        "conv4/0": (384, 192, 3, 3),
        "conv5/0": (256, 192, 3, 3),
        "fc6/0": (4096, 256, 6, 6),
        "upscore/0": (21, 21, 63, 63),
    },
    "fcn8s-context": {"score_pool3/0": (60, 256, 1, 1)},
    "segnet": VGG
    | {
        "conv1_1_bn/0": (64,),
        "conv4_1_D/0": (256, 512, 3, 3),
        "conv3_1_D/0": (128, 256, 3, 3),
        "conv2_1_D/0": (64, 128, 3, 3),
        "conv1_2_D_bn/1": (64,),
        "conv1_1_D/0": (11, 64, 3, 3),
        "conv1_1_D/1": (11,),
    },
    "segnet-basic": {
        "conv1/0": (64, 3, 7, 7),
        "conv_decode4/0": (64, 64, 7, 7),
        "conv_decode1_bn/0": (64,),
        "conv_classifier/0": (11, 64, 1, 1),
    },
    "dilation8-pascal": VGG
    | FC
    | {
        "fc-final/0": (21, 4096, 1, 1),
        "ct_conv1_1/0": (42, 21, 3, 3),
        "ct_conv1_2/0": (42, 42, 3, 3),
        "ct_conv2_1/0": (84, 42, 3, 3),
        "ct_conv3_1/0": (168, 84, 3, 3),
        "ct_conv4_1/0": (336, 168, 3, 3),
        "ct_conv5_1/0": (672, 336, 3, 3),
        "ct_fc1/0": (672, 672, 3, 3),
        "ct_final/0": (21, 672, 1, 1),
    },
    "dilation8-camvid": {"ctx_conv5_1/0": (11, 11, 3, 3), "final/0": (11, 4096, 1, 1)},
    "dilation7-kitti": {"ctx_conv4_1/0": (11, 11, 3, 3), "ctx_final/1": (11,)},
    "dilation10": CTX
    | {"ctx_fc1/0": (19, 19, 3, 3), "ctx_upsample/0": (19, 19, 16, 16)},
}
SHAPES["bayesian-segnet"] = SHAPES["segnet"]


@pytest.mark.parametrize("name", SHAPES)
def test_names_and_shapes_are_the_published(name):
    found = {want.name: want.shape for want in wanted(name) if want.name}
    assert {n: found.get(n) for n in SHAPES[name]} == SHAPES[name]


def test_layers_that_a_published_network_has_not_are_not_wanted():
    assert "ctx_conv6_1/0" not in {want.name for want in wanted("dilation8-camvid")}
    assert "ctx_conv5_1/0" not in {want.name for want in wanted("dilation7-kitti")}


@pytest.mark.parametrize("name", NETWORKS)
def test_the_task_has_a_class_for_each_channel(name):
    with keras.StatelessScope(initialize_variables=False):
        network = NETWORKS[name].build(NARROW)
    task = NETWORKS[name].task()
    for output in keras.tree.flatten(network.output):
        assert output.shape == (None, None, None, task.channels_out)
    assert network.input_shape[-1] == task.channels_in
    if isinstance(task, Segmentation):
        assert len(task.palette) == len(task.classes)
        assert len(set(task.palette)) == len(task.classes)


def test_the_streets_of_dilation_come_in_our_order():
    """Colours are those of datasets/camvid.json of fyu/dilation, but pavement's."""
    from kerasdense.weights.networks import DILATION_ORDER, camvid

    theirs = [
        [128, 0, 0], [128, 128, 0], [128, 128, 128], [64, 0, 128], [192, 128, 128],
        [128, 64, 128], [64, 64, 0], [64, 64, 128], [192, 192, 128], [0, 0, 192],
        [0, 128, 192],
    ]  # fmt: skip
    task = camvid()
    ours = dict(zip(task.classes, task.palette))
    for name, colour in zip(DILATION_ORDER, theirs):
        assert name == "pavement" or ours[name] == tuple(colour)
    (kernel,) = (w for w in wanted("dilation8-camvid") if w.name == "ctx_final/0")
    array = np.zeros(kernel.shape, np.float32)
    array[:] = np.arange(11)[:, None, None, None]
    numbers = kernel.turn(array)[0, 0, 0]
    names = [DILATION_ORDER[int(number)] for number in numbers]
    assert tuple(names) == task.classes


def test_the_table_needs_no_tensorflow():
    program = (
        "import sys, json, kerasdense.weights.networks as n; "
        "print(json.dumps([len(n.NETWORKS), 'keras' in sys.modules]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True
    )
    assert json.loads(run.stdout) == [len(NETWORKS), False]
