"""kerasdense webcam MODEL"""

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from kerasdense.cli import report


def webcam(
    models: Annotated[
        list[str],
        typer.Argument(
            metavar="MODEL", help="Shipped models, or folders of runs; m is next."
        ),
    ],
    source: Annotated[
        str, typer.Option(help="Number of a camera, a video file, or a URL.")
    ] = "0",
    to: Annotated[
        Path | None, typer.Option(help="Write a video of the results here.")
    ] = None,
    headless: Annotated[
        bool, typer.Option("--headless", help="Without a window.")
    ] = False,
    width: Annotated[
        int | None, typer.Option(min=16, help="Shrink wider frames to this: faster.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a video that exists.")
    ] = False,
):
    """Run a model on a camera: before and after, live, side by side.

    Keys: s keeps both as a picture, r begins and ends a video, m takes the next model
    (of those named; of one, all shipped ones), q or Escape quits.

    Frames that come while the model works are dropped, never queued: what you see is
    now. A file plays at its own speed; with --to each of its frames is predicted.

        kerasdense webcam denoise-color

        kerasdense webcam denoise-gray --source http://192.168.1.7:8080/video

        kerasdense webcam sr-x2 --source clip.mp4 --to large.mp4 --headless
    """
    from kerasdense.cli.live import Live
    from kerasdense.cli.open import shipped
    from kerasdense.cli.recorder import Recorder
    from kerasdense.cli.window import NoWindow, Window, refuse_without_display
    from kerasdense.files.newest import Newest
    from kerasdense.files.video import Frames
    from kerasdense.interrupt import stop_signals

    if not headless:
        refuse_without_display()
    if len(models) == 1:
        models = [*models, *(name for name in shipped() if name not in models)]
    with Frames(source) as frames:
        each = bool(to) and not frames.live
        recorder = Recorder(
            frames.rate, lasting=not each, first=to, overwrite=overwrite
        )
        live = Live(models, recorder, NoWindow() if headless else Window(), width)
        with contextlib.ExitStack() as last:
            last.callback(recorder.finish)
            last.callback(live.window.close)
            bar = last.enter_context(report.progress())
            if each:
                seen = bar.track(frames, total=frames.count, description="frames")
            else:
                seen = last.enter_context(Newest(frames))
            stop = last.enter_context(stop_signals()) if each else None
            for frame in seen:
                if live.quits_after(frame, getattr(seen, "dropped", 0)):
                    break
                if stop and stop.is_set:
                    raise KeyboardInterrupt
    report.err.print(live.meter.summary(), soft_wrap=True)
