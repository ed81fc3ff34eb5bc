"""kerasdense study WHAT --to FOLDER"""

from pathlib import Path
from typing import Annotated

import typer

from kerasdense.cli import report
from kerasdense.errors import InputError, did_you_mean

app = typer.Typer(
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="markdown",
    help="Compare ways of doing one thing, and write a report.",
)


@app.callback()
def studies():
    """Compare ways of doing one thing, and write a report."""


@app.command("upsampling")
def upsampling(
    to: Annotated[Path, typer.Option(help="The folder for report and pictures.")],
    data: Annotated[
        str | None,
        typer.Option(help="Photographs, KIND:PATH; else some of scikit-image's."),
    ] = None,
    steps: Annotated[
        int, typer.Option(min=1, help="Of training, for each way to enlarge.")
    ] = 600,
    parts: Annotated[
        str | None, typer.Option(help="Which ways, with commas between; else all.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of weights, noise and order.")] = 0,
    overwrite: Annotated[bool, typer.Option("--overwrite")] = False,
):
    """Deconvolution, sub-pixels, resizing, unpooling: who makes checkerboards?

    Measures each untaught, trains the same small autoencoder with each, and measures
    again. Some minutes; nothing is resumed.

        kerasdense study upsampling --to upsampling

        kerasdense study upsampling --to trial --steps 50 --parts deconv-3,nearest-conv
    """
    from kerasdense.cli.quiet import import_tensorflow

    if (to / "report.md").exists() and not overwrite:
        raise InputError(f"{to} holds a report already: add --overwrite, or --to.")
    import_tensorflow()
    from kerasdense.datasets import train_and_validation
    from kerasdense.study import upsampling as studies

    chosen = studies.Settings.parts
    if parts:
        chosen = chosen_of("part", parts, studies.PARTS)
    photographs = train_and_validation(data) if data else ()
    settings = studies.Settings(parts=chosen, steps=steps, seed=seed)
    with report.progress() as bar:
        task = bar.add_task("measuring", total=steps * len(chosen))

        def each(part, step, loss):
            bar.update(task, advance=1, description=part)

        def done(part, scores):
            said = {name: scores[name] for name in ("psnr", "ripple", "seconds")}
            report.err.print(f"{part}: {report.scores_line(said)}", soft_wrap=True)

        found = studies.study(to, settings, *photographs, each=each, done=done)
    rows = [
        (part, told["psnr"], told["ripple"], told["energy"])
        for part, told in found["trained"].items()
    ]
    columns = ("part", "psnr", "ripple, 255ths", "energy at period 4")
    report.table("after training", columns, rows)
    report.out.print(f"{to / 'report.md'}: tables, and what the pictures show")


