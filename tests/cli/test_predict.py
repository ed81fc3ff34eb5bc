import io
import json

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from kerasdense.cli.main import app
from kerasdense.datasets import Scenes
from kerasdense.files import picture


def invoke(*arguments):
    return CliRunner().invoke(app, ["predict", *map(str, arguments)])


def test_a_folder_with_a_broken_file_gives_the_others_and_code_1(
    run, denoiser, photograph, tmp_path
):
    (tmp_path / "broken.jpg").write_bytes(b"not a picture")
    done = run("predict", denoiser, tmp_path, "--to", tmp_path / "out")
    assert done.returncode == 1
    assert "broken.jpg" in done.stderr.decode()
    written = picture.read(tmp_path / "out" / "Été am Meer.png")
    assert written.pixels.shape == (21, 34, 3)


def test_standard_input_is_answered_on_standard_output(run, enlarger, photograph):
    done = run("predict", enlarger, "-", stdin=photograph.read_bytes())
    assert done.returncode == 0, done.stderr
    assert picture.read(done.stdout).pixels.shape == (42, 68, 3)


def test_nothing_is_overwritten_unless_asked(denoiser, photograph, tmp_path):
    target = tmp_path / "kept.png"
    target.write_bytes(b"precious")
    refused = invoke(denoiser, photograph, "--to", target)
    assert refused.exit_code == 1
    assert target.read_bytes() == b"precious"
    assert invoke(denoiser, photograph, "--to", target, "--overwrite").exit_code == 0
    assert picture.read(target).pixels.shape == (21, 34, 3)


def test_labels_are_ids_with_colours_and_names(labeller, photograph, tmp_path):
    done = invoke(labeller, photograph, "--to", tmp_path / "out", "--overlay")
    assert done.exit_code == 0, done.output
    with Image.open(tmp_path / "out" / "Été am Meer.png") as image:
        assert image.mode == "P"
        assert image.size == (34, 21)
        assert np.asarray(image).max() < 3
    names = json.loads((tmp_path / "out" / "classes.json").read_text())
    assert names["classes"]["1"] == "red ball"
    assert (tmp_path / "out" / "Été am Meer_overlay.png").exists()


def test_each_of_two_maps_has_its_file_and_its_names(pair, photograph, tmp_path):
    from kerasdense import bundle

    done = invoke(pair, photograph, "--to", tmp_path / "out", "--overlay")
    assert done.exit_code == 0, done.output
    out = tmp_path / "out"
    found = {path.name for path in out.iterdir()}
    first, second = "Été am Meer.png", "Été am Meer_geometry.png"
    lists = {"classes.json", "classes_geometry.json"}
    assert found == {first, second, "Été am Meer_overlay.png", *lists}
    network, task = bundle.load(pair)
    pixels = picture.read(photograph).pixels[None] / np.float32(255)
    expected = task.decode(network(pixels), pixels)
    for name, part in (first, "semantic"), (second, "geometric"):
        ids = np.asarray(Image.open(out / name))
        assert np.mean(ids != np.asarray(expected[part])[0, ..., 0]) < 1e-2
    classes = [
        json.loads((out / name).read_text())["classes"] for name in sorted(lists)
    ]
    assert (classes[0]["1"], classes[1]["1"]) == ("red ball", "horizontal")

    again = invoke(pair, photograph, "--to", out)
    assert again.exit_code == 1 and "add --overwrite" in again.output
    (out / first).unlink()  # the other is not overwritten either
    assert invoke(pair, photograph, "--to", out).exit_code == 1
    assert not (out / first).exists()


def test_standard_output_has_room_for_the_first_map(run, pair, photograph):
    done = run("predict", pair, "-", stdin=photograph.read_bytes())
    assert done.returncode == 0, done.stderr
    with Image.open(io.BytesIO(done.stdout)) as image:
        assert image.size == (34, 21)
        colours = np.asarray(image.getpalette()[:9]).reshape(3, 3)
    np.testing.assert_array_equal(colours, Scenes.palette)


@pytest.mark.parametrize("channels", [1, 3])
def test_16_bits_alpha_and_gray_come_back(enlarger, tmp_path, channels):
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 65536, (9, 7, channels)).astype("uint16")
    alpha = rng.integers(0, 65536, (9, 7, 1)).astype("uint16")
    like = picture.Picture(pixels, alpha)
    picture.write(tmp_path / "deep.png", pixels, like)
    done = invoke(enlarger, tmp_path / "deep.png", "--to", tmp_path / "large.png")
    assert done.exit_code == 0, done.output
    large = picture.read(tmp_path / "large.png")
    assert large.pixels.dtype == np.uint16
    assert large.pixels.shape == (18, 14, channels)
    assert large.alpha.shape == (18, 14, 1)


