import json
import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import layers

from kerasdense.ensemble import eightfold
from kerasdense.errors import InputError
from kerasdense.models.dncnn import dncnn
from kerasdense.models.edsr import edsr
from kerasdense.models.half_resolution import half_resolution_denoiser
from kerasdense.models.unet import unet, unet_valid
from kerasdense.predict import predict, predict_in_parts
from kerasdense.predictor import fast
from kerasdense.receptive_field import Reach, measure
from kerasdense.tasks import Denoising, Segmentation, SuperResolution
from kerasdense.tiles import lane, least_exact_tile, predict_tiled

NETWORKS = {
    "flat": (lambda: dncnn(1, depth=4, filters=3), Denoising(channels=1)),
    "u": (
        lambda: unet(3, 3, filters=(3, 4, 5), batch_norm=True),
        Segmentation(("a", "b", "c")),
    ),
    "halved": (
        lambda: half_resolution_denoiser(3, filters=(4, 4, 4), blocks=(1, 1, 1)),
        Denoising(),
    ),
    "enlarging": (lambda: edsr(filters=4, blocks=1, scale=3), SuperResolution(scale=3)),
}


@pytest.fixture(scope="module", params=NETWORKS)
def trained(request):
    """-> predictor, task, reach, of a network whose every weight has a say."""
    build, task = NETWORKS[request.param]
    network = build()
    draw = np.random.default_rng(0)
    for weight in network.trainable_weights:
        fan = np.prod(weight.shape[:-1]) or 1
        weight.assign(draw.normal(0, 1 / np.sqrt(fan), weight.shape))
    return lively(fast(network), task.channels), task, measure(network)


def lively(network, channels):
    """The outputs moved to where neither clipping nor one class hides differences."""
    usual = np.asarray(network(picture(160, 160, channels, seed=2)[None]))
    mean, spread = usual.mean((0, 1, 2)), usual.std((0, 1, 2))
    return lambda x: 0.5 + 0.2 * (np.asarray(network(x)) - mean) / spread


def picture(rows, columns, channels=3, seed=1):
    return np.random.default_rng(seed).random((rows, columns, channels), np.float32)


# Less than a tile, a tile and one pixel more, one narrow side, odd sides, sides that
# the steps of the networks (1, 4, 8) divide and do not divide.
TILE = 144
SIZES = [(31, 20), (144, 145), (40, 301), (190, 271), (152, 160), (290, 145)]


@pytest.mark.parametrize("size", SIZES)
def test_tiles_give_what_the_whole_gives(trained, size):
    predictor, task, reach = trained
    x = picture(*size, task.channels)
    whole = predict(predictor, task, x)
    tiled = predict_in_parts(predictor, task, x, reach=reach, tile=TILE)
    assert tiled.exact
    assert (tiled.tiles > 1) == (max(size) > TILE)
    assert whole.shape[:2] == tuple(task.scale * side for side in size)
    assert tiled.prediction.dtype == whole.dtype
    if task.writes == "labels":
        assert np.mean(tiled.prediction != whole) < 1e-4  # two logits may tie
        assert len(np.unique(whole)) == 3
    else:
        np.testing.assert_allclose(tiled.prediction, whole, rtol=0, atol=1e-5)
        assert np.mean((whole > 0) & (whole < 1)) > 0.9  # little is clipped


