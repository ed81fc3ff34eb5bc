"""What each scale contributes, and whether predicted depth and normals help to label.

Eigen & Fergus, "Predicting Depth, Surface Normals and Semantic Labels with a Common
Multi-Scale Convolutional Architecture", ICCV 2015, arXiv:1411.4734, sections 6.4 and
6.5: small networks of the same plan, all taught alike on the same data.
"""

import dataclasses
from pathlib import Path

import numpy as np

from kerasdense import bundle
from kerasdense.datasets import Remembered
from kerasdense.datasets.changes import for_task
from kerasdense.ensemble import each as on_each
from kerasdense.files import picture
from kerasdense.files.whole import write_whole
from kerasdense.models.eigen_fergus import SCALES, SIZE
from kerasdense.pixels import layout, paint
from kerasdense.predict import maps
from kerasdense.predictor import fast
from kerasdense.recipes import eigen_fergus, eigen_fergus_labels
from kerasdense.recipes._geometry import with_predicted
from kerasdense.study.geometry_report import inputs_report, scales_report
from kerasdense.study.kept import same_study
from kerasdense.study.learned import learned

OF_INPUTS = ((2,), (1, 2))  # scales that labels are learned with from each input
SIDE = 200  # pixels of a picture on a sheet
COARSE = 0.6  # of the steps of a network with scale 3: those of the scales below


@dataclasses.dataclass(frozen=True)
class Settings:
    """Of both studies.

    Args:
        steps: Of training for each network; one with scale 3 learns its other scales
            for as many, and scale 3 for two thirds of them more.
        batch, learning_rate, width, trunk, frame, precision: See the recipe
            eigen_fergus.
        seed: Of everything drawn.
    """

    steps: int = 600
    batch: int = 8
    learning_rate: float = 1e-3
    width: float = 0.25
    trunk: str = "alexnet"
    frame: tuple[int, int] = SIZE
    precision: str = "float32"
    seed: int = 0

    def of_recipe(self, scales):
        """-> keyword arguments of a recipe for these scales."""
        steps = round(self.steps / COARSE) if 3 in scales else self.steps
        own = dataclasses.asdict(self)
        del own["seed"]
        frozen = {"scales": scales, "coarse": COARSE, "score_every": steps}
        return {**own, **frozen, "steps": steps}


def called(scales):
    """(1, 2) -> '1+2'."""
    return "+".join(map(str, scales))


def study_scales(
    folder, train, held, settings, *, told, labels=True, pictures=3, each=None
):
    """Teaches every scale alone and together; writes report.md and its pictures.

    Args:
        folder: Where to; made if need be. Networks that it holds are not taught again.
        train, held: Datasets with depth and normals, or camera; and labels.
        settings: `Settings`.
        told: {words: value} for the report, and what a folder must agree in.
        labels: Whether labels are learned, too, from colour alone and with depth and
            normals beside it.
        pictures: To show.
        each: Called with (what is taught, step, loss) after each step, if given.

    Returns:
        What study.json holds.

    Raises:
        InputError: The folder holds another study.
        Interrupted: By Ctrl-C; the same call goes on.
    """
    teacher = Teacher(folder, train, held, settings, told, each)
    kinds = {"geometry": teacher.geometry}
    if labels:
        kinds["labels"] = teacher.labels_with("true")
        kinds["colour"] = teacher.labels_with("none")
    found = {**teacher.told, "scales": {}}
    for scales in SCALES:
        found["scales"][called(scales)] = {
            kind: teach(scales, kind) for kind, teach in kinds.items()
        }
    for kind in kinds:
        names = [f"{kind}-{called(scales)}" for scales in SCALES]
        teacher.draw(f"{kind}.png", names, pictures)
    return teacher.wrote(found, scales_report(found))


