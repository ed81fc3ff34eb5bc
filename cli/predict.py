"""kerasdense predict MODEL SOURCE..."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from kerasdense.cli import report
from kerasdense.errors import InputError


def predict(
    model: Annotated[
        str,
        typer.Argument(help="A shipped model, the folder of a run, an exported file."),
    ],
    sources: Annotated[
        list[str],
        typer.Argument(
            help="Pictures, videos, folders, patterns; - is standard input."
        ),
    ],
    to: Annotated[
        Path,
        typer.Option(help="Folder for the results; or, of one picture, its file."),
    ] = Path("predictions"),
    overlay: Annotated[
        bool, typer.Option("--overlay", help="Add, to a picture, one to look at.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace results that exist.")
    ] = False,
    recursive: Annotated[
        bool, typer.Option("--recursive", "-r", help="Folders in folders, too.")
    ] = False,
    max_pixels: Annotated[
        int | None, typer.Option(help="Refuse larger pictures; a guard against bombs.")
    ] = None,
    tile: Annotated[
        int,
        typer.Option(
            min=0, help="Longest side of the tiles of large pictures; 0 for no tiles."
        ),
    ] = 512,
    self_ensemble: Annotated[
        bool,
        typer.Option(
            "--self-ensemble", help="Mean over eight turns and mirrorings: 8 x slower."
        ),
    ] = False,
):
    """Run a model on pictures; results are files of the same kind and size.

    Pictures come back as pictures: 16 bits stay 16, with transparency and colour
    profile. Labels come as PNGs that hold class ids and show colours. Standard input
    is answered on standard output. Large pictures are predicted in tiles, so that they
    fit into memory; they change no result, unless it is said that they were blended.
    A video gives a video of the same kind, size and frame rate, without sound; labels
    are washed over it. Frames of .mkv lose nothing, those of other kinds a little.

        kerasdense predict denoise-color holiday/*.jpg --to clean

        kerasdense predict sr-x2 small.png --to large.png

        kerasdense predict denoise-color clip.mp4 --to clean.mp4

        cat noisy.png | kerasdense predict denoise-gray - > clean.png
    """
    from kerasdense.cli.open import open_model
    from kerasdense.cli.predict_video import answer_video
    from kerasdense.files import picture, video
    from kerasdense.files.sources import expand, output_paths

    kinds = (*picture.ENDINGS, *video.ENDINGS)
    found = expand(sources, recursive=recursive, endings=kinds)
    piped = len(found) == 1 and found[0].path is None
    loaded = open_model(model)
    if tile and loaded.reach and not loaded.size:
        from kerasdense.tiles import overlap_of

        overlap_of(loaded.reach, tile)  # refuses before any picture is read
    reading = {"max_pixels": max_pixels} if max_pixels else {}

    stems = output_paths(found, to, lambda source: "")
    written, failed = [], []
    with report.progress() as bar:
        options = {
            "reach": loaded.reach,
            "tile": loaded.size or tile,
            "self_ensemble": self_ensemble,
            "progress": tile_bar(bar),
        }
        todo = bar.track(list(zip(found, stems)), description="predicting")
        for source, stem in todo:
            try:
                if video.is_video(source.path):
                    path, exact = answer_video(
                        loaded, source.path, stem, to, overwrite, options, bar, reading
                    )
                else:
                    seen = picture.read(source.content(), name=str(source), **reading)
                    path = None if piped else result_path(stem, to, loaded.task, seen)
                    exact = answer(loaded, seen, path, overlay, overwrite, options)
                written.append(path)
                if not exact:
                    report.err.print(blended(source, loaded), soft_wrap=True)
            except InputError as error:
                failed.append(str(error))
    if written and not piped:
        where = written[0] if len(found) == 1 else to
        report.err.print(
            f"{len(written)} of {len(found)} written to {where}", soft_wrap=True
        )
    for message in failed:
        report.err.print(
            f"failed: {message}", style="red", markup=False, soft_wrap=True
        )
    if failed:
        raise typer.Exit(1)


def result_path(stem, to, task, seen):
    """What was named by the person stays; else the ending tells what is inside."""
    from kerasdense.files import picture

    if stem == to:
        return stem
    ending = ".png" if task.writes == "labels" else picture.ending(seen)
    return stem.with_name(f"{stem.name}{ending}")


def tile_bar(bar):
    """-> what shows the tiles of a picture where it has many."""
    line = bar.add_task("tiles", visible=False)

    def show(done, tiles):
        bar.update(line, completed=done, total=tiles, visible=tiles > max(1, done))

    return show


def blended(source, model):
    """Tells what to do for a result that does not depend on tiles."""
    from kerasdense.tiles import least_exact_tile

    reach = model.reach
    if model.size:
        return (
            f"{source}: blended from tiles, as this file takes no more than "
            f"{model.size[0]}x{model.size[1]} at once. Export it without --size."
        )
    if reach.margin is None:
        return (
            f"{source}: blended from tiles, as this network sees the whole picture at "
            "once. --tile 0 shows it the whole."
        )
    return (
        f"{source}: blended from tiles, as they are too small for a network that sees "
        f"{reach.margin} pixels far. --tile {least_exact_tile(reach)} is enough."
    )


def answer(model, seen, path, overlay, overwrite, options):
    """Predicts one picture and writes what comes of it -> whether it is exact."""
    from kerasdense.files import picture
    from kerasdense.predict import like_source, predict_in_parts

    if path and path.exists() and not overwrite:
        raise InputError(f"{path} exists and is left as it is: add --overwrite.")
    done = predict_in_parts(model.predictor, model.task, seen.pixels, **options)
    prediction = done.prediction
    if model.task.writes == "labels":
        write_labels(model.task, prediction, path, overwrite)
    else:
        result = like_source(prediction, seen)
        alpha = enlarged(seen.alpha, model.task.scale)
        if path:
            picture.write(path, result, seen, alpha=alpha, overwrite=overwrite)
        else:
            sys.stdout.buffer.write(picture.encode(result, seen, alpha=alpha))
    if overlay and path:
        drawn = to_look_at(model.task, seen, prediction)
        beside = path.with_name(f"{path.stem}_overlay.png")
        picture.write(beside, drawn, overwrite=overwrite)
    return done.exact


def write_labels(task, prediction, path, overwrite):
    from kerasdense.files import label
    from kerasdense.files.whole import write_whole

    ids = prediction.astype("uint8")
    if path is None:
        sys.stdout.buffer.write(label.encode_label(ids, task.colours()))
        return
    names = {"classes": dict(enumerate(task.classes)), "void": 255}
    told = f"{json.dumps(names, indent=2)}\n".encode()
    beside = path.with_name("classes.json")
    if not (beside.exists() and beside.read_bytes() == told):
        write_whole(beside, told, overwrite=overwrite)
    label.write_label(path, ids, task.colours(), overwrite=overwrite)


def to_look_at(task, seen, prediction):
    """Labels washed over the picture, with a legend; or before beside after."""
    import numpy as np

    from kerasdense.pixels import color, paint, resample

    before = color.in_channels(seen.pixels, 3)
    if before.dtype == np.uint16:
        before = (before // 257).astype(np.uint8)
    if task.writes == "labels":
        washed = paint.overlay(before, prediction.astype("uint8"), task.colours())
        names = paint.legend(task.classes, task.colours(), width=before.shape[1])
        return paint.contact_sheet([[washed], [names]])
    before = resample.imresize(before, task.scale) if task.scale > 1 else before
    after = task.render(prediction)
    return paint.side_by_side([before, after], ["before", "after"])


def enlarged(alpha, scale):
    from kerasdense.pixels import resample

    if alpha is None or scale == 1:
        return alpha
    return resample.imresize(alpha, scale)
