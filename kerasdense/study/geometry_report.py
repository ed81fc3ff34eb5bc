"""The studies of scales and of inputs in words and tables."""

from kerasdense.study.report import table

# The lecture's tables, of Eigen & Fergus' networks on NYU Depth v2, whose scale 1 is
# AlexNet: relative error of depth, mean angle of normals, pixel accuracy of labels in
# 13 classes with true depth and normals and without. Scale 1 sees colour alone.
LECTURE_SCALES = {
    "1": (0.218, 29.7, 58.1, 58.1),
    "2": (0.290, 31.8, 65.1, 53.1),
    "1+2": (0.216, 26.1, 69.8, 63.2),
    "1+2+3": (0.198, 25.9, 70.5, 64.0),
}
# Pixel accuracy in 13 classes from colour, with predicted depth and normals, and with
# true ones. Those in the middle are recalled, and not on the slides.
LECTURE_INPUTS = {"2": (53.1, 58.7, 65.1), "1+2": (63.2, 65.0, 69.8)}
MEASURES = {
    True: ("depth_abs_rel_aligned", "relative error of depth, medians aligned"),
    False: ("depth_abs_rel", "relative error of depth"),
}


def scales_report(found):
    """What study.json holds -> the report, Markdown."""
    key, words = MEASURES[found["relative"]]
    columns = ["scales", words, "scale-invariant error of ln depth", "normals, degrees"]
    labelled = "labels" in next(iter(found["scales"].values()))
    if labelled:
        columns += ["labels, from colour, depth and normals", "labels, from colour"]
    rows = []
    for scales, kinds in found["scales"].items():
        of = kinds["geometry"]
        row = [scales, f"{of[key]:.3f}", f"{of['depth_si_log']:.3f}"]
        row.append(f"{of['normals_mean_angle']:.1f}")
        if labelled:
            row += [percent(kinds[k]["pixel_accuracy"]) for k in ("labels", "colour")]
        rows.append(row)
    lecture = [
        (scales, f"{depth:.3f}", "-", f"{angle:.1f}", *map("{:.1f} %".format, labels))
        for scales, (depth, angle, *labels) in LECTURE_SCALES.items()
    ]
    shown = ["geometry", *(("labels", "colour") if labelled else ())]
    return SCALES.format(
        head=head(found),
        rows=table(columns, rows),
        lecture=table(
            [*columns[:4], "13 classes, from colour, depth and normals", "from colour"],
            lecture,
        ),
        pictures="\n\n".join(f"![]({kind}.png)" for kind in shown),
    )


def inputs_report(found):
    """What study.json holds -> the report, Markdown."""
    columns = ("scales", "colour", "with predicted depth and normals", "with true ones")
    rows, classes = [], []
    for scales, inputs in found["scales"].items():
        for target, name in ((rows, "pixel_accuracy"), (classes, "mean_accuracy")):
            target.append([scales, *(percent(one[name]) for one in inputs.values())])
    lecture = [
        (scales, *(f"{value:.1f} %" for value in values))
        for scales, values in LECTURE_INPUTS.items()
    ]
    model = found["told"]["model"]
    if model is None:
        key, _ = MEASURES[found["relative"]]
        of = found["geometry"]
        model = (
            "a network of scales 1 and 2, taught on the same pictures (relative error "
            f"of depth {of[key]:.3f}, normals off by {of['normals_mean_angle']:.1f} "
            "degrees on those held out; on what it was taught on it predicts better)"
        )
    return INPUTS.format(
        head=head(found),
        model=model,
        rows=table(columns, rows),
        classes=table(columns, classes),
        pictures="\n\n".join(f"![](labels-{scales}.png)" for scales in found["scales"]),
        lecture=table(columns, lecture),
    )


def head(found):
    told, (train, held) = found["told"], found["images"]
    return HEAD.format(train=train, held=held, classes=found["classes"], **told)


def percent(share):
    return f"{100 * share:.1f} %"


HEAD = """{data}: taught on {train} pictures, scored on {held}, {classes} classes.
Networks of Eigen & Fergus' plan with {width:g} of the channels, trunk {trunk}, nothing
learned before; {steps} steps of {batch} pictures each (scale 3 two thirds more, while
the others rest), seed {seed}."""

SCALES = """# What each scale contributes

{head}

{rows}

Scale 1 alone has the last convolutions of scale 2, but not its features; scale 2 alone
sees some hundred pixels around a pixel and no more.

## The lecture's table

On NYU Depth v2, with all channels, from weights learned on ImageNet. Not to be compared
in numbers with the above, which is on other pictures: in its order.

{lecture}

## Pictures

{pictures}
"""

INPUTS = """# Do predicted depth and normals help to label?

{head}

Depth and normals were predicted by {model}.

Pixels that are labelled rightly:

{rows}

The mean over classes:

{classes}

## The lecture's table

Pixels labelled rightly, NYU Depth v2 in 13 classes. The numbers with predicted depth
and normals are recalled from the paper, and not on the slides.

{lecture}

## Pictures

{pictures}
"""
