"""To augment what a camera saw is to see it with another camera.

Rendered rooms are cropped, mirrored, turned, rolled and enlarged; and rendered again by
a camera that is moved, mirrored, turned, rolled, or has a longer focal length.
"""

import dataclasses

import numpy as np
import pytest
import tensorflow as tf
from scipy import ndimage

from kerasdense.datasets.furnish import furnished, later
from kerasdense.datasets.ray_casting import Camera
from kerasdense.datasets.rooms import Seen, edges, moved, photographed, told
from kerasdense.datasets.textures import textures
from kerasdense.pixels import surface
from kerasdense.transforms import crop, flip, reframe, roll, scale, turn

KEY = (3, 5)  # by which `flip` mirrors
SIDE = 160


@pytest.fixture(scope="module")
def scene():
    scene = furnished(np.random.default_rng(15), (SIDE, SIDE), textures())
    return dataclasses.replace(scene, blur=0.1, noise=0.0)


def render(scene, camera, size=(SIDE, SIDE), gain=None):
    """-> a sample, where its edges are, and the gain of its exposure."""
    scene = dataclasses.replace(scene, camera=camera)
    seen = Seen(scene, size)
    rng = np.random.default_rng(0)
    image, gain = photographed(scene, seen, textures(), rng, gain)
    return {"image": image, **told(scene, seen)}, seen.face, gain


def augment(transform, sample, key=KEY):
    sample = {name: tf.constant(array) for name, array in sample.items()}
    result = tf.function(transform)(sample, tf.constant(key, tf.int64))
    return {name: array.numpy() for name, array in result.items()}


def rolled(camera, angle, mirrored=False, size=SIDE):
    """-> the camera whose picture is turned to the left, and then mirrored."""
    half = (size - 1) / 2
    cosine, sine = np.cos(angle), np.sin(angle)
    turned = np.array([[cosine, sine, 0], [-sine, cosine, 0], [0, 0, 1]])
    middle = half + turned[:2, :2] @ (np.array(camera.middle) - half)
    axes = turned @ camera.axes
    if mirrored:
        axes, middle = axes * [[-1], [1], [1]], [2 * half - middle[0], middle[1]]
    return dataclasses.replace(camera, axes=axes, middle=tuple(middle))


def uniform(key, least, most, **settings):
    return tf.random.stateless_uniform((), key, least, most, **settings).numpy()


def mirrors(key):
    return uniform(key, 0.0, 1.0) < 0.5


def as_rolled(camera):
    most = np.radians(15)
    return rolled(camera, uniform(KEY, -most, most))


def as_turned(camera):
    quarter = uniform(KEY, 0, 4, dtype=tf.int32)
    return rolled(camera, quarter * np.pi / 2, mirrors(np.add(KEY, 1)))


def as_mirrored(camera):
    assert mirrors(KEY)
    return rolled(camera, 0.0, True)


AS = {roll(15): as_rolled, turn: as_turned, flip: as_mirrored}


@pytest.mark.parametrize("transform, other", AS.items(), ids=["roll", "turn", "flip"])
def test_what_is_turned_is_what_a_turned_camera_sees(scene, transform, other):
    sample, _, gain = render(scene, scene.camera)
    camera = other(scene.camera)
    assert camera.axes.tolist() != scene.camera.axes.tolist()
    expected, face, _ = render(scene, camera, gain=gain)
    result = augment(transform, sample)
    np.testing.assert_allclose(result["camera"], expected["camera"], rtol=1e-4)
    known = compared(result, expected, face)
    near(result["depth"], expected["depth"], known, 2e-3)
    assert off(result["normals"], expected["normals"], known) < 0.5


def test_what_is_enlarged_is_what_a_longer_lens_sees_of_a_room_that_is_less_deep(scene):
    """With the camera's own focal length, its depth divided and its walls steeper."""
    factor = 1.25
    sample, _, gain = render(scene, scene.camera)
    camera = dataclasses.replace(
        scene.camera,
        focal=factor * scene.camera.focal,
        middle=tuple((factor * (np.array(scene.camera.middle) + 0.5)) - 0.5),
    )
    expected, face, _ = render(scene, camera, (200, 200), gain)
    result = augment(scale(factor, factor), sample)
    known = compared(result, expected, face)
    near(result["depth"], expected["depth"] / factor, known, 2e-3)
    bent = expected["normals"] * [1, 1, factor]
    bent /= np.linalg.norm(bent, axis=-1, keepdims=True)
    assert off(result["normals"], bent, known) < 0.5
    assert off(result["normals"], expected["normals"], known) > 2

    focal, middle = result["camera"].ravel()[:2], result["camera"].ravel()[2:]
    np.testing.assert_allclose(focal, scene.camera.focal, rtol=1e-5)
    np.testing.assert_allclose(middle, camera.middle, rtol=1e-5)
    fitted = surface.normals(result["depth"], result["camera"], window=7)
    assert off(fitted, result["normals"], known & (fitted != 0).any(-1)) < 1.5


