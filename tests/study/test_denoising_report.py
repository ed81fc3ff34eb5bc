from kerasdense.study.denoising_report import file_name, report

ONE = {"psnr": 28.5, "ssim": 0.8, "seconds": 0.25, "gain": 0.125, "wins": 2}
ENDS = {"best": [0.5, 1], "worst": [-0.25, 0]}
FIT = {"end": 29.5, "gap": 0.5, "power": 0.5, "last": 100.0, "points": 8}
FIT |= {"residual": 0.01, "low": 29.4, "high": 29.7}
CURVE = {"file": "curve.png", "images": 5, "rival": 29.0, "last": [100.0, 28.9]}


def found(**curve):
    models = {"mine": ONE | ENDS, "bm3d": ONE | ENDS | {"psnr": 28.0}}
    condition = {"models": models, "images": 3, "names": ["a", "b", "c"]}
    return {
        "told": {"data": "images:here", "seed": 7},
        "against": "bm3d",
        "conditions": {"stripe:25": condition},
        "runs": {"runs/x": CURVE | curve} if curve else {},
    }


def test_each_condition_has_its_table():
    text = report(found())
    assert "# Denoisers against bm3d\n\nimages:here." in text
    assert "## Gaussian noise of deviation 25 of 255 shared by runs" in text
    assert "the seed (7, i)" in text
    row = "| mine | 28.50 | 0.8000 | 2 of 3 | +0.12 | +0.50 (b) | -0.25 (a) | 0.25 |"
    assert row in text
    assert "| bm3d | 28.00 | 0.8000 | - | - | - | - | 0.25 |" in text
    assert "While they learned" not in text


def test_a_curve_says_what_was_fitted_and_how_sure_that_is():
    text = report(found(fit=FIT, crossing=400.0))
    assert "28.90 dB on its 5 validation pictures; bm3d has 29.00 dB" in text
    assert "29.50 - 0.5 * (step / 100)^-0.50" in text
    assert "between 29.40 and 29.70 in 68 %" in text
    assert "reaches bm3d at step 400" in text
    assert "never reaches bm3d" in report(found(fit=FIT, crossing=None))
    assert "reaches" not in report(found(fit=FIT, crossing=90.0))  # it has
    assert "No law was fitted" in report(found(fit=None, crossing=None))


def test_files_have_names_that_every_system_takes():
    assert file_name("awgn:5-50,jpeg:5+stripe") == "awgn-5-50-jpeg-5-stripe"
    assert file_name("../runs/x") == "runs-x"
