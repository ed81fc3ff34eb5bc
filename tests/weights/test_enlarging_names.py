"""Networks that enlarge, from files of PyTorch: names, shapes, and what comes out.

What comes out is held to the layers of PyTorch written down in NumPy, channels first.
"""

import dataclasses

import keras
import numpy as np
import pytest

from kerasdense import bundle
from kerasdense.errors import InputError
from kerasdense.layers import DepthToSpace
from kerasdense.models.edsr import MEAN, edsr
from kerasdense.models.mdsr import mdsr
from kerasdense.models.rrdb import rrdb
from kerasdense.models.vdsr import vdsr
from kerasdense.pixels.color import luma
from kerasdense.pixels.resample import imresize
from kerasdense.weights import importer
from kerasdense.weights.enlarging_names import (
    edsr_basicsr,
    edsr_pytorch,
    esrgan,
    esrgan_old,
    mdsr_pytorch,
    rrdb_basicsr,
    unshuffled,
    vdsr_pytorch,
)
from kerasdense.weights.importer import best_form, import_weights
from kerasdense.weights.networks import NETWORKS
from kerasdense.weights.readers import read_weights
from kerasdense.weights.want import fill

RNG = np.random.default_rng(0)
X = RNG.random((1, 6, 5, 3)).astype(np.float32)


