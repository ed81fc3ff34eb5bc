"""Samples -> batches of x, y, w. Here tf.data begins."""

import functools

import keras
import numpy as np
import tensorflow as tf

from kerasdense.datasets import FIELDS
from kerasdense.datasets.changes import as_type, with_channels


def training_batches(dataset, task, size, transforms=(), *, seed=0, first_step=0):
    """Batches for ever, in an order that the seed and the step alone decide.

    Every draw has a number: step * size + place in the batch. The number gives the
    sample (every sample once before any comes again, or as often as the dataset's
    `draws` have it, in an order drawn anew each time around) and the key of its
    transforms. So a run taken up again at `first_step` sees what it would have seen.

    Args:
        dataset: See `Dataset`.
        task: Makes x, y and w from each sample.
        size: Images a batch, all replicas together.
        transforms: Functions (sample, key) -> sample, applied in order. They must
            leave all samples at one size.
        seed: Of the order and of the transforms.
        first_step: The step to begin with.

    Returns:
        A tf.data.Dataset of x, y, w, each [size, ...], or dicts of such.
    """
    # A batch has one number of channels, though some of its pictures may be gray files.
    dataset = with_channels(dataset, task.channels)
    order = _order(dataset.draws, seed)

    def read(number):
        return dataset.read(order(int(number)))

    def example(number):
        sample = _read_in_graph(dataset, read, number)
        for place, transform in enumerate(transforms):
            key = tf.stack([number, tf.constant(1000 * seed + 10 * place, tf.int64)])
            sample = transform(sample, key)
        return task.input(sample), *task.target(sample)

    numbers = tf.data.Dataset.range(first_step * size, np.iinfo(np.int64).max)
    examples = numbers.map(example, tf.data.AUTOTUNE, deterministic=True)
    return examples.batch(size, drop_remainder=True).prefetch(4)


def evaluation_batches(dataset, task):
    """One sample a batch, in order: samples may differ in size, bits and channels.

    Yields:
        x, y, w, each [1, ...], or dicts of such.
    """
    for index in range(len(dataset)):
        sample = dataset.read(index)
        parts = task.input(sample), *task.target(sample)
        yield keras.tree.map_structure(lambda part: part[None], parts)


def _order(draws, seed):
    """-> a function from the number of a draw to the index of a sample."""
    count = len(draws)

    @functools.lru_cache(maxsize=4)
    def around(time):
        return draws[np.random.default_rng((seed, time)).permutation(count)]

    return lambda number: int(around(number // count)[number % count])


def _read_in_graph(dataset, read, number):
    """Calls `read`, which is NumPy's business, from inside a graph."""
    probe = dataset.read(0)
    names = list(probe)
    types = [tf.as_dtype(np.asarray(probe[name]).dtype) for name in names]
    arrays = tf.numpy_function(lambda i: _like(probe, read(i)), [number], types)
    for name, array in zip(names, arrays):
        array.set_shape((None, None, _channels(name, probe[name])))
    return dict(zip(names, arrays))


def _like(probe, sample):
    """The arrays in the order and the bits of the first sample's."""
    return [
        np.ascontiguousarray(as_type(sample[name], array.dtype))
        for name, array in probe.items()
    ]


def _channels(name, array):
    channels = array.shape[-1]
    if channels not in FIELDS[name].channels:
        raise ValueError(f"{name} has {channels} channels; see datasets/fields.py.")
    return channels
