from kerasdense.study.geometry_report import inputs_report, scales_report

TOLD = {
    "data": "scenes:9",
    "width": 0.25,
    "trunk": "alexnet",
    "steps": 10,
    "batch": 2,
    "seed": 0,
}
HEAD = {"told": TOLD, "images": [9, 4], "classes": 7}
OF = {"depth_si_log": 0.25, "normals_mean_angle": 31.25}


def lines(text, start):
    return [line for line in text.splitlines() if line.startswith(start)]


def test_scales_stand_beside_the_lectures():
    kinds = {
        "geometry": {**OF, "depth_abs_rel": 0.3333},
        "labels": {"pixel_accuracy": 0.5},
        "colour": {"pixel_accuracy": 0.125},
    }
    text = scales_report({**HEAD, "relative": False, "scales": {"1": kinds}})
    ours, lecture = lines(text, "| 1 |")
    assert ours == "| 1 | 0.333 | 0.250 | 31.2 | 50.0 % | 12.5 % |"
    assert lecture == "| 1 | 0.218 | - | 29.7 | 58.1 % | 58.1 % |"
    assert "scenes:9: taught on 9 pictures, scored on 4, 7 classes" in text


def test_without_a_scale_the_table_says_that_medians_were_aligned():
    kinds = {"geometry": {**OF, "depth_abs_rel_aligned": 0.2}}
    text = scales_report({**HEAD, "relative": True, "scales": {"2": kinds}})
    assert "medians aligned" in text and "colour.png" not in text
    assert lines(text, "| 2 |")[0] == "| 2 | 0.200 | 0.250 | 31.2 |"


def test_inputs_stand_beside_the_lectures():
    one = {"pixel_accuracy": 0.5, "mean_accuracy": 0.25}
    scales = {"2": {"none": one, "predicted": one, "true": one}}
    told = {**HEAD, "told": {**TOLD, "model": "runs/depth"}, "relative": False}
    text = inputs_report({**told, "scales": scales})
    assert lines(text, "| 2 |") == [
        "| 2 | 50.0 % | 50.0 % | 50.0 % |",
        "| 2 | 25.0 % | 25.0 % | 25.0 % |",
        "| 2 | 53.1 % | 58.7 % | 65.1 % |",
    ]
    assert "predicted by runs/depth" in text