def test_reframed_at_once_as_zoomed_rolled_and_cropped_one_after_the_other(scene):
    sample, _, gain = render(scene, scene.camera)
    result = augment(reframe((90, 110), (1.2, 1.5), 12), sample)
    drawn = tf.random.stateless_uniform((4,), KEY).numpy()
    factor, angle = 1.2 + 0.3 * drawn[0], np.radians(12) * (2 * drawn[1] - 1)
    assert abs(angle) > 0.02
    focal, middle = result["camera"].ravel()[:2], result["camera"].ravel()[2:]
    np.testing.assert_allclose(focal, scene.camera.focal, rtol=1e-5)
    camera = dataclasses.replace(
        rolled(scene.camera, angle), focal=factor * focal[0], middle=tuple(middle)
    )
    expected, face, _ = render(scene, camera, (90, 110), gain)
    known = compared(result, expected, face)
    near(result["depth"], expected["depth"] / factor, known, 2e-3)
    bent = expected["normals"] * [1, 1, factor]
    bent /= np.linalg.norm(bent, axis=-1, keepdims=True)
    assert off(result["normals"], bent, known) < 0.5
    fitted = surface.normals(result["depth"], result["camera"], window=7)
    assert off(fitted, result["normals"], known & (fitted != 0).any(-1)) < 1.5
    small = {**sample, "small": sample["image"][::2, ::2]}
    with pytest.raises(tf.errors.InvalidArgumentError, match="not of one size"):
        augment(reframe((90, 110)), small)


def test_reframing_takes_every_place_and_the_middle_of_what_is_small(scene):
    sample, _, _ = render(scene, scene.camera)
    where = [augment(reframe((40, 40)), sample, (k, 0))["camera"] for k in range(40)]
    moved_by = np.array(where)[:, 0, 0, 2:] - scene.camera.middle
    assert moved_by.max() <= 0.5 and moved_by.min() >= -120.5
    assert (np.ptp(moved_by, axis=0) > 90).all()
    result = augment(reframe((200, 180)), sample)
    unseen = result["label"][..., 0] == 255
    assert unseen[:20].all() and unseen[-20:].all() and not unseen[20:-20, 10:-10].any()
    np.testing.assert_array_equal(result["depth"][20:-20, 10:-10], sample["depth"])


def test_scaled_by_odd_sizes_depth_camera_and_normals_still_agree(scene):
    sample, _, _ = render(scene, scene.camera)
    for key in ((1, 2), (8, 9)):
        result = augment(scale(0.7, 1.5), sample, key)
        fitted = surface.normals(result["depth"], result["camera"], window=7)
        known = (fitted != 0).any(-1) & ~wide(result["boundary"][..., 0] > 0)
        assert off(fitted, result["normals"], known) < 2.5


def test_a_crop_is_what_a_smaller_sensor_sees(scene):
    sample, _, gain = render(scene, scene.camera)
    result = augment(crop((70, 90)), sample)
    corner = (sample["camera"] - result["camera"]).ravel()[2:]
    assert (corner >= 0).all() and (corner == np.rint(corner)).all() and corner.any()
    middle = tuple(np.array(scene.camera.middle) - corner)
    camera = dataclasses.replace(scene.camera, middle=middle)
    expected, face, _ = render(scene, camera, (70, 90), gain)
    known = compared(result, expected, face)
    near(result["depth"], expected["depth"], known, 1e-4)
    assert off(result["normals"], expected["normals"], known) < 0.1


def test_depth_that_is_missing_stays_so_and_is_where_it_was(scene):
    sample, _, _ = render(scene, scene.camera)
    rows, columns = np.mgrid[:SIDE, :SIDE]
    hole = (rows - 60) ** 2 + (columns - 90) ** 2 < 400
    sample["depth"][hole] = 0
    sample["normals"][hole] = 0
    sample["mask"] = np.where(hole, 255, 0).astype(np.uint8)[..., None]
    for transform in (roll(15), scale(1.3, 1.3), turn):
        result = augment(transform, sample)
        there = result["mask"][..., 0] > 0
        assert not result["depth"][there].any()
        assert not result["normals"][there].any()
        least = sample["depth"][~hole].min() / 1.3
        around = ndimage.binary_dilation(there, iterations=3) & ~there
        assert result["depth"][around].min() > 0.9 * least
        length = np.linalg.norm(result["normals"][around], axis=-1)
        np.testing.assert_allclose(length, 1, atol=0.01)


