"""Published files -> bundles. Networks are narrow here, their files likewise."""

import dataclasses
import hashlib
import json

import keras
import numpy as np
import pytest

from kerasdense import bundle
from kerasdense.errors import InputError, ModelFileError
from kerasdense.reach import Reach
from kerasdense.weights import importer
from kerasdense.weights.importer import import_weights
from kerasdense.weights.networks import (
    DILATION_ORDER,
    NARROW,
    NETWORKS,
    caffe,
    caffe_street,
)

CAFFE = [n for n, each in NETWORKS.items() if each.forms[0] in (caffe, caffe_street)]
STREETS = ("dilation8-camvid", "dilation7-kitti")


@pytest.fixture
def narrow(monkeypatch):
    """Makes the networks that are imported narrow, and does not measure them."""
    for name, published in NETWORKS.items():
        build = published.build
        thin = dataclasses.replace(published, build=lambda _=1, b=build: b(NARROW))
        monkeypatch.setitem(NETWORKS, name, thin)
    monkeypatch.setattr(importer, "measure", lambda network: Reach(7, 8))


def whole(output):
    """-> an array of what a network writes; of several outputs, side by side."""
    parts = output.values() if isinstance(output, dict) else [output]
    return np.concatenate([np.asarray(part) for part in parts], axis=-1)


@pytest.mark.parametrize("name", CAFFE)
def test_a_file_of_a_network_becomes_that_network(
    name, narrow, caffemodel, caffe_layers, shuffled, tmp_path
):
    """Where normalisations have statistics, they are folded into those of the file."""
    network = shuffled(NETWORKS[name].build())
    path = caffemodel(tmp_path / "a.caffemodel", caffe_layers(network))
    import_weights(path, name, tmp_path / "made")
    found, task = bundle.load(tmp_path / "made")
    x = np.random.default_rng(1).random((1, 37, 45, 3), np.float32)
    expected, output = whole(network(x)), whole(found(x))
    if name in STREETS:  # the classes in another order
        order = [DILATION_ORDER.index(label) for label in task.classes]
        assert order != sorted(order)
        expected = expected[..., order]
    assert expected.std() > 0
    np.testing.assert_allclose(output, expected, atol=1e-3 * expected.std())


@pytest.fixture
def segnet_file(narrow, caffemodel, caffe_layers, shuffled, tmp_path):
    layers = caffe_layers(shuffled(NETWORKS["segnet-basic"].build()))
    return caffemodel(tmp_path / "basic.caffemodel", layers), layers


