import numpy as np
import pytest

from kerasdense import bundle
from kerasdense.datasets import Samples
from kerasdense.datasets.changes import for_task
from kerasdense.errors import InputError
from kerasdense.tasks import LowLight, Restoration


@pytest.mark.parametrize(
    "pattern, damage, channels, cell",
    [("bayer", "dark:100", 4, 2), ("xtrans", "dark-xtrans:100", 9, 3)],
)
def test_it_reads_packed_pixels_and_learns_all_of_the_sensors(
    pattern, damage, channels, cell
):
    task = LowLight(damage=damage, pattern=pattern)
    assert (task.channels_in, task.channels_out, task.scale) == (channels, 3, cell)
    sample = for_task(Samples(("coffee",)), task).read(0)
    assert set(sample) == {"raw", "image"}
    x, (y, w) = np.asarray(task.input(sample)), task.target(sample)
    assert x.shape == (400 // cell - (cell == 3) * (133 % 2), 600 // cell, channels)
    assert y.shape == (cell * x.shape[0], cell * x.shape[1], 3)
    assert x.dtype == np.float32 and 0 <= x.min() and x.max() <= 1
    np.testing.assert_array_equal(w, 1)


def test_the_raw_file_of_a_picture_is_always_the_same():
    first, again = (
        for_task(Samples(("coffee",)), LowLight(), seed=3).read(0)["raw"]
        for _ in range(2)
    )
    np.testing.assert_array_equal(first, again)
    other = for_task(Samples(("coffee",)), LowLight(), seed=4).read(0)["raw"]
    assert (first != other).any()


def test_raw_files_of_other_filters_are_refused():
    message = "makes no raw files of this model's filters: take dark or dark-bayer, as"
    with pytest.raises(InputError, match=message):
        for_task(Samples(), LowLight(), damage="dark-xtrans")
    with pytest.raises(InputError, match=message):
        for_task(Samples(), LowLight(), damage="shrink:2")
    with pytest.raises(InputError, match="dark:100 makes raw files, and Restoration"):
        for_task(Samples(), Restoration(), damage="dark:100")


def test_it_is_measured_as_bright_as_it_is_and_scaled(tmp_path):
    task = LowLight(pattern="xtrans", balanced=False)
    assert "scaled" in task.extras()
    record = bundle.task_record(task)
    assert record["pattern"] == "xtrans" and record["balanced"] is False
    assert bundle.task_from(record) == task
