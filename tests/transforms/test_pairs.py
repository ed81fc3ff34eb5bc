import numpy as np
import pytest
import tensorflow as tf

from kerasdense.datasets import Moving, Remembered, Samples
from kerasdense.datasets.moving import shifted, turned
from kerasdense.pixels.flow import warped
from kerasdense.transforms import light_pair, move_pair
from kerasdense.transforms.pairs import Moves, drawn, inside, lit, moved_pair

KEY = np.array([3, 4])


@pytest.fixture(scope="module")
def sample():
    return Moving(Remembered(Samples(("coffee",))), 4, (96, 128), seed=5).read(1)


def tensors(sample):
    return {name: tf.constant(array) for name, array in sample.items()}


def test_flow_follows_exactly():
    """A pixel x was at p = T1^-1 x, went to p + f, and is now at T2(p + f)."""
    rng = np.random.default_rng(0)
    flow = rng.normal(0, 3, (40, 50, 2)).astype("f")
    pictures = {n: np.zeros((40, 50, 3), np.uint8) for n in ("image", "second")}
    first = shifted(4, -3) @ turned(20) @ np.diag([1.3, 1.3, 1])
    second = shifted(1, 2) @ turned(-3) @ first
    found = moved_pair({**pictures, "flow": flow}, first, second, (30, 36))["flow"]
    known = np.isfinite(found).all(axis=-1)
    assert known.any() and not known.all()
    for y, x in np.argwhere(known)[::17]:
        p = np.linalg.inv(first) @ (x, y, 1)
        if np.abs(p[:2] % 1 - 0.5).min() < 0.02:
            continue  # between two pixels OpenCV, which counts in 1024ths, may choose
        column, row = np.rint(p[:2]).astype(int)
        to = second @ (*(p[:2] + flow[row, column]), 1)
        np.testing.assert_allclose(found[y, x], to[:2] - (x, y), atol=1e-3)


def test_what_comes_from_beyond_is_not_known_and_what_leaves_is_hidden():
    sample = {n: np.zeros((20, 20, 3), np.uint8) for n in ("image", "second")}
    sample["flow"] = np.zeros((20, 20, 2), np.float32)
    sample["occlusion"] = np.zeros((20, 20, 1), np.uint8)
    found = moved_pair(sample, shifted(5, 0), shifted(-2, 0), (20, 20))
    assert np.isnan(found["flow"][:, :5]).all()
    np.testing.assert_allclose(
        found["flow"][:, 5:], np.full((20, 15, 2), (-7, 0)), 1e-6
    )
    hidden = found["occlusion"][..., 0]
    assert hidden[:, 5:7].all() and not hidden[:, 7:].any()  # 5 and 6 go beyond 0


def test_a_moved_pair_still_fits_together(sample):
    transform = move_pair((64, 96), Moves(zoom=(0.9, 1.3)))
    for number in range(4):
        moved = transform(tensors(sample), KEY + number)
        image, second, flow = (moved[n].numpy() for n in ("image", "second", "flow"))
        seen = (
            np.isfinite(flow).all(axis=-1) & (moved["occlusion"][..., 0] == 0).numpy()
        )
        apart = np.abs(warped(second, flow).astype(float) - image).mean(axis=-1)
        assert np.median(apart[seen]) < 4


def test_the_key_alone_decides_and_shapes_are_known(sample):
    for transform in (move_pair((64, 64)), light_pair()):
        one, same, other = (
            transform(tensors(sample), KEY + more) for more in (0, 0, 1)
        )
        for name in ("image", "second"):
            np.testing.assert_array_equal(one[name], same[name])
            assert (one[name].numpy() != other[name].numpy()).any()
    traced = tf.function(lambda key: move_pair((64, 64))(tensors(sample), key))
    structure = traced.get_concrete_function(
        tf.TensorSpec([2], tf.int64)
    ).structured_outputs
    assert structure["flow"].shape == (64, 64, 2)


def test_windows_are_found_inside_of_the_picture():
    rng = np.random.default_rng(0)
    moves = Moves(turn=10.0, zoom=(1.0, 1.5))
    found = [inside(drawn(rng, (96, 128), (64, 96), moves)[0], (96, 128), (64, 96))
             for _ in range(30)]  # fmt: skip
    assert all(found)
    assert not inside(shifted(1, 0), (20, 20), (20, 20))
    assert inside(np.eye(3), (20, 20), (20, 20))


def test_light_is_one_function_of_each_colour():
    image = np.arange(256, dtype=np.uint8).reshape(16, 16, 1).repeat(3, -1)
    none = np.zeros(6)
    np.testing.assert_allclose(lit(image, none), image / 255, atol=1e-6)
    gain = lit(image, np.array([0, np.log(2), 0, np.log(0.5), 0, 0]))
    np.testing.assert_allclose(gain[2, 0], [64 / 255, 32 / 255, 16 / 255], rtol=1e-5)
    gamma = lit(image, np.array([0, 0, 0, 0, np.log(2), 0.1]))
    np.testing.assert_allclose(gamma[2, 0], (32 / 255 + 0.1) ** 2, rtol=1e-5)
    contrast = lit(image, np.array([-0.5, 0, 0, 0, 0, 0]))
    np.testing.assert_allclose(contrast.mean(), 0.5, rtol=1e-4)
    np.testing.assert_allclose(np.ptp(contrast), 0.5, rtol=1e-4)
    floats = lit((image / 255).astype("f"), np.array([-0.5, 0.1, 0, 0, 0.2, 0.1]))
    table = lit(image, np.array([-0.5, 0.1, 0, 0, 0.2, 0.1]))
    np.testing.assert_allclose(floats, table, atol=1e-5)


def test_both_pictures_are_lit_nearly_alike_and_flow_stays(sample):
    changed = light_pair(1.0, own=0.02)(tensors(sample), KEY)
    before = [sample[n].mean() / 255 for n in ("image", "second")]
    after = [changed[n].numpy().mean() for n in ("image", "second")]
    assert abs(after[0] - before[0]) > 0.02
    assert abs((after[0] - after[1]) - (before[0] - before[1])) < 0.06
    np.testing.assert_array_equal(changed["flow"], sample["flow"])
    nothing = light_pair(0.0, own=0.0)(tensors(sample), KEY)
    np.testing.assert_allclose(nothing["image"], sample["image"] / 255, atol=1e-6)
