"""Rooms as people have them: things stand on something, and not in each other."""

import numpy as np
import pytest

from kerasdense.datasets.furnish import CLASSES, furnished, later
from kerasdense.datasets.ray_casting import hit
from kerasdense.datasets.textures import textures


@pytest.fixture(scope="module")
def scenes():
    return [
        furnished(np.random.default_rng(seed), (60, 80), textures())
        for seed in range(40)
    ]


def reach(solid):
    """-> the lowest and the highest corner of the solid, in the room's frame."""
    half = np.abs(solid.frame.T) @ solid.half
    return solid.centre - half, solid.centre + half


def test_everything_is_in_the_room_and_stands_on_the_floor_or_higher(scenes):
    for scene in scenes:
        for solid in scene.solids[1:]:
            low, high = reach(solid)
            assert low[1] > -1e-6
            assert high[1] < scene.size[1] + 0.3  # a thing on a cupboard may be cut off
            middle = solid.centre[[0, 2]]
            assert (middle > -1e-6).all() and (middle < scene.size[[0, 2]] + 1e-6).all()


def test_the_camera_is_in_the_room_and_in_nothing_else(scenes):
    for scene in scenes:
        place = scene.camera.place
        assert (place > 0).all() and (place < scene.size).all()
        for solid in scene.solids[1:]:
            own = np.abs(solid.frame @ (place - solid.centre))
            assert (own > solid.half).any()
        ahead = scene.camera.axes[2].astype(np.float32)[:, None]
        assert hit(scene.solids[0], place, ahead)[0] > 0.5


def test_all_classes_come_and_lamps_hang_in_the_room(scenes):
    labels = {
        solid.paint(face).label
        for scene in scenes
        for solid in scene.solids
        for face in range(6)
    }
    assert labels == set(range(len(CLASSES)))
    for scene in scenes:
        assert all((0 < lamp.place).all() for lamp in scene.lamps)
        assert all((lamp.place < scene.size).all() for lamp in scene.lamps)


def test_a_moment_later_one_thing_at_most_has_moved_and_the_camera_a_little(scenes):
    moved = 0
    for number, scene in enumerate(scenes):
        rng = np.random.default_rng(number)
        seen = np.full(len(scene.solids), 100)
        then = later(rng, scene, seen)
        changed = [
            i for i, (a, b) in enumerate(zip(scene.solids, then.solids)) if a is not b
        ]
        assert len(changed) <= 1 and set(changed) <= set(scene.movable)
        moved += len(changed)
        assert 0 < np.linalg.norm(then.camera.place - scene.camera.place) < 0.5
        turn = then.camera.axes @ scene.camera.axes.T
        np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-9)
        assert np.degrees(np.arccos((np.trace(turn) - 1) / 2)) < 8
        nothing = later(rng, scene, 0 * seen)  # what is not seen is not moved
        assert nothing.solids == scene.solids
    assert moved > 20