@app.command("denoising")
def denoising(
    to: Annotated[Path, typer.Option(help="The folder for report and pictures.")],
    data: Annotated[
        str, typer.Option(help="Clean pictures, KIND:PATH; or polyu:PATH, cc:PATH.")
    ],
    models: Annotated[
        str, typer.Option(help="Shipped models and runs, with commas between.")
    ],
    rivals: Annotated[
        str, typer.Option(help="What they are held against, with commas between.")
    ] = "bm3d,nl-means,tv,bilateral,median",
    noise: Annotated[
        str, typer.Option(help="Deviations in 255ths, with commas between.")
    ] = "25",
    damage: Annotated[
        list[str] | None,
        typer.Option(help="Other noise instead, NAME:AMOUNT; may be repeated."),
    ] = None,
    runs: Annotated[
        list[str] | None,
        typer.Option(help="A run whose learning curve to draw; may be repeated."),
    ] = None,
    split: Annotated[
        str | None, typer.Option(help="train, val or test, where files say which.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Score only so many images.")
    ] = None,
    pictures: Annotated[int, typer.Option(min=1, help="To show, of each noise.")] = 3,
    seed: Annotated[int, typer.Option(help="Of the noise.")] = 0,
):
    """Denoisers against BM3D and others, image by image, as the papers have it.

    What the folder holds already is not computed again: stop it, and go on another
    time, with more models, images or levels of noise.

        kerasdense study denoising --data images:BSD68 --models denoise-gray,runs/dncnn
        --noise 15,25,50 --to denoising

        kerasdense study denoising --data polyu:POLYU --models denoise-real
        --rivals nl-means --to real
    """
    from kerasdense.cli.open import open_model
    from kerasdense.cli.quiet import import_tensorflow
    from kerasdense.datasets import open_dataset

    scored = open_dataset(data, split, limit)
    opened = [open_model(name) for name in models.split(",")]
    import_tensorflow()
    from kerasdense.damage import parse
    from kerasdense.study import denoising as studies

    conditions = tuple(damage or (f"awgn:{level}" for level in noise.split(",")))
    for condition in conditions:
        parse(condition)
    if "damaged" in scored.fields:
        conditions = (studies.FOUND,)
    chosen = [rival for rival in rivals.split(",") if rival]
    who = studies.entries(opened, chosen, opened[0].task.channels)
    with report.progress() as bar:
        line = bar.add_task("scoring", total=len(conditions) * len(who) * len(scored))

        def each(condition, name):
            bar.update(line, advance=1, description=f"{condition} {name}")

        found = studies.study(
            to,
            scored,
            who,
            conditions,
            told={"data": data, "split": split},
            seed=seed,
            pictures=pictures,
            runs=runs or (),
            each=each,
        )
    against = found["against"]
    for condition, told in found["conditions"].items():
        rows = [
            (name, one["psnr"], one["ssim"], one["wins"], one["gain"])
            for name, one in told["models"].items()
        ]
        columns = ("", "psnr", "ssim", f"better than {against} on", "dB in the mean")
        report.table(f"{condition}, {told['images']} images", columns, rows)
    report.out.print(f"{to / 'report.md'}: tables, gains and pictures")


@app.command("boundaries")
def boundaries(
    to: Annotated[Path, typer.Option(help="The folder for report and pictures.")],
    data: Annotated[str, typer.Option(help="With drawings, as bsds:BSDS500.")],
    models: Annotated[
        str, typer.Option(help="Models, files and runs, with commas between.")
    ],
    rivals: Annotated[
        str, typer.Option(help="What they are held against, with commas between.")
    ] = "canny,sobel",
    sides: Annotated[
        bool, typer.Option("--sides", help="What each scale of a network says, too.")
    ] = False,
    split: Annotated[
        str | None, typer.Option(help="train, val or test, where files say which.")
    ] = None,
    protocol: Annotated[str, typer.Option(help="bsds, or nyud for rooms.")] = "bsds",
    thresholds: Annotated[int, typer.Option(min=2, help="Fewer are faster.")] = 99,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Measure only so many images.")
    ] = None,
    pictures: Annotated[int, typer.Option(min=1, help="To show.")] = 3,
):
    """Finders of boundaries beside Canny, Sobel and people: ODS, OIS, AP and curves.

    What the folder holds already is not measured again.

        kerasdense study boundaries --data bsds:BSDS500 --models boundaries,runs/hed
        --sides --to boundaries
    """
    from kerasdense.cli.open import open_model
    from kerasdense.cli.quiet import import_tensorflow
    from kerasdense.datasets import open_dataset

    scored = open_dataset(data, split, limit)
    names = [name for text in (models, rivals) for name in text.split(",") if name]
    opened = [open_model(name) for name in names]
    import_tensorflow()
    from kerasdense import bsds
    from kerasdense.datasets.changes import for_task
    from kerasdense.study import boundaries as studies
    from kerasdense.tasks import Boundaries

    parts = {"bsds": bsds.PART, "nyud": bsds.PART_NYUD}
    if protocol not in parts:
        raise InputError(
            f"--protocol {protocol}: there are {', '.join(parts)}."
            f"{did_you_mean(protocol, parts)}"
        )
    for model in opened:
        if model.task.writes != "probability":
            raise InputError(f"{model.name} finds no boundaries: leave it out.")
    scored = for_task(scored, Boundaries(), to_measure=True)
    who = []
    for model in opened:
        who += [studies.of_model(model), *(studies.sides(model) if sides else ())]
    with report.progress() as bar:
        line = bar.add_task("measuring", total=(len(who) + 1) * len(scored))

        def each(name):
            bar.update(line, advance=1, description=name)

        found = studies.study(
            to,
            scored,
            who,
            told={"data": data, "split": split},
            part=parts[protocol],
            thresholds=thresholds,
            pictures=pictures,
            each=each,
        )
    rows = [
        (name, *(one[what] for what in ("ods", "ois", "ap", "threshold")))
        for name, one in found["models"].items()
    ]
    if "people" in found:
        rows.append(("people", found["people"]["f"], "-", "-", "-"))
    title = f"{data}, {found['images']} images"
    report.table(title, ("", "ods", "ois", "ap", "threshold"), rows)
    report.out.print(f"{to / 'report.md'}: a table, curves and pictures")


