"""Rendered rooms: what is told of a picture is what the picture shows."""

import cv2
import numpy as np
import pytest

from kerasdense.datasets import Rooms, open_dataset
from kerasdense.datasets.rooms import CLASSES, edges
from kerasdense.errors import InputError
from kerasdense.pixels import surface

SIZE = (60, 80)


def angles(one, other):
    cosine = (one.astype(float) * other).sum(-1)
    return np.degrees(np.arccos(np.clip(cosine, -1, 1)))


def test_the_same_number_gives_the_same_room_and_others_differ():
    one, again = Rooms(5, SIZE, seed=3).read(2), Rooms(9, SIZE, seed=3).read(2)
    for name, array in one.items():
        np.testing.assert_array_equal(array, again[name])
    for other in (Rooms(5, SIZE, seed=3).read(1), Rooms(5, SIZE, seed=4).read(2)):
        assert (other["image"] != one["image"]).mean() > 0.5


def test_normals_are_those_of_the_depth_and_point_to_the_camera():
    for i in range(4):
        sample = Rooms(4).read(i)
        normals = sample["normals"]
        np.testing.assert_allclose(np.linalg.norm(normals, axis=-1), 1, atol=2e-3)
        points = surface.points(sample["depth"], sample["camera"])
        assert ((points * normals).sum(-1) < 1e-3).all()
        fitted = surface.normals(sample["depth"], sample["camera"], window=5)
        off = angles(fitted, normals)[(fitted != 0).any(-1)]
        assert np.median(off) < 0.1 and off.mean() < 4


def test_floors_lie_below_and_ceilings_above_and_walls_stand():
    for i in range(6):
        sample = Rooms(6, SIZE).read(i)
        label, normals = sample["label"][..., 0], sample["normals"]
        floor, ceiling = (label == CLASSES.index(n) for n in ("floor", "ceiling"))
        # One normal each, whatever the camera; y is down, so a floor's points up.
        for where, sign in ((floor, -1), (ceiling, 1)):
            if where.any():
                assert np.ptp(normals[where], axis=0).max() < 1e-5
                assert sign * normals[where][0, 1] > 0.7
        assert (label < len(CLASSES)).all()


def test_boundaries_are_where_faces_meet():
    face = np.zeros((4, 5), int)
    face[1:3, 2:4] = 1
    assert edges(face).sum() == 4 + 2 + 2 - 1  # above, left; and of the thing itself
    assert edges(face, both=True).sum() == 4 + 8
    sample = Rooms(1, SIZE).read(0)
    boundary, label = sample["boundary"][..., 0] > 0, sample["label"][..., 0]
    changes = label[:, 1:] != label[:, :-1]
    assert boundary[:, :-1][changes].all()
    assert 0.005 < boundary.mean() < 0.25


def test_pictures_are_neither_dark_nor_glaring_and_use_what_there_is():
    means = [Rooms(12, SIZE).read(i)["image"].mean() for i in range(12)]
    assert 50 < min(means) and max(means) < 200
    seen = set()
    for i in range(12):
        sample = Rooms(12, SIZE).read(i)
        seen |= set(np.unique(sample["label"]))
        assert 0.3 < sample["depth"].min() and sample["depth"].max() < 11
        assert np.median(sample["depth"]) > 0.8
    assert len(seen) >= 9


def test_the_second_picture_shows_each_pixel_where_the_flow_leads():
    moving = Rooms(6, (120, 160), seed=3, pairs=True)
    assert moving.classes == () and moving.palette is None
    for i in range(6):
        sample = moving.read(i)
        assert set(sample) == set(moving.fields)
        seen = sample["occlusion"][..., 0] == 0
        row, column = np.mgrid[:120, :160].astype(np.float32)
        right, down = sample["flow"].transpose(2, 0, 1)
        there = cv2.remap(
            sample["second"], column + right, row + down, cv2.INTER_LINEAR
        )
        off = np.abs(there.astype(float) - sample["image"]).mean(-1)
        still = np.abs(sample["second"].astype(float) - sample["image"]).mean(-1)
        assert np.median(off[seen]) < 7  # noise has a deviation of 5 at most
        assert off[seen].mean() < 0.5 * still[seen].mean()
        assert 0 < (~seen).mean() < 0.6


def test_what_is_hidden_shows_something_else():
    sample = Rooms(2, (120, 160), seed=3, pairs=True).read(1)
    row, column = np.mgrid[:120, :160].astype(np.float32)
    place = np.stack([column, row], -1) + sample["flow"]
    inside = ((place > 0) & (place < (159, 119))).all(-1)
    hidden = inside & (sample["occlusion"][..., 0] > 0)
    there = cv2.remap(sample["second"], place[..., 0], place[..., 1], cv2.INTER_LINEAR)
    off = np.abs(there.astype(float) - sample["image"]).mean(-1)
    assert hidden.sum() > 50
    assert off[hidden].mean() > 4 * off[sample["occlusion"][..., 0] == 0].mean()


@pytest.mark.parametrize(
    "text, count, size",
    [("", 64, (240, 320)), ("5", 5, (240, 320)), ("7,24x32,seed=2", 7, (24, 32))],
)
def test_rooms_on_the_command_line(text, count, size):
    found = open_dataset(f"scenes:{text}", "train")
    assert (len(found), found.size) == (count, size)
    assert found.seed == (6 if "seed" in text else 0)
    assert open_dataset(f"scenes:{text}", "test").seed == found.seed + 2
    assert open_dataset("scenes:3,pairs").pairs


@pytest.mark.parametrize("text", ["many", "0", "-3", "3,4", "3,seed=x", "3,photos="])
def test_what_makes_no_sense_is_refused(text):
    with pytest.raises(InputError, match=f"scenes:{text} should say how many"):
        open_dataset(f"scenes:{text}", "train")
    with pytest.raises(InputError, match="no split 'trian', only train, val, test"):
        open_dataset("scenes:3", "trian")
    with pytest.raises(InputError, match="There is no folder nowhere"):
        open_dataset("scenes:3,photos=nowhere")