def test_half_of_the_margin_would_not_do(trained):
    """So the comparison above can fail."""
    predictor, task, reach = trained
    x = picture(190, 271, task.channels)
    half = Reach(reach.margin // 2, reach.step)
    whole = predict(predictor, task, x)
    tiled = predict(predictor, task, x, reach=half, tile=TILE)
    assert np.abs(tiled - whole).max() > 1e-4


def test_self_ensemble_in_tiles_is_that_of_the_whole(trained):
    predictor, task, reach = trained
    x = picture(151, 160, task.channels)
    whole = predict(eightfold(predictor, task), task, x)
    tiled = predict(predictor, task, x, reach=reach, tile=TILE, self_ensemble=True)
    if task.writes == "labels":
        assert np.mean(tiled != whole) < 1e-4
    else:
        np.testing.assert_allclose(tiled, whole, rtol=0, atol=1e-5)


def test_a_picture_of_bytes_is_seen_as_the_whole_is():
    task, x = Denoising(), np.arange(70 * 80 * 3).reshape(70, 80, 3).astype(np.uint8)
    found = predict(lambda x: x, task, x, reach=Reach(0), tile=32)
    np.testing.assert_allclose(found, x / np.float32(255), rtol=1e-6)


def test_all_tiles_have_one_shape_and_progress_is_told():
    shapes, told = set(), []

    def network(x):
        shapes.add(x.shape)
        return x

    x = picture(333, 210)
    tiled = predict_tiled(
        network,
        Denoising(),
        x,
        Reach(5, 4),
        tile=64,
        progress=lambda done, tiles: told.append((done, tiles)),
    )
    ((_, rows, columns, _),) = shapes
    assert max(rows, columns) <= 64
    assert told == [(i + 1, tiled.tiles) for i in range(tiled.tiles)]
    np.testing.assert_array_equal(tiled.prediction, x)


def test_tiles_cover_a_side_and_lie_on_the_grid():
    draw = np.random.default_rng(0)
    for _ in range(2000):
        step = int(draw.integers(1, 17))
        tile = int(draw.integers(max(32, 3 * step), 200))
        length = int(draw.integers(1, 1000))
        most = (tile - 2 * step) // 2
        overlap = 2 * int(draw.integers(0, most + 1))
        laid = lane(length, tile, overlap, step)
        assert laid.side <= tile
        assert laid.side % step == length % step
        assert all(start % step == 0 for start in laid.starts)
        assert laid.starts[0] == 0 and laid.starts[-1] + laid.side == length
        hops = np.diff(laid.starts)
        assert np.all(hops > 0) and np.all(hops + overlap <= laid.side)


def test_where_a_network_sees_everything_tiles_are_blended_and_it_is_said():
    image = keras.Input((None, None, 1))
    mean = layers.GlobalAveragePooling2D(keepdims=True)(image)
    network = keras.Model(image, image - mean + 0.5)
    reach = measure(network)
    x = 0.25 + picture(100, 150, 1) / 2
    whole = predict_tiled(network, Denoising(channels=1), x, reach, tile=0)
    assert whole.exact and whole.tiles == 1
    tiled = predict_tiled(network, Denoising(channels=1), x, reach, tile=64)
    assert not tiled.exact and tiled.tiles > 1
    # Each tile takes off its own mean. They differ little, and fade without a seam.
    added = (tiled.prediction - x)[..., 0]
    assert np.abs(added + x.mean() - 0.5).max() < 0.02
    steps = np.abs(np.diff(added, axis=0)).max(), np.abs(np.diff(added, axis=1)).max()
    assert max(steps) < 0.001


@pytest.mark.parametrize("store, most", [("uint8", 255), ("uint16", 65535)])
@pytest.mark.parametrize("margin", [3, None], ids=["exact", "blended"])
def test_a_prediction_is_kept_in_the_bits_of_its_file(store, most, margin):
    def tripled(x):
        return 3 * np.repeat(np.repeat(x, 2, axis=1), 2, axis=2) - 1

    task, x = SuperResolution(channels=1, scale=2), picture(90, 70)
    kept = predict_tiled(tripled, task, x, Reach(margin), tile=40, store=store)
    floats = predict_tiled(tripled, task, x, Reach(margin), tile=40).prediction
    assert kept.prediction.dtype == store and np.ptp(floats) == pytest.approx(1)
    rounded = np.rint(np.clip(floats, 0, 1) * most)
    np.testing.assert_array_equal(kept.prediction, rounded)


def test_blended_shares_sum_to_one():
    x = picture(95, 203)
    task = SuperResolution()
    tiled = predict_tiled(double, task, x, Reach(None), tile=40)
    assert not tiled.exact
    np.testing.assert_allclose(tiled.prediction, double(x[None])[0], atol=1e-6)


def double(x):
    return np.repeat(np.repeat(x, 2, axis=1), 2, axis=2)


def test_blended_labels_are_chosen_by_the_mean_of_probabilities():
    """Where tiles are sure their word is kept; ids are never averaged."""
    x = np.zeros((90, 130, 3), np.float32)
    x[:, 64:] = 1

    def network(x):
        light = x[..., :1]
        return np.concatenate([4 - 8 * light, np.zeros_like(light), 8 * light - 4], -1)

    task = Segmentation(("dark", "never", "light"))
    tiled = predict_tiled(network, task, x, Reach(None), tile=48)
    assert not tiled.exact
    assert tiled.prediction.dtype == np.int32
    np.testing.assert_array_equal(tiled.prediction[..., 0], 2 * x[..., 0])


def test_a_tile_too_small_for_the_margin_is_blended_and_a_larger_one_exact():
    reach, x = Reach(20, 8), picture(200, 100)
    enough = least_exact_tile(reach)
    assert enough == 56  # two margins, and two steps
    exact = [
        predict_tiled(lambda x: x, Denoising(), x, reach, tile=tile).exact
        for tile in (enough - 1, enough, 0)
    ]
    assert exact == [False, True, True]


def test_a_tile_too_small_for_the_steps_is_refused():
    with pytest.raises(InputError, match="take 96 at least"):
        predict_tiled(None, Denoising(), picture(200, 100), Reach(9, 32), tile=64)


def test_without_a_reach_the_picture_stays_whole():
    tiled = predict_tiled(lambda x: x, Denoising(), picture(80, 90), None, tile=40)
    assert (tiled.exact, tiled.tiles) == (True, 1)


def test_a_network_of_smaller_outputs_is_refused_where_tiles_are_needed():
    network = unet_valid(3, 2, filters=(2, 2))
    x, task = picture(120, 130), Segmentation(("a", "b"))
    with pytest.raises(InputError, match="with a tile of 0"):
        predict_tiled(network, task, x, measure(network), tile=100)
    assert predict_tiled(network, task, x, measure(network), tile=0).tiles == 1


@pytest.mark.parametrize("size", [(133, 170), (97, 96), (64, 201)])
def test_a_predictor_of_one_size_gets_tiles_of_it_but_at_the_end(size):
    """What it gets there it fills up as its network would fill up the picture."""
    task = Denoising(channels=1)
    network = half_resolution_denoiser(1, filters=(4, 4), blocks=(1, 1))
    seen = []

    def of_one_size(part):
        seen.append(part.shape[1:3])
        more = [(0, n - m) for n, m in zip((80, 96), part.shape[1:3])]
        filled = np.pad(part, ((0, 0), *more, (0, 0)), "edge")
        assert filled.shape[1:3] == (80, 96)
        return np.asarray(network(filled))[:, : part.shape[1], : part.shape[2]]

    x = np.random.default_rng(0).random((*size, 1), np.float32)
    reach = measure(network)
    tiled = predict_tiled(of_one_size, task, x, reach, tile=(80, 96))
    assert tiled.exact and tiled.tiles == len(seen) > 1
    whole = predict_tiled(network, task, x, reach, tile=0).prediction
    judged = [n - 25 if n < m else n for n, m in zip(size, (80, 96))]
    rows, columns = (slice(n) for n in judged)  # beyond, a small picture is filled up
    np.testing.assert_allclose(
        tiled.prediction[rows, columns], whole[rows, columns], atol=1e-5
    )

    blended = predict_tiled(of_one_size, task, x, Reach(None, 4), tile=(80, 96))
    assert not blended.exact and blended.prediction.shape == whole.shape


PROGRAM = """
import json, resource
import numpy as np
from skimage import data
from kerasdense.models.half_resolution import half_resolution_denoiser
from kerasdense.predict import predict_in_parts
from kerasdense.predictor import fast
from kerasdense.receptive_field import measure
from kerasdense.tasks import Denoising

photograph = np.tile(data.astronaut(), (8, 12, 1))[:4000, :6000]
network = half_resolution_denoiser(3)
draw = np.random.default_rng(0)
for weight in network.trainable_weights:
    fan = np.prod(weight.shape[:-1]) or 1
    weight.assign(draw.normal(0, 0.7 / np.sqrt(fan), weight.shape))
predictor, task, reach = fast(network), Denoising(), measure(network)
whole = predict_in_parts(predictor, task, photograph, reach=reach)
place = slice(1000, 1400), slice(3000, 3400)
alone = predict_in_parts(predictor, task, photograph[place], tile=0)
inside = slice(reach.margin, -reach.margin), slice(reach.margin, -reach.margin)
difference = np.abs(alone.prediction[inside] - whole.prediction[place][inside])
print(json.dumps({
    "exact": whole.exact,
    "tiles": whole.tiles,
    "shape": whole.prediction.shape,
    "difference": float(difference.max()),
    "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2,
}))
"""


@pytest.mark.slow
def test_24_megapixels_are_denoised_in_less_than_two_gigabytes():
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    told = json.loads(run.stdout.splitlines()[-1])
    assert told["exact"] and told["tiles"] > 100
    assert told["shape"] == [4000, 6000, 3]
    assert told["difference"] < 1e-5
    assert told["gigabytes"] < 2