def study_inputs(
    folder, train, held, settings, *, told, model=None, pictures=3, each=None
):
    """Teaches to label from colour; colour, predicted depth and normals; and true ones.

    Args:
        model: A folder of a model that predicts depth and normals. If None, one of the
            same plan is taught on the same data first.

    Others, and what is returned and raised: As of `study_scales`.
    """
    teacher = Teacher(folder, train, held, settings, {**told, "model": model}, each)
    found = {**teacher.told, "scales": {}}
    if model is None:
        found["geometry"] = teacher.geometry((1, 2), "geometry")
        model = str(teacher.folder / f"geometry-{called((1, 2))}")
    sources = {"none": "none", "predicted": model, "true": "true"}
    for scales in OF_INPUTS:
        found["scales"][called(scales)] = {
            name: teacher.labels_with(source)(scales, name)
            for name, source in sources.items()
        }
    for scales in OF_INPUTS:
        names = [f"{name}-{called(scales)}" for name in sources]
        teacher.draw(f"labels-{called(scales)}.png", names, pictures)
    return teacher.wrote(found, inputs_report(found))


class Teacher:
    """Teaches networks on the same data, each in a folder of its own."""

    def __init__(self, folder, train, held, settings, told, each):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        own = {**dataclasses.asdict(settings), "frame": list(settings.frame)}
        self.told = {"told": {**told, **own}}
        same_study(self.folder, self.told["told"])
        self.train, self.held = Remembered(train), Remembered(held)
        self.relative = "depth" not in train.fields
        self.told |= {"relative": self.relative, "images": [len(train), len(held)]}
        self.told["classes"] = len(train.classes)
        self.settings, self.each, self.shown = settings, each, {}

    def geometry(self, scales, kind):
        """-> scores of depth and normals."""

        def recipe():
            return eigen_fergus.recipe(
                self.train,
                self.held,
                relative=self.relative,
                **self.settings.of_recipe(scales),
            )

        return self._taught(f"{kind}-{called(scales)}", recipe, self.held)

    def labels_with(self, geometry):
        """-> (scales, kind) -> scores of labels; geometry: as of the recipe."""

        def teach(scales, kind):
            def recipe():
                return eigen_fergus_labels.recipe(
                    self.train,
                    self.held,
                    geometry=geometry,
                    **self.settings.of_recipe(scales),
                )

            held = self.held
            if geometry not in ("true", "none"):
                held = with_predicted(held, geometry)
            return self._taught(f"{kind}-{called(scales)}", recipe, held)

        return teach

    def _taught(self, name, recipe, held):
        self.shown[name] = held
        each = self.each and (lambda step, loss: self.each(name, step, loss))
        return learned(self.folder / name, recipe, seed=self.settings.seed, each=each)

    def draw(self, file, names, pictures):
        """A row of pictures for each map of each held picture: what is seen, the truth
        and what each network predicts."""
        rows, captions, opened = [], [], {}
        for name in names:
            network, task = bundle.load(self.folder / name)
            opened[name] = fast(network), task, for_task(self.shown[name], task)
        for index in range(min(pictures, len(self.held))):
            sheet, words = {}, {}
            for name, (predictor, task, data) in opened.items():
                self._add(sheet, words, data, index, predictor, task, name)
            rows += sheet.values()
            captions += words.values()
        drawn = paint.contact_sheet(rows, captions)
        picture.write(self.folder / file, drawn, overwrite=True)

    def _add(self, sheet, words, data, index, predictor, task, name):
        sample = data.read(index)
        x = np.asarray(task.input(sample))[None]
        y = on_each(np.asarray, task.target(sample)[0])
        found = on_each(lambda a: np.asarray(a)[0], task.decode(predictor(x), x))
        seen = np.rint(255 * x[0, ..., :3].clip(0, 1)).astype(np.uint8)
        for (of, truth), (_, here) in zip(maps(task, y), maps(task, found)):
            if of.writes not in sheet:
                drawn = [seen, of.render(truth)]
                sheet[of.writes] = [layout.shrunk(each, SIDE) for each in drawn]
                words[of.writes] = [data.name(index), f"{of.writes}, truth"]
            sheet[of.writes].append(layout.shrunk(of.render(here), SIDE))
            words[of.writes].append(name)

    def wrote(self, found, report):
        bundle.write_json(self.folder / "study.json", found)
        write_whole(self.folder / "report.md", report.encode(), overwrite=True)
        return found
