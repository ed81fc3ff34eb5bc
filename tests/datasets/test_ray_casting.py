"""Solids whose distances and normals can be worked out by hand."""

import numpy as np
import pytest

from kerasdense.datasets.ray_casting import (
    Camera,
    Paint,
    Solid,
    axes_of,
    cast,
    hit,
    in_shadow,
    surfaces,
)

ROOM = Solid(
    "room", np.array([2.0, 1.5, 4.0]), np.array([2, 1.5, 4]), np.eye(3), (Paint(0),)
)
AT = np.array([2.0, 1.5, 1.0])  # 7 m from the far wall, 1.5 m above the floor


def one(kind, half, centre=(2, 1.5, 5), frame=None):
    frame = np.eye(3) if frame is None else frame
    return Solid(kind, np.array(centre, float), np.array(half, float), frame, ())


def rays(*directions):
    return np.float32(directions).T


@pytest.mark.parametrize(
    "solid, direction, far",
    [
        (ROOM, (0, 0, 1), 7),
        (ROOM, (0, -1, 1), 1.5),
        (ROOM, (1, 0, 0), 2),
        (one("box", (0.5, 0.5, 1)), (0, 0, 1), 3),
        (one("box", (0.5, 0.5, 1)), (0, 0.2, 1), np.inf),
        (one("box", (0.5, 0.5, 1), (2, 1.5, -3)), (0, 0, 1), np.inf),  # behind
        (one("ball", (0.6, 0.6, 0.6)), (0, 0, 1), 3.4),
        # 4 - 0.36 = 3.64 of the tangent's square 4^2 - 0.6^2
        (one("ball", (0.6, 0.6, 0.6)), (0, 0.2, 1), np.inf),
        (one("cylinder", (0.5, 1, 0.5)), (0, 0.2, 1), 3.5),
        # over its upper edge at 1 m, onto the lid from above
        (one("cylinder", (0.5, 0.2, 0.5), (2, 0.2, 5)), (0, -1.1, 4), 1),
        (one("cylinder", (0.5, 0.2, 0.5), (2, 0.2, 5)), (0, -0.4, 4), np.inf),
    ],
)
def test_how_far_a_ray_goes(solid, direction, far):
    assert hit(solid, AT, rays(direction))[0] == pytest.approx(far, rel=1e-5)


def test_a_box_that_is_turned_shows_its_edge():
    half = np.sqrt(0.5)
    frame = np.array([[half, 0, -half], [0, 1, 0], [half, 0, half]])
    box = one("box", (1, 1, 1), frame=frame)
    assert hit(box, AT, rays((0, 0, 1)))[0] == pytest.approx(4 - np.sqrt(2), rel=1e-5)


@pytest.mark.parametrize(
    "solid, direction, normal, place",
    [
        (ROOM, (0.1, 0, 1), (0, 0, -1), (0.7, 0)),
        (ROOM, (0, -1, 1), (0, 1, 0), (0, -1.5)),
        (one("box", (0.5, 0.5, 1)), (0.1, 0, 1), (0, 0, -1), (0.3, 0)),
        (
            one("ball", (0.5, 0.5, 0.5), (3, 1.5, 1)),
            (1, 0, 0),
            (-1, 0, 0),
            (-np.pi / 4, 0),
        ),
        (one("cylinder", (0.5, 1, 0.5), (3, 1.5, 1)), (1, 0, 0), (-1, 0, 0), None),
        (one("cylinder", (0.5, 0.2, 0.5), (2, 0.2, 1)), (0, -1, 0), (0, 1, 0), (0, 0)),
    ],
)
def test_normals_and_places_on_a_face(solid, direction, normal, place):
    ray = rays(direction)
    depth = hit(solid, AT, ray)
    found, on, _ = surfaces([solid], AT, ray, depth, np.zeros(1, np.uint8))
    np.testing.assert_allclose(found[:, 0], normal, atol=1e-5)
    if place:
        np.testing.assert_allclose(on[:, 0], place, atol=1e-5)


def test_what_is_nearer_hides_what_is_behind_with_and_without_windows():
    camera = Camera(AT, axes_of(0.1, -0.2, 0.05), 40.0, (31.0, 20.0))
    things = [
        ROOM,
        one("box", (0.4, 0.3, 0.2), (2.2, 0.6, 4), axes_of(0.4)),
        one("ball", (0.4, 0.4, 0.4), (1.4, 1, 3)),
        one("cylinder", (0.3, 0.6, 0.3), (2.4, 0.6, 2.5)),
        one("box", (1, 0.1, 3), (2, 0.1, 1.5)),  # under the camera, and behind it
    ]
    row, column = np.mgrid[:45, :64]
    ray = camera.rays(column[:1], row[:, :1])
    depth, who = cast(things, AT, ray, camera)
    slow, same = cast(things, AT, ray.reshape(3, -1))
    np.testing.assert_array_equal(depth.ravel(), slow)
    np.testing.assert_array_equal(who.ravel(), same)
    assert (np.bincount(who.ravel()) > 20).all()
    assert len(np.unique(who)) == len(things)
    # What is at the end of a ray is seen where the ray began, in that depth.
    points = ray.reshape(3, -1) * slow + AT[:, None]
    seen = camera.seen(points)
    np.testing.assert_allclose(seen[0], column.ravel(), atol=1e-2)
    np.testing.assert_allclose(seen[1], row.ravel(), atol=1e-2)
    np.testing.assert_allclose(seen[2], slow, rtol=1e-4)


def test_shadows_lie_behind_things_seen_from_the_lamp():
    ball = one("ball", (0.5, 0.5, 0.5), (2, 1, 4))
    lamp = np.array([2.0, 3.0, 4.0])
    # 2 m below the lamp; the tangent's sine is 1/4: at 3 m below, 0.775 m to the side
    floor = np.float32([[2.75, 0, 4], [2.8, 0, 4], [2, 0, 4.7], [2, 0, 3.1]]).T
    assert in_shadow([ROOM, ball], lamp, floor).tolist() == [True, False, True, False]
    above = np.float32([[2.0], [1.5], [4.0]])  # the ball's own top is lit
    assert not in_shadow([ROOM, ball], lamp, above)[0]


def test_a_camera_looks_where_it_is_turned_and_its_picture_turns_to_the_left():
    right, down, forward = axes_of(0, 0)
    assert (right.tolist(), down.tolist()) == ([1, 0, 0], [0, -1, 0])
    np.testing.assert_allclose(axes_of(np.pi / 2)[2], [1, 0, 0], atol=1e-12)
    np.testing.assert_allclose(axes_of(0, np.pi / 2)[2], [0, 1, 0], atol=1e-12)
    # What lay to the right of the axis lies above it: x 1, y 0 becomes x 0, y -1.
    np.testing.assert_allclose(
        axes_of(0, 0, np.pi / 2) @ [1, 0, 0], [0, -1, 0], atol=1e-12
    )
