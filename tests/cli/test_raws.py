"""Raw files through `kerasdense predict`."""

import numpy as np
import pytest
from typer.testing import CliRunner

from kerasdense.cli.main import app
from kerasdense.cli.raws import Raws
from kerasdense.errors import InputError
from kerasdense.files import picture, raw
from kerasdense.pixels.mosaic import XTRANS
from kerasdense.tasks import Denoising, LowLight

pytest.importorskip("rawpy", reason='needs rawpy: pip install "kerasdense[raw]"')
SENSOR = np.random.default_rng(0).integers(500, 700, (48, 60)).astype(np.uint16)


@pytest.fixture(scope="module")
def seer(tmp_path_factory):
    """The folder of an untaught network for Bayer's mosaics."""
    import keras

    from kerasdense import bundle
    from kerasdense.models.see_in_the_dark import see_in_the_dark

    folder = tmp_path_factory.mktemp("models") / "seer"
    keras.utils.set_random_seed(0)
    network = see_in_the_dark(filters=(4, 6), toned=True)
    network.get_layer("plain").bias.assign(np.full(12, 0.5))
    bundle.save(folder, network, LowLight())
    return folder


def invoke(*arguments):
    return CliRunner().invoke(app, ["predict", *map(str, arguments)])


def expected_of(seer, path, ratio):
    """-> what the network makes of a raw file, uint16, as the sensor lies."""
    from kerasdense import bundle

    network, task = bundle.load(seer)
    x = raw.read(path).amplified(ratio)[:, :][None]
    return np.rint(65535 * np.asarray(task.decode(network(x), x))[0])


@pytest.mark.parametrize("ending", [".png", ".tif"])
def test_a_raw_file_becomes_an_upright_picture_of_16_bits(seer, dng, tmp_path, ending):
    path = dng("night.dng", SENSOR, orientation=6)
    to = tmp_path / f"day{ending}"
    done = invoke(seer, path, "--ratio", 100, "--to", to)
    assert done.exit_code == 0, done.output
    assert "amplified 100 times" in done.output
    written = picture.read(to).pixels
    assert written.dtype == np.uint16 and written.shape == (60, 48, 3)
    expected = raw.read(path).upright(expected_of(seer, path, 100))
    assert np.abs(written - expected).max() <= 1
    assert len(np.unique(written)) > 256


