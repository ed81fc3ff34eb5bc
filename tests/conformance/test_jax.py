"""Networks, layers and losses are written in Keras alone, and so run on JAX too."""

import importlib.util
import os
import pathlib
import subprocess
import sys

import pytest

MODELS = pathlib.Path(__file__).parents[2] / "kerasdense" / "models"
PROGRAM = """
import keras
import numpy as np

from kerasdense.models.colorful import colorful
from kerasdense.models.colorful_hints import colorful_hints
from kerasdense.models.colorful_mobile import colorful_mobile
from kerasdense.models.dilated import dilated
from kerasdense.models.divided_unet import divided_unet
from kerasdense.models.dncnn import dncnn
from kerasdense.models.edsr import edsr
from kerasdense.models.eigen_fergus import eigen_fergus
from kerasdense.models.eigen_fergus_mobile import eigen_fergus_mobile
from kerasdense.models.fcn import fcn
from kerasdense.models.fcn_nyud import fcn_rgbd
from kerasdense.models.flownet import flownet_c
from kerasdense.models.flownet_slim import flownet_slim
from kerasdense.models.half_resolution import half_resolution_denoiser
from kerasdense.models.hed import hed_mobile
from kerasdense.models.mdsr import mdsr
from kerasdense.models.mean_maps import mean_maps
from kerasdense.models.patch_critic import patch_critic
from kerasdense.models.raft_slim import raft_slim
from kerasdense.models.rrdb import rrdb
from kerasdense.models.schuler import schuler
from kerasdense.models.see_in_the_dark import see_in_the_dark
from kerasdense.models.segnet import segnet
from kerasdense.models.sr_mobile import sr_mobile
from kerasdense.models.srresnet import srresnet
from kerasdense.models.street_unet import street_unet
from kerasdense.models.unet import unet, unet_valid
from kerasdense.models.upsampling_study import upsampling_autoencoder
from kerasdense.models.vdsr import vdsr
from kerasdense.tasks import (
    BlindDeblurring,
    Colorization,
    Boundaries,
    Deconvolution,
    Denoising,
    LowLight,
    OpticalFlow,
    DepthNormals,
    Restoration,
    Segmentation,
    SuperResolution,
)

labels = Segmentation(("a", "b", "c"), weights=(1.0, 2.0, 0.5))
slim = {"width": 1 / 16, "dropout": 0, "pad_free": True, "zero_scores": False}
maps = {"depth": 1, "normals": 3}
CASES = {
    "colorful": (colorful(width=1 / 32), Colorization()),
    "colorful_hints": (
        colorful_hints(width=1 / 32),
        Colorization(objective="huber", stride=1, hints=True),
    ),
    "colorful_mobile": (
        colorful_mobile(2, filters=(4, 4), width=8, dropout=0),
        Colorization(objective="regression"),
    ),
    "dilated": (dilated(3, width=1 / 16, dropout=0), labels),
    "divided_unet": (
        divided_unet(1, filters=(4, 8), blocks=(1, 1)),
        Deconvolution(channels=1),
    ),
    "dncnn": (dncnn(1, depth=4, filters=4), Denoising(channels=1, error="squared")),
    "edsr": (edsr(3, scale=2, filters=4, blocks=1), SuperResolution(scale=2)),
    "eigen_fergus": (
        eigen_fergus(maps, trunk="alexnet", width=1 / 16, dropout=0, size=(68, 92)),
        DepthNormals(),
    ),
    "eigen_fergus_mobile": (
        eigen_fergus_mobile(maps, filters=(4, 4, 4, 4), width=8),
        DepthNormals(relative=True),
    ),
    "fcn": (fcn(3, **slim), labels),
    "fcn_nyud": (fcn_rgbd(3, **slim), labels),
    "flownet": (flownet_c(width=1 / 16, most=4), OpticalFlow()),
    "flownet_slim": (
        flownet_slim(filters=(4, 4, 4, 4), decoder=(8, 4)),
        OpticalFlow(),
    ),
    "half_resolution": (
        half_resolution_denoiser(3, filters=(4, 8), blocks=(1, 1)),
        Denoising(),
    ),
    "hed": (hed_mobile(filters=(4, 4, 4, 4, 4), context=(1,)), Boundaries()),
    "mdsr": (mdsr(scales=(3,), filters=4, blocks=1), SuperResolution(scale=3)),
    "mean_maps": (mean_maps(maps, size=(6, 8)), DepthNormals()),
    "patch_critic": (patch_critic(1, filters=4, depth=2), Restoration(channels=1)),
    "raft_slim": (
        raft_slim(filters=(4, 4, 8), hidden=8, context=8, motion=8, turns=2),
        OpticalFlow(epsilon=1e-6),
    ),
    "rrdb": (rrdb(filters=4, blocks=1, growth=2), SuperResolution(scale=4)),
    "schuler": (schuler(5, 2, filters=4), BlindDeblurring(size=5)),
    "see_in_the_dark": (
        see_in_the_dark(filters=(4, 4, 8), toned=True),
        LowLight(),
    ),
    "segnet": (segnet(3, width=1 / 16), labels),
    "sr_mobile": (sr_mobile(filters=4, depth=2), SuperResolution(scale=2)),
    "srresnet": (srresnet(filters=4, blocks=1), SuperResolution(scale=4)),
    "street_unet": (street_unet(3, filters=(4, 4, 4), width=8), labels),
    "unet": (unet(3, 3, filters=(4, 8), dropout=0, batch_norm=True), labels),
    "unet_valid": (unet_valid(3, 3, filters=(4, 8), dropout=0), labels),
    "upsampling_study": (
        upsampling_autoencoder("unpool-conv", filters=(4, 4)),
        Restoration(),
    ),
    "vdsr": (vdsr(3, scale=2, depth=4, filters=4), SuperResolution(scale=2)),
}


def step(network, task):
    '''One step against the gradient of the task's loss -> loss before and after.'''
    rng = np.random.default_rng(0)
    x = rng.random((2, 28, 28, network.input_shape[-1]), "float32")


    def truth(task, output):
        if task.writes == "flow":
            return rng.uniform(-9, 9, output["flow"].shape).astype("float32")
        if task.writes == "probability":
            return rng.random(output["fuse"].shape, "float32")
        rows, columns = (task.stride * side for side in output.shape[1:3])
        if isinstance(task, Segmentation):
            return rng.integers(0, 3, (2, rows, columns, 1)).astype("int32")
        if task.writes == "depth":
            return rng.uniform(1, 5, (2, rows, columns, 1)).astype("float32")
        return rng.random((2, rows, columns, task.channels or 1), "float32")

    output = network(x)
    if task.parts:
        y = {name: truth(part, output[name]) for name, part in task.parts.items()}
    else:
        y = truth(task, output)
    w = keras.tree.map_structure(lambda y: np.ones((*y.shape[:3], 1), "float32"), y)

    def loss(trainable, resting):
        output, resting = network.stateless_call(trainable, resting, x, training=True)
        return keras.ops.mean(task.loss(y, output, w))

    trainable = [v.value for v in network.trainable_variables]
    resting = [v.value for v in network.non_trainable_variables]
    before, gradients = jax.value_and_grad(loss)(trainable, resting)
    stepped = [v - 1e-4 * g for v, g in zip(trainable, gradients)]
    prediction = task.decode(network(x), x)
    keras.tree.assert_same_structure(prediction, y)
    shapes = [[a.shape for a in keras.tree.flatten(part)] for part in (prediction, y)]
    assert shapes[0] == shapes[1]
    return float(before), float(loss(stepped, resting))


import jax

assert keras.backend.backend() == "jax"
for name, case in CASES.items():
    before, after = step(*case)
    assert np.isfinite(before) and after < before, (name, before, after)
    print(name)
"""


@pytest.mark.skipif(
    not importlib.util.find_spec("jax"),
    reason='needs JAX: pip install "kerasdense[jax]"',
)
def test_every_network_takes_a_step_down_its_loss_on_jax():
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "KERAS_BACKEND": "jax"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    stepped = {name.removesuffix("_valid") for name in run.stdout.split()}
    assert stepped == {path.stem for path in MODELS.glob("[!_]*.py")}
