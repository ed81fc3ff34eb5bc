"""Who takes part, and what they see."""

import types

import keras
import numpy as np
import pytest

from kerasdense.baselines import open_baseline
from kerasdense.datasets import Changed, Samples
from kerasdense.errors import InputError
from kerasdense.files import picture
from kerasdense.models.edsr import edsr
from kerasdense.pixels.color import luma
from kerasdense.pixels.resample import imresize
from kerasdense.predictor import fast
from kerasdense.reach import Reach
from kerasdense.study import enlargers
from kerasdense.study.enlargers import Bench, files_of
from kerasdense.study.kept import Scores
from kerasdense.tasks import Denoising, SuperResolution


def cropped(size=48):
    """Small parts of two photographs."""
    part = np.s_[100 : 100 + size, 120 : 120 + size]
    data = Samples(("chelsea", "coffee"))
    return Changed(data, lambda sample, index: {"image": sample["image"][part]})


def model(name="mine", seed=0, **task):
    keras.utils.set_random_seed(seed)
    network = edsr(filters=4, blocks=1)
    return types.SimpleNamespace(
        name=name,
        predictor=fast(network),
        task=SuperResolution(**task),
        reach=Reach(8, 1),
        network=network,
    )


def baseline(name):
    predictor, task = open_baseline(name, 0)
    fields = {"predictor": predictor, "task": task, "reach": None, "network": None}
    return types.SimpleNamespace(name=name, **fields)


def test_bicubic_and_the_truth_are_what_they_are_called():
    bench = Bench(cropped(50), 4)  # 50 is no multiple of 4
    image = bench.data.read(1)["image"][:48, :48]
    np.testing.assert_array_equal(bench.drawn(enlargers.truth(4), 1), image)
    expected = imresize(imresize(image, 1 / 4), 4)
    drawn = bench.drawn(enlargers.bicubic(4), 1)
    assert np.abs(drawn.astype(int) - expected).max() <= 1
    assert (drawn != expected).mean() < 0.01  # halves
    assert bench.names() == ["chelsea", "coffee"] and bench.condition == "x4"


def test_models_are_asked_as_they_are_and_eight_times():
    bench, mine = Bench(cropped(), 2), model()
    entry, plus = enlargers.models([mine])[0], enlargers.eightfold(mine)
    small = bench.sample(mine.task, 0)["small"]
    x = small[None] / np.float32(255)
    expected = mine.task.decode(mine.predictor(x), x)[0]
    found = entry.enlarge(0, bench.sample(entry.task, 0))
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert (plus.name, plus.label, plus.stamp) == ("mine+", "mine+", entry.stamp)
    eight = plus.enlarge(0, bench.sample(plus.task, 0))
    turned = {"small": np.rot90(small)}
    np.testing.assert_allclose(np.rot90(eight), plus.enlarge(0, turned), atol=1e-5)
    assert np.abs(found - eight).max() > 1e-3


def test_luma_is_drawn_in_the_colours_of_bicubic():
    bench = Bench(cropped(), 2)
    (entry,) = enlargers.models([baseline("bicubic-luma-x2")])
    small = bench.sample(bench.task, 0)["small"]
    in_colour = bench.drawn(enlargers.bicubic(2), 0).astype(int)
    assert np.abs(bench.drawn(entry, 0) - in_colour).max() <= 4
    brighter = luma(imresize(small / 255, 2)) + 10 / 255
    shown = enlargers.coloured(brighter, small / 255, 2)
    np.testing.assert_allclose(luma(shown), brighter, atol=1e-12)
    # Red less green, and green less blue, are as they were.
    differences = np.diff(imresize(small / 255, 2))
    np.testing.assert_allclose(np.diff(shown), differences, atol=1e-12)


def test_what_does_not_enlarge_alike_is_refused():
    other = model("other", scale=4)
    with pytest.raises(InputError, match="other enlarges 4 times and mine 2 times"):
        enlargers.models([model(), other])
    other.task = Denoising()
    with pytest.raises(InputError, match="other is no enlarger: it reads noisy"):
        enlargers.models([other])


def test_networks_in_between_lie_between():
    a, b = model("runs/a"), model("runs/b/", seed=1)
    bench = Bench(cropped(), 2)
    entries = enlargers.between(a, b, (0.0, 0.5))
    assert entries[0.5].name == "runs/a to runs/b, 0.5"
    assert entries[0.5].label == "0.5 of b"
    (end,) = enlargers.models([a])
    assert (entries[0.0].stamp, end.label) == (end.stamp, "a")
    assert entries[0.5].stamp != entries[0.0].stamp
    sample = bench.sample(a.task, 0)
    ends = entries[0.0].enlarge(0, sample), end.enlarge(0, sample)
    np.testing.assert_allclose(*ends, atol=1e-6)
    half = entries[0.5].enlarge(0, sample)
    assert np.abs(half - ends[0]).max() > 1e-3
    with pytest.raises(InputError, match="bicubic-x2 has no network"):
        enlargers.between(baseline("bicubic-x2"), b, (0.5,))


