"""Depth and normals on the command line, of a network that says the same of all."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from kerasdense.cli.geometry import Lens
from kerasdense.cli.main import app
from kerasdense.files import picture

RNG = np.random.default_rng(0)


@pytest.fixture(scope="module", params=[False, True], ids=["metres", "relative"])
def surfaces(request, tmp_path_factory):
    """-> the folder of a bundle, and whether its depth has a scale."""
    from kerasdense import bundle
    from kerasdense.models.mean_maps import mean_maps
    from kerasdense.tasks import DepthNormals

    folder = tmp_path_factory.mktemp("models") / "surfaces"
    task = DepthNormals(relative=request.param, side=24)
    network = mean_maps(task.channels_out, size=(3, 4))
    network.get_layer("depth_mean").map.assign(np.log(RNG.uniform(1, 4, (3, 4, 1))))
    tilted = np.broadcast_to(np.float32((0.6, 0, -0.8)), (3, 4, 3))
    network.get_layer("normals_mean").map.assign(tilted)
    bundle.save(folder, network, task)
    return folder, request.param


def predict(*arguments):
    return CliRunner().invoke(app, ["predict", *map(str, arguments)])


def test_all_maps_are_written_of_a_photograph(surfaces, photograph, tmp_path):
    model, relative = surfaces
    out = tmp_path / "out"
    done = predict(model, photograph, "--to", out, "--overlay", "--fov", 60)
    assert done.exit_code == 0, done.output
    stem = "Été am Meer"
    assert {path.name for path in out.iterdir()} == {
        f"{stem}.png",
        f"{stem}.json",
        f"{stem}_colours.png",
        f"{stem}.ply",
        f"{stem}_normals.png",
        f"{stem}_normals.npy",
        f"{stem}_normals.json",
        f"{stem}_overlay.png",
    }
    depth = picture.read(out / f"{stem}.png").pixels
    assert (depth.dtype, depth.shape) == (np.uint16, (21, 34, 1))
    told = json.loads((out / f"{stem}.json").read_text())
    assert told["kind"] == ("relative" if relative else "metric")
    if relative:
        assert depth.max() == 65535
    else:
        assert 1000 <= depth.min() < depth.max() <= 4000
    normals = np.load(out / f"{stem}_normals.npy")
    assert normals.shape == (21, 34, 3)
    np.testing.assert_allclose(normals[10, 10], (0.6, 0, -0.8), atol=1e-2)
    np.testing.assert_allclose(np.linalg.norm(normals, axis=-1), 1, atol=1e-5)
    head, _, body = (out / f"{stem}.ply").read_bytes().partition(b"end_header\n")
    assert b"element vertex 714" in head  # 21 x 34
    assert (b"in metres" in head) == (not relative)
    points = np.frombuffer(body, np.uint8).reshape(714, 15)[:, :12].copy().view("<f4")
    # The picture is 60 degrees wide: its first column lies at -16.5 of 17 half columns.
    slope = points[:34, 0] / points[:34, 2]
    assert slope[0] == pytest.approx(-np.tan(np.pi / 6) * 16.5 / 17, rel=1e-4)
    figure = picture.read(out / f"{stem}_overlay.png").pixels
    assert figure.shape[0] > 2 * 21 and figure.shape[1] > 2 * 34

    again = predict(model, photograph, "--to", out)
    assert again.exit_code == 1 and "add --overwrite" in again.output
    (out / f"{stem}.png").unlink()  # what is beside is not overwritten either
    assert predict(model, photograph, "--to", out).exit_code == 1
    assert not (out / f"{stem}.png").exists()
    assert predict(model, photograph, "--to", out, "--overwrite").exit_code == 0


@pytest.mark.parametrize(
    "more, words",
    [
        (("--camera", "1,2,3"), "should be fx,fy,cx,cy"),
        (("--camera", "a,b,c,d"), "should be fx,fy,cx,cy"),
        (("--fov", "200"), "degrees between 0 and 180"),
        (("--fov", "60", "--camera", "9,9,1,1"), "give one of them"),
    ],
)
def test_what_is_wrong_with_a_lens_is_one_line(surfaces, photograph, more, words):
    done = predict(surfaces[0], photograph, *more)
    assert words in str(done.exception) and "\n" not in str(done.exception)


def test_a_model_without_depth_makes_no_points(denoiser, photograph):
    done = predict(denoiser, photograph, "--fov", "60")
    assert "predicts none" in str(done.exception)


def test_mirrored_rooms_are_no_witnesses(surfaces, photograph, tmp_path):
    done = predict(surfaces[0], photograph, "--to", tmp_path / "o", "--self-ensemble")
    assert done.exit_code == 1 and "leave out --self-ensemble" in done.output


def test_sixteen_bits_need_a_png(surfaces, photograph, tmp_path):
    done = predict(surfaces[0], photograph, "--to", tmp_path / "o.jpg")
    assert done.exit_code == 1 and "16 bits" in done.output


def test_what_lies_on_the_axis_stays_there():
    assert Lens((10, 20, 3, 4)).camera(9, 9) == (10, 20, 3, 4)
    focal, _, cx, cy = Lens(fov=90).camera(20, 40)
    assert focal == pytest.approx(20) and (cx, cy) == (19.5, 9.5)
