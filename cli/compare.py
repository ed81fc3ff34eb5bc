"""kerasdense compare MODEL..."""

from pathlib import Path
from typing import Annotated

import typer

from kerasdense.cli import report
from kerasdense.errors import InputError
from kerasdense.files.whole import refuse_existing

WEIGH = "import sys; from kerasdense.cli.compare import weigh; weigh(*sys.argv[1:])"


def compare(
    models: Annotated[
        list[str],
        typer.Argument(help="Shipped models, folders of runs, exported files."),
    ],
    data: Annotated[
        str | None, typer.Option(help="Dataset to score them on, KIND:PATH.")
    ] = None,
    split: Annotated[
        str | None, typer.Option(help="train, val or test, where files say which.")
    ] = None,
    size: Annotated[
        str, typer.Option(help="Of a picture, ROWSxCOLUMNS, to count and time.")
    ] = "256x256",
    rounds: Annotated[
        int, typer.Option(min=1, help="How often each model is timed.")
    ] = 10,
    memory: Annotated[
        bool, typer.Option(help="Measure memory, in a process for each model.")
    ] = True,
    noise: Annotated[
        float, typer.Option(help="Deviation of the noise to remove, in 255ths.")
    ] = 25.0,
    damage: Annotated[
        str | None,
        typer.Option(help="What to do to clean pictures, NAME:AMOUNT; see `list`."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of that noise or damage.")] = 0,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Score only so many images.")
    ] = None,
    json_: Annotated[
        Path | None, typer.Option("--json", help="Write all numbers here.")
    ] = None,
    csv_: Annotated[
        Path | None, typer.Option("--csv", help="Write each image's scores here.")
    ] = None,
    figure: Annotated[
        Path | None, typer.Option(help="Draw what they make of some pictures.")
    ] = None,
    pictures: Annotated[int, typer.Option(min=1, help="How many of them.")] = 3,
    overwrite: Annotated[bool, typer.Option("--overwrite")] = False,
):
    """Models of one task side by side: cost, speed, memory, scores, wins, pictures.

    kerasdense compare denoise-color runs/mine --data images:kodak --figure both.png

    kerasdense compare runs/a bm3d-gray --data images:BSD68 --noise 50 --csv each.csv

    kerasdense compare runs/a runs/b runs/c --data camvid:CamVid --json abc.json
    """
    from kerasdense.cli.open import open_model
    from kerasdense.cli.quiet import import_tensorflow
    from kerasdense.datasets import open_dataset

    rows, columns = sides(size)
    if csv_ and not data:
        raise InputError("--csv writes scores of images: name them with --data.")
    refuse_existing((json_, csv_, figure), overwrite)
    scored = open_dataset(data, split, limit) if data else None
    opened = [open_model(name, noise=noise) for name in models]
    import_tensorflow()
    from kerasdense import bundle
    from kerasdense import compare as sides_by_side
    from kerasdense.memory import peak_megabytes

    tasks = [model.task for model in opened]
    sides_by_side.refuse_other_tasks(models, tasks)
    done = None
    if scored is not None:
        damage = damage or first_damage(tasks)
        done = None if set(tasks[0].reads) <= set(scored.fields) else damage
        scored = prepared(scored, tasks[0], data, noise, seed, damage)
    with report.progress() as bar:
        parts = len(opened) * (memory + bool(data)) + 1
        line = bar.add_task("timing", total=parts)
        found = [facts(model, rows, columns) for model in opened]
        x = noise_like(opened[0], rows, columns)
        predictors = [model.predictor for model in opened]
        times = sides_by_side.milliseconds(predictors, x, rounds)
        for told, time in zip(found, times):
            told["milliseconds"] = time
        bar.advance(line)
        for told in found if memory else ():
            bar.update(line, description="weighing")
            told["megabytes"] = peak_megabytes(WEIGH, told["model"], rows, columns)
            bar.advance(line)
        for told, model in zip(found, opened) if scored is not None else ():
            bar.update(line, description="scoring")
            told["scores"], told["each"] = scores(model, scored)
            bar.advance(line)

    each = [told.pop("each", []) for told in found]
    show(found, size, data, scored)
    if scored is not None and len(found) > 1:
        show_wins(found, each, tasks[0])
    if csv_:
        write_rows(csv_, found, each, scored)
    if json_:
        how = protocol(tasks[0], noise, seed, done) if data else {}
        bundle.write_json(
            json_,
            {
                "size": [rows, columns],
                "rounds": rounds,
                "dataset": data,
                "split": split,
                "images": len(scored) if scored is not None else None,
                "protocol": how,
                "models": found,
            },
        )
    if figure:
        draw(figure, opened, scored, noise, seed, damage, pictures, overwrite)


def sides(size):
    """'256x256' -> 256, 256."""
    rows, x, columns = size.partition("x")
    if not (rows.isdecimal() and columns.isdecimal() and int(rows) and int(columns)):
        raise InputError(f"--size {size} should be rows and columns, as in 256x256.")
    return int(rows), int(columns)