def test_small_pictures_are_the_same_for_all():
    taught = model(damage="shrink:2+jpeg:20")
    bench = enlargers.bench(cropped(), [model(), taught])
    assert bench.damage == "shrink:2+jpeg:20" and "JPEG of quality 20" in bench.words
    seen = [bench.sample(t, 0)["small"] for t in (model().task, taught.task)]
    np.testing.assert_array_equal(*seen)
    clean = enlargers.bench(cropped(), [model()])
    assert clean.damage is None and "MATLAB's bicubic" in clean.words
    assert not np.array_equal(clean.sample(model().task, 0)["small"], seen[0])
    named = enlargers.bench(cropped(), [taught], "shrink:2+jpeg:90")
    assert named.damage == "shrink:2+jpeg:90"


def test_small_pictures_of_the_data_are_taken_as_they_are():
    def with_small(sample, index):
        return {**sample, "small": sample["image"][::2, ::2]}

    data = Changed(cropped(), with_small, ["small"])
    bench = enlargers.bench(data, [model()])
    expected = data.read(0)["small"]
    np.testing.assert_array_equal(bench.sample(bench.task, 0)["small"], expected)
    assert bench.words == "those that the data has"


def results_of_another_program(folder, size=48, grow=0):
    for name, sample in zip(("chelsea", "coffee"), (cropped().read(i) for i in (0, 1))):
        image = np.pad(sample["image"], ((0, grow), (0, 0), (0, 0)))
        picture.write(folder / f"{name}_x2.png", image[:, :size])
    return folder


def test_pictures_of_another_program_take_part(tmp_path):
    bench = Bench(cropped(), 2)
    entry = enlargers.of_folder("theirs", results_of_another_program(tmp_path), bench)
    image = bench.data.read(1)["image"]
    np.testing.assert_array_equal(bench.drawn(entry, 1), image)
    assert (entry.name, entry.label, len(entry.stamp)) == ("theirs", "theirs", 12)
    picture.write(tmp_path / "coffee_x2.png", image // 2, overwrite=True)
    again = enlargers.of_folder("theirs", tmp_path, bench)
    assert again.stamp != entry.stamp


def test_a_row_more_is_cut_and_another_size_is_refused(tmp_path):
    bench = Bench(cropped(), 2)
    folder = results_of_another_program(tmp_path / "a", grow=1)
    entry = enlargers.of_folder("theirs", folder, bench)
    assert bench.drawn(entry, 0).shape == (48, 48, 3)
    folder = results_of_another_program(tmp_path / "b", size=46)
    entry = enlargers.of_folder("theirs", folder, bench)
    with pytest.raises(InputError, match="chelsea_x2.png is 46x48, and chelsea is 48x"):
        bench.drawn(entry, 0)


def test_files_are_found_by_the_names_of_pictures(tmp_path):
    def found(names, files):
        return [p.name for p in files_of(names, [tmp_path / f for f in files])]

    assert found(["img_1"], ["img_10.png", "img_1.png"]) == ["img_1.png"]
    assert found(["img_1"], ["a_img_10.png", "a_img_1x4.png"]) == ["a_img_1x4.png"]
    assert found(["b", "a"], ["a_rlt.png", "b_rlt.png"]) == ["b_rlt.png", "a_rlt.png"]
    assert found(["hr_1_big", "hr_2_big"], ["sr_1.png", "sr_2.png"])[1] == "sr_2.png"
    with pytest.raises(InputError, match="pictures of a, a_x2.png and a_x4.png"):
        found(["a"], ["a_x2.png", "a_x4.png"])
    with pytest.raises(InputError, match="b.png has no partner"):
        found(["a", "b"], ["a.png"])


def test_what_was_measured_is_not_measured_again(tmp_path):
    bench, asked = Bench(cropped(), 2), []
    entry = enlargers.bicubic(2)

    def enlarge(number, sample):
        asked.append(number)
        return entry.enlarge(number, sample)

    counted = enlargers.Entry("mine", entry.task, enlarge)
    for count in (2, 2):
        scores = Scores(tmp_path / "scores.csv")
        enlargers.measure(scores, bench, counted, entry.task.metrics)
        assert asked == [0, 1] and len(scores.rows) == count
    sample = bench.sample(entry.task, 1)
    metric = entry.task.metrics()[0]
    y = np.asarray(entry.task.target(sample)[0])[None]
    metric.update_state(y, entry.enlarge(1, sample)[None])
    found = scores.of("x2", counted, "psnr", 2)[1]
    assert found == pytest.approx(float(metric.result()), abs=1e-3)
