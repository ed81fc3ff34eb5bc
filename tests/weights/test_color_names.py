"""Networks that colour, from files of PyTorch: names, shapes, and what comes out.

What comes out is held to the layers of PyTorch written down in NumPy, channels first.
"""

import keras
import numpy as np
import pytest

from kerasdense import bundle
from kerasdense.errors import InputError
from kerasdense.models.colorful import BLOCKS, colorful
from kerasdense.models.colorful_hints import colorful_hints
from kerasdense.pixels import gamut
from kerasdense.pixels.lab import lightness
from kerasdense.weights import networks
from kerasdense.weights.color_names import eccv16, siggraph17
from kerasdense.weights.importer import import_weights
from kerasdense.weights.want import fill

RNG = np.random.default_rng(0)
X = RNG.random((1, 16, 24, 3)).astype(np.float32)
MIDDLES = (gamut.bins().T / 110).astype("f4").reshape(2, 313, 1, 1)


def conv(x, arrays, name, stride=1, dilation=1):
    """torch.nn.Conv2d with a border of zeros that keeps the size, [C, H, W]."""
    kernel = arrays[f"{name}.weight"]
    half = dilation * (kernel.shape[-1] // 2)
    padded = np.pad(x, ((0, 0), (half, half), (half, half)))
    reach = dilation * (kernel.shape[-1] - 1) + 1
    seen = np.lib.stride_tricks.sliding_window_view(padded, (reach, reach), (1, 2))
    seen = seen[:, ::stride, ::stride, ::dilation, ::dilation]
    y = np.einsum("chwij,ocij->ohw", seen, kernel)
    return y + arrays[f"{name}.bias"][:, None, None]


def deconv(x, arrays, name):
    """torch.nn.ConvTranspose2d of 4x4, stride 2, padding 1."""
    kernel, (rows, columns) = arrays[f"{name}.weight"], x.shape[1:]
    y = np.zeros((kernel.shape[1], 2 * rows + 2, 2 * columns + 2))
    for i in range(rows):
        for j in range(columns):
            y[:, 2 * i : 2 * i + 4, 2 * j : 2 * j + 4] += np.einsum(
                "c,coij->oij", x[:, i, j], kernel
            )
    return y[:, 1:-1, 1:-1] + arrays[f"{name}.bias"][:, None, None]


def norm(x, arrays, name):
    """torch.nn.BatchNorm2d, as it predicts."""
    weight, bias, mean, variance = (
        arrays[f"{name}.{each}"][:, None, None]
        for each in ("weight", "bias", "running_mean", "running_var")
    )
    return (x - mean) / np.sqrt(variance + 1e-5) * weight + bias


def relu(x):
    return np.maximum(x, 0)


def blocks(x, arrays, strides):
    """-> what blocks 1 to 7 make."""
    made = []
    for block, (_, count, stride, dilation) in enumerate(BLOCKS, start=1):
        for place in range(count):
            last = place == count - 1
            x = conv(
                x,
                arrays,
                f"model{block}.{2 * place}",
                stride if last and strides else 1,
                dilation,
            )
            x = relu(x)
        x = norm(x, arrays, f"model{block}.{2 * count}")
        made.append(x)
        if stride > 1 and not strides:
            x = x[:, ::2, ::2]
    return made


def light(x):
    return (lightness(x[0].astype(float)) / 100 - 0.5).transpose(2, 0, 1)


def theirs_of_eccv16(x, arrays):
    y = blocks(light(x), arrays, strides=True)[-1]
    y = relu(deconv(y, arrays, "model8.0"))
    for name in "model8.2", "model8.4":
        y = relu(conv(y, arrays, name))
    return conv(y, arrays, "model8.6").transpose(1, 2, 0)[None]


def theirs_of_siggraph17(x, arrays):
    seen = np.concatenate([light(x[..., :3]), x[0, ..., 3:].transpose(2, 0, 1)])
    made = blocks(seen, arrays, strides=False)

    def joined(y, block, skip):
        y = deconv(y, arrays, f"model{block}up.0")
        return relu(y + conv(made[skip - 1], arrays, f"model{skip}short{block}.0"))

    y = joined(made[-1], 8, 3)
    for name in "model8.1", "model8.3":
        y = relu(conv(y, arrays, name))
    y = joined(norm(y, arrays, "model8.5"), 9, 2)
    y = norm(relu(conv(y, arrays, "model9.1")), arrays, "model9.3")
    y = conv(joined(y, 10, 1), arrays, "model10.1")
    y = np.where(y > 0, y, 0.2 * y)
    return np.tanh(conv(y, arrays, "model_out.0")).transpose(1, 2, 0)[None]


def drawn(wants):
    """-> {name: array} of the shapes that are wanted."""
    found = {}
    for want in wants:
        fan = np.prod(want.shape[1:]) or 1
        array = RNG.normal(0, 1 / np.sqrt(fan), want.shape).astype("f4")
        positive = want.name.endswith("running_var") or len(want.shape) == 1
        found[want.name] = np.abs(array) + 0.5 if positive else array
    return found


def test_eccv16_computes_what_its_file_says():
    network = colorful(width=1 / 64)
    arrays = drawn(eccv16(network)) | {"model_out.weight": MIDDLES}
    arrays["model1.4.num_batches_tracked"] = np.array(7)
    assert fill(network, eccv16(network), arrays, "f", "n") == ([], [])
    expected = theirs_of_eccv16(X, arrays)
    assert expected.shape == (1, 4, 6, 313) and np.std(expected) > 1e-2
    np.testing.assert_allclose(network(X), expected, rtol=1e-3, atol=1e-3)


def test_siggraph17_computes_what_its_file_says():
    network = colorful_hints(width=1 / 32)
    arrays = drawn(siggraph17(network))
    for name in [name for name in arrays if name.startswith("model_class")]:
        del arrays[name]  # as of a file that suggests nothing
    assert fill(network, siggraph17(network), arrays, "f", "n") == ([], [])
    x = np.concatenate([X, RNG.normal(size=X.shape)], axis=-1).astype("f4")
    expected = theirs_of_siggraph17(x, arrays)
    assert np.std(expected) > 1e-2
    np.testing.assert_allclose(network(x), expected, atol=1e-3)


def wanted(form, build):
    with keras.StatelessScope(initialize_variables=False):
        return {want.name: want.shape for want in form(build())}


def test_names_and_shapes_are_the_published():
    found = wanted(eccv16, colorful)
    published = {
        "model1.0.weight": (64, 1, 3, 3), "model1.4.running_var": (64,),
        "model2.2.weight": (128, 128, 3, 3), "model3.4.bias": (256,),
        "model7.6.weight": (512,), "model8.0.weight": (512, 256, 4, 4),
        "model8.6.weight": (313, 256, 1, 1), "model_out.weight": (2, 313, 1, 1),
    }  # fmt: skip
    assert {name: found.get(name) for name in published} == published
    kept = ("running_mean", "running_var")
    trained = {n: s for n, s in found.items() if not n.endswith(kept)}
    assert sum(np.prod(shape) for shape in trained.values()) == 32_236_011
    found = wanted(siggraph17, colorful_hints)
    published = {
        "model1.0.weight": (64, 4, 3, 3), "model3short8.0.weight": (256, 256, 3, 3),
        "model8up.0.weight": (512, 256, 4, 4), "model8.5.weight": (256,),
        "model9up.0.weight": (256, 128, 4, 4), "model9.3.running_mean": (128,),
        "model10up.0.weight": (128, 128, 4, 4), "model10.1.bias": (128,),
        "model1short10.0.weight": (128, 64, 3, 3), "model_out.0.weight": (2, 128, 1, 1),
        "model_class.0.weight": (529, 256, 1, 1),
    }  # fmt: skip
    assert {name: found.get(name) for name in published} == published
    trained = {n: s for n, s in found.items() if not n.endswith(kept)}
    assert sum(np.prod(shape) for shape in trained.values()) == 34_187_027


def test_a_file_becomes_a_bundle(torch_zip, torch_things, tmp_path, monkeypatch):
    def narrow(width=1.0):
        return colorful(width=1 / 64)

    published = networks.NETWORKS["colorful"]
    small = networks.Published(
        published.meaning, narrow, published.task, published.forms
    )
    monkeypatch.setitem(networks.NETWORKS, "colorful", small)
    arrays = drawn(eccv16(narrow())) | {"model_out.weight": MIDDLES}
    file = torch_zip(tmp_path / "eccv16.pth", torch_things.state_dict(arrays))
    made = import_weights(file, "colorful", tmp_path / "colorful")
    assert (made.absent, made.unused) == ([], [])
    network, task = bundle.load(tmp_path / "colorful")
    assert task.temperature == 1 and task.side == 256
    np.testing.assert_allclose(
        network(X), theirs_of_eccv16(X, arrays), rtol=1e-3, atol=1e-3
    )


def test_other_bins_are_refused():
    network = colorful(width=1 / 64)
    arrays = drawn(eccv16(network)) | {"model_out.weight": MIDDLES[:, ::-1]}
    with pytest.raises(InputError, match="model_out.weight does not hold the middles"):
        fill(network, eccv16(network), arrays, "f", "n")
