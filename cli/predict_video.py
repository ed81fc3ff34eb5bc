"""Videos for `kerasdense predict`, and frames for `kerasdense webcam`."""

from pathlib import Path

from kerasdense.errors import InputError
from kerasdense.files.video import Frames
from kerasdense.files.video_file import VideoFile

SPARE = 0.02  # of the frames a file says it has: containers estimate


def answer_video(model, source, stem, wanted, bar):
    """Predicts a video frame by frame and writes one of the same kind.

    Args:
        model: A `Model`.
        source: Path of the video.
        stem: Of the result, without an ending; or what the person named.
        wanted: A `Wanted`.
        bar: A rich `Progress`.

    Returns:
        The path written, and whether every frame is exact.

    Raises:
        InputError: The video cannot be read, or not to its end; the result cannot be
            written, or exists.
    """
    ending = Path(source).suffix.lower()
    path = stem if stem == wanted.to else stem.with_name(f"{stem.name}{ending}")
    exact = True
    with Frames(source, **wanted.reading) as frames:
        line = bar.add_task("frames", total=frames.count)
        try:
            with VideoFile(path, frames.rate, overwrite=wanted.overwrite) as file:
                before = None
                for frame in frames:
                    bar.advance(line)
                    if before is not None or "second" not in model.task.reads:
                        after, alike = seen_by(model, frame, before, **wanted.options)
                        file.write(after)
                        exact = exact and alike
                    before = frame
        finally:
            bar.remove_task(line)
    if file.count < (frames.count or 0) * (1 - SPARE) - 1:
        raise InputError(
            f"{source}: is broken or cut short: it says {frames.count} frames, and "
            f"{file.count} could be read. {path} has those."
        )
    return path, exact


def seen_by(model, frame, before=None, **options):
    """A frame, uint8 [H, W, 3] -> uint8 [H, W, 3] as large as results are, and whether
    it is exact. Labels are washed over the frame in their colours. Of several maps it
    is the main one that is seen.

    Args:
        before: The frame before it, of the same size: models that read two pictures see
            how that one moves. Without it, nothing does.
    """
    from kerasdense.pixels import paint
    from kerasdense.predict import maps, predict_in_parts

    if "second" in model.task.reads:
        options["beside"] = {"second": frame}
        frame = frame if before is None else before
    done = predict_in_parts(model.predictor, model.task, frame, **options)
    task, prediction = maps(model.task, done.prediction)[0]
    if task.writes == "labels":
        label = prediction.astype("uint8")
        return paint.overlay(frame, label, task.colours()), done.exact
    return task.render(prediction), done.exact
