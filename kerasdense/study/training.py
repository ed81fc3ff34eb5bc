"""One small autoencoder, taught with each way to enlarge, and what it then does."""

import itertools

import keras
import numpy as np
import tensorflow as tf

from kerasdense.datasets import Changed, Remembered
from kerasdense.datasets.changes import with_channels
from kerasdense.evaluate import evaluate
from kerasdense.learner import Learner
from kerasdense.models.upsampling_study import upsampling_autoencoder
from kerasdense.pipeline import training_batches
from kerasdense.schedules import adam_cosine
from kerasdense.study import checkerboard
from kerasdense.tasks import Restoration
from kerasdense.transforms import crop, turn

TASK = Restoration(channels=3)
PERIOD = 4  # pixels: of what two parts, one after the other, can leave
BORDER = 32  # more than the autoencoder looks around a pixel
LEVELS = (0.2, 0.5, 0.8)  # of the flat pictures, in each colour


def photographs(dataset):
    """Pictures in colour that are their own truth."""
    return Changed(
        with_channels(dataset, 3),
        lambda sample, index: {"image": sample["image"], "damaged": sample["image"]},
        adds=("damaged",),
    )


def train(
    part, dataset, steps, *, seed=0, batch=16, patch=64, learning_rate=2e-3, each=None
):
    """-> an autoencoder with that part, taught to give back what it is shown.

    Args:
        part: Its name.
        dataset: With "image".
        steps: How many.
        each: Called with (step, loss) after every step, if given.
    """
    keras.utils.set_random_seed(seed)
    network = upsampling_autoencoder(part)
    optimizer = adam_cosine(learning_rate, steps, global_clipnorm=1.0)()
    learn = tf.function(Learner(network, TASK, optimizer).learn)
    data = Remembered(photographs(dataset))
    transforms = crop((patch, patch)), turn
    batches = training_batches(data, TASK, batch, transforms, seed=seed)
    for step, parts in enumerate(itertools.islice(batches, steps), start=1):
        loss = float(learn(*parts))
        if each:
            each(step, loss)
    return network


def judge(predictor, dataset):
    """Scores a network on photographs it has not seen.

    Args:
        predictor: x [B, H, W, 3] -> the same.
        dataset: With "image".

    Returns:
        psnr, ssim  of what it gives back
        energy      share of its error's energy at multiples of 1/4, the frequencies of
                    checkerboards, mean over photographs
        ripple      the pattern of period 4 that it lays over flat pictures: root mean
                    square in 255ths, over 27 colours
    """
    data = photographs(dataset)
    scores = evaluate(predictor, TASK, data)
    energy = []
    for index in range(len(data)):
        x = TASK.input(data.read(index))[None]
        error = np.asarray(predictor(x) - x)[0]
        energy.append(checkerboard.stride_energy(error, PERIOD).mean())
    flat = [
        flat_answer(predictor, colour) for colour in itertools.product(LEVELS, repeat=3)
    ]
    ripples = [checkerboard.ripple(255 * y, PERIOD) for y in flat]
    return {
        **scores,
        "energy": float(np.mean(energy)),
        "ripple": float(np.sqrt(np.mean(np.square(ripples)))),
    }


def flat_answer(predictor, colour, side=64 + 2 * BORDER):
    """What a picture of one colour comes out as, without its border."""
    x = np.broadcast_to(np.float32(colour), (1, side, side, 3))
    return np.asarray(predictor(x))[0, BORDER:-BORDER, BORDER:-BORDER]
