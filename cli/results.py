"""What comes of a prediction: files of pictures, labels, boundaries, depth, flow."""

import dataclasses
import json
import sys

from kerasdense.files.whole import refuse_existing, write_whole


def answer(model, seen, path, wanted):
    """Predicts one picture and writes what comes of it -> whether it is exact.

    Args:
        model: A `Model`.
        seen: What was read, see `files.picture.read`.
        path: Of the result; None for standard output.
        wanted: A `Wanted`.
    """
    from kerasdense.cli import geometry
    from kerasdense.cli import motion as moving
    from kerasdense.files import picture
    from kerasdense.predict import maps, predict_in_parts

    overwrite, lens, motion = wanted.overwrite, wanted.lens, wanted.motion
    doubts = None
    if path and wanted.sampled:
        doubts = path.with_name(f"{path.stem}_uncertainty.png")
    paths = map_paths(model.task, path)
    more = [
        file
        for (task, _), own in zip(maps(model.task), paths)
        for file in geometry.beside(task, own, lens)
    ]
    more += moving.beside(path, motion)
    look = wanted.overlay_of(path)
    refuse_existing((*paths, *more, doubts, look), overwrite)
    ask, options = predict_in_parts, wanted.options
    if wanted.sampled:
        from kerasdense.uncertainty import as_gray
        from kerasdense.uncertainty import predict_sampled as ask
    if stored_as_written(model.task, seen) and not wanted.overlay:
        options = options | {"store": seen.pixels.dtype.name}
    done = ask(model.predictor, model.task, seen.pixels, **options)
    hidden = None
    if motion:
        flow, hidden = moving.finished(
            model, seen.pixels, done.prediction, motion, options
        )
        done = dataclasses.replace(done, prediction=flow)
    if wanted.thin:
        done = dataclasses.replace(done, prediction=as_lines(done.prediction))
    for (task, prediction), file in zip(maps(model.task, done.prediction), paths):
        further = f"_{task.learns[0]}" if file != path else ""
        if task.writes == "labels":
            told = f"classes{further}.json"
            write_labels(task, prediction, file, overwrite, told)
        elif task.writes == "depth":
            geometry.write_depth(task, prediction, seen, file, lens, overwrite)
        elif task.writes == "flow":
            moving.write(prediction, hidden, file, motion, overwrite)
        elif task.writes == "normals":
            geometry.write_normals(prediction, file, overwrite)
        elif task.writes == "probability":
            write_probability(prediction, file, overwrite)
        elif task.whole:
            picture.write(file, task.render(prediction)[..., :1], overwrite=overwrite)
        else:
            write_picture(task, prediction, seen, file, overwrite)
    if doubts:
        gray = as_gray(done.uncertainty, len(model.task.classes))
        picture.write(doubts, gray, overwrite=overwrite)
    if look:
        drawn = to_look_at(model.task, seen, done.prediction)
        picture.write(look, drawn, overwrite=overwrite)
    return done.exact


def stored_as_written(task, seen):
    """Whether nothing but the pixels of the result's file is asked of a prediction, so
    that a large one can be kept in as few bits."""
    picture = task.writes == "picture" and not (task.parts or task.whole)
    kept = task.keeps_lightness or task.channels in (None, seen.pixels.shape[-1])
    return picture and kept


def map_paths(task, path):
    """-> the file of each map: the first's is `path`, others are called by what they
    are. Standard output, None, has room for one."""
    if path is None:
        return [None]
    paths = [path]
    for part in list(task.parts.values())[1:]:
        further = path.with_stem(f"{path.stem}_{part.learns[0]}")
        paths.append(further.with_suffix(".png") if part.whole else further)
    return paths


def write_picture(task, prediction, seen, path, overwrite):
    from kerasdense.files import picture
    from kerasdense.predict import like_source

    result = prediction if task.keeps_lightness else like_source(prediction, seen)
    alpha = enlarged(seen.alpha, task.scale)
    if path:
        picture.write(path, result, seen, alpha=alpha, overwrite=overwrite)
    else:
        sys.stdout.buffer.write(picture.encode(result, seen, alpha=alpha))


def as_lines(prediction):
    """Boundaries [H, W, 1] -> the ridges among them, the rest 0."""
    from kerasdense.pixels.lines import suppressed

    return suppressed(prediction[..., 0])[..., None]


def write_probability(prediction, path, overwrite):
    """Writes it in gray, with 16 bits where the kind of file has so many."""
    import numpy as np

    from kerasdense.files import picture
    from kerasdense.files.containers import quantised

    gray = quantised(prediction, np.uint16)
    if path:
        picture.write(path, gray, overwrite=overwrite)
    else:
        sys.stdout.buffer.write(picture.encode(gray, ending=".png"))


def write_labels(task, prediction, path, overwrite, beside="classes.json"):
    """Writes ids, and in a file beside them what they mean."""
    from kerasdense.files import label

    ids = prediction.astype("uint8")
    if path is None:
        sys.stdout.buffer.write(label.encode_label(ids, task.colours()))
        return
    names = {"classes": dict(enumerate(task.classes)), "void": 255}
    told = f"{json.dumps(names, indent=2)}\n".encode()
    beside = path.with_name(beside)
    if not (beside.exists() and beside.read_bytes() == told):
        write_whole(beside, told, overwrite=overwrite)
    label.write_label(path, ids, task.colours(), overwrite=overwrite)


def to_look_at(task, seen, prediction):
    """Labels washed over the picture, with a legend; or before beside after."""
    import numpy as np

    from kerasdense.pixels import color, paint, resample
    from kerasdense.predict import maps

    if task.parts:
        found = maps(task, prediction)
        return paint.contact_sheet([[to_look_at(of, seen, each)] for of, each in found])
    if task.whole:
        return task.render(prediction)
    if task.writes in ("depth", "normals"):
        from kerasdense.cli import geometry

        return geometry.to_look_at(task, seen, prediction)
    if task.writes == "flow":
        from kerasdense.cli import motion

        return motion.to_look_at(seen, prediction)
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
