"""An exported file against the network it was made of, on real pictures."""

import dataclasses
import time

import numpy as np

from kerasdense.ensemble import each as on_each
from kerasdense.evaluate import results
from kerasdense.export import ops, records
from kerasdense.export.fresh import Fresh
from kerasdense.export.stored import as_taken, predicted, to_unit
from kerasdense.export.tflite import middle

ROUNDS = 9  # of which the median latency is taken
TIMED = 512  # pixels: side of the picture that is timed, at most


@dataclasses.dataclass(frozen=True)
class Tolerance:
    """How far a file may be from its network. None: no matter.

    Args:
        largest: Of a picture's values, in 255ths; of depth, in 255ths of itself; of
            flow, in pixels.
        mean: The same, over all.
        differing: Of labels, the share of pixels.
        loss: Of a picture's PSNR to the truth, in dB.
        agreement: Where there is no truth, the PSNR of file to network, in dB.
        score: Of the score that the task is judged by.
    """

    largest: float | None = None
    mean: float | None = None
    differing: float | None = None
    loss: float | None = None
    agreement: float | None = None
    score: float | None = None

    def told(self):
        """-> {name: limit}, of those that matter."""
        return {k: v for k, v in dataclasses.asdict(self).items() if v is not None}


OF_FLOATS = ("depth", "normals", "flow")  # what is no byte, whatever a file takes

# A byte may round the other way, by one; a class may win by less than the arithmetic's
# last bits. A PSNR of 33.6 dB falls by 0.3 dB from an error of 45 dB.
EIGHT_BITS = {
    "picture": Tolerance(loss=0.3, agreement=45.0),
    "labels": Tolerance(differing=0.03),
    "depth": Tolerance(agreement=24.0),  # 6 per cent of the depth
    "normals": Tolerance(agreement=24.0),  # about 7 degrees
    "probability": Tolerance(score=0.01, mean=5.0),
    "flow": Tolerance(mean=1.0),
}
TOLERANCES = {
    "float32": {
        "picture": Tolerance(largest=1.0, mean=1e-3),
        "labels": Tolerance(differing=1e-3),
        "depth": Tolerance(largest=1.0, mean=1e-2),
        "normals": Tolerance(largest=1.0, mean=1e-2),
        "probability": Tolerance(largest=1.0, mean=1e-3),
        "flow": Tolerance(mean=0.01),
    },
    "float16": {
        "picture": Tolerance(largest=4.0, mean=0.1),
        "labels": Tolerance(differing=0.01),
        "depth": Tolerance(mean=0.5),
        "normals": Tolerance(mean=0.5),
        "probability": Tolerance(largest=4.0, mean=0.1),
        "flow": Tolerance(mean=0.1),
    },
    **dict.fromkeys(("dynamic", "int8", "int16x8"), EIGHT_BITS),
}


def compare(path, predictor, task, dataset, *, each=None):
    """Runs a file in a fresh process beside its network, on the same bytes.

    Both see what the file takes: x rounded to bytes, unless the file takes floats. A
    file of one size sees the middle of each picture, and so does the network.

    Args:
        path: A .tflite or a SavedModel.
        predictor: x [1, H, W, C] -> output, the network.
        task: What its pixels mean.
        dataset: With what the task reads; and for scores, what it learns.
        each: Called after every picture, if given.

    Returns:
        A dict for JSON; `proven` tells whether the file is within its tolerance, and
        `reasons` why not. Of several maps, difference and tolerance are dicts of each.

    Raises:
        ModelFileError: The file does not run.
    """
    _, facts = records.read(path)
    takes, size, scale = facts["takes"], facts["size"], task.scale
    has_truth = set(task.learns) <= set(dataset.fields)
    difference = of_maps(lambda of: Difference(of.writes, takes), task)
    by_network, by_file = task.metrics(), task.metrics()

    def network(image):
        x = to_unit(image)
        return on_each(np.asarray, task.decode(predictor(x), x))

    def in_the_middle(part):
        sides = [side * scale for side in size or ()] or part.shape[:2]
        return middle(part, sides)[None]

    with Fresh(path) as file:
        for index in range(len(dataset)):
            sample = dataset.read(index)
            x = np.asarray(task.input(sample))
            image = as_taken(middle(x, size or x.shape[:2]), takes)[None]
            expected = network(image)
            found = predicted(file(image)[0], task)
            on_each(Difference.add, difference, expected, found)
            if has_truth:
                y, w = on_each(in_the_middle, task.target(sample))
                for metrics, prediction in (by_network, expected), (by_file, found):
                    for metric in metrics:
                        metric.update_state(y, prediction, w)
            if each:
                each()
            if index == 0:
                timed = middle(image[0], size or [min(n, TIMED) for n in x.shape[:2]])
        latency = interleaved(network, file, timed[None])
        tensorflow = file.imports_tensorflow

    report = {
        **{name: facts[name] for name in ("format", "precision", "takes", "size")},
        "images": len(dataset),
        "difference": on_each(Difference.result, difference),
        "scores": {"network": results(by_network), "file": results(by_file)}
        if has_truth
        else {},
        "seconds": latency,
        "ops": ops.of(path),
        "imports_tensorflow": tensorflow,
    }
    tolerances = TOLERANCES[facts["precision"]]
    allowed = of_maps(lambda of: tolerances.get(of.writes, tolerances["picture"]), task)
    if task.parts:
        reasons = [
            f"{name}: {reason}"
            for name, apart in report["difference"].items()
            for reason in beyond(allowed[name], {"difference": apart, "scores": {}})
        ]
    else:
        reasons = beyond(allowed, report, task.monitor)
    told = on_each(Tolerance.told, allowed)
    return {**report, "tolerance": told, "proven": not reasons, "reasons": reasons}