def test_a_rolled_picture_has_corners_that_were_never_seen(scene):
    sample, _, _ = render(scene, scene.camera)
    sample["weight"] = np.ones((SIDE, SIDE, 1), np.float32)
    sample["flow"] = np.ones((SIDE, SIDE, 2), np.float32)
    result = augment(roll(15), sample)
    unseen = result["label"][..., 0] == 255
    assert unseen[[0, 0, -1, -1], [0, -1, 0, -1]].all() and not unseen[20:-20].all()
    assert not unseen[SIDE // 2, SIDE // 2]
    for name in ("depth", "normals", "weight"):
        np.testing.assert_array_equal((result[name] == 0).all(-1), unseen)
    np.testing.assert_array_equal(np.isnan(result["flow"]).all(-1), unseen)


@pytest.mark.parametrize("transform, other", AS.items(), ids=["roll", "turn", "flip"])
def test_flow_turns_with_both_pictures(scene, transform, other):
    then = later(np.random.default_rng(1), scene, [1000] * len(scene.solids))
    seen = Seen(scene, (SIDE, SIDE))
    flow, _ = moved(scene, seen, then)
    result = augment(transform, {"flow": flow})["flow"]
    turned, later_turned = (
        dataclasses.replace(each, camera=other(each.camera)) for each in (scene, then)
    )
    again = Seen(turned, (SIDE, SIDE))
    expected, _ = moved(turned, again, later_turned)
    known = ~wide(edges(again.face, both=True)) & ~np.isnan(result).any(-1)
    assert known.mean() > 0.4
    np.testing.assert_allclose(result[known], expected[known], atol=0.6)
    assert np.abs(result[known] - expected[known]).mean() < 0.15
    assert np.abs(expected[known]).mean() > 2


def test_flow_grows_with_the_picture(scene):
    then = later(np.random.default_rng(1), scene, [1000] * len(scene.solids))
    flow, _ = moved(scene, Seen(scene, (SIDE, SIDE)), then)
    result = augment(scale(1.25, 1.25), {"flow": flow})["flow"]

    def longer(camera):
        middle = tuple(1.25 * (np.array(camera.middle) + 0.5) - 0.5)
        return dataclasses.replace(camera, focal=1.25 * camera.focal, middle=middle)

    large, later_large = (
        dataclasses.replace(each, camera=longer(each.camera)) for each in (scene, then)
    )
    again = Seen(large, (200, 200))
    expected, _ = moved(large, again, later_large)
    known = ~wide(edges(again.face, both=True))
    np.testing.assert_allclose(result[known], expected[known], atol=0.6)


def wide(where, by=4):
    return ndimage.binary_dilation(where, iterations=by)


def compared(result, expected, face):
    """Compares pictures and labels. -> where, far from edges and inside the picture."""
    known = ~wide(edges(face, both=True)) & (result["depth"][..., 0] > 0)
    assert known.mean() > 0.3
    np.testing.assert_array_equal(result["label"][known], expected["label"][known])
    wrong = np.abs(result["image"].astype(float) - expected["image"])[known]
    assert wrong.mean() < 4  # a texture is blurred a little by what lies in between
    assert np.abs(result["image"].astype(float) - 128)[known].mean() > 20
    return known


def near(result, expected, known, tolerance):
    ratio = (result / expected)[known]
    assert np.abs(ratio - 1).max() < 10 * tolerance
    assert np.abs(ratio - 1).mean() < tolerance


def off(result, expected, known):
    """-> degrees, the mean."""
    cosine = (result.astype(float) * expected).sum(-1)[known]
    return np.degrees(np.arccos(np.clip(cosine, -1, 1))).mean()


def test_the_camera_of_a_sample_is_its_renderer(scene):
    assert isinstance(scene.camera, Camera)
    sample, _, _ = render(scene, scene.camera)
    points = surface.points(sample["depth"], sample["camera"])
    world = points @ scene.camera.axes + scene.camera.place
    inside = (world > -1e-3) & (world < scene.size + 1e-3)
    assert inside.all()
