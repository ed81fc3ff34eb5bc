"""kerasdense demo"""

from pathlib import Path
from typing import Annotated

import typer

from kerasdense.cli import report
from kerasdense.errors import InputError

NOISE = 25  # of 255, the literature's usual example
SCENE = "motorcycle_left", "a garage"
SIDE = 224  # pixels of a cut-out, small enough to see single pixels on the sheet


def demo(
    to: Annotated[Path, typer.Option(help="The picture to write.")] = Path(
        "kerasdense-demo.png"
    ),
    overwrite: Annotated[bool, typer.Option("--overwrite")] = False,
):
    """Run every shipped model on sample photographs, and draw what they do.

    The photographs come with scikit-image; none was trained on. Each is spoilt (noise
    added, or shrunk), mended by the model, and measured against itself.
    """
    from kerasdense.files import picture

    if to.exists() and not overwrite:
        raise InputError(f"{to} exists and is left as it is: add --overwrite, or --to.")
    from kerasdense.cli.open import open_model, shipped

    names = list(shipped())
    rows, captions = [], []
    with report.progress() as bar:
        for name in bar.track(names, description="running"):
            model = open_model(name)
            for drawn, words in DEMOS[type(model.task).__name__](model):
                rows.append(drawn)
                captions.append(words)
    from kerasdense.pixels import paint

    picture.write(to, paint.contact_sheet(rows, captions), overwrite=overwrite)
    report.out.print(f"{to}: {', '.join(names)}", soft_wrap=True)


def restored(model):
    """A row of spoilt, by a simple method, by the model, and as it was."""
    import numpy as np

    from kerasdense.baselines import open_baseline
    from kerasdense.compare import seen
    from kerasdense.damage import parse
    from kerasdense.datasets import Changed, Samples
    from kerasdense.datasets.changes import for_task
    from kerasdense.metrics import PSNR
    from kerasdense.predict import predict

    task = model.task
    photographs = ("camera" if task.channels == 1 else "astronaut",)
    baseline, words = rival(task)
    cut = Changed(Samples(photographs), middle)
    data = for_task(cut, task, noise=NOISE)
    harm = parse(task.damage).words if task.damage else f"noise {NOISE}"
    for index in range(len(data)):
        sample = data.read(index)
        spoilt, truth = sample[task.reads[0]], task.target(sample)[0]
        beside = {name: sample[name] for name in task.reads[1:]}

        def caption(said, picture, truth=truth):
            metric = PSNR()
            metric.update_state(truth[None], picture[None])
            return f"{said}: {float(metric.result()):.2f} dB"

        by_model = predict(model.predictor, task, spoilt, beside=beside)
        by_rival = predict(
            open_baseline(baseline, NOISE)[0], task, spoilt, beside=beside
        )
        first = np.asarray(task.input(sample))[..., : task.channels]
        if "raw" in task.reads:
            said = f"{data.name(index)}, a raw file, amplified"
        elif task.scale > 1:
            said = f"{data.name(index)}, small"
        else:
            said = caption(f"{data.name(index)}, {harm}", first)
        pictures = [task.render(each) for each in (by_rival, by_model, truth)]
        told = caption(words, by_rival), caption(model.name, by_model)
        yield [seen(first, task.scale), *pictures], [said, *told, "as it was"]


def middle(sample, index):
    """Cuts out what is above the middle, where faces are."""
    rows, columns = sample["image"].shape[:2]
    top, left = rows // 8, columns // 2 - SIDE // 2
    return {"image": sample["image"][top : top + SIDE, left : left + SIDE]}


def rival(task):
    """-> a baseline's name, and what the sheet calls it."""
    if "raw" in task.reads:
        return "develop", "developed as it is"
    if task.scale > 1:
        return f"bicubic-x{task.scale}", "bicubic"
    if "mask" in task.reads:
        return "biharmonic", "biharmonic"
    if "damaged" in task.reads:
        return "bilateral-mend", "bilateral filter"
    return f"nl-means-{'gray' if task.channels == 1 else 'color'}", "non-local means"