def of_maps(function, task):
    """-> what a function says of a task; or of each of its parts, by their names."""
    parts = task.parts.items()
    return {name: function(of) for name, of in parts} if parts else function(task)


class Difference:
    """Between predictions, over any number of pictures."""

    def __init__(self, writes, takes):
        self.writes, self.labels = writes, writes == "labels"
        self.bytes = takes == "uint8" and writes not in OF_FLOATS
        self.largest = self.sum = self.squares = self.differing = self.values = 0

    def add(self, expected, found):
        if self.labels:
            apart = (expected != found).astype(np.float64)
        else:
            levels = [
                255 * np.clip(each, 0, 1, dtype=float)
                for each in in_unit(self.writes, expected, found)
            ]
            levels = np.rint(levels) if self.bytes else levels
            apart = np.abs(levels[0] - levels[1])
        self.largest = max(self.largest, float(apart.max()))
        self.sum += apart.sum()
        self.squares += np.square(apart).sum()
        self.differing += np.count_nonzero(apart > 1e-6)
        self.values += apart.size

    def result(self):
        """-> for labels the share of pixels; for pictures, 255ths and dB."""
        differing = self.differing / self.values
        if self.labels:
            return {"differing": differing}
        square = self.squares / self.values
        return {
            "largest": self.largest,
            "mean": self.sum / self.values,
            "differing": differing,
            "psnr": 10 * np.log10(255**2 / square) if square else None,
        }


def in_unit(writes, expected, found):
    """Two predictions -> what is compared of them, from 0 to 1.

    Of depth the nearer over the farther, and so a share of it; of directions, from -1
    to 1, half of them and a half; of flow the difference, so that 1 is 255 pixels.
    """
    if writes == "depth":
        least = np.maximum(np.minimum(expected, found), 0)
        return np.ones_like(expected), least / np.maximum(expected, found)
    if writes == "normals":
        return (expected + 1) / 2, (found + 1) / 2
    if writes == "flow":
        return np.zeros_like(expected), np.abs(expected - found) / 255
    return expected, found


def interleaved(network, file, image):
    """-> median seconds of both, taken in turns, so that a busy machine hits both."""
    seconds = {"network": [], "file": []}
    for turn in range(ROUNDS + 1):
        start = time.perf_counter()
        network(image)
        mine, its = time.perf_counter() - start, file(image)[1]
        if turn:  # the first is slow, for both
            seconds["network"].append(mine)
            seconds["file"].append(its)
    medians = {who: float(np.median(values)) for who, values in seconds.items()}
    return {**medians, "rows": image.shape[1], "columns": image.shape[2]}


def beyond(tolerance, report, score=None):
    """-> sentences: what of a report is not tolerated; score: what is judged by."""
    found, said = report["difference"], []
    for name, unit in (
        ("largest", "255ths"), ("mean", "255ths"), ("differing", "of all pixels")
    ):  # fmt: skip
        most = getattr(tolerance, name)
        if most is not None and found[name] > most * (1 + 1e-6):
            said.append(f"{name} {found[name]:.4g} {unit} is more than {most:g}")
    before, after = (
        report["scores"].get(who, {}).get(score) for who in ("network", "file")
    )
    if tolerance.score is not None and before is not None:
        if not after >= before - tolerance.score:
            said.append(
                f"{score} falls by {before - after:.4f}, {tolerance.score} may be"
            )
    before, after = (
        report["scores"].get(who, {}).get("psnr") for who in ("network", "file")
    )
    if tolerance.loss is not None and before is not None:
        if not after >= before - tolerance.loss:
            said.append(
                f"PSNR falls by {before - after:.2f} dB, {tolerance.loss} may be"
            )
    elif tolerance.agreement is not None and found["psnr"] is not None:
        if not found["psnr"] >= tolerance.agreement:
            said.append(
                f"PSNR to the network is {found['psnr']:.1f} dB, less than "
                f"{tolerance.agreement:g}"
            )
    return said
