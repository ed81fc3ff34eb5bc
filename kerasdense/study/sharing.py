"""How much time it saves to share scale 1 between depth and normals.

Eigen & Fergus, ICCV 2015, arXiv:1411.4734, section 5: "this makes training and
prediction 1.6 times faster", as the lecture has it.
"""

from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from kerasdense import bundle
from kerasdense.compare import milliseconds, weights_and_flop
from kerasdense.files.whole import write_whole
from kerasdense.learner import Learner
from kerasdense.models.eigen_fergus import SIZE, eigen_fergus
from kerasdense.models.eigen_fergus_mobile import eigen_fergus_mobile
from kerasdense.predictor import fast
from kerasdense.schedules import sgd
from kerasdense.study.report import table
from kerasdense.tasks import DepthNormals

MAPS = {"depth": 1, "normals": 3}
TRUNKS = ("alexnet", "vgg16", "mobile")
LECTURE = 1.6


def study(folder, trunks=TRUNKS, *, width=1.0, rounds=10, batch=4, each=None):
    """Times one network of both maps against two of one each; writes report.md.

    They take turns, so that what else the machine does slows all of them alike.
    Weights are drawn by chance: they change no time.

    Args:
        folder: Where to; made if need be.
        trunks: Of TRUNKS; "mobile" is EfficientNet-Lite0.
        width: Fraction of the channels of AlexNet and VGG16.
        rounds: Of which medians are taken.
        batch: Pictures of a step of training.
        each: Called with (trunk) before each, if given.

    Returns:
        What study.json holds.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    found = {"width": width, "rounds": rounds, "batch": batch, "trunks": {}}
    for trunk in trunks:
        if each:
            each(trunk)
        found["trunks"][trunk] = measured(trunk, width, rounds, batch)
    bundle.write_json(folder / "study.json", found)
    write_whole(folder / "report.md", report(found).encode(), overwrite=True)
    return found


def measured(trunk, width, rounds, batch):
    """-> {"prediction", "training"}: milliseconds of both at once and of each alone;
    weights and operations."""
    networks = {
        "both": built(trunk, width, MAPS),
        **{name: built(trunk, width, {name: MAPS[name]}) for name in MAPS},
    }
    counted = {n: weights_and_flop(network, *SIZE) for n, network in networks.items()}
    x = np.random.default_rng(0).random((1, *SIZE, 3), np.float32)
    times = milliseconds([fast(n) for n in networks.values()], x, rounds)
    pictures = np.repeat(x, batch, axis=0)
    steps = [step_of(network, pictures) for network in networks.values()]
    learning = milliseconds(steps, pictures, max(2, rounds // 3))
    return {
        "weights": {name: weights for name, (weights, _) in counted.items()},
        "gflop": {name: flop / 1e9 for name, (_, flop) in counted.items()},
        "prediction": dict(zip(networks, times)),
        "training": dict(zip(networks, learning)),
    }


def built(trunk, width, maps):
    keras.utils.set_random_seed(0)
    if trunk == "mobile":
        return eigen_fergus_mobile(maps)
    return eigen_fergus(maps, trunk=trunk, width=width)


def step_of(network, pictures):
    """-> a function that takes a step of training, whatever it is given."""
    task = DepthNormals()
    parts = {name: task.parts[name] for name in network.output}
    rng = np.random.default_rng(0)
    shape = pictures.shape[:3]
    truth = {
        "depth": rng.uniform(1, 5, (*shape, 1)).astype("float32"),
        "normals": np.broadcast_to(np.float32((0, 0, -1)), (*shape, 3)),
    }
    w = {name: tf.ones((*shape, 1)) for name in parts}
    y = {name: tf.constant(truth[name]) for name in parts}
    learner = Learner(network, Some(parts), sgd(1e-6, momentum=0.0)())
    learn = tf.function(learner.learn)
    return lambda x: learn(tf.constant(x), y, w)


class Some:
    """A task of some maps: its loss is all that is asked of it."""

    def __init__(self, parts):
        self.parts = parts

    def loss(self, y, output, w):
        return sum(p.loss(y[n], output[n], w[n]) for n, p in self.parts.items())


def saved(told):
    """{"both", "depth", "normals"} -> how many times longer the two alone take."""
    return (told["depth"] + told["normals"]) / told["both"]


def report(found):
    """What study.json holds -> the report, Markdown."""
    rows = [
        (
            trunk,
            f"{saved(told['weights']):.2f}",
            f"{saved(told['gflop']):.2f}",
            *(
                cell
                for what in ("prediction", "training")
                for cell in (
                    f"{told[what]['both']:.0f} ms",
                    f"{told[what]['depth']:.0f} + {told[what]['normals']:.0f} ms",
                    f"{saved(told[what]):.2f}",
                )
            ),
        )
        for trunk, told in found["trunks"].items()
    ]
    return REPORT.format(
        rows=table(
            (
                "scale 1",
                "weights, times as many",
                "operations, times as many",
                "a picture: both maps",
                "each alone",
                "times as long",
                "a step of training: both maps",
                "each alone",
                "times as long",
            ),
            rows,
        ),
        size="x".join(map(str, SIZE)),
        lecture=LECTURE,
        **{key: found[key] for key in ("width", "rounds", "batch")},
    )


REPORT = """# What sharing scale 1 saves

One network that writes depth and normals, against two that write one each: how many
times as much the two have and take. The lecture says {lecture} times.

{rows}

Pictures of {size}; {width:g} of the channels of AlexNet and VGG16, all of the mobile
network. Medians of {rounds} rounds for a picture, of a third of them for a step of
{batch} pictures, in turns on the same machine. What the two share is scale 1, and the
first filters of scales 2 and 3; the more of the time goes there, the more is saved, and
twice as much is the most.
"""
