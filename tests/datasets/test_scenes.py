"""Rendered balls: what the picture shows and what label and depth say must agree."""

import numpy as np

from kerasdense.datasets import Scenes


def test_the_same_number_gives_the_same_scene_and_others_differ():
    one, again = Scenes(5, seed=3).read(2), Scenes(9, seed=3).read(2)
    for name, array in one.items():
        np.testing.assert_array_equal(array, again[name])
    for other in (Scenes(5, seed=3).read(1), Scenes(5, seed=4).read(2)):
        assert (other["image"] != one["image"]).any()


def test_a_scene_has_the_size_asked_for():
    sample = Scenes(1, size=(20, 33)).read(0)
    assert {array.shape[:2] for array in sample.values()} == {(20, 33)}


def test_the_wall_is_8_metres_away_and_every_ball_stands_before_it():
    for i in range(10):
        sample = Scenes(10).read(i)
        wall = sample["label"] == 0
        assert (sample["depth"][wall] == 8).all()
        # Balls are 1.5 m to 6 m away and bulge by half a metre.
        assert sample["depth"][~wall].min() >= 1.0
        assert sample["depth"][~wall].max() <= 6.0


def test_surfaces_are_told_from_how_balls_bulge():
    """The wall is 0; what faces up by 60 degrees or less is 1, and nearer below."""
    seen = np.zeros(3, int)
    for i in range(10):
        sample = Scenes(10).read(i)
        label, surface, depth = (
            sample[name][..., 0] for name in ("label", "geometry", "depth")
        )
        np.testing.assert_array_equal(surface == 0, label == 0)
        seen += np.bincount(surface.ravel(), minlength=3)
        # Within a ball, the row below is nearer where the surface faces up.
        inside = (surface[1:] == 1) & (surface[:-1] == 1) & (label[1:] == label[:-1])
        nearer = depth[1:] < depth[:-1]
        assert nearer[inside].mean() > 0.95  # but where one ball covers another
    assert (seen > 1000).all()


def test_red_balls_are_red_and_blue_balls_blue():
    seen = set()
    for i in range(10):
        sample = Scenes(10).read(i)
        for kind, more, less in ((1, 0, 2), (2, 2, 0)):
            pixels = sample["image"][sample["label"][..., 0] == kind].astype(float)
            if len(pixels) > 20:
                seen.add(kind)
                assert pixels[:, more].mean() > 1.5 * pixels[:, less].mean()
    assert seen == {1, 2}
    assert len(Scenes.classes) == len(Scenes.palette) == 3
