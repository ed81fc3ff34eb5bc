"""The denoising study in words and tables."""

from kerasdense.damage import parse
from kerasdense.study.report import table


def report(found):
    """What study.json holds -> the report, Markdown."""
    told, against = found["told"], found["against"]
    parts = [HEAD.format(against=against, **told)]
    for condition, summary in found["conditions"].items():
        parts.append(condition_part(condition, summary, against, told["seed"]))
    if found["runs"]:
        parts.append(CURVES.format(against=against))
        for run, curve in found["runs"].items():
            parts.append(curve_part(run, curve, against))
    return "\n".join(parts)


def condition_part(condition, summary, against, seed):
    names, count = summary["names"], summary["images"]
    file = file_name(condition)
    rows = [
        (
            model,
            f"{one['psnr']:.2f}",
            f"{one['ssim']:.4f}",
            *gains(model, one, names, count, against),
            f"{one['seconds']:.2f}",
        )
        for model, one in summary["models"].items()
    ]
    return CONDITION.format(
        words=in_words(condition, seed),
        count=count,
        file=file,
        against=against,
        rows=table(
            (
                "",
                "PSNR, dB",
                "SSIM",
                f"better than {against} on",
                "in the mean, dB",
                "most",
                "least",
                "seconds an image",
            ),
            rows,
        ),
    )


def gains(model, one, names, count, against):
    """-> four cells; the rival itself has none."""
    if model == against:
        return ("-",) * 4
    ends = [f"{gain:+.2f} ({names[i]})" for gain, i in (one["best"], one["worst"])]
    return f"{one['wins']} of {count}", f"{one['gain']:+.2f}", *ends


def in_words(condition, seed):
    if condition == "as found":
        return "Noise as it was found in the pictures"
    words = parse(condition).words
    return f"{words[0].upper()}{words[1:]}; image i has the seed ({seed}, i)"


def file_name(words):
    """-> the words, without what file systems dislike."""
    kept = [c if c.isalnum() or c in ".-" else "-" for c in words]
    return "".join(kept).strip("-.")


def curve_part(run, curve, against):
    step, last = curve["last"]
    lines = [
        f"## {run}",
        "",
        f"![]({curve['file']})",
        "",
        f"After {step:.0f} steps {last:.2f} dB on its {curve['images']} validation "
        f"pictures; {against} has {curve['rival']:.2f} dB there.",
    ]
    fit = curve["fit"]
    if not fit:
        lines.append("No law was fitted: too few scores, or none comes near them.")
        return "\n".join([*lines, ""])
    lines.append(
        f"Fitted to {fit['points']} scores: {fit['end']:.2f} - {fit['gap']:.3g} * "
        f"(step / {fit['last']:.0f})^-{fit['power']:.2f}, off by {fit['residual']:.3f} "
        f"dB. It would end at {fit['end']:.2f} dB, between {fit['low']:.2f} and "
        f"{fit['high']:.2f} in 68 % of fits to residuals drawn anew."
    )
    if curve["crossing"] is None:
        lines.append(f"So continued, it never reaches {against}.")
    elif curve["crossing"] > step:
        lines.append(
            f"So continued, it reaches {against} at step {curve['crossing']:.3g}."
        )
    return "\n".join([*lines, ""])


HEAD = """# Denoisers against {against}

{data}. Results are clipped and rounded to 8 bits before they are measured; PSNR and
SSIM are means over images. Who must be told how strong the noise is, is told: as named
for white noise, else its deviation in each picture, which nobody knows in earnest.
"""

CONDITION = """## {words}

{count} images.

{rows}

Gains over {against}, each curve in its own order:

![](gains-{file}.png)

Where the first model gains most, middling, and least; middles of the pictures:

![](pictures-{file}.png)
"""

CURVES = """# While they learned

A curve end - gap * step^-power is fitted to the scores from a quarter of the steps on,
and continued. Mind that a rate of learning that falls to 0 makes curves flatten by
itself, and that the residuals know nothing of what the law leaves out: the intervals
are too narrow.
"""