def prepared(data, task, spec, noise, seed, damage=None):
    from kerasdense.cli import evaluate

    evaluate.check_classes(task, data, spec)
    return evaluate.prepared(data, task, noise, seed, damage)


def first_damage(tasks):
    """-> what the first of the tasks with a damage does to clean pictures, or None."""
    return next(filter(None, (task.damage for task in tasks)), None)


def protocol(task, noise, seed, damage=None):
    from kerasdense.cli import evaluate

    return evaluate.in_words(task, task.metrics(), noise, seed, damage)


def scores(model, data):
    """-> {name: number} over all images, and the same of each image."""
    from kerasdense.evaluate import evaluate

    each = []
    overall = evaluate(
        model.predictor,
        model.task,
        data,
        each=lambda index, found: each.append(found),
    )
    return overall, each


def facts(model, rows, columns):
    """-> what is known of a model without running it."""
    from kerasdense.compare import weights_and_flop

    weights, flop = weights_and_flop(model.network, rows, columns)
    reach = model.reach
    return {
        "model": model.name,
        "weights": weights,
        "gflop": None if flop is None else flop / 1e9,
        "reach": reach and {"margin": reach.margin, "step": reach.step},
    }


def noise_like(model, rows, columns):
    """-> x [1, rows, columns, C] to time a model with."""
    import numpy as np

    if model.network is not None:
        channels = model.network.input_shape[-1]
    else:
        task = model.task
        channels = getattr(task, "channels_in", None) or task.channels or 3
    draw = np.random.default_rng(0)
    x = draw.random((1, rows, columns, channels), np.float32)
    if "mask" in model.task.reads:
        x[..., -1] = x[..., -1] < 0.5
    return x


def weigh(name, rows, columns):
    """In a process of its own: opens a model, predicts once, and says what it took."""
    from kerasdense.cli.open import open_model
    from kerasdense.memory import resident

    model = open_model(name)
    model.predictor(noise_like(model, int(rows), int(columns)))
    print(resident())


def show(found, size, data, scored):
    """Properties go down, models across."""
    first = found[0]
    lines = [
        ("weights", [told["weights"] for told in found]),
        (f"GFLOP at {size}", [told["gflop"] for told in found]),
        ("sees around a pixel", [around(told["reach"]) for told in found]),
        (f"ms at {size}, median", [told["milliseconds"] for told in found]),
    ]
    if "megabytes" in first:
        lines.append(("peak memory, MB", [told["megabytes"] for told in found]))
    for name in first.get("scores", ()):
        lines.append((name, [told["scores"].get(name) for told in found]))
    title = "Side by side"
    if data:
        title = f"{title} on {data}, {len(scored)} images"
    columns = ("", *(told["model"] for told in found))
    report.table(title, columns, [(name, *map(words, row)) for name, row in lines])


def show_wins(found, each, task):
    """On how many images the model of a row is better than that of a column."""
    from kerasdense.compare import wins

    name = getattr(task, "monitor", None)  # an exported file's task has none
    if name not in each[0][0]:
        name = next(iter(each[0][0]))
    better = getattr(task, "more_is_better", True)
    counts = wins([[one[name] for one in images] for images in each], better)
    names = [told["model"] for told in found]
    rows = [
        (model, *("-" if i == j else count for j, count in enumerate(line)))
        for i, (model, line) in enumerate(zip(names, counts))
    ]
    title = f"Better in {name}, of {len(each[0])} images"
    report.table(title, ("", *(f"than {model}" for model in names)), rows)


def write_rows(path, found, each, data):
    """A row for each image, a column for each model and score."""
    from kerasdense.cli import evaluate

    rows = [
        {"name": data.name(index)}
        | {
            f"{told['model']} {score}": value
            for told, images in zip(found, each)
            for score, value in images[index].items()
        }
        for index in range(len(data))
    ]
    evaluate.write_rows(path, rows)


def around(reach):
    """{"margin": 17, "step": 1} -> '17 px'."""
    if not reach:
        return None
    return "everything" if reach["margin"] is None else f"{reach['margin']} px"


def words(value):
    if value is None:
        return "-"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.5g}" if isinstance(value, float) else value


def draw(path, models, data, noise, seed, damage, pictures, overwrite):
    from kerasdense.compare import sheet
    from kerasdense.datasets import Samples
    from kerasdense.datasets.changes import for_task
    from kerasdense.files import picture

    if data is None:
        task = models[0].task
        photographs = Samples(("coffee", "chelsea", "motorcycle_left"))
        try:
            how = {"noise": noise, "damage": damage, "seed": seed}
            data = for_task(photographs, task, **how, only=task.reads)
        except InputError:
            raise InputError(
                "--figure needs --data: photographs are not all that these models read."
            ) from None
    drawn = sheet(models, data, pictures)
    picture.write(path, drawn, overwrite=overwrite)
    report.out.print(f"{path}: what each makes of {min(pictures, len(data))} pictures")