def test_what_was_imported_is_written_down(segnet_file, tmp_path):
    path, _ = segnet_file
    done = import_weights(path, "segnet-basic", tmp_path / "made")
    assert (done.filled, done.absent, done.unused) == (34, [], [])
    record = json.loads((tmp_path / "made" / "import.json").read_text())
    assert record["network"] == "segnet-basic"
    assert record["file"] == "basic.caffemodel"
    assert record["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert record["arrays"]["conv_decode4_bn/gamma"] == "conv_decode4_bn/0"
    facts = json.loads((tmp_path / "made" / "facts.json").read_text())
    assert facts == {"reach": {"margin": 7, "step": 8}}
    files = sorted(p.name for p in (tmp_path / "made").iterdir())
    assert files == ["facts.json", "import.json", "network.keras", "task.json"]


def test_what_is_not_used_is_told(segnet_file, caffemodel, tmp_path):
    path, layers = segnet_file
    caffemodel(path, layers | {"loss": [np.zeros(9)], "stranger": [np.zeros((3, 3))]})
    done = import_weights(path, "segnet-basic", tmp_path / "made")
    assert done.unused == ["loss/0", "stranger/0"]


def test_a_file_that_does_not_fit_makes_no_bundle(segnet_file, caffemodel, tmp_path):
    path, layers = segnet_file
    layers["conv2"][0] = np.zeros((1, 2, 3, 4))
    del layers["conv_classifier"]
    caffemodel(path, layers)
    with pytest.raises(InputError) as error:
        import_weights(path, "segnet-basic", tmp_path / "made")
    said = str(error.value)
    assert "\n" not in said and said.startswith(f"{path} does not fit segnet-basic: ")
    assert "conv2/0 is 1x2x3x4 and not 2x2x7x7" in said
    assert "conv_classifier/0 11x2x1x1 is missing" in said
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_a_broken_file_makes_no_bundle(segnet_file, tmp_path):
    path, _ = segnet_file
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(ModelFileError):
        import_weights(path, "segnet-basic", tmp_path / "made")
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_a_disk_that_fails_leaves_what_was_there(segnet_file, tmp_path, monkeypatch):
    path, _ = segnet_file
    folder = tmp_path / "made"
    import_weights(path, "segnet-basic", folder)
    before = {p.name: p.read_bytes() for p in folder.iterdir()}

    def fails(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bundle, "write_json", fails)
    with pytest.raises(InputError, match="No space left"):
        import_weights(path, "segnet-basic", folder, overwrite=True)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["basic.caffemodel", "made"]


def test_a_bundle_is_replaced_only_when_asked(segnet_file, tmp_path):
    path, _ = segnet_file
    import_weights(path, "segnet-basic", tmp_path / "made")
    (tmp_path / "made" / "note.txt").write_text("old")
    with pytest.raises(InputError, match="add --overwrite"):
        import_weights(path, "segnet-basic", tmp_path / "made")
    import_weights(path, "segnet-basic", tmp_path / "made", overwrite=True)
    assert not (tmp_path / "made" / "note.txt").exists()


def test_a_folder_that_is_no_bundle_is_never_replaced(segnet_file, tmp_path):
    path, _ = segnet_file
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_text("mine")
    with pytest.raises(InputError, match="is no bundle"):
        import_weights(path, "segnet-basic", tmp_path / "photos", overwrite=True)
    assert (tmp_path / "photos" / "a.jpg").read_text() == "mine"


def test_an_unknown_network_is_refused(tmp_path):
    with pytest.raises(InputError, match="Did you mean 'fcn8s'"):
        import_weights(tmp_path / "a", "fcn8", tmp_path / "made")


def test_learned_upsampling_is_no_fixed_one(
    narrow, caffemodel, caffe_layers, shuffled, tmp_path
):
    """The released networks have theirs fixed, and their files hold it."""
    layers = caffe_layers(shuffled(NETWORKS["fcn32s"].build()))
    kernel = np.random.default_rng(0).normal(size=(21, 21, 64, 64))
    path = caffemodel(tmp_path / "a.caffemodel", layers | {"upscore": [kernel]})
    with pytest.raises(InputError, match="upscore/0 is not bilinear"):
        import_weights(path, "fcn32s", tmp_path / "made")


def test_the_trunk_comes_of_three_kinds_of_file(
    narrow, caffemodel, caffe_layers, shuffled, tmp_path
):
    """Caffe's, with fc6 as an inner product and fc8; Keras'; and HED's without fc."""
    network = shuffled(NETWORKS["vgg16-trunk"].build())
    layers = {n: a for n, a in caffe_layers(network).items() if n != "score_fr"}
    weights = {layer.name: layer.get_weights() for layer in network.layers}

    flat = {**layers, "fc8": [np.zeros((1000, layers["fc7"][0].shape[0]))]}
    for name in ("fc6", "fc7"):
        kernel, bias = layers[name]
        flat[name] = [kernel.reshape(len(kernel), -1), bias]
    caffe = caffemodel(tmp_path / "vgg16.caffemodel", flat, 1, old_shape=True)
    keras_names, hed_names = {}, {}
    for name in layers:
        for i, array in enumerate(weights[name]):
            if name.startswith("conv"):
                block, place = name[4], name[6]
                keras_names[f"block{block}_conv{place}/{i}"] = array
                hed_names[f"block{block}/block{block}_conv{place}/{i}"] = array
            else:
                number = {"fc6": 1, "fc7": 2}[name]
                flat = array.reshape(-1, array.shape[-1]) if array.ndim > 1 else array
                keras_names[f"fc{number}/{i}"] = flat
    np.savez(tmp_path / "keras.npz", **keras_names)
    np.savez(tmp_path / "hed.npz", **hed_names)

    for path, unused, absent in (
        (caffe, ["fc8/0"], ["score_fr"]),
        (tmp_path / "keras.npz", [], ["score_fr"]),
        (tmp_path / "hed.npz", [], ["fc6", "fc7", "score_fr"]),
    ):
        folder = tmp_path / path.stem
        done = import_weights(path, "vgg16-trunk", folder)
        assert done.unused == unused
        both = [f"{name}/{kind}" for name in absent for kind in ("kernel", "bias")]
        assert done.absent == both
        found, _ = bundle.load(folder)
        for name in layers:
            if name not in absent:
                for a, b in zip(found.get_layer(name).get_weights(), weights[name]):
                    np.testing.assert_array_equal(a, b)


def test_how_far_it_sees_is_measured_on_a_narrow_one(tmp_path, shared):
    path = shared / "weights" / "dncnn_sigma25.mat"
    import_weights(path, "dncnn", tmp_path / "made")
    network, task = bundle.load(tmp_path / "made")
    assert bundle.load_reach(tmp_path / "made", network) == Reach(17, 1)  # 2 * 17 + 1
    assert task.channels == 1 and network.count_params() > 500_000


@pytest.mark.slow
def test_fcn8s_in_full(caffemodel, tmp_path):
    """Half a gigabyte, in the shapes that were published; and it labels a picture."""
    published = NETWORKS["fcn8s"]
    with keras.StatelessScope(initialize_variables=False):
        wants = [want for form in published.forms for want in form(published.build())]
    layers, draw = {}, np.random.default_rng(0)
    for want in wants:
        if want.into is not None:
            layer, _ = want.name.split("/")
            values = draw.standard_normal(want.shape, np.float32)
            values *= np.sqrt(2 / np.prod(want.shape[1:]))
            layers.setdefault(layer, []).append(values)
    path = caffemodel(tmp_path / "fcn8s.caffemodel", layers)
    assert path.stat().st_size > 4 * 134_362_751
    done = import_weights(path, "fcn8s", tmp_path / "made")
    assert (done.filled, done.absent, done.unused) == (36, [], [])
    network, task = bundle.load(tmp_path / "made")
    kernel = network.get_layer("fc6").get_weights()[0]
    np.testing.assert_array_equal(kernel[3, 5, 100], layers["fc6"][0][:, 100, 3, 5])
    x = draw.random((1, 64, 48, 3), np.float32)
    output = network(x)
    assert output.shape == (1, 64, 48, len(task.classes))
    assert len(np.unique(task.decode(output, x))) > 1