def test_of_a_folder_raw_files_alone_are_meant(seer, dng, tmp_path):
    for name in ("a.dng", "b.dng"):
        dng(f"night/{name}", SENSOR)
    picture.write(tmp_path / "night/a.jpg", np.zeros((8, 8, 3), np.uint8))
    done = invoke(seer, tmp_path / "night", "--to", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a.png", "b.png"]
    again = invoke(seer, tmp_path / "night", "--to", tmp_path / "out")
    assert again.exit_code == 1 and "add --overwrite" in again.output


def test_tiles_are_exact(seer, dng, tmp_path):
    sensor = np.random.default_rng(1).integers(500, 700, (240, 300)).astype(np.uint16)
    path = dng("large.dng", sensor)
    for tile in (0, 64):
        to = tmp_path / f"{tile}.png"
        done = invoke(seer, path, "--ratio", 100, "--tile", tile, "--to", to)
        assert done.exit_code == 0, done.output
    whole, tiled = (picture.read(tmp_path / f"{n}.png").pixels for n in (0, 64))
    assert whole.shape == (240, 300, 3)
    assert np.abs(whole.astype(int) - tiled).max() <= 2


def test_an_overlay_shows_libraws_beside(seer, dng, tmp_path):
    path = dng("night.dng", SENSOR)
    done = invoke(seer, path, "--overlay", "--to", tmp_path / "day.png")
    assert done.exit_code == 0, done.output
    drawn = picture.read(tmp_path / "day_overlay.png").pixels
    assert drawn.dtype == np.uint8 and drawn.shape[1] > 120


def test_standard_input_is_answered_on_standard_output(run, seer, dng):
    path = dng("night.dng", SENSOR)
    done = run("predict", seer, "-", "--ratio", "100", stdin=path.read_bytes())
    assert done.returncode == 0, done.stderr
    written = picture.read(done.stdout).pixels
    assert np.abs(written - expected_of(seer, path, 100)).max() <= 1


def test_what_cannot_be_seen_is_refused_with_the_reason(seer, dng, tmp_path):
    picture.write(tmp_path / "a.jpg", np.zeros((8, 8, 3), np.uint8))
    done = invoke(seer, tmp_path / "a.jpg", "--to", tmp_path / "out")
    told = " ".join(done.output.split())
    assert done.exit_code == 1 and "is a JPEG, developed already" in told
    other = dng("fuji.dng", SENSOR, XTRANS.colours)
    done = invoke(seer, other, "--to", tmp_path / "out")
    told = " ".join(done.output.split())
    assert done.exit_code == 1
    assert "colour filters are xtrans" in told and "learned bayer" in told
    done = invoke(seer, dng("a.dng", SENSOR), "--self-ensemble", "--to", "out")
    assert "leave out --self-ensemble" in " ".join(done.output.split())


def test_ratios_are_numbers_seconds_files_or_automatic(dng):
    task = LowLight()
    short, long = (
        dng(f"{seconds}.dng", SENSOR, seconds=seconds) for seconds in (0.04, 8)
    )
    file, silent = raw.read(short), raw.read(dng("silent.dng", SENSOR))
    assert Raws(task, "dark", "120").ratio_of(file) == 120
    assert Raws(task, "dark", "2s").ratio_of(file) == pytest.approx(50)
    assert Raws(task, "dark", str(long)).ratio_of(file) == pytest.approx(200)
    assert Raws(task, "dark", "60s").ratio_of(file) == 300  # not 1500
    for told in (None, "auto"):
        found = Raws(task, "dark", told).ratio_of(file)
        assert found == raw.automatic_ratio(file) > 1
    with pytest.raises(
        InputError, match="silent.dng: does not say how long it was exp"
    ):
        Raws(task, "dark", "2s").ratio_of(silent)


def test_other_ratios_are_refused(dng):
    for told in ("0.5", "400", "much", "-3s"):
        with pytest.raises(
            InputError, match=f"--ratio {told} should be a number from 1"
        ):
            Raws(LowLight(), "dark", told)
    with pytest.raises(InputError, match="does not say how it was exposed"):
        Raws(LowLight(), "dark", str(dng("silent.dng", SENSOR)))
    with pytest.raises(InputError, match="denoise-color reads no raw files"):
        Raws(Denoising(), "denoise-color", "100")


def test_exported_it_takes_raw_files_too(seer, dng, tmp_path):
    """In float32: bytes of light, which is linear, would be too few for shadows."""
    from kerasdense import bundle
    from kerasdense.export.tflite import to_tflite

    to_tflite(*bundle.load(seer), tmp_path / "seer.tflite", takes="float32")
    path = dng("night.dng", SENSOR)
    to = tmp_path / "day.png"
    done = invoke(tmp_path / "seer.tflite", path, "--ratio", 100, "--to", to)
    assert done.exit_code == 0, done.output
    written = picture.read(to).pixels
    assert np.abs(written - expected_of(seer, path, 100)).max() < 65  # 1/1000


@pytest.mark.parametrize("name", ["Blackmagic.dng", "RAW_KODAK_DC50.KDC"])
def test_real_raw_files_pass_through(seer, shared, tmp_path, name):
    to = tmp_path / "seen.png"
    done = invoke(seer, shared / "data/raw" / name, "--to", to)
    assert done.exit_code == 0, done.output
    shape = {"Blackmagic.dng": (2176, 4128, 3), "RAW_KODAK_DC50.KDC": (512, 766, 3)}
    assert picture.read(to).pixels.shape == shape[name]