def in_colour(model):
    """A row of a photograph without its colours, what the model guesses, and the true
    ones."""
    from kerasdense.datasets import Changed, Samples

    sample = Changed(Samples(("astronaut",)), middle).read(0)
    drawn = after("no-color", model, sample["image"])
    drawn.append(model.task.render(model.task.target(sample)[0]))
    yield drawn, ["astronaut, gray", model.name, "as it was"]


def outlined(model):
    """A row of a photograph and its boundaries, by a simple method and by the model."""
    from kerasdense.datasets import Changed, Samples

    image = Changed(Samples(("chelsea",)), distant).read(0)["image"]
    drawn = [image, *after("canny", model, image)]
    yield drawn, ["chelsea", "Canny", model.name]


def after(baseline, model, image):
    """-> pictures of what a baseline makes of an image, and of what the model does."""
    from kerasdense.cli.open import open_model
    from kerasdense.predict import predict

    both = open_model(baseline), model
    return [m.task.render(predict(m.predictor, m.task, image)) for m in both]


def labelled(model):
    """A row of the photograph and its classes. scikit-image has no street, but a
    motorcycle; it is seen from as far away as those that models of streets know. Nor
    has it slices of tissue, but a cell."""
    from kerasdense.datasets import Changed, Samples
    from kerasdense.pixels import paint
    from kerasdense.predict import predict

    task, colours = model.task, model.task.colours()
    name, said = ("cell", "a cell") if "cell" in task.classes else SCENE
    data = Changed(Samples((name,)), distant)
    image = data.read(0)["image"]
    label = predict(model.predictor, task, image).astype("uint8")
    names = paint.legend(task.classes, colours, width=SIDE)
    yield (
        [image, paint.overlay(image, label, colours), names],
        [said, model.name, "its classes"],
    )


def followed(model):
    """A row of a picture, the flow to a second by a simple method and by the model, and
    the true one: a photograph before which cut-outs of others move."""
    import numpy as np

    from kerasdense.baselines import open_baseline
    from kerasdense.compare import said
    from kerasdense.datasets import Moving, Samples
    from kerasdense.pixels.flow import coloured
    from kerasdense.predict import predict

    task = model.task
    sample = Moving(Samples(), 1, (SIDE, SIDE), seed=2).read(0)
    beside = {"second": sample["second"]}
    ways = {"dense inverse search": open_baseline("dis", 0)[0]}
    ways[model.name] = model.predictor
    drawn, words = [sample["image"]], ["moving cut-outs"]
    most = np.hypot(*np.moveaxis(sample["flow"], -1, 0)).max()
    for name, predictor in ways.items():
        flow = predict(predictor, task, sample["image"], beside=beside)
        drawn.append(coloured(flow, most))
        words.append(f"{name}{said(task, sample, flow[None])}")
    yield [*drawn, coloured(sample["flow"], most)], [*words, "the true flow"]


def surfaces(model):
    """A row of a photograph, how far things in it are, and which way they face."""
    import numpy as np

    from kerasdense.datasets import Samples
    from kerasdense.pixels import layout
    from kerasdense.predict import maps, predict

    name, said = "motorcycle_left", "a garage"
    image = Samples((name,)).read(0)["image"]
    found = maps(model.task, predict(model.predictor, model.task, image))
    drawn = [np.asarray(image), *(of.render(each) for of, each in found)]
    words = {"depth": "near is bright", "normals": "red: to the right, green: up"}
    yield (
        [layout.shrunk(picture, 2 * SIDE) for picture in drawn],
        [said, *(f"{model.name}, {words.get(of.writes, '')}" for of, _ in found)],
    )


def distant(sample, index):
    """Shrinks to where the shorter side fits the sheet, and cuts out the middle."""
    from kerasdense.pixels import resample

    image = sample["image"]
    image = resample.imresize(image, SIDE / min(image.shape[:2]))
    top, left = ((side - SIDE) // 2 for side in image.shape[:2])
    return {"image": image[top : top + SIDE, left : left + SIDE]}


DEMOS = {
    "Boundaries": outlined,
    "Colorization": in_colour,
    "Denoising": restored,
    "DepthNormals": surfaces,
    "Inpainting": restored,
    "LowLight": restored,
    "OpticalFlow": followed,
    "Restoration": restored,
    "SuperResolution": restored,
    "Segmentation": labelled,
}
