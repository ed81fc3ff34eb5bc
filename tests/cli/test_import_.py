import json

import numpy as np
import pytest
import scipy.io

from kerasdense.cli import import_
from kerasdense.weights.networks import NETWORKS


@pytest.fixture(scope="module")
def mat(tmp_path_factory):
    """A DnCNN of 17 layers that finds no noise, in the layout of the published one."""
    cells = np.empty((1, 33), object)
    for i in range(17):
        kernel = np.zeros((3, 3, 1 if i == 0 else 64, 1 if i == 16 else 64), np.float32)
        weights = np.empty((1, 2), object)
        weights[0] = [kernel, np.zeros((kernel.shape[3], 1), np.float32)]
        cells[0, 2 * i] = {"type": "conv", "weights": weights, "pad": 1.0}
        if i < 16:
            cells[0, 2 * i + 1] = {"type": "relu", "leak": 0.0}
    path = tmp_path_factory.mktemp("published") / "sigma=25.mat"
    scipy.io.savemat(path, {"net": {"layers": cells}, "extra": np.zeros(9)})
    return path


def test_makes_a_bundle_that_predicts(run, mat, photograph, tmp_path):
    done = run("import", mat, "--as", "dncnn", "--to", "made")
    assert done.returncode == 0, done.stderr.decode()
    out, err = done.stdout.decode(), done.stderr.decode()
    assert out.splitlines() == [
        "made: 34 arrays of sigma=25.mat",
        "Now: kerasdense predict made PICTURE...",
    ]
    assert err.splitlines() == ["warning: In the file besides, and not used: extra."]
    record = json.loads((tmp_path / "made" / "import.json").read_text())
    assert record["network"] == "dncnn" and record["file"] == "sigma=25.mat"

    done = run("predict", "made", photograph, "--to", "results")
    assert done.returncode == 0, done.stderr.decode()
    assert len(list((tmp_path / "results").iterdir())) == 1

    done = run("import", mat, "--as", "dncnn", "--to", "made")
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "made exists and is left as it is: add --overwrite.\n"
    )


@pytest.mark.parametrize(
    "network, code, words",
    [
        ("fcn-alexnet", 2, "conv1/0 96x3x11x11 is missing; "),
        ("dncn", 2, "No network 'dncn' can be imported. Did you mean 'dncnn'?"),
    ],
)
def test_what_does_not_fit_is_one_line(network, code, words, run, mat, tmp_path):
    done = run("import", mat, "--as", network, "--to", "made")
    assert done.returncode == code
    (line,) = done.stderr.decode().splitlines()
    assert words in line
    assert not (tmp_path / "made").exists()


def test_a_broken_file_has_its_exit_code(run, mat, tmp_path):
    (tmp_path / "cut.mat").write_bytes(mat.read_bytes()[:5000])
    done = run("import", "cut.mat", "--as", "dncnn", "--to", "made")
    assert done.returncode == 3
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("cut.mat cannot be read")
    assert not (tmp_path / "made").exists()


def test_help_lists_the_networks():
    for name, published in NETWORKS.items():
        assert f"`{name}`: {published.meaning}" in import_.import_.__doc__


def test_many_names_are_not_all_told(capsys):
    import_.tell("Not used", [f"n{i}" for i in range(8)])
    assert capsys.readouterr().err == (
        "warning: Not used: n0, n1, n2, n3, n4 and 3 more.\n"
    )
    import_.tell("Not used", [])
    assert capsys.readouterr().err == ""