def conv(x, arrays, name):
    """[C, H, W] -> [out, H, W], a border of zeros, as torch.nn.Conv2d."""
    kernel = arrays[f"{name}.weight"]
    half = kernel.shape[-1] // 2
    padded = np.pad(x, ((0, 0), (half, half), (half, half)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape[2:], (1, 2))
    y = np.einsum("chwij,ocij->ohw", windows, kernel)
    bias = arrays.get(f"{name}.bias", np.zeros(len(kernel)))
    return y + bias[:, None, None]


def shuffle(x, r):
    """torch.nn.PixelShuffle: channel c r^2 + i r + j goes to row i and column j."""
    channels, rows, columns = x.shape[0] // r**2, *x.shape[1:]
    y = np.zeros((channels, rows * r, columns * r))
    for c in range(channels):
        for i in range(r):
            for j in range(r):
                y[c, i::r, j::r] = x[c * r**2 + i * r + j]
    return y


def residual(x, arrays, name):
    inner = np.maximum(conv(x, arrays, f"{name}.0"), 0)
    return x + conv(inner, arrays, f"{name}.2")


def upsampled(x, arrays, name, scale):
    for place, factor in enumerate({2: (2,), 3: (3,), 4: (2, 2)}[scale]):
        x = shuffle(conv(x, arrays, f"{name}.{2 * place}"), factor)
    return x


def in_levels(network):
    """[1, H, W, 3] in [0, 1] -> the same, by a function of [3, H, W] in 255 levels
    around the mean."""

    def called(x):
        mean = 255 * np.array(MEAN)[:, None, None]
        y = network(255 * x[0].transpose(2, 0, 1) - mean) + mean
        return y.transpose(1, 2, 0)[None] / 255

    return called


def theirs_of_edsr(arrays, scale, blocks):
    def network(x):
        head = y = conv(x, arrays, "head.0")
        for i in range(blocks):
            y = residual(y, arrays, f"body.{i}.body")
        y = head + conv(y, arrays, f"body.{blocks}")
        return conv(upsampled(y, arrays, "tail.0", scale), arrays, "tail.1")

    return in_levels(network)


def theirs_of_mdsr(arrays, scale, blocks):
    def network(x):
        y = conv(x, arrays, "head.0")
        for i in (0, 1):
            y = residual(y, arrays, f"pre_process.{scale - 2}.{i}.body")
        before = y
        for i in range(blocks):
            y = residual(y, arrays, f"body.{i}.body")
        y = before + conv(y, arrays, f"body.{blocks}")
        y = upsampled(y, arrays, f"upsample.{scale - 2}", scale)
        return conv(y, arrays, "tail.0")

    return in_levels(network)


def leaky(x):
    return np.where(x > 0, x, 0.2 * x)


def theirs_of_esrgan(arrays, blocks):
    def dense(x, name):
        seen = [x]
        for i in (1, 2, 3, 4):
            seen.append(leaky(conv(np.concatenate(seen), arrays, f"{name}.conv{i}")))
        return x + 0.2 * conv(np.concatenate(seen), arrays, f"{name}.conv5")

    def network(x):
        head = y = conv(x[0].transpose(2, 0, 1), arrays, "conv_first")
        for i in range(blocks):
            before = y
            for j in (1, 2, 3):
                y = dense(y, f"RRDB_trunk.{i}.RDB{j}")
            y = before + 0.2 * y
        y = head + conv(y, arrays, "trunk_conv")
        for name in ("upconv1", "upconv2"):
            y = leaky(conv(y.repeat(2, 1).repeat(2, 2), arrays, name))
        y = conv(leaky(conv(y, arrays, "HRconv")), arrays, "conv_last")
        return y.transpose(1, 2, 0)[None]

    return network


def drawn(wants):
    """-> {name: array} of the shapes that are wanted."""
    return {
        w.name: RNG.normal(0, 1 / np.sqrt(np.prod(w.shape[1:])), w.shape).astype("f4")
        for w in wants
        if w.into is not None
    }


def filled(network, form, arrays):
    wants = form(network)
    assert fill(network, wants, arrays, "file", "network") == ([], [])
    return network


@pytest.mark.parametrize("block", [2, 3])
def test_kernels_before_a_shuffle_change_their_order(block):
    """On real numbers: what PyTorch's layers make, ours make of the same file."""
    arrays = {
        "up.weight": RNG.normal(size=(4 * block**2, 3, 3, 3)),
        "up.bias": RNG.normal(size=4 * block**2),
    }
    expected = shuffle(conv(X[0].transpose(2, 0, 1), arrays, "up"), block)
    layer = keras.layers.Conv2D(4 * block**2, 3, padding="same")
    layer.build((None, None, None, 3))
    layer.kernel.assign(unshuffled(arrays["up.weight"].transpose(2, 3, 1, 0), block))
    layer.bias.assign(unshuffled(arrays["up.bias"], block))
    found = DepthToSpace(block)(layer(X))[0]
    np.testing.assert_allclose(found, expected.transpose(1, 2, 0), atol=1e-5)
    # As they are, they would make another picture.
    layer.kernel.assign(arrays["up.weight"].transpose(2, 3, 1, 0))
    assert (
        np.abs(DepthToSpace(block)(layer(X))[0] - expected.transpose(1, 2, 0)).max() > 1
    )


def test_the_new_order_by_hand():
    """Channel (c, i, j) of two channels and two by two places, as c i j."""
    theirs = np.array(["000", "001", "010", "011", "100", "101", "110", "111"])
    ours = ["000", "100", "001", "101", "010", "110", "011", "111"]
    assert unshuffled(theirs, 2).tolist() == ours


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_edsr_computes_what_its_file_says(scale):
    network = edsr(scale=scale, filters=3, blocks=2)
    arrays = drawn(edsr_pytorch(network))
    filled(network, edsr_pytorch, arrays)
    expected = theirs_of_edsr(arrays, scale, 2)(X)
    assert np.std(expected) > 1e-2
    np.testing.assert_allclose(network(X), expected, atol=1e-4)


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_the_way_of_a_scale_through_mdsr_computes_what_its_file_says(scale):
    whole = mdsr(filters=3, blocks=2)
    arrays = drawn(mdsr_pytorch(whole))
    expected = theirs_of_mdsr(arrays, scale, 2)(X)
    filled(whole, mdsr_pytorch, arrays)
    np.testing.assert_allclose(whole(X)[f"x{scale}"], expected, atol=1e-4)
    one = mdsr(scales=(scale,), filters=3, blocks=2)
    absent, unused = fill(one, mdsr_pytorch(one), arrays, "file", "mdsr")
    assert not absent and all(n.startswith(("pre_", "upsample.")) for n in unused)
    np.testing.assert_allclose(one(X), expected, atol=1e-4)


def test_esrgan_computes_what_its_file_says():
    network = rrdb(filters=4, blocks=2, growth=3)
    arrays = drawn(esrgan(network))
    filled(network, esrgan, arrays)
    expected = theirs_of_esrgan(arrays, 2)(X)
    assert np.std(expected) > 1e-2
    np.testing.assert_allclose(network(X), expected, atol=1e-4)


NAMES = {  # the same tensors, by the names of others
    "head.0": "conv_first", "body.2": "conv_after_body", "tail.1": "conv_last",
    "tail.0.0": "upsample.0", "tail.0.2": "upsample.2",
    "body.0.body.0": "body.0.conv1", "body.0.body.2": "body.0.conv2",
    "body.1.body.0": "body.1.conv1", "body.1.body.2": "body.1.conv2",
}  # fmt: skip


@pytest.mark.parametrize("prefix", ["", "params.", "params_ema."])
def test_edsr_is_the_same_under_basicsrs_names(prefix):
    network, other = (edsr(scale=4, filters=3, blocks=2) for _ in range(2))
    arrays = drawn(edsr_pytorch(network))
    filled(network, edsr_pytorch, arrays)
    renamed = {
        f"{prefix}{NAMES[name.rpartition('.')[0]]}.{name.rpartition('.')[2]}": array
        for name, array in arrays.items()
    }
    forms = NETWORKS["edsr-baseline-x4"].forms
    wants = best_form(forms, other, renamed)
    assert fill(other, wants, renamed, "file", "edsr") == ([], [])
    np.testing.assert_array_equal(other(X), network(X))


def old(name):
    """A released name of ESRGAN's -> that of its first files (two blocks)."""
    ends = {
        "conv_first": "model.0", "trunk_conv": "model.1.sub.2", "upconv1": "model.3",
        "upconv2": "model.6", "HRconv": "model.8", "conv_last": "model.10",
    }  # fmt: skip
    stem, _, kind = name.rpartition(".")
    if stem in ends:
        return f"{ends[stem]}.{kind}"
    return f"{stem.replace('RRDB_trunk', 'model.1.sub')}.0.{kind}"


def by_basicsr(name):
    for theirs, basicsr in (
        ("RRDB_trunk", "body"), ("RDB", "rdb"), ("trunk_conv", "conv_body"),
        ("upconv", "conv_up"), ("HRconv", "conv_hr"),
    ):  # fmt: skip
        name = name.replace(theirs, basicsr)
    return f"params_ema.{name}"


@pytest.mark.parametrize("rename", [old, by_basicsr])
def test_esrgan_is_the_same_under_old_names_and_basicsrs(rename):
    network, other = (rrdb(filters=4, blocks=2, growth=3) for _ in range(2))
    arrays = drawn(esrgan(network))
    filled(network, esrgan, arrays)
    renamed = {rename(name): array for name, array in arrays.items()}
    assert len(renamed) == len(arrays) and not set(renamed) & set(arrays)
    wants = best_form(NETWORKS["esrgan"].forms, other, renamed)
    assert fill(other, wants, renamed, "file", "esrgan") == ([], [])
    np.testing.assert_array_equal(other(X), network(X))


def published(form, build):
    with keras.StatelessScope(initialize_variables=False):
        return {want.name: want.shape for want in form(build())}


@pytest.mark.parametrize(
    "settings, count",
    [
        ({"scale": 2}, 76),
        ({"scale": 4}, 78),
        ({"scale": 2, "filters": 256, "blocks": 32}, 140),
    ],
)
def test_a_file_of_edsr_has_as_many_tensors_as_the_released(settings, count):
    found = published(edsr_pytorch, lambda: edsr(**settings))
    n, blocks = settings.get("filters", 64), settings.get("blocks", 16)
    assert len(found) == count
    assert found["head.0.weight"] == (n, 3, 3, 3)
    assert found[f"body.{blocks - 1}.body.2.weight"] == (n, n, 3, 3)
    assert found[f"body.{blocks}.bias"] == (n,)
    assert found["tail.0.0.weight"] == (4 * n, n, 3, 3)
    assert found["tail.1.weight"] == (3, n, 3, 3) and found["sub_mean.bias"] == (3,)


def test_a_file_of_esrgan_has_as_many_tensors_as_the_released():
    found = published(esrgan, rrdb)
    assert len(found) == 702
    assert found["RRDB_trunk.22.RDB3.conv5.weight"] == (64, 192, 3, 3)
    assert found["conv_last.weight"] == (3, 64, 3, 3)
    assert "model.1.sub.22.RDB3.conv5.0.bias" in published(esrgan_old, rrdb)
    assert published(esrgan_old, rrdb)["model.1.sub.23.weight"] == (64, 64, 3, 3)
    assert "body.22.rdb3.conv5.bias" in published(rrdb_basicsr, rrdb)


def test_a_file_of_mdsr_has_the_published_names():
    found = published(mdsr_pytorch, mdsr)
    assert found["pre_process.2.1.body.2.weight"] == (64, 64, 5, 5)
    assert found["upsample.1.0.weight"] == (576, 64, 3, 3)
    assert found["upsample.2.2.bias"] == (256,) and found["tail.0.bias"] == (3,)
    assert found["body.79.body.0.weight"] == (64, 64, 3, 3) and "body.80.bias" in found


def test_basicsr_has_no_layers_for_the_mean():
    found = published(edsr_basicsr, edsr)
    assert len(found) == 72 and "conv_after_body.weight" in found


def test_another_mean_is_refused():
    network = edsr(filters=2, blocks=1)
    arrays = drawn(edsr_pytorch(network))
    arrays["sub_mean.weight"] = np.eye(3, dtype="f4").reshape(3, 3, 1, 1)
    arrays["sub_mean.bias"] = np.float32([-114.444, -111.4605, -103.02])
    filled(network, edsr_pytorch, arrays)
    arrays["sub_mean.bias"] = arrays["sub_mean.bias"][::-1]  # blue, green, red
    with pytest.raises(InputError, match="sub_mean.bias is not the mean of DIV2K"):
        fill(network, edsr_pytorch(network), arrays, "f", "n")
    arrays["sub_mean.bias"] = arrays["sub_mean.bias"][::-1]
    arrays["sub_mean.weight"] = arrays["sub_mean.weight"] / 127.5
    with pytest.raises(InputError, match="sub_mean.weight changes the colours"):
        fill(network, edsr_pytorch(network), arrays, "f", "n")


def test_a_pt_file_becomes_a_bundle(tmp_path, torch_zip, torch_things, monkeypatch):
    """With the mean's layers and all, through the file format; a narrow one."""
    narrow = dataclasses.replace(
        NETWORKS["edsr-baseline-x2"], build=lambda _=1: edsr(filters=3, blocks=2)
    )
    monkeypatch.setitem(NETWORKS, "edsr-baseline-x2", narrow)
    arrays = drawn(edsr_pytorch(narrow.build()))
    for name, sign in (("sub_mean", -1), ("add_mean", 1)):
        arrays[f"{name}.weight"] = np.eye(3, dtype="f4").reshape(3, 3, 1, 1)
        arrays[f"{name}.bias"] = sign * 255 * np.float32(MEAN)
    path = torch_zip(tmp_path / "edsr.pt", torch_things.state_dict(arrays))
    done = import_weights(path, "edsr-baseline-x2", tmp_path / "made")
    assert (done.filled, done.absent, done.unused) == (16, [], [])
    network, task = bundle.load(tmp_path / "made")
    assert task.scale == 2 and task.channels == 3
    expected = theirs_of_edsr(arrays, 2, 2)(X)
    np.testing.assert_allclose(network(X), expected, atol=1e-4)
    assert importer.sha256(path) in (tmp_path / "made" / "import.json").read_text()


@pytest.fixture(scope="module")
def published_vdsr(shared):
    """On luma that has been enlarged, as its authors call it."""
    network = vdsr(scale=1, use_bias=False)
    path = shared / "weights" / "vdsr_port_epoch50.pth"
    arrays = read_weights(path)
    assert len(arrays) == 20 and arrays["model.input.weight"].shape == (64, 1, 3, 3)
    assert fill(network, vdsr_pytorch(network), arrays, path, "vdsr") == ([], [])
    return network


def scores(network, paths, scale):
    """PSNR of bicubic and of the network, what that writes clipped to black and white:
    Y not rounded, a border of `scale` off."""
    import cv2

    found = []
    for path in paths:
        pixels = cv2.imread(str(path))[..., ::-1]
        rows, columns = (side - side % scale for side in pixels.shape[:2])
        y = luma(pixels[:rows, :columns] / 255.0)
        large = imresize(imresize(y, 1 / scale), scale)
        inside = np.s_[scale:-scale, scale:-scale]
        result = np.clip(network(large[None].astype(np.float32)), 0, 1)[0]
        errors = [np.mean((each - y)[inside] ** 2) for each in (large, result)]
        found.append(-10 * np.log10(errors))
    return np.mean(found, axis=0)


@pytest.mark.parametrize(
    "scale, bicubic, expected",
    [(2, 33.690, 37.653), (3, 30.408, 33.773), (4, 28.432, 31.453)],
)
def test_the_published_vdsr_enlarges_set5(
    scale, bicubic, expected, published_vdsr, shared
):
    """Measured with the same file in another framework; its README has 37.65, 33.77 and
    31.45 dB."""
    paths = sorted((shared / "data" / "super_resolution" / "Set5" / "HR").glob("*.png"))
    assert len(paths) == 5
    found = scores(published_vdsr, paths, scale)
    assert found == pytest.approx([bicubic, expected], abs=0.0005)


def test_the_imported_vdsr_enlarges_in_colour(published_vdsr, shared):
    """As a bundle has it: colour goes in small, and comes out large."""
    network = NETWORKS["vdsr-x3"].build()
    network.set_weights(published_vdsr.get_weights())
    found = luma(np.asarray(network(X)))[0]
    large = imresize(luma(X[0].astype(float)), 3)
    expected = np.asarray(published_vdsr(large[None].astype(np.float32)))[0]
    np.testing.assert_allclose(found, expected, atol=1e-5)
