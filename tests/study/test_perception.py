"""The plane: errors against naturalness, and what is told of it."""

import numpy as np
import pytest

from kerasdense.datasets import Samples
from kerasdense.files import picture
from kerasdense.metrics.niqe import niqe, pristine
from kerasdense.pixels.color import gray, luma
from kerasdense.study import perception
from kerasdense.study.enlargers import Bench, Entry
from kerasdense.study.perception import region, study
from kerasdense.tasks import SuperResolution

NAMES = "astronaut", "chelsea"


@pytest.fixture(scope="module")
def model():
    """What NIQE holds pictures against, here."""
    data = Samples(("astronaut", "coffee", "rocket"))
    levels = [gray(data.read(i)["image"])[..., 0] for i in range(3)]
    return pristine(levels)[:2]


def darker(by, scale=4):
    """The truth, but darker by so many 255ths; more on the second picture."""
    task = SuperResolution(scale=scale)

    def enlarge(number, sample):
        return np.asarray(task.target(sample)[0]) - by[number] / 255

    name = f"darker by {by[0]}"
    return Entry(name, task, enlarge, label=name)


def done(folder, model, scale=4, who=None, **settings):
    bench = Bench(Samples(NAMES), scale)
    who = [darker((4, 12), scale), darker((2, 2), scale)] if who is None else who
    told = {"data": "samples", "niqe": "niqe.npz (12)"}
    found = study(folder, bench, who, model, told=told, pictures=1, **settings)
    return bench, found


def test_errors_are_the_root_of_the_mean_and_naturalness_is_the_mean(tmp_path, model):
    bench, found = done(tmp_path, model)
    first = found["models"]["darker by 4"]
    # Luma has 219 of 255 levels: 4 become 3.44, rounded 3 or 4; 12 become 10.3.
    expected = np.sqrt(((4 * 219 / 255) ** 2 + (12 * 219 / 255) ** 2) / 2)
    assert first["rmse"] == pytest.approx(expected, abs=0.5)
    assert expected == pytest.approx(7.68, abs=0.01)  # the mean of the roots is 6.87
    truths = [bench.sample(bench.task, i)["image"] for i in (0, 1)]
    levels = [luma(image)[4:-4, 4:-4, 0] for image in truths]
    mean = np.mean([niqe(each, *model) for each in levels])
    told = found["models"]["truth"]
    assert told["niqe"] == pytest.approx(mean, abs=1e-3) and told["rmse"] == 0
    assert found["models"]["bicubic"]["niqe"] > told["niqe"] + 1
    assert found["up"] == "niqe" and "psnr" not in told


def test_the_report_tells_all_and_why_there_is_no_index(tmp_path, model):
    _, found = done(tmp_path, model)
    report = (tmp_path / "report.md").read_text()
    one = found["models"]["bicubic"]
    assert f"| bicubic | {one['rmse']:.2f} | {one['niqe']:.3f} |" in report
    assert "niqe.npz (12)" in report and "less 4 pixels" in report
    assert "Ma's score, comes of its\nauthors' program" in report
    assert "| region |" in report
    for name in ("plane.png", next(iter(found["pictures"].values()))):
        assert f"({name})" in report
        assert picture.read(tmp_path / name).pixels.shape[2] == 3


def test_with_mas_scores_of_all_the_plane_has_the_index(tmp_path, model):
    ma = {"bicubic": np.array([4, 6.0]), "darker by 4": np.array([8, 9.0])}
    _, found = done(tmp_path / "some", model, ma=ma)
    one = found["models"]["bicubic"]
    assert one["pi"] == pytest.approx((one["niqe"] + 10 - 5) / 2)
    assert found["up"] == "niqe"  # somebody has none
    ma["darker by 2"] = np.array([8, 8.0])
    _, found = done(tmp_path / "all", model, ma=ma)
    assert found["up"] == "pi"
    assert "half of NIQE" in (tmp_path / "all" / "report.md").read_text()
    planes = [picture.read(tmp_path / f / "plane.png").pixels for f in ("some", "all")]
    assert not np.array_equal(*planes)


def test_a_path_goes_through_all_its_stops(tmp_path, model):
    ends = darker((4, 12)), darker((2, 2))
    between = darker((3, 7))
    paths = [[(0, ends[0]), (0.5, between), (1, ends[1])]]
    _, found = done(tmp_path / "path", model, who=[*ends], paths=paths)
    assert found["paths"] == [
        [(0, "darker by 4"), (0.5, "darker by 3"), (1, ends[1].name)]
    ]
    assert "darker by 3" in found["models"]
    report = (tmp_path / "path" / "report.md").read_text()
    assert "## From darker by 4 to darker by 2" in report
    stop = found["models"]["darker by 3"]
    assert f"| 0.5 | {stop['rmse']:.2f} | {stop['niqe']:.3f} |" in report


def test_regions_are_those_of_the_challenge_and_of_four_times_alone(tmp_path, model):
    assert [region(r) for r in (3, 11.5, 11.51, 12.5, 16, 16.01)] == [
        1,
        1,
        2,
        2,
        3,
        None,
    ]
    _, found = done(tmp_path, model, scale=2, who=[])
    assert not any("region" in one for one in found["models"].values())
    assert "are not drawn" in (tmp_path / "report.md").read_text()


def test_pictures_too_small_for_niqe_are_told(tmp_path, model):
    class Mixed(Samples):
        def read(self, index):
            sample = super().read(index)
            return {"image": sample["image"][:100, :100]} if index else sample

    told = {"data": "samples", "niqe": "x"}
    found = study(tmp_path, Bench(Mixed(NAMES), 2), [], model, told=told)
    assert found["models"]["bicubic"]["measured"] == 1
    assert np.isfinite(found["models"]["bicubic"]["niqe"])
    assert "(1 pictures)" in (tmp_path / "report.md").read_text()


def test_what_was_measured_is_not_measured_again(tmp_path, model, monkeypatch):
    done(tmp_path, model)
    before = (tmp_path / "scores.csv").read_text()
    monkeypatch.setattr(
        perception, "measured", lambda *_: pytest.fail("measured again")
    )
    asked = []
    done(tmp_path, model, each=asked.append)
    assert (tmp_path / "scores.csv").read_text() == before
    assert len(asked) == len(before.splitlines()) - 1 == 4 * 2
