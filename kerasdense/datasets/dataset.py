"""Something that samples can be read from, by number."""

import threading

import numpy as np

from kerasdense.errors import InputError


class Dataset:
    """A sequence of samples: dicts of named arrays, each [H, W, C].

    Samples are read by number, so that the order of training is a function of the
    seed and the step alone, and a run can be taken up again where it stopped.

        fields         the names of a sample's arrays, see fields.py
        len()          how many samples there are
        read(index)    -> dict of NumPy arrays
        name(index)    -> what to call the sample when speaking to people
        classes        names of the classes, where there are labels
        palette        uint8 [classes, 3], the colours the source draws them in, or None
        draws          the numbers of the samples of a round of training, in any order;
                       all of them once, but where a part of the data is to count more
    """

    fields = ("image",)
    classes = ()
    palette = None

    def __len__(self):
        raise NotImplementedError

    def read(self, index):
        raise NotImplementedError

    def name(self, index):
        return str(index)

    @property
    def draws(self):
        return np.arange(len(self))


class Changed(Dataset):
    """A dataset seen through a change made with NumPy.

    Args:
        dataset: Where the samples come from.
        change: (sample, index) -> sample, dicts of arrays.
        adds: The names of the arrays that the change adds.
    """

    def __init__(self, dataset, change, adds=()):
        self.dataset, self.change = dataset, change
        self.fields = dataset.fields + tuple(adds)
        self.classes, self.palette = dataset.classes, dataset.palette

    def __len__(self):
        return len(self.dataset)

    def read(self, index):
        return self.change(self.dataset.read(index), index)

    def name(self, index):
        return self.dataset.name(index)

    @property
    def draws(self):
        return self.dataset.draws


class Narrowed(Changed):
    """Some arrays of a dataset.

    Args:
        dataset: Where the samples come from.
        fields: Which of its arrays.
    """

    def __init__(self, dataset, fields):
        super().__init__(dataset, self._narrowed)
        self.fields = tuple(fields)
        if "label" not in self.fields:
            self.classes, self.palette = (), None

    def _narrowed(self, sample, index):
        return {name: sample[name] for name in self.fields}


class Part(Dataset):
    """Some samples of a dataset, by their numbers."""

    def __init__(self, dataset, indices):
        self.dataset, self.indices = dataset, tuple(indices)
        self.fields = dataset.fields
        self.classes, self.palette = dataset.classes, dataset.palette

    def __len__(self):
        return len(self.indices)

    def read(self, index):
        return self.dataset.read(self.indices[index])

    def name(self, index):
        return self.dataset.name(self.indices[index])


class Joined(Dataset):
    """Several datasets one after the other, of the same arrays and classes.

    Args:
        datasets: At least one.
        names: What to call each of them when speaking to people.
        times: How often the samples of each are drawn in a round of training; once, by
            default.

    Raises:
        InputError: They hold different arrays, or their labels mean different things.
    """

    def __init__(self, datasets, names=None, times=None):
        self.datasets = tuple(datasets)
        self.times = tuple(times or [1] * len(self.datasets))
        first = self.datasets[0]
        self.fields, self.classes = first.fields, first.classes
        self.palette = first.palette
        names = names or [f"dataset {i + 1}" for i in range(len(self.datasets))]
        for name, dataset in zip(names, self.datasets):
            if set(dataset.fields) != set(first.fields):
                _refuse(names[0], name, "arrays", first.fields, dataset.fields)
            if tuple(dataset.classes) != tuple(first.classes):
                _refuse(names[0], name, "classes", first.classes, dataset.classes)

    def __len__(self):
        return sum(map(len, self.datasets))

    def read(self, index):
        dataset, index = self._find(index)
        sample = dataset.read(index)
        return {name: sample[name] for name in self.fields}

    def name(self, index):
        dataset, index = self._find(index)
        return dataset.name(index)

    @property
    def draws(self):
        drawn, first = [], 0
        for dataset, times in zip(self.datasets, self.times):
            drawn += [first + dataset.draws] * times
            first += len(dataset)
        return np.concatenate(drawn)

    def _find(self, index):
        for dataset in self.datasets:
            if index < len(dataset):
                return dataset, index
            index -= len(dataset)
        raise IndexError(index)


class Remembered(Dataset):
    """A dataset that keeps in memory what it has read, up to `limit` bytes.

    Training reads each picture hundreds of times, and decoding a PNG costs more than
    learning from a patch of it.
    """

    def __init__(self, dataset, limit=2 * 1024**3):
        self.dataset = dataset
        self.limit = limit
        self.fields = dataset.fields
        self.classes = dataset.classes
        self.palette = dataset.palette
        self._kept, self._bytes, self._lock = {}, 0, threading.Lock()

    def __len__(self):
        return len(self.dataset)

    def name(self, index):
        return self.dataset.name(index)

    @property
    def draws(self):
        return self.dataset.draws

    def read(self, index):
        if index in self._kept:
            return self._kept[index]
        sample = self.dataset.read(index)
        size = sum(np.asarray(array).nbytes for array in sample.values())
        with self._lock:
            if index not in self._kept and self._bytes + size <= self.limit:
                self._kept[index] = sample
                self._bytes += size
        return sample


def hold_out(dataset, every=10):
    """-> most of a dataset for training, and every tenth sample for validation.

    Raises:
        InputError: There is only one sample.
    """
    if len(dataset) < 2:
        raise InputError(
            f"{dataset.name(0)} is the only sample: it cannot be both trained on and "
            "held out. Add more, or name what to score with --validation."
        )
    held = range(every // 2, len(dataset), every) or range(1)
    rest = [i for i in range(len(dataset)) if i not in held]
    return Part(dataset, rest), Part(dataset, held)


def _refuse(first, other, what, of_first, of_other):
    raise InputError(
        f"{first} and {other} cannot be joined, their {what} differ: "
        f"{', '.join(of_first) or 'none'} against {', '.join(of_other) or 'none'}. "
        "Train on one of them, or bring both into one form."
    )
