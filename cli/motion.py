"""Two pictures, and how things move between them, for `kerasdense predict`."""

import dataclasses
import sys

import numpy as np

from kerasdense.errors import InputError
from kerasdense.files.whole import refuse_existing


@dataclasses.dataclass(frozen=True)
class Motion:
    """What is asked for of flow.

    Args:
        occlusion: Whether to find what the second picture hides, which takes the flow
            back as well.
        refine: Whether OpenCV's variational method is to make it finer.
        each: Whether a video gives a file for each two frames.
    """

    occlusion: bool = False
    refine: bool = False
    each: bool = False


def motion_of(task, name, occlusion, refine, each):
    """-> a `Motion`, for models that read two pictures; None for others.

    Raises:
        InputError: Something is asked for that the model does not do.
    """
    if task.writes == "flow":
        return Motion(occlusion, refine, each)
    asked = {"--occlusion": occlusion, "--refine": refine, "--each": each}
    for option, on in asked.items():
        if on:
            raise InputError(f"{option} is for flow, and {name} estimates none.")
    return None


def in_turn(sources, motion):
    """Pictures in their order -> [(picture, the next one)]; videos go alone, and where
    no flow is asked for all do.

    Raises:
        InputError: There is one picture alone, or standard input.
    """
    from kerasdense.files import video

    if motion is None:
        return [(source, None) for source in sources]
    videos = [source for source in sources if video.is_video(source.path)]
    pictures = [source for source in sources if source not in videos]
    if len(pictures) == 1 or any(source.path is None for source in pictures):
        raise InputError(
            f"{pictures[0]}: flow is between two pictures: name two, or more of them "
            "in their order, or a video."
        )
    return [*zip(pictures, pictures[1:]), *((source, None) for source in videos)]


def second_of(source, reading):
    """The next picture -> options of `predict_in_parts`."""
    from kerasdense.files import picture

    if source is None:
        return {}
    seen = picture.read(source.content(), name=str(source), **reading)
    return {"beside": {"second": seen.pixels}}


def beside(path, motion):
    """-> the files that are written beside a flow."""
    if path is None or motion is None:
        return []
    hidden = [path.with_name(f"{path.stem}_occlusion.png")] if motion.occlusion else []
    return [path.with_name(f"{path.stem}_colours.png"), *hidden]


def finished(model, pixels, flow, motion, options):
    """-> the flow as it is to be, and what is hidden, bool [H, W], or None.

    Args:
        model: A `Model`.
        pixels: The first picture.
        flow: As predicted.
        motion: A `Motion`.
        options: Of `predict_in_parts`, with the second picture.
    """
    from kerasdense.pixels.flow import occluded, refined
    from kerasdense.predict import predict

    second = options["beside"]["second"]
    if motion.refine:
        flow = refined(as_bytes(pixels), as_bytes(second), flow)
    if not motion.occlusion:
        return flow, None
    back = options | {"beside": {"second": pixels}}
    backward = predict(model.predictor, model.task, second, **back)
    if motion.refine:
        backward = refined(as_bytes(second), as_bytes(pixels), backward)
    return flow, occluded(flow, backward)


def write(flow, hidden, path, motion, overwrite):
    """Writes a flow, its colours, and what is hidden."""
    from kerasdense.files import picture
    from kerasdense.files.flow import encode_flo, write_flow
    from kerasdense.pixels.flow import coloured

    if path is None:
        sys.stdout.buffer.write(encode_flo(flow))
        return
    write_flow(path, flow, overwrite=overwrite)
    pictures = [coloured(flow)]
    if hidden is not None:
        pictures.append(np.where(hidden, 255, 0).astype(np.uint8)[..., None])
    for file, drawn in zip(beside(path, motion), pictures):
        picture.write(file, drawn, overwrite=overwrite)


def answer_frames(model, source, stem, wanted, bar):
    """Writes the flow of each two frames of a video: NAME_000001.flo and so on.

    Args:
        wanted: A `Wanted`.
        bar: A rich `Progress`.

    Returns:
        The first file, and whether all are exact.
    """
    from kerasdense.files.video import Frames
    from kerasdense.predict import predict_in_parts

    motion, overwrite = wanted.motion, wanted.overwrite
    exact, first, before = True, None, None
    with Frames(source, **wanted.reading) as frames:
        line = bar.add_task("frames", total=frames.count)
        try:
            for number, frame in enumerate(frames):
                bar.advance(line)
                if before is not None:
                    path = stem.with_name(f"{stem.name}_{number:06d}.flo")
                    refuse_existing([path, *beside(path, motion)], overwrite)
                    own = wanted.options | {"beside": {"second": frame}}
                    done = predict_in_parts(model.predictor, model.task, before, **own)
                    made = finished(model, before, done.prediction, motion, own)
                    write(*made, path, motion, overwrite)
                    exact, first = exact and done.exact, first or path
                before = frame
        finally:
            bar.remove_task(line)
    if first is None:
        raise InputError(f"{source}: has one frame, and flow is between two.")
    return first, exact


def to_look_at(seen, flow):
    """Arrows on the picture, beside the colours: uint8 [H, W, 3]."""
    from kerasdense.pixels import paint
    from kerasdense.pixels.flow import coloured, with_arrows

    arrows = with_arrows(as_bytes(seen.pixels), flow)
    return paint.side_by_side([arrows, coloured(flow)], ["moves", "right is red"])


def as_bytes(pixels):
    return (pixels // 257).astype(np.uint8) if pixels.dtype == np.uint16 else pixels
