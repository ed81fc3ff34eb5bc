"""What follows from depth, and sets of depth that are joined."""

import numpy as np
import pytest

from kerasdense.datasets import Dataset, Joined, Rooms
from kerasdense.datasets.changes import for_task
from kerasdense.datasets.geometry import (
    alike,
    made,
    with_normals,
    with_relative_depth,
)
from kerasdense.errors import InputError
from kerasdense.tasks import Segmentation


class Given(Dataset):
    """One sample of some arrays of a rendered room."""

    def __init__(self, *fields, classes=()):
        self.sample, self.fields = ROOM, fields
        self.classes = classes

    def __len__(self):
        return 1

    def read(self, index):
        return {name: self.sample[name] for name in self.fields}


ROOM = Rooms(1, (48, 64), seed=2).read(0)
ROOM["relative_depth"] = ROOM["depth"] / 20


def test_relative_depth_has_1_as_its_largest():
    dataset = with_relative_depth(Given("image", "depth"))
    assert dataset.fields == ("image", "depth", "relative_depth")
    depth, relative = (dataset.read(0)[n] for n in ("depth", "relative_depth"))
    assert relative.max() == 1 and relative.dtype == np.float32
    np.testing.assert_allclose(relative * depth.max(), depth, rtol=1e-6)


@pytest.mark.parametrize("depth", ["depth", "relative_depth"])
def test_normals_follow_from_depth_in_any_unit(depth):
    normals = with_normals(Given("image", depth, "camera")).read(0)["normals"]
    cosine = (normals * ROOM["normals"]).sum(-1)[(normals != 0).any(-1)]
    assert np.median(np.degrees(np.arccos(np.clip(cosine, -1, 1)))) < 0.5


def test_what_does_not_follow_is_not_made():
    assert made(Given("image", "depth"), "normals") is None
    assert made(Given("image", "camera"), "normals") is None
    assert made(Given("image", "relative_depth"), "depth") is None
    assert made(Given("image", "relative_depth"), "label") is None


def task(*reads):
    return Segmentation(("a", "b"), reads=("image", *reads))


def test_a_task_that_reads_them_gets_them():
    dataset = Given("image", "depth", "camera", "label")
    found = for_task(dataset, task("relative_depth", "normals")).read(0)
    assert {"relative_depth", "normals", "label"} <= set(found)
    with pytest.raises(InputError, match="needs 'normals', and this dataset has only"):
        for_task(Given("image", "depth", "label"), task("normals"))


def test_sets_with_and_without_a_unit_are_joined_without():
    rooms = Given("image", "depth", "normals", "label", "camera", classes=("a",))
    real = Given("image", "relative_depth", "camera")
    joined = Joined(alike([rooms, real]))
    fields = {"image", "relative_depth", "normals", "camera"}
    assert set(joined.fields) == fields and joined.classes == ()
    for index in (0, 1):
        sample = joined.read(index)
        assert set(sample) == fields
        assert not np.ptp((sample["relative_depth"] / ROOM["depth"])[..., 0]) > 1e-6


def test_sets_in_metres_are_joined_in_metres_and_labels_of_one_meaning_stay():
    labelled = Given("image", "depth", "normals", "label", classes=("a",))
    measured = Given("image", "depth", "camera", "label", classes=("a",))
    # The first has no camera, and the second's normals follow from its own.
    joined = Joined(alike([labelled, measured]))
    assert set(joined.fields) == {"image", "depth", "normals", "label"}
    assert joined.classes == ("a",)
    other = Given("image", "depth", "normals", "label", classes=("b",))
    assert "label" not in Joined(alike([labelled, other])).fields


def test_normals_that_do_not_follow_are_left_out():
    first, second = Given("image", "depth", "normals"), Given("image", "relative_depth")
    assert set(Joined(alike([first, second])).fields) == {"image", "relative_depth"}


def test_sets_that_are_alike_or_have_no_depth_stay_as_they_are():
    both = [Given("image", "depth"), Given("image", "depth")]
    assert alike(both) is both
    strange = [Given("image", "depth"), Given("image", "label")]
    assert alike(strange) is strange
    with pytest.raises(InputError, match="cannot be joined, their arrays differ"):
        Joined(alike(strange))
