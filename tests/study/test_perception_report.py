from kerasdense.study.perception_report import report

ONE = {"rmse": 9.5, "niqe": 5.25, "measured": 3, "psnr": 28.5, "ssim": 0.8125}
ONE |= {"seconds": 0.5}
TOLD = {"data": "images:here", "scale": 4, "niqe": "n.npz (ab)"}
TOLD |= {"small pictures": "those that the data has"}


def found(paths=(), **more):
    models = {
        "truth": {**ONE},
        "bicubic": {**ONE, **more},
        "far": {**ONE, "measured": 2},
    }
    del models["truth"]["psnr"], models["truth"]["ssim"]
    pictures = {"baby": "crops-baby.png"}
    told = {"told": TOLD, "images": 3, "paths": paths, "pictures": pictures}
    return {**told, "models": models}


def test_everybody_has_a_line():
    text = report(found())
    assert "# Faithful against natural, 4 times\n\nimages:here, 3 pictures." in text
    assert "| bicubic | 9.50 | 5.250 | 28.50 | 0.8125 | 0.50 |" in text
    assert "| truth | 9.50 | 5.250 | - | - | 0.50 |" in text
    assert "| far | 9.50 | 5.250 (2 pictures) |" in text
    assert "Small pictures: those that the data has." in text
    assert "![baby](crops-baby.png)" in text
    assert "perceptual index |" not in text and "region |" not in text


def test_the_index_and_the_region_have_columns_where_somebody_has_them():
    text = report(found(pi=2.5, region=1))
    assert "| perceptual index | region |" in text
    assert "| 0.50 | 2.500 | 1 |" in text and "| 0.50 | - | - |" in text
    assert "Ma's score comes of its authors' program alone" in text
    assert "which the challenge set" in text


def test_a_way_has_a_table_of_its_stops():
    text = report(found(paths=[[(0, "bicubic"), (1, "far")]]))
    assert "## From bicubic to far" in text
    assert "| 0 | 9.50 | 5.250 |\n| 1 | 9.50 | 5.250 |" in text
