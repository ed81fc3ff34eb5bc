import time

import numpy as np
import pytest

from kerasdense.datasets import FIELDS, Moving, Remembered, Samples, open_dataset
from kerasdense.datasets import moving as module
from kerasdense.errors import InputError
from kerasdense.pixels.flow import warped

PHOTOGRAPHS = Remembered(Samples())


def test_a_pair_is_decided_by_its_seed_and_its_number():
    one, same = (Moving(PHOTOGRAPHS, 8, (64, 96), seed=3) for _ in range(2))
    other = Moving(PHOTOGRAPHS, 8, (64, 96), seed=4)
    for name in one.fields:
        np.testing.assert_array_equal(one.read(5)[name], same.read(5)[name])
        assert (one.read(5)[name] != other.read(5)[name]).any()
        assert (one.read(5)[name] != one.read(6)[name]).any()


def test_samples_are_as_the_vocabulary_has_them():
    sample = Moving(PHOTOGRAPHS, 1, (64, 96)).read(0)
    for name, array in sample.items():
        assert array.dtype.name in FIELDS[name].dtypes
        assert array.shape == (64, 96, array.shape[-1])
        assert array.shape[-1] in FIELDS[name].channels
    assert set(np.unique(sample["occlusion"])) <= {0, 255}


def test_the_second_picture_brought_back_by_the_flow_is_the_first():
    """But for what is hidden, edges, and what interpolation makes soft."""
    data = Moving(PHOTOGRAPHS, 8, (256, 320))
    for index in range(8):
        sample = data.read(index)
        back = warped(sample["second"], sample["flow"]).astype(float)
        apart = np.abs(back - sample["image"]).mean(axis=-1)
        seen = sample["occlusion"][..., 0] == 0
        assert np.median(apart[seen]) < 3 and apart[seen].mean() < 5
        assert apart[~seen].mean() > 4 * apart[seen].mean()


def test_a_thing_put_on_a_stage_moves_by_its_own_map_and_hides_what_is_behind():
    stage = module.Stage((40, 60))
    still = np.eye(3)
    stage.put_behind(np.full((40, 60, 3), 100, np.uint8), still, module.shifted(1, 0))
    cut = np.full((10, 10, 3), 250, np.uint8)
    mask = np.full((10, 10), 255, np.uint8)
    stage.put(cut, mask, module.shifted(20, 15), module.shifted(7, 3))
    sample = stage.sample()
    flow = sample["flow"]
    np.testing.assert_array_equal(flow[20, 25], [7, 3])
    np.testing.assert_array_equal(flow[5, 5], [1, 0])
    assert sample["image"][20, 25, 0] == 250 == sample["second"][23, 32, 0]
    assert sample["image"][20, 32, 0] == 100
    hidden = sample["occlusion"][..., 0] == 255
    # The background at (21, 34) goes to (21, 35), where the thing (27..36, 18..27) is.
    assert hidden[21, 34] and not hidden[20, 25] and not hidden[5, 5]
    assert hidden[5, 59]  # it leaves the picture


def test_flow_of_a_map_is_exact_in_every_pixel():
    move = module.shifted(3, -2) @ module.turned(30) @ np.diag([1.1, 1.1, 1])
    flow = module.displacement(move, 4, 5, 6, 7)
    for y, x in ((0, 0), (5, 6), (2, 3)):
        to = move @ (x + 5, y + 4, 1)
        np.testing.assert_allclose(flow[y, x], to[:2] - (x + 5, y + 4), atol=1e-5)


def test_movements_are_as_far_as_those_of_flying_chairs():
    """Their mean is 11.6 pixels in the four pairs at hand; half of the pixels move by
    less than 7 here, and some by more than 40."""
    data = Moving(PHOTOGRAPHS, 24)
    speeds = np.concatenate(
        [np.hypot(*np.moveaxis(data.read(i)["flow"], -1, 0)).ravel() for i in range(24)]
    )
    assert 8 < speeds.mean() < 14
    assert 2 < np.median(speeds) < 10 and 0.005 < (speeds > 40).mean() < 0.1


def test_a_number_is_drawn_as_it_is_told():
    rng = np.random.default_rng(0)
    values = [module.drawn(rng, 2, 1.0, 0.1, 0.93, 1.07, 0.6) for _ in range(4000)]
    assert min(values) == 0.93 and max(values) == 1.07
    assert np.mean(np.equal(values, 1.0)) == pytest.approx(0.4, abs=0.03)


def test_a_pair_is_quickly_made():
    data = Moving(PHOTOGRAPHS, 64)
    for index in range(len(PHOTOGRAPHS)):
        PHOTOGRAPHS.read(index)
    start = time.process_time()
    for index in range(10):
        data.read(index)
    assert (time.process_time() - start) / 10 < 0.12  # 0.02 on a free core


def test_splits_differ_and_faults_are_told():
    train, val = (open_dataset("moving:2", split) for split in ("train", "val"))
    assert len(train) == len(val) == 2
    assert (train.read(0)["flow"] != val.read(0)["flow"]).any()
    assert len(open_dataset("moving:")) == 64
    with pytest.raises(InputError, match="no split 'all'"):
        module.moving("", "all")
    with pytest.raises(InputError, match="no folder nowhere"):
        open_dataset("moving:nowhere,3")
    with pytest.raises(InputError, match="should say how many"):
        open_dataset("moving:nowhere,some")
