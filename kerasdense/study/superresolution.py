"""Enlargers side by side, on the part of a picture where it shows.

As in figure 6 of Lim et al., "Enhanced Deep Residual Networks for Single Image
Super-Resolution", CVPR Workshops 2017, arXiv:1707.02921: the picture as it was,
bicubic, and one network after the other, each with its PSNR and SSIM of the whole
picture. What was measured once is kept, and not measured again.
"""

from pathlib import Path

import numpy as np

from kerasdense import bundle
from kerasdense.files import picture
from kerasdense.files.whole import write_whole
from kerasdense.pixels import layout
from kerasdense.study import crops
from kerasdense.study.enlargers import bicubic, measure, truth
from kerasdense.study.kept import Scores, same_study
from kerasdense.study.report import table


def study(folder, bench, who, *, told, pictures=3, each=None):
    """Measures everybody, and writes report.md and crops.png.

    Args:
        folder: Where to; made if need be. Scores that it holds are not measured again.
        bench: See `enlargers.Bench`.
        who: Entries, beside bicubic, which is always there.
        told: {words: value} for the report, and what a folder must agree in.
        pictures: How many to show.
        each: Called with a name before each score, if given.

    Returns:
        What study.json holds.

    Raises:
        InputError: The folder holds a study of something else.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    scale = bench.task.scale
    told = {**told, "scale": scale, "small pictures": bench.words}
    same_study(folder, told)
    scores = Scores(folder / "scores.csv")
    entries = [bicubic(scale), *who]
    for entry in entries:
        measure(scores, bench, entry, entry.task.metrics, each)
    found = {
        "told": told,
        "images": len(bench),
        "protocol": {m.name: m.protocol for m in bench.task.metrics()},
        "models": {entry.name: summed(scores, bench, entry) for entry in entries},
    }
    shown = chosen(scores, bench, entries, pictures)
    found["pictures"] = [bench.names()[number] for number in shown]
    rows = [page(bench, number, entries, scores) for number in shown]
    picture.write(folder / "crops.png", layout.column(rows, 8), overwrite=True)
    bundle.write_json(folder / "study.json", found)
    write_whole(folder / "report.md", report(found).encode(), overwrite=True)
    return found


def summed(scores, bench, entry):
    """-> means over all pictures, and the median of seconds."""
    psnr, ssim, seconds = (
        scores.of(bench.condition, entry, what, len(bench))
        for what in ("psnr", "ssim", "seconds")
    )
    return {
        "psnr": float(psnr.mean()),
        "ssim": float(ssim.mean()),
        "seconds": float(np.median(seconds)),
    }


def chosen(scores, bench, entries, count):
    """-> pictures to show: where the last gains most over bicubic, to the least."""
    first, last = (
        scores.of(bench.condition, entry, "psnr", len(bench))
        for entry in (entries[0], entries[-1])
    )
    order = np.argsort(first - last, kind="stable")
    places = np.linspace(0, len(order) - 1, min(count, len(order)))
    return [int(order[round(place)]) for place in places]


def page(bench, number, entries, scores):
    """The part that bicubic misses most: as it was, and as everybody has it."""
    whole = bench.drawn(truth(bench.task.scale), number)
    drawn = [bench.drawn(entry, number) for entry in entries]
    part = crops.busiest(whole, drawn[0])
    captions = ["HR\nPSNR / SSIM"]
    for entry in entries:
        psnr, ssim = (
            scores.of(bench.condition, entry, what, number + 1)[number]
            for what in ("psnr", "ssim")
        )
        captions.append(f"{entry.label}\n{psnr:.2f} dB / {ssim:.4f}")
    return crops.comparison(
        whole, bench.names()[number], part, [whole, *drawn], captions
    )


def report(found):
    """What study.json holds -> the report, Markdown."""
    rows = [
        (
            name,
            f"{one['psnr']:.2f}",
            f"{one['ssim']:.4f}",
            f"{one['seconds']:.2f}",
        )
        for name, one in found["models"].items()
    ]
    columns = ("", "PSNR, dB", "SSIM", "seconds an image")
    return REPORT.format(
        images=found["images"],
        rows=table(columns, rows),
        pictures=", ".join(found["pictures"]),
        small=found["told"]["small pictures"],
        **found["told"],
        **found["protocol"],
    )


REPORT = """# Enlarged {scale} times

{data}, {images} pictures.

{rows}

{psnr}.

{ssim}.

Small pictures: {small}. A network that reads luma alone gets small pictures of luma,
and is measured on luma. A name with a + is asked eight times, of the picture turned
and mirrored.

{pictures}: the part that bicubic misses most, and PSNR and SSIM of the whole picture.
The last enlarger gains most over bicubic on the first of them, least on the last.

![](crops.png)
"""