@app.command("superresolution")
def superresolution(
    to: Annotated[Path, typer.Option(help="The folder for report and pictures.")],
    data: Annotated[str, typer.Option(help="Large pictures, KIND:PATH.")],
    models: Annotated[
        str, typer.Option(help="Shipped models and runs, with commas between.")
    ],
    plus: Annotated[
        bool, typer.Option("--plus", help="The last of them as a self-ensemble, too.")
    ] = False,
    split: Annotated[
        str | None, typer.Option(help="train, val or test, where files say which.")
    ] = None,
    damage: Annotated[
        str | None,
        typer.Option(
            help="How to make small ones, as in shrink:4+jpeg:40; see `list`."
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Score only so many images.")
    ] = None,
    pictures: Annotated[int, typer.Option(min=1, help="To show.")] = 3,
):
    """Enlargers beside bicubic and the truth, where it shows, with PSNR and SSIM.

    What the folder holds already is not computed again.

        kerasdense study superresolution --data images:Set14/HR
        --models runs/vdsr,runs/srresnet,sr-x4 --plus --to row
    """
    scored, opened = to_enlarge(data, split, limit, models)
    from kerasdense.study import enlargers
    from kerasdense.study import superresolution as studies

    who = enlargers.models(opened)
    if plus:
        who.append(enlargers.eightfold(opened[-1]))
    bench = enlargers.bench(scored, opened, damage)
    with report.progress() as bar:
        line = bar.add_task("scoring", total=(len(who) + 1) * len(bench))

        def each(name):
            bar.update(line, advance=1, description=name)

        found = studies.study(
            to,
            bench,
            who,
            told={"data": data, "split": split},
            pictures=pictures,
            each=each,
        )
    rows = [
        (name, one["psnr"], one["ssim"], one["seconds"])
        for name, one in found["models"].items()
    ]
    columns = ("", "psnr", "ssim", "seconds")
    scale, count = found["told"]["scale"], found["images"]
    report.table(f"{scale} times, {count} images", columns, rows)
    report.out.print(f"{to / 'report.md'}: a table, and crops beside each other")


@app.command("perception")
def perception(
    to: Annotated[Path, typer.Option(help="The folder for report and pictures.")],
    data: Annotated[str, typer.Option(help="Large pictures, KIND:PATH.")],
    models: Annotated[
        str, typer.Option(help="Shipped models and runs, with commas between.")
    ],
    niqe: Annotated[
        Path,
        typer.Option(help="The published modelparameters.mat, or what fit-niqe made."),
    ],
    mix: Annotated[
        list[str] | None,
        typer.Option(help="A,B: the way from one network to another; may be repeated."),
    ] = None,
    alphas: Annotated[
        str, typer.Option(help="Stops on that way, with commas between.")
    ] = "0.2,0.4,0.6,0.8",
    rivals: Annotated[
        list[str] | None,
        typer.Option(help="NAME=FOLDER: what another program made; may be repeated."),
    ] = None,
    ma: Annotated[
        list[str] | None,
        typer.Option(help="NAME=FILE: Ma's scores, NAME,SCORE lines; may be repeated."),
    ] = None,
    split: Annotated[
        str | None, typer.Option(help="train, val or test, where files say which.")
    ] = None,
    damage: Annotated[
        str | None,
        typer.Option(
            help="How to make small ones, as in shrink:4+jpeg:40; see `list`."
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Score only so many images.")
    ] = None,
    pictures: Annotated[int, typer.Option(min=1, help="To show.")] = 3,
):
    """Faithful against natural: RMSE and NIQE of enlargers, as a plane and in crops.

    Bicubic and the truth are always there. What the folder holds already is not
    computed again.

        kerasdense study perception --data images:B100 --models sr-x4,sr-perceptual-x4
        --mix sr-x4,sr-perceptual-x4 --niqe modelparameters.mat --to plane

        kerasdense study perception --data images:B100 --models sr-x4
        --rivals ESRGAN=results/esrgan --niqe niqe.npz --to plane
    """
    scored, opened = to_enlarge(data, split, limit, models, mix or ())
    from kerasdense.perceptual import read_pristine, read_scores
    from kerasdense.study import enlargers
    from kerasdense.study import perception as studies
    from kerasdense.study.kept import digest

    pristine = read_pristine(niqe)
    bench = enlargers.bench(scored, opened, damage)
    who = enlargers.models(opened)
    paths = [way(pair, alphas, opened, who) for pair in mix or ()]
    for text in rivals or ():
        who.append(enlargers.of_folder(*named(text, "--rivals", "FOLDER"), bench))
    known = [studies.TRUTH, studies.BICUBIC, *studies.names(who)]
    told_by_ma = {}
    for text in ma or ():
        name, file = named(text, "--ma", "FILE")
        if name not in known:
            raise InputError(
                f"--ma {text}: nobody here is called {name!r}."
                f"{did_you_mean(name, known)} There are {', '.join(known)}."
            )
        told_by_ma[name] = read_scores(file, bench.names())
    on_the_way = sum(len(path) - 2 for path in paths)
    with report.progress() as bar:
        total = (len(known) + on_the_way) * len(bench)
        line = bar.add_task("scoring", total=total)

        def each(name):
            bar.update(line, advance=1, description=name)

        model_file = f"{niqe.name} ({digest([niqe.read_bytes()])})"
        found = studies.study(
            to,
            bench,
            who,
            pristine,
            told={"data": data, "split": split, "niqe": model_file},
            paths=paths,
            ma=told_by_ma,
            pictures=pictures,
            each=each,
        )
    measures = ("rmse", "niqe", *(("pi",) if told_by_ma else ()), "psnr", "ssim")
    rows = [
        (name, *(one.get(what, "-") for what in measures))
        for name, one in found["models"].items()
    ]
    scale, count = found["told"]["scale"], found["images"]
    report.table(f"{scale} times, {count} images", ("", *measures), rows)
    report.out.print(f"{to / 'report.md'}: the plane, a table and crops")


@app.command("colorization")
def colorization(
    to: Annotated[Path, typer.Option(help="The folder for report and pictures.")],
    data: Annotated[str, typer.Option(help="Photographs in colour, KIND:PATH.")],
    models: Annotated[
        str, typer.Option(help="Shipped models and runs, with commas between.")
    ],
    split: Annotated[
        str | None, typer.Option(help="train, val or test, where files say which.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Score only so many images.")
    ] = None,
    pictures: Annotated[int, typer.Option(min=1, help="To show.")] = 6,
    overwrite: Annotated[bool, typer.Option("--overwrite")] = False,
):
    """Networks that colour beside gray and the truth: numbers, and a sheet to look at.

    Those of the paper are one recipe: with all colours alike, with rare ones
    rebalanced, and the regression that gray is best for.

        kerasdense train colorize runs/regression --set objective=regression ...

        kerasdense train colorize runs/classes --set uniform=1 ...

        kerasdense train colorize runs/rebalanced --set uniform=0.5 ...

        kerasdense study colorization --data images:BSDS/val
        --models runs/regression,runs/classes,runs/rebalanced --to colours
    """
    from kerasdense.cli.open import open_model
    from kerasdense.cli.quiet import import_tensorflow
    from kerasdense.datasets import open_dataset

    if (to / "report.md").exists() and not overwrite:
        raise InputError(f"{to} holds a report already: add --overwrite, or --to.")
    scored = open_dataset(data, split, limit)
    names = [name for name in models.split(",") if name]
    if not names:
        raise InputError("--models names nobody: name a shipped model, or a run.")
    opened = [open_model(name) for name in names]
    import_tensorflow()
    from kerasdense.study import colorization as studies

    with report.progress() as bar:
        total = (len(opened) + len(studies.NEEDLESS)) * len(scored)
        line = bar.add_task("scoring", total=total)

        def each(name):
            bar.update(line, advance=1, description=name)

        told = {"data": data, "split": split}
        found = studies.study(
            to, scored, opened, told=told, pictures=pictures, each=each
        )
    measures = ("auc", "auc_rebalanced", "psnr_ab", "psnr", "gray")
    rows = [
        (name, *(one[what] for what in measures))
        for name, one in found["models"].items()
    ]
    report.table(f"{len(scored)} images", ("", *measures), rows)
    report.out.print(f"{to / 'report.md'}: a table, and pictures beside each other")


def chosen_of(what, text, known):
    """'a,b' -> ('a', 'b').

    Raises:
        InputError: One of them is not known.
    """
    chosen = tuple(text.split(","))
    for name in chosen:
        if name not in known:
            raise InputError(
                f"There is no {what} {name!r}.{did_you_mean(name, known)} Known: "
                f"{', '.join(known)}."
            )
    return chosen


def to_enlarge(data, split, limit, models, pairs=()):
    """-> the dataset, and the models that are named, those of pairs A,B among them."""
    from kerasdense.cli.open import open_model
    from kerasdense.cli.quiet import import_tensorflow
    from kerasdense.datasets import open_dataset

    scored = open_dataset(data, split, limit)
    names = [name for text in (models, *pairs) for name in text.split(",") if name]
    if not names:
        raise InputError("--models names nobody: name a shipped model, or a run.")
    opened = [open_model(name) for name in dict.fromkeys(names)]
    import_tensorflow()
    return scored, opened


def way(pair, alphas, opened, entries):
    """'A,B' -> [(alpha, entry)], from the first to the second."""
    from kerasdense.study import enlargers

    ends = pair.split(",")
    if len(ends) != 2 or ends[0] == ends[1]:
        raise InputError(f"--mix {pair} should name two models, as in A,B.")
    try:
        stops = [float(alpha) for alpha in alphas.split(",") if alpha]
    except ValueError:
        raise InputError(
            f"--alphas {alphas} should be numbers, as in 0.3,0.6."
        ) from None
    if not all(0 <= alpha <= 1 for alpha in stops):
        raise InputError(f"--alphas {alphas} should lie between 0 and 1.")
    first, second = (
        next((m, e) for m, e in zip(opened, entries) if m.name == end) for end in ends
    )
    between = enlargers.between(first[0], second[0], sorted(set(stops) - {0, 1}))
    return [(0, first[1]), *between.items(), (1, second[1])]


def named(text, option, what):
    """'NAME=PATH' -> name, path."""
    name, _, path = text.partition("=")
    if not (name and path):
        raise InputError(f"{option} {text} should be NAME={what}.")
    return name, path


STEPS = typer.Option(min=2, help="Of training, for each network.")
WIDTH = typer.Option(help="Fraction of the papers' channels.")
ROOMS = typer.Option(help="Depth, normals or camera, labels: KIND:PATH.")
PRECISION = typer.Option(help="float32, or mixed_bfloat16 where that is fast.")
HELD = 48  # pictures to score on, at most


@app.command("scales")
def scales(
    to: Annotated[Path, typer.Option(help="The folder for networks and report.")],
    data: Annotated[str, ROOMS] = "scenes:300",
    steps: Annotated[int, STEPS] = 600,
    batch: Annotated[int, typer.Option(min=1, help="Pictures a step.")] = 8,
    width: Annotated[float, WIDTH] = 0.25,
    trunk: Annotated[str, typer.Option(help="alexnet or vgg16.")] = "alexnet",
    labels: Annotated[bool, typer.Option(help="Whether to learn labels, too.")] = True,
    precision: Annotated[str, PRECISION] = "float32",
    pictures: Annotated[int, typer.Option(min=1, help="To show.")] = 3,
    seed: Annotated[int, typer.Option(help="Of weights, order and augmentation.")] = 0,
):
    """Scale 1, scale 2, both, all three: what each adds to depth, normals and labels.

    Twelve small networks are taught, four with --no-labels. Stop it, and the same
    command goes on where it was; what is learned already is not learned again.

        kerasdense study scales --to scales

        kerasdense study scales --data nyu13:NYU --steps 1000 --to nyu
    """
    from kerasdense.study import geometry_report

    train, held, settings = to_teach(
        data, steps, batch, width, trunk, precision, seed, labels
    )
    from kerasdense.study import geometry as studies

    found = taught(
        studies.study_scales,
        (to, train, held, settings),
        {"told": {"data": data}, "labels": labels, "pictures": pictures},
        steps * 4 * (1 + 2 * labels),
    )
    key, words = geometry_report.MEASURES[found["relative"]]
    rows = [
        (
            name,
            kinds["geometry"][key],
            kinds["geometry"]["normals_mean_angle"],
            *(kinds[k]["pixel_accuracy"] for k in ("labels", "colour") if labels),
        )
        for name, kinds in found["scales"].items()
    ]
    columns = ("scales", words, "normals, degrees", "labels", "labels, colour alone")
    report.table("what each scale adds", columns[: 3 + 2 * labels], rows)
    report.out.print(f"{to / 'report.md'}: tables and pictures")


@app.command("inputs")
def inputs(
    to: Annotated[Path, typer.Option(help="The folder for networks and report.")],
    data: Annotated[str, ROOMS] = "scenes:300",
    model: Annotated[
        str | None,
        typer.Option(help="What predicts depth and normals; else one is taught."),
    ] = None,
    steps: Annotated[int, STEPS] = 600,
    batch: Annotated[int, typer.Option(min=1, help="Pictures a step.")] = 8,
    width: Annotated[float, WIDTH] = 0.25,
    trunk: Annotated[str, typer.Option(help="alexnet or vgg16.")] = "alexnet",
    precision: Annotated[str, PRECISION] = "float32",
    pictures: Annotated[int, typer.Option(min=1, help="To show.")] = 3,
    seed: Annotated[int, typer.Option(help="Of weights, order and augmentation.")] = 0,
):
    """Labels from colour, with predicted depth and normals, and with true ones.

    Six small networks are taught, of scale 2 alone and of scales 1 and 2; without
    --model one more, which predicts. The same command goes on where it was stopped.

        kerasdense study inputs --to inputs

        kerasdense study inputs --data scenes:500 --model runs/depth --to inputs
    """
    from kerasdense.cli.open import folder_of

    folder = str(folder_of(model)) if model else None
    train, held, settings = to_teach(
        data, steps, batch, width, trunk, precision, seed, True
    )
    from kerasdense.study import geometry as studies

    found = taught(
        studies.study_inputs,
        (to, train, held, settings),
        {"told": {"data": data}, "model": folder, "pictures": pictures},
        steps * (6 + (model is None)),
    )
    rows = [
        (name, *(one["pixel_accuracy"] for one in inputs.values()))
        for name, inputs in found["scales"].items()
    ]
    columns = ("scales", "colour", "and predicted geometry", "and true geometry")
    report.table("pixels labelled rightly", columns, rows)
    report.out.print(f"{to / 'report.md'}: tables and pictures")


@app.command("sharing")
def sharing(
    to: Annotated[Path, typer.Option(help="The folder for the report.")],
    trunks: Annotated[
        str, typer.Option(help="alexnet, vgg16, mobile; with commas between.")
    ] = "alexnet,vgg16,mobile",
    width: Annotated[float, WIDTH] = 1.0,
    rounds: Annotated[int, typer.Option(min=2, help="How often each is timed.")] = 10,
    batch: Annotated[int, typer.Option(min=1, help="Pictures of a step.")] = 4,
    overwrite: Annotated[bool, typer.Option("--overwrite")] = False,
):
    """How much faster one network of depth and normals is than two of one each.

    With all channels AlexNet and VGG16 take some GB of memory.

        kerasdense study sharing --to sharing
    """
    from kerasdense.cli.quiet import import_tensorflow

    if (to / "report.md").exists() and not overwrite:
        raise InputError(f"{to} holds a report already: add --overwrite, or --to.")
    import_tensorflow()
    from kerasdense.study import sharing as studies

    chosen = chosen_of("trunk", trunks, studies.TRUNKS)
    with report.progress() as bar:
        line = bar.add_task("timing", total=len(chosen))

        def each(trunk):
            bar.update(line, advance=1, description=trunk)

        found = studies.study(
            to, chosen, width=width, rounds=rounds, batch=batch, each=each
        )
    rows = [
        (trunk, studies.saved(told["prediction"]), studies.saved(told["training"]))
        for trunk, told in found["trunks"].items()
    ]
    columns = ("scale 1", "prediction, times as fast", "training, times as fast")
    report.table("what sharing saves", columns, rows)
    report.out.print(f"{to / 'report.md'}: times, weights and operations")


def to_teach(data, steps, batch, width, trunk, precision, seed, labels):
    """-> what to learn from, what to score on, and `Settings`.

    Raises:
        InputError: There is no such trunk; or nothing to learn labels from.
    """
    from kerasdense.cli.quiet import import_tensorflow
    from kerasdense.datasets import Part, train_and_validation

    if trunk not in ("alexnet", "vgg16"):
        raise InputError(f"--trunk is alexnet or vgg16, not {trunk}.")
    train, held = train_and_validation(data)
    if labels and not train.classes:
        raise InputError(f"{data} has no labels: name others, or add --no-labels.")
    held = Part(held, range(min(HELD, len(held))))
    import_tensorflow()
    from kerasdense.study.geometry import Settings

    settings = Settings(
        steps=steps,
        batch=batch,
        width=width,
        trunk=trunk,
        precision=precision,
        seed=seed,
    )
    return train, held, settings


def taught(study, arguments, options, total):
    """Runs a study that teaches, with a bar -> what it found."""
    from kerasdense.train import Interrupted

    try:
        with report.progress() as bar:
            line = bar.add_task("teaching", total=total)

            def each(name, step, loss):
                said = f"{name}, step {step}, loss {loss:.3g}"
                bar.update(line, advance=1, description=said)

            return study(*arguments, **options, each=each)
    except Interrupted as stop:
        report.err.print(f"{stop} The same command goes on.")
        raise typer.Exit(130) from None
