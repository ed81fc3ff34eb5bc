"""Faithful against natural: enlargers in the plane of the PIRM challenge.

Y. Blau & T. Michaeli, "The Perception-Distortion Tradeoff", CVPR 2018; Y. Blau et al.,
"The 2018 PIRM Challenge on Perceptual Image Super-Resolution", ECCV Workshops 2018,
arXiv:1809.07517. Errors go to the right, what looks unnatural goes up: nobody comes
near to the lower left. What was measured once is kept, and not measured again.
"""

import functools
from pathlib import Path

import numpy as np

from kerasdense import bundle
from kerasdense.files import picture
from kerasdense.files.whole import write_whole
from kerasdense.metrics import NIQE
from kerasdense.perceptual import perceptual_index
from kerasdense.study import crops
from kerasdense.study.denoising_report import file_name
from kerasdense.study.enlargers import BICUBIC, TRUTH, bicubic, measure, truth
from kerasdense.study.kept import Scores, same_study
from kerasdense.study.perception_report import report
from kerasdense.study.plane import plane

MEASURES = ("rmse", "niqe", "psnr", "ssim", "seconds")
REGIONS = {"region 1": 11.5, "region 2": 12.5, "region 3": 16.0}  # of RMSE, at most
REGIONS_OF = 4  # times: the challenge's, and of no other scale


def study(
    folder, bench, who, pristine, *, told, paths=(), ma=None, pictures=3, each=None
):
    """Measures everybody, and writes report.md, the plane and crops.

    Args:
        folder: Where to; made if need be. Scores that it holds are not measured again.
        bench: See `enlargers.Bench`.
        who: Entries, beside bicubic and the truth, which are always there.
        pristine: Mean and covariance, what NIQE holds pictures against.
        told: {words: value} for the report, and what a folder must agree in.
        paths: [[(alpha, entry), ...]], from one network to another.
        ma: {name: Ma's score of each picture}. With those of all but the truth and the
            paths, the plane has the perceptual index, else NIQE.
        pictures: How many to show.
        each: Called with a name before each score, if given.

    Returns:
        What study.json holds.

    Raises:
        InputError: The folder holds a study of something else.
    """
    folder, ma = Path(folder), ma or {}
    folder.mkdir(parents=True, exist_ok=True)
    scale = bench.task.scale
    told = {**told, "scale": scale, "small pictures": bench.words}
    same_study(folder, told)
    scores = Scores(folder / "scores.csv", MEASURES)
    found = {"told": told, "images": len(bench), "names": bench.names()}
    everybody = [truth(scale), bicubic(scale), *who]
    everybody += [e for path in paths for _, e in path if e.name not in names(who)]
    for entry in everybody:
        metrics = functools.partial(measured, entry.task, pristine)
        measure(scores, bench, entry, metrics, each)
    found["models"] = {
        entry.name: summed(scores, bench, entry, ma.get(entry.name))
        for entry in everybody
    }
    found["paths"] = [[(alpha, e.name) for alpha, e in path] for path in paths]
    compared = [BICUBIC, *names(who)]
    found["up"] = "pi" if all(name in ma for name in compared) else "niqe"
    draw = drawn_plane(
        found, {entry.name: entry.label for entry in everybody}, compared
    )
    picture.write(folder / "plane.png", draw, overwrite=True)
    found["pictures"] = {}
    for number in chosen(scores, bench, everybody, pictures):
        file = f"crops-{file_name(bench.names()[number])}.png"
        sheet = page(bench, number, everybody, scores)
        picture.write(folder / file, sheet, overwrite=True)
        found["pictures"][bench.names()[number]] = file
    bundle.write_json(folder / "study.json", found)
    write_whole(folder / "report.md", report(found).encode(), overwrite=True)
    return found


def names(entries):
    return [entry.name for entry in entries]


def measured(task, pristine):
    """-> fresh metrics: rmse, niqe, psnr and ssim, all of luma.

    As in the challenge's program the first two are of a picture less 4 pixels around.
    """
    of_challenge = task.protocols()["pirm"]
    naturalness = NIQE(*pristine, border=of_challenge[0].border)
    return [*of_challenge, naturalness, *task.metrics()]


def summed(scores, bench, entry, ma=None):
    """-> the numbers of one of them, over all pictures.

    RMSE is the root of the mean of squared errors; of NIQE, pictures count that are
    large enough for it.
    """

    def of(what):
        return scores.of(bench.condition, entry, what, len(bench))

    niqe = of("niqe")
    told = {
        "rmse": float(np.sqrt(np.mean(of("rmse") ** 2))),
        "niqe": float(np.nanmean(niqe)) if np.isfinite(niqe).any() else np.nan,
        "measured": int(np.isfinite(niqe).sum()),
        "psnr": float(of("psnr").mean()),
        "ssim": float(of("ssim").mean()),
        "seconds": float(np.median(of("seconds"))),
    }
    if entry.name == TRUTH:  # infinite, which JSON cannot say
        del told["psnr"], told["ssim"]
    if ma is not None:
        told["ma"] = float(np.mean(ma))
        told["pi"] = perceptual_index(told["niqe"], told["ma"])
    if bench.task.scale == REGIONS_OF and entry.name != TRUTH:
        told["region"] = region(told["rmse"])
    return told


def region(rmse):
    """-> the number of the challenge's region, or None beyond the last."""
    return next((i for i, most in enumerate(REGIONS.values(), 1) if rmse <= most), None)


def drawn_plane(found, labels, compared):
    """The plane of what study.json holds."""
    models, up = found["models"], found["up"]

    def place(name):
        return models[name]["rmse"], models[name][up]

    # Along the way NIQE is what there is.
    paths = []
    if up == "niqe":
        paths = [
            [
                (*place(name), "" if name in compared else f"{alpha:g}")
                for alpha, name in path
            ]
            for path in found["paths"]
        ]
    scale, words = found["told"]["scale"], {"niqe": "NIQE", "pi": "perceptual index"}
    return plane(
        {labels[name]: place(name) for name in compared},
        title=f"{scale} times, {found['images']} pictures of {found['told']['data']}",
        across="RMSE of luma, 255ths: faithful to the left",
        up=f"{words[up]}: natural below",
        paths=paths,
        bounds=REGIONS if scale == REGIONS_OF else None,
        level=(TRUTH, models[TRUTH][up]) if up in models[TRUTH] else None,
        corner="better: further down and left",
    )


def chosen(scores, bench, entries, count):
    """-> pictures to show: where NIQE differs most between enlargers, and less."""
    niqe = [scores.of(bench.condition, e, "niqe", len(bench)) for e in entries[1:]]
    range_ = np.nan_to_num(np.ptp(niqe, axis=0), nan=-1)
    return [int(number) for number in np.argsort(-range_, kind="stable")[:count]]


def page(bench, number, entries, scores):
    """The part that bicubic misses most, as everybody has it, with NIQE and RMSE."""
    drawn = [bench.drawn(entry, number) for entry in entries]
    part = crops.busiest(drawn[0], drawn[1])
    captions = []
    for entry in entries:
        niqe, rmse = (
            scores.of(bench.condition, entry, what, number + 1)[number]
            for what in ("niqe", "rmse")
        )
        far = "" if entry.name == TRUTH else f", RMSE {rmse:.1f}"
        captions.append(f"{entry.label}\nNIQE {niqe:.2f}{far}")
    return crops.comparison(drawn[0], bench.names()[number], part, drawn, captions)
