"""The up-sampling study in words and tables."""

MEANING = {
    "deconv-2": "deconvolution, 2x2, stride 2",
    "deconv-3": "deconvolution, 3x3, stride 2",
    "deconv-4": "deconvolution, 4x4, stride 2",
    "subpixel": "sub-pixel: 3x3 convolution to four times the channels, shuffled",
    "subpixel-icnr": "the same, begun as one kernel four times (ICNR)",
    "nearest-conv": "nearest neighbour, then a 3x3 convolution",
    "bilinear-conv": "bilinear, then a 3x3 convolution",
    "conv-bilinear": "3x3 convolution, then bilinear, fixed",
    "unpool-conv": "unpooling to the maxima's places, then a 3x3 convolution",
}


def report(found):
    """What study.json holds -> the report, Markdown."""
    settings = found["settings"]
    untrained = [
        (
            part,
            measured["weights"],
            number(measured["overlap"]["ratio"]),
            f"{measured['overlap']['deviation']:.4f}",
            number(measured["phase_variance"]["median"]),
            number(measured["phase_variance"]["mean"]),
            number(measured["energy"]),
        )
        for part, measured in found["untrained"].items()
    ]
    trained = [
        (
            part,
            told["weights"],
            f"{told['psnr']:.2f}",
            f"{told['ssim']:.4f}",
            f"{told['ripple']:.2f}",
            percent(told["energy"]),
            f"{told['seconds']:.0f}",
        )
        for part, told in found["trained"].items()
    ]
    return REPORT.format(
        parts=table(("part", "what"), [(p, MEANING[p]) for p in settings["parts"]]),
        overlaps=table(
            ("kernel / stride", "largest / smallest", "deviation / mean"),
            [(f"{k}/{s}", number(r), f"{d:.4f}") for k, s, d, r in found["overlaps"]],
        ),
        kernels=settings["kernels"],
        untrained=table(
            (
                "part",
                "weights, 32 to 16",
                "overlap: largest / smallest",
                "overlap: deviation / mean",
                "phase variance: median",
                "mean",
                "energy at the stride: median",
            ),
            untrained,
        ),
        generators=table(
            ("generator", "energy at period 2", "at period 4 alone"),
            [
                (words, percent(told["period 2"]), percent(told["period 4"]))
                for words, told in found["generators"].items()
            ],
        ),
        steps=settings["steps"],
        learned=", ".join(found["learned from"][:8]),
        judged=", ".join(found["judged by"][:8]),
        trained=table(
            (
                "part",
                "weights",
                "PSNR, dB",
                "SSIM",
                "ripple on flat colours, 255ths",
                "energy of the error at period 4",
                "seconds",
            ),
            trained,
        ),
    )


REPORT = """# Up-sampling and checkerboards

{parts}

## Overlap of deconvolutions

How many taps meet in a pixel: all kernels 1, all input 1. Uneven where the stride does
not divide the kernel.

{overlaps}

## Before training

{kernels} Gaussian kernels each. Phase variance: on constant input, the variance of the
means of the four phases over their mean square. Energy: of white noise + 1, the share
of the output's energy at the stride's frequencies.

Four phases drawn independently have a phase variance of 3/4 in the mean, whatever the
size of the kernel: an even overlap does not make even weights.

{untrained}

`untrained.png`: generators of four parts with chance weights. Deconvolution 3x3 in the
last two layers leaves patterns of period 4 and 2, in the last alone of period 2,
nowhere none. `parts.png`: each part in the last two layers.

{generators}

## After training

An autoencoder that shrinks four times and enlarges twice by two, {steps} steps of 16
crops. Learned from {learned}; judged by {judged}.

Ripple: the pattern of period 4 laid over pictures of one colour. `unpool-conv` is told
the places of the maxima, and so knows more of the picture than the others.
`trained.png` shows what each gives back.

{trained}
"""


def table(columns, rows):
    """-> Markdown."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def number(value):
    """A share or a ratio; what is nothing but rounding error is 0."""
    return f"{value:.3g}" if value > 1e-9 else "0"


def percent(value):
    return f"{100 * value:.2f} %"
