"""The crop row, its numbers and its report."""

import numpy as np
import pytest

from kerasdense.datasets import Changed, Samples
from kerasdense.errors import InputError
from kerasdense.evaluate import evaluate
from kerasdense.files import picture
from kerasdense.study import enlargers
from kerasdense.study.enlargers import Bench, Entry
from kerasdense.study.superresolution import study
from kerasdense.tasks import SuperResolution


def cropped():
    part = np.s_[100:180, 120:210]
    data = Samples(("astronaut", "chelsea", "coffee"))
    return Changed(data, lambda sample, index: {"image": sample["image"][part]})


def better(bench, gains=(0.2, 0.8, 0.5)):
    """Goes a part of the way from bicubic to the truth, for each picture another."""
    task = SuperResolution()
    ends = enlargers.bicubic(2), enlargers.truth(2)

    def enlarge(number, sample):
        a, b = (end.enlarge(number, sample) for end in ends)
        return a + gains[number] * (b - a)

    return Entry("better", task, enlarge, label="better")


def done(folder, **told):
    bench = Bench(cropped(), 2)
    return bench, study(folder, bench, [better(bench)], told={"data": "parts", **told})


def test_means_are_those_of_evaluate(tmp_path):
    bench, found = done(tmp_path)
    task = SuperResolution()
    data = enlargers.for_task(cropped(), task, to_measure=True)
    predictor = enlargers.open_baseline("bicubic-x2", 0)[0]
    expected = evaluate(predictor, task, data)
    measured = found["models"]["bicubic"]
    assert measured["psnr"] == pytest.approx(expected["psnr"], abs=1e-3)
    assert measured["ssim"] == pytest.approx(expected["ssim"], abs=1e-4)
    assert found["models"]["better"]["psnr"] > measured["psnr"] + 1
    report = (tmp_path / "report.md").read_text()
    row = f"| bicubic | {measured['psnr']:.2f} | {measured['ssim']:.4f} |"
    assert row in report and "parts, 3 pictures" in report
    assert "luma (BT.601" in report and "2 pixels shaved" in report
    assert "Small pictures: MATLAB's bicubic, in 8 bits" in report


def test_pictures_go_from_the_most_gain_to_the_least(tmp_path):
    bench, found = done(tmp_path)
    # 20 log10(1 / (1 - gain)) dB: 1.9, 14.0, 6.0
    assert found["pictures"] == ["chelsea", "coffee", "astronaut"]
    sheet = picture.read(tmp_path / "crops.png").pixels
    truth = bench.drawn(enlargers.truth(2), 1)
    for part in (
        truth[40:44, 40:44],
        bench.drawn(enlargers.bicubic(2), 1)[40:44, 40:44],
    ):
        large = part.repeat(3, axis=0).repeat(3, axis=1)
        assert occurs(sheet, large)
    one = study(tmp_path, bench, [better(bench)], told={"data": "parts"}, pictures=1)
    assert one["pictures"] == ["chelsea"]


def occurs(sheet, part):
    rows, columns = part.shape[:2]
    for row, column in np.argwhere((sheet == part[0, 0]).all(axis=-1)):
        if np.array_equal(sheet[row : row + rows, column : column + columns], part):
            return True
    return False


def test_another_study_needs_another_folder(tmp_path):
    done(tmp_path)
    with pytest.raises(InputError, match="data parts, not others: name another"):
        done(tmp_path, data="others")
