import json

import pytest
from typer.testing import CliRunner

from kerasdense import bundle
from kerasdense.cli.compare import sides
from kerasdense.cli.main import app
from kerasdense.cost import flop
from kerasdense.errors import InputError, ModelFileError
from kerasdense.files import picture


def invoke(*arguments):
    return CliRunner().invoke(app, ["compare", *map(str, arguments)])


def test_fillers_of_holes_are_timed_with_half_of_the_pixels_lost():
    fillers = "telea", "navier-stokes", "biharmonic"
    done = invoke(*fillers, "--size", "32x48", "--rounds", 1, "--no-memory")
    assert done.exit_code == 0, done.output


def test_models_stand_side_by_side(denoiser, tmp_path):
    numbers, figure = tmp_path / "numbers.json", tmp_path / "both.png"
    done = invoke(
        *(denoiser, "noisy-color", "--data", "samples:chelsea", "--size", "32x48"),
        *("--rounds", 2, "--json", numbers, "--figure", figure, "--no-memory"),
    )
    assert done.exit_code == 0, done.output
    found = json.loads(numbers.read_text())
    ours, noisy = found["models"]
    network, _ = bundle.load(denoiser)
    assert ours["weights"] == network.count_params()
    assert ours["gflop"] == pytest.approx(flop(network, 32, 48) / 1e9)
    assert noisy["weights"] is noisy["gflop"] is noisy["reach"] is None
    assert ours["reach"]["margin"] > 0
    assert ours["milliseconds"] > noisy["milliseconds"] > 0
    assert "megabytes" not in ours
    assert noisy["scores"]["psnr"] == pytest.approx(20.5, abs=1)
    assert "deviation 25 of 255" in found["protocol"]["noise"]
    assert f"{ours['weights']:,}" in done.output
    assert picture.read(figure).pixels.shape[1] > 3 * 256
    again = invoke(denoiser, "--json", numbers)
    assert isinstance(again.exception, InputError)


def test_memory_is_that_of_a_process_of_its_own(tmp_path):
    numbers = tmp_path / "numbers.json"
    done = invoke("noisy-gray", "--rounds", 1, "--size", "16x16", "--json", numbers)
    assert done.exit_code == 0, done.output
    (told,) = json.loads(numbers.read_text())["models"]
    assert 100 < told["megabytes"] < 2000
    assert "peak memory, MB" in done.output


def test_without_data_nothing_is_scored(denoiser):
    done = invoke(denoiser, "--no-memory", "--rounds", 1, "--size", "16x16")
    assert done.exit_code == 0, done.output
    assert "psnr" not in done.output and "memory" not in done.output
    assert "GFLOP at 16x16" in done.output


def test_a_figure_needs_no_data_where_photographs_will_do(labeller, tmp_path):
    figure = tmp_path / "labels.png"
    done = invoke(
        *(labeller, "--no-memory", "--rounds", 1, "--size", "16x16"),
        *("--figure", figure, "--pictures", 1),
    )
    assert done.exit_code == 0, done.output
    assert figure.exists()


def test_other_tasks_are_refused_in_one_line(denoiser, enlarger):
    done = invoke(denoiser, enlarger)
    assert isinstance(done.exception, InputError)
    assert "differ in task: Denoising against SuperResolution" in str(done.exception)
    assert "\n" not in str(done.exception)


def test_a_broken_model_is_one_line(denoiser, tmp_path):
    (tmp_path / "task.json").write_text("{}")
    done = invoke(denoiser, tmp_path)
    assert isinstance(done.exception, ModelFileError)
    assert "\n" not in str(done.exception)


def test_a_size_is_rows_and_columns():
    assert sides("480x640") == (480, 640)
    for wrong in ("480", "480x", "0x5", "axb"):
        with pytest.raises(InputError, match="256x256"):
            sides(wrong)


def test_wins_and_the_scores_of_each_image_are_told(tmp_path):
    rows, numbers = tmp_path / "each.csv", tmp_path / "numbers.json"
    done = invoke(
        *("noisy-gray", "median-gray", "--data", "samples:chelsea,rocket"),
        *("--damage", "salt-pepper:0.1", "--csv", rows, "--json", numbers),
        *("--no-memory", "--rounds", 1, "--size", "16x16"),
    )
    assert done.exit_code == 0, done.output
    assert "Better in psnr, of 2 images" in done.output
    lines = [line.split() for line in done.output.splitlines() if "median-gray" in line]
    assert any("2" in line for line in lines)
    head, *body = rows.read_text().splitlines()
    assert head == (
        "name,noisy-gray psnr,noisy-gray ssim,median-gray psnr,median-gray ssim"
    )
    assert [line.split(",")[0] for line in body] == ["chelsea", "rocket"]
    found = json.loads(numbers.read_text())
    assert found["protocol"]["damage"].startswith("black or white in a share of 0.1")
    assert "noise" not in found["protocol"] and "each" not in found["models"][0]
    values = [float(line.split(",")[3]) for line in body]
    mean = sum(values) / 2
    assert found["models"][1]["scores"]["psnr"] == pytest.approx(mean)
    assert mean > 25 and float(body[0].split(",")[1]) < 18


def test_scores_of_images_need_images(tmp_path):
    done = invoke("noisy-gray", "--csv", tmp_path / "each.csv")
    assert isinstance(done.exception, InputError)
    assert "--data" in str(done.exception)
