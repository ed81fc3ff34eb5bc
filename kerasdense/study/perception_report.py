"""The study of perception in words and tables."""

from kerasdense.study.report import table


def report(found):
    """What study.json holds -> the report, Markdown."""
    told = found["told"]
    with_index = any("pi" in one for one in found["models"].values())
    with_region = any("region" in one for one in found["models"].values())
    columns = ["", "RMSE", "NIQE", "PSNR, dB", "SSIM", "seconds an image"]
    columns += ["perceptual index"] * with_index + ["region"] * with_region
    rows = [
        row(name, one, found["images"], with_index, with_region)
        for name, one in found["models"].items()
    ]
    parts = [
        HEAD.format(images=found["images"], small=told["small pictures"], **told),
        table(columns, rows),
        "",
        REGIONS if with_region else NO_REGIONS,
        INDEX if with_index else NO_INDEX,
    ]
    for path in found["paths"]:
        parts.append(PATH.format(first=path[0][1], second=path[-1][1]))
        parts.append(table(("alpha", "RMSE", "NIQE"), steps(path, found["models"])))
        parts.append("")
    parts.append(PICTURES)
    parts += [f"![{name}]({file})\n" for name, file in found["pictures"].items()]
    return "\n".join(parts)


def row(name, one, images, with_index, with_region):
    few = "" if one["measured"] == images else f" ({one['measured']} pictures)"
    cells = [
        name,
        f"{one['rmse']:.2f}",
        f"{one['niqe']:.3f}{few}",
        f"{one['psnr']:.2f}" if "psnr" in one else "-",
        f"{one['ssim']:.4f}" if "ssim" in one else "-",
        f"{one['seconds']:.2f}",
    ]
    if with_index:
        cells.append(f"{one['pi']:.3f}" if "pi" in one else "-")
    if with_region:
        cells.append(one.get("region") or "-")
    return cells


def steps(path, models):
    return [
        (f"{alpha:g}", f"{models[name]['rmse']:.2f}", f"{models[name]['niqe']:.3f}")
        for alpha, name in path
    ]


HEAD = """# Faithful against natural, {scale} times

{data}, {images} pictures.

![](plane.png)

RMSE and NIQE are the PIRM challenge's: on luma (BT.601, 16 to 235) of 8-bit pictures
less 4 pixels on each side; RMSE is the root of the mean of images' squared errors.
NIQE is the distance from pristine photographs; pictures of less than two blocks of 96
pixels have none. What these are like is told by the file {niqe}.
PSNR and SSIM are Set5's: luma less {scale} pixels on each side, mean of images.
Small pictures: {small}. A network that reads luma alone gets small pictures of luma,
and is measured on luma.
"""

REGIONS = """Regions are those of RMSE up to 11.5, 12.5 and 16, which the challenge set
for its own pictures.
"""

NO_REGIONS = """The challenge's regions, RMSE up to 11.5, 12.5 and 16, were set for four
times, and are not drawn.
"""

INDEX = """The perceptual index is half of NIQE and of 10 less Ma's score, as the lists
that were given have it: Ma's score comes of its authors' program alone.
"""

NO_INDEX = """The perceptual index is not told: its other half, Ma's score, comes of its
authors' program and model file alone. Lists of what these say are taken by
`--ma NAME=FILE`.
"""

PATH = """## From {first} to {second}

Networks whose weights are (1 - alpha) of the first and alpha of the second.
"""

PICTURES = """## Pictures

Where NIQE differs most between enlargers; the part that bicubic misses most.
"""