def test_a_rotated_photograph_is_predicted_upright(labeller, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn: 40 rows by 20 columns when upright
    Image.new("RGB", (40, 20), (200, 30, 30)).save(tmp_path / "turned.jpg", exif=exif)
    done = invoke(labeller, tmp_path / "turned.jpg", "--to", tmp_path / "out")
    assert done.exit_code == 0, done.output
    label = picture.read_label(tmp_path / "out" / "turned.png")
    assert label.shape == (40, 20, 1)


@pytest.fixture(scope="module")
def unsure(tmp_path_factory):
    """The folder of an untaught Bayesian network."""
    import keras

    from kerasdense import bundle
    from kerasdense.models.segnet import segnet_basic
    from kerasdense.tasks import Segmentation

    folder = tmp_path_factory.mktemp("models") / "unsure"
    task = Segmentation(classes=("wall", "red ball", "blue ball"))
    keras.utils.set_random_seed(0)
    network = segnet_basic(3, width=1 / 16, bayesian=True)
    network.get_layer("conv_classifier").kernel.assign(
        network.get_layer("conv_classifier").kernel / 100
    )
    bundle.save(folder, network, task)
    return folder


@pytest.fixture(scope="module")
def sure(tmp_path_factory):
    """The folder of an untaught network that drops nothing."""
    from kerasdense import bundle
    from kerasdense.models.unet import unet
    from kerasdense.tasks import Segmentation

    folder = tmp_path_factory.mktemp("models") / "sure"
    network = unet(3, 2, filters=(2, 2), dropout=0.0)
    bundle.save(folder, network, Segmentation(classes=("wall", "ball")))
    return folder


def test_samples_leave_labels_and_where_they_are_unsure(unsure, photograph, tmp_path):
    """The same for the same seed, and another picture for another."""
    for name, seed in ("one", 5), ("two", 5), ("other", 6):
        done = invoke(
            unsure, photograph, "--to", tmp_path / name, "--samples", 4, "--seed", seed
        )
        assert done.exit_code == 0, done.output
    files = "Été am Meer.png", "Été am Meer_uncertainty.png"
    with Image.open(tmp_path / "one" / files[0]) as image:
        assert image.mode == "P" and np.asarray(image).max() < 3
    with Image.open(tmp_path / "one" / files[1]) as image:
        assert (image.mode, image.size) == ("L", (34, 21))
        assert np.asarray(image).max() > 0
    one, two, other = (
        [(tmp_path / name / file).read_bytes() for file in files]
        for name in ("one", "two", "other")
    )
    assert one == two
    assert one[1] != other[1]


def test_uncertainty_is_not_overwritten_unless_asked(unsure, photograph, tmp_path):
    kept = tmp_path / "kept_uncertainty.png"
    kept.write_bytes(b"precious")
    command = unsure, photograph, "--to", tmp_path / "kept.png", "--samples", 2
    assert invoke(*command).exit_code == 1
    assert kept.read_bytes() == b"precious"
    assert not (tmp_path / "kept.png").exists()
    assert invoke(*command, "--overwrite").exit_code == 0
    assert picture.read(kept).pixels.shape == (21, 34, 1)


def test_labels_of_samples_are_answered_on_standard_output(run, unsure, photograph):
    done = run("predict", unsure, "-", "--samples", 2, stdin=photograph.read_bytes())
    assert done.returncode == 0, done.stderr
    assert picture.read_label(done.stdout).shape == (21, 34, 1)


@pytest.mark.parametrize(
    "model, source, told",
    [
        ("sure", "x.png", "no dropout"),
        ("denoiser", "x.png", "networks that label"),
        ("unsure", "x.mp4", "there is a video"),
        ("x.tflite", "x.png", "exported file"),
    ],
)
def test_what_cannot_be_sampled_is_refused_in_one_line(
    request, run, tmp_path, model, source, told
):
    (tmp_path / source).write_bytes(b"never read")
    (tmp_path / "x.tflite").write_bytes(b"....TFL3")
    name = model if "." in model else request.getfixturevalue(model)
    done = run("predict", name, source, "--samples", 2)
    lines = done.stderr.decode().strip().splitlines()
    assert done.returncode == 2
    assert len(lines) == 1 and told in lines[0], lines


def test_what_blurred_a_picture_is_written_beside_it(tmp_path):
    import keras

    from kerasdense import bundle
    from kerasdense.models.schuler import schuler
    from kerasdense.tasks import BlindDeblurring

    keras.utils.set_random_seed(0)
    network, task = schuler(5, 2, filters=4), BlindDeblurring(size=5)
    bundle.save(tmp_path / "blind", network, task)
    pixels = np.random.default_rng(0).integers(0, 256, (30, 40), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "photo.jpg", quality=100)
    out = tmp_path / "sharp"
    done = invoke(tmp_path / "blind", tmp_path / "photo.jpg", "--to", out, "--overlay")
    assert done.exit_code == 0, done.output
    names = ["photo.jpg", "photo_kernel.png", "photo_overlay.png"]
    assert sorted(path.name for path in out.iterdir()) == names
    seen = np.asarray(Image.open(tmp_path / "photo.jpg"))[None, ..., None]
    kernel = np.asarray(network(np.float32(seen / 255))["kernel"])[0, ..., -1]
    found = np.asarray(Image.open(out / "photo_kernel.png"))
    assert Image.open(out / "photo.jpg").size == (40, 30)
    assert found.shape == (5, 5) and found.max() == 255
    large = kernel > 0.06 * kernel.max()  # what is less may be taken for nothing
    expected = 255 * kernel[large] / kernel.max()
    np.testing.assert_allclose(found[large], expected, atol=1.5)
