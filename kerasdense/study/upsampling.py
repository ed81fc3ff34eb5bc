"""Every way to enlarge: measured untaught, taught, measured again, and written down."""

import dataclasses
import time
from pathlib import Path

from kerasdense import bundle
from kerasdense.datasets import Samples
from kerasdense.files import picture
from kerasdense.files.whole import write_whole
from kerasdense.models.upsampling_study import PARTS
from kerasdense.predictor import fast
from kerasdense.study import parts as untaught
from kerasdense.study import pictures, training
from kerasdense.study.report import report


@dataclasses.dataclass(frozen=True)
class Settings:
    """Of a study.

    Args:
        parts: Which ways to enlarge.
        steps: Of training, each of 16 crops of 64x64.
        kernels: Untaught ones to measure, for each part.
        seed: Of everything drawn.
    """

    parts: tuple[str, ...] = tuple(PARTS)
    steps: int = 600
    kernels: int = 1000
    seed: int = 0


def study(folder, settings, data=None, held=None, *, each=None, done=None):
    """Does it all, and writes report.md, study.json and three pictures.

    Args:
        folder: Where to; made if need be.
        settings: `Settings`.
        data: Photographs to learn from, by default three of scikit-image's.
        held: Photographs to judge by, by default two others.
        each: Called with (part, step, loss) after each step, if given.
        done: Called with (what, {name: number}) after each part, if given.

    Returns:
        What study.json holds.
    """
    folder = Path(folder)
    data = data or Samples(("astronaut", "chelsea", "rocket"))
    held = held or Samples(("coffee", "motorcycle_left"))
    sheet, generated = pictures.untrained(pictures.lectures_rows())
    picture.write(folder / "untrained.png", sheet, overwrite=True)
    sheet, _ = pictures.untrained(pictures.rows_of_parts(settings.parts))
    picture.write(folder / "parts.png", sheet, overwrite=True)
    found = {
        "settings": dataclasses.asdict(settings),
        "learned from": [data.name(i) for i in range(len(data))],
        "judged by": [held.name(i) for i in range(len(held))],
        "overlaps": untaught.overlaps(),
        "generators": generated,
        "untrained": {},
        "trained": {},
    }
    for part in settings.parts:
        asked = {"kernels": settings.kernels, "seed": settings.seed}
        found["untrained"][part] = untaught.measure(part, **asked)
        if part == "unpool-conv":
            found["untrained"]["unpool-conv, scattered"] = untaught.measure(
                part, **asked, scattered=True
            )
    predictors = {}
    for part in settings.parts:
        start = time.monotonic()
        network = training.train(
            part,
            data,
            settings.steps,
            seed=settings.seed,
            each=each and (lambda step, loss, part=part: each(part, step, loss)),
        )
        predictors[part] = fast(network)
        found["trained"][part] = {
            "weights": network.count_params(),
            **training.judge(predictors[part], held),
            "seconds": round(time.monotonic() - start, 1),
        }
        if done:
            done(part, found["trained"][part])
    photograph = training.photographs(held).read(0)
    image = training.TASK.target(photograph)[0]
    sheet = pictures.trained(predictors, image)
    picture.write(folder / "trained.png", sheet, overwrite=True)
    bundle.write_json(folder / "study.json", found)
    write_whole(folder / "report.md", report(found).encode(), overwrite=True)
    return found
