"""kerasdense predict MODEL SOURCE..."""

import dataclasses
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
        int | None,
        typer.Option(
            min=0,
            help="Longest side of the tiles of large pictures; 0 for no tiles. It is "
            "512, and of flow 1280 or 2048.",
        ),
    ] = None,
    self_ensemble: Annotated[
        bool,
        typer.Option(
            "--self-ensemble", help="Mean over eight turns and mirrorings: 8 x slower."
        ),
    ] = False,
    samples: Annotated[
        int | None,
        typer.Option(
            min=2,
            help="Label that often, features dropped: where it is unsure is written "
            "beside.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of what --samples drops.")] = 0,
    thin: Annotated[
        bool, typer.Option("--thin", help="Of boundaries, the ridges alone, as lines.")
    ] = False,
    camera: Annotated[
        str | None,
        typer.Option(help="fx,fy,cx,cy in pixels: of depth, write NAME.ply, too."),
    ] = None,
    fov: Annotated[
        float | None,
        typer.Option(help="The same, by the degrees that the picture is wide."),
    ] = None,
    sides: Annotated[
        bool, typer.Option("--sides", help="Of boundaries, what each scale says, too.")
    ] = False,
    occlusion: Annotated[
        bool, typer.Option("--occlusion", help="Of flow, what is hidden later, too.")
    ] = False,
    refine: Annotated[
        bool, typer.Option("--refine", help="Of flow, finer by a variational method.")
    ] = False,
    each: Annotated[
        bool, typer.Option("--each", help="Of a video's flow, a file for each frame.")
    ] = False,
    hints: Annotated[
        Path | None,
        typer.Option(
            help="Colours for places: a file of lines X,Y,#RRGGBB or X,Y,R,G,B."
        ),
    ] = None,
    mask: Annotated[
        Path | None,
        typer.Option(
            help="White where the picture is lost: a picture, or a folder of them."
        ),
    ] = None,
    ratio: Annotated[
        str | None,
        typer.Option(
            help="How many times brighter raw files become, 1 to 300; or the exposure "
            "to look like, 10s or a raw file; else automatic."
        ),
    ] = None,
):
    """Run a model on pictures; results are files of the same kind and size.

    Pictures come back as pictures: 16 bits stay 16, with transparency and colour
    profile. Labels come as PNGs that hold class ids and show colours. Of a model of
    several maps the first is NAME.png, and others say what they are,
    NAME_geometry.png; NAME_kernel.png is what blurred the picture, its largest value
    white. Standard input is answered on standard output, by the first map.
    Depth comes as a PNG of 16 bits, in millimetres, or where its scale is unknown in
    65535ths of the largest, which NAME.json tells; NAME_colours.png is bright where it
    is near. With --camera or --fov, NAME.ply holds the points. Normals come as
    NAME_normals.png of 16 bits and NAME_normals.npy: x right, y down, z away.
    Boundaries come as PNGs of 16 bits, white where one is certain; --thin suppresses
    what is no ridge, and --sides adds NAME_side1.png and so on, from fine to coarse.
    Models of flow take pictures in their order, and write how far each pixel moves to
    the next one: NAME.flo and NAME_colours.png, or of one pair what --to names, .flo,
    .npy or KITTI's .png; --occlusion adds NAME_occlusion.png, white where the flow
    there and back do not agree. A video gives one of colours, or with --each files.
    Large pictures are predicted in tiles, so that they fit into memory; they change no
    result, unless it is said that they were blended.
    A video gives a video of the same kind, size and frame rate, without sound; labels
    are washed over it. Frames of .mkv lose nothing, those of other kinds a little.
    With --samples, NAME_uncertainty.png is black where all samples agree, and white
    where they differ most: its brightness is a standard deviation, 255 the largest.
    Models that fill holes are told by --mask where they are; without it, what is not
    opaque in a PNG is a hole. All else stays as it is, to the last bit. One mask holds
    for all pictures and frames of videos; of a folder of them, each takes that of its
    name.
    Models that see in the dark take raw files of cameras, ARW, NEF, CR3, RAF, DNG and
    others, and give PNGs of 16 bits, or TIFFs; --overlay shows LibRaw's beside them.
    Models that colour keep how light each pixel is, and all pixels; what is in colour
    is seen as if it were gray. Some are told colours by --hints: X to the right and Y
    down in pixels of the picture, the first one 0; R, G and B of 255.

        kerasdense predict denoise-color holiday/*.jpg --to clean

        kerasdense predict sr-x2 small.png --to large.png

        kerasdense predict denoise-color clip.mp4 --to clean.mp4

        kerasdense predict inpaint photo.jpg --mask scratches.png --to mended.png

        kerasdense predict flow first.png second.png --to moved.flo

        kerasdense predict dark night.ARW --ratio 100 --to night.png

        cat noisy.png | kerasdense predict denoise-gray - > clean.png
    """
    from kerasdense.cli import motion as moving
    from kerasdense.cli.geometry import lens_of
    from kerasdense.cli.hints import Hints
    from kerasdense.cli.masks import Masks
    from kerasdense.cli.open import open_model
    from kerasdense.cli.predict_video import answer_video
    from kerasdense.cli.raws import Raws
    from kerasdense.cli.results import answer
    from kerasdense.cli.wanted import Wanted
    from kerasdense.files import picture, raw, video
    from kerasdense.files.sources import expand, output_paths

    kinds = (*picture.ENDINGS, *video.ENDINGS, *raw.ENDINGS)
    found = expand(sources, recursive=recursive, endings=kinds)
    piped = len(found) == 1 and found[0].path is None
    if samples and any(video.is_video(source.path) for source in found):
        raise InputError("--samples is for pictures, and there is a video among these.")
    loaded = open_sampled(model, samples, seed) if samples else open_model(model)
    raws = Raws(loaded.task, model, ratio)
    found = expand(sources, recursive=recursive, endings=raws.endings)
    masks = Masks(loaded.task, model, mask, found)
    told = Hints(loaded.task, model, hints, found)
    beside = sides_of(loaded, model, found, thin, sides)
    lens = lens_of(loaded.task, camera, fov)
    motion = moving.motion_of(loaded.task, model, occlusion, refine, each)
    turns = moving.in_turn(found, motion)
    tile = loaded.task.tile if tile is None else tile
    if tile and loaded.reach and not loaded.size:
        from kerasdense.tiles import overlap_of

        overlap_of(loaded.reach, tile)  # refuses before any picture is read
    reading = {"max_pixels": max_pixels} if max_pixels else {}

    stems = output_paths([source for source, _ in turns], to, lambda source: "")
    written, failed = [], []
    with report.progress() as bar:
        wanted = Wanted(
            to=to,
            overwrite=overwrite,
            overlay=overlay,
            sampled=bool(samples),
            thin=thin,
            lens=lens,
            motion=motion,
            options={
                "reach": loaded.reach,
                "tile": loaded.size or tile,
                "self_ensemble": self_ensemble,
                "progress": tile_bar(bar),
            },
            reading=reading,
        )
        todo = bar.track(list(zip(turns, stems)), description="predicting")
        for (source, later), stem in todo:
            try:
                if raws.wanted:
                    path, exact = raws.answer(
                        loaded, source, None if piped else stem, wanted
                    )
                elif video.is_video(source.path) and motion and motion.each:
                    path, exact = moving.answer_frames(
                        loaded, source.path, stem, wanted, bar
                    )
                elif video.is_video(source.path):
                    own = wanted.with_options(masks.of_video(source.path))
                    path, exact = answer_video(loaded, source.path, stem, own, bar)
                else:
                    seen = picture.read(source.content(), name=str(source), **reading)
                    path = None if piped else result_path(stem, to, loaded.task, seen)
                    seen, masked = masks.beside(source, seen)
                    later = moving.second_of(later, reading)
                    own = wanted.with_options(masked | told.beside(seen) | later)
                    exact = answer(loaded, seen, path, own)
                    for name, side in beside.items() if path else ():
                        file = path.with_stem(f"{path.stem}_{name}")
                        answer(side, seen, file, own.without_overlay())
                written.append(path)
                if not exact:
                    report.err.print(blended(source, loaded), soft_wrap=True)
            except InputError as error:
                failed.append(str(error))
    if written and not piped:
        where = written[0] if len(turns) == 1 else to
        report.err.print(
            f"{len(written)} of {len(turns)} written to {where}", soft_wrap=True
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
    from kerasdense.predict import main_task

    if stem == to:
        return stem
    if task.writes == "flow":
        return stem.with_name(f"{stem.name}.flo")
    own = main_task(task).writes in ("labels", "probability", "depth", "normals")
    ending = ".png" if own else picture.ending(seen)
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


def open_sampled(name, samples, seed):
    """The name of a network with dropout -> a `Model` that samples it.

    Raises:
        InputError: It cannot be sampled.
    """
    from kerasdense.cli.open import Model, folder_of
    from kerasdense.cli.quiet import import_tensorflow
    from kerasdense.export import records

    if records.is_exported(name):
        raise InputError(
            f"--samples: {name} is an exported file, which drops nothing. Name the "
            "folder that it was made of."
        )
    folder = folder_of(name)
    import_tensorflow()
    from kerasdense import bundle
    from kerasdense.uncertainty import sampling

    network, task = bundle.load(folder)
    if task.writes != "labels":
        raise InputError(f"--samples is for networks that label, and {name} does not.")
    predictor = sampling(network, samples, seed)
    return Model(name, predictor, task, bundle.load_reach(folder, network))


def sides_of(model, name, sources, thin, sides):
    """-> {output: `Model` that shows it}, of each scale's boundaries; none, unless they
    are asked for.

    Raises:
        InputError: It finds no boundaries, or there is a video; or it is an exported
            file, which holds what is fused alone.
    """
    from kerasdense.files import video

    if not (thin or sides):
        return {}
    asked = "--thin" if thin else "--sides"
    if model.task.writes != "probability":
        raise InputError(f"{asked} is for boundaries, and {name} finds none.")
    if any(video.is_video(source.path) for source in sources):
        raise InputError(f"{asked} is for pictures, and there is a video among these.")
    outputs = getattr(model.network, "output", None)
    if sides and not isinstance(outputs, dict):
        raise InputError(
            f"--sides: {name} writes one map alone. Name the folder of a network that "
            "learned boundaries."
        )
    names = [each for each in outputs if each != model.task.shown] if sides else []
    return {
        each: dataclasses.replace(model, task=model.task.showing(each))
        for each in names
    }
