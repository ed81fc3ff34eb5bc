"""Whether a dataset can be trained on, and if not, what to mend."""

import dataclasses
import hashlib

import numpy as np

from kerasdense.datasets.fields import VOID
from kerasdense.errors import InputError


@dataclasses.dataclass
class Findings:
    """What was found in a dataset.

    Args:
        faults: Training would stop at these, or learn nonsense.
        warnings: Training would go, and be the worse for it.
        images: {split: how many samples were read}.
        pixels: {class: {split: pixels}}, of labels.
    """

    faults: list[str] = dataclasses.field(default_factory=list)
    warnings: list[str] = dataclasses.field(default_factory=list)
    images: dict = dataclasses.field(default_factory=dict)
    pixels: dict = dataclasses.field(default_factory=dict)

    def refuse(self, spec):
        """Raises:
        InputError: There are faults; the first is told.
        """
        if self.faults:
            more = len(self.faults) - 1
            rest = f" (and {more} more: kerasdense check {spec})" if more else ""
            raise InputError(f"{self.faults[0]}{rest}")


def check(splits, *, each=None):
    """Reads every sample there is.

    Args:
        splits: {name: dataset}.
        each: Called after every sample, if given.

    Returns:
        Findings.
    """
    found, seen = Findings(), {}
    for split, dataset in splits.items():
        counts, total = np.zeros(256, np.int64), 0
        for index in range(len(dataset)):
            try:
                sample = dataset.read(index)
            except InputError as error:
                found.faults.append(str(error))
            else:
                total += 1
                _look_for_twin(found, seen, split, dataset.name(index), sample)
                if "label" in sample:
                    here = np.bincount(sample["label"].ravel(), minlength=256)
                    counts += here
                    if here[:VOID].sum() == 0:
                        found.warnings.append(
                            f"{split}: all of {dataset.name(index)} is void: nothing "
                            "is learnt from it."
                        )
            if each:
                each()
        found.images[split] = total
        if "label" in dataset.fields and total:
            _judge_classes(found, split, dataset, counts)
    return found


def _look_for_twin(found, seen, split, name, sample):
    """The same picture in two splits makes scores too good."""
    image = next(iter(sample.values()))
    digest = hashlib.sha256(image.tobytes() + str(image.shape).encode()).digest()
    first_split, first_name = seen.setdefault(digest, (split, name))
    if first_split != split:
        found.faults.append(
            f"{name} in {split} is the same picture as {first_name} in {first_split}: "
            "scores would be too good. Take it out of one of them."
        )
    elif first_name != name:
        found.warnings.append(f"{split}: {name} is the same picture as {first_name}.")


def _judge_classes(found, split, dataset, counts):
    for i, name in enumerate(dataset.classes):
        found.pixels.setdefault(name, {})[split] = int(counts[i])
    found.pixels.setdefault("(void)", {})[split] = int(counts[VOID])
    known = counts[: len(dataset.classes)]
    absent = [n for n, pixels in zip(dataset.classes, known) if not pixels]
    if not known.sum():
        found.faults.append(
            f"{split}: every pixel is void. If 255 is a class in these files, say "
            "which: labels:...,255=1."
        )
    elif counts[VOID] and (known > 0).sum() == 1 and len(dataset.classes) > 1:
        found.faults.append(
            f"{split}: the labels hold {dataset.classes[int(known.argmax())]} and 255 "
            "only, and 255 is void. If it is a class in these files, say which: "
            "labels:...,255=1."
        )
    elif absent:
        found.warnings.append(f"{split}: no pixel is {', '.join(absent)}.")
