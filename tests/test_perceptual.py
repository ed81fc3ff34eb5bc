import numpy as np
import pytest
from scipy.io import savemat

from kerasdense.errors import InputError, ModelFileError
from kerasdense.metrics import NIQE
from kerasdense.perceptual import (
    open_measure,
    perceptual_index,
    read_pristine,
    read_scores,
    write_pristine,
)

MEAN, COVARIANCE = np.arange(36.0), np.diag(np.arange(1.0, 37))


def test_the_published_file_is_read(shared):
    path = shared / "data" / "perceptual" / "niqe_modelparameters.mat"
    mean, covariance = read_pristine(path)
    assert mean[:4] == pytest.approx([2.6013, 0.9057, 0.8120, 0.0904], abs=5e-5)
    assert np.trace(covariance) == pytest.approx(1.630919, abs=1e-6)


def test_what_is_written_is_read_and_so_are_files_of_other_programs(tmp_path):
    write_pristine(tmp_path / "ours.npz", MEAN, COVARIANCE)
    basicsr = {"mu_pris_param": MEAN[None], "cov_pris_param": COVARIANCE}
    np.savez(tmp_path / "theirs.npz", gaussian_window=np.ones((7, 7)), **basicsr)
    matlab = {"mu_prisparam": MEAN[None], "cov_prisparam": COVARIANCE}
    savemat(tmp_path / "matlab.mat", matlab)
    for name in ("ours.npz", "theirs.npz", "matlab.mat"):
        mean, covariance = read_pristine(tmp_path / name)
        np.testing.assert_array_equal(mean, MEAN)
        np.testing.assert_array_equal(covariance, COVARIANCE)
    with pytest.raises(InputError, match="exists"):
        write_pristine(tmp_path / "ours.npz", MEAN, COVARIANCE)


@pytest.mark.parametrize(
    "arrays",
    [
        {"mu": MEAN},
        {"mu_prisparam": MEAN[:35], "cov_prisparam": COVARIANCE},
        {"mu_prisparam": MEAN, "cov_prisparam": COVARIANCE[:35]},
        {"mu_prisparam": MEAN, "cov_prisparam": COVARIANCE * np.nan},
    ],
)
def test_other_files_are_refused(arrays, tmp_path):
    np.savez(tmp_path / "x.npz", **arrays)
    with pytest.raises(ModelFileError, match="x.npz holds no parameters of pristine"):
        read_pristine(tmp_path / "x.npz")


def test_a_measure_sees_what_those_beside_it_see(tmp_path):
    write_pristine(tmp_path / "niqe.npz", MEAN, COVARIANCE)
    metric = open_measure(f"niqe={tmp_path}/niqe.npz", border=4, channel="rgb")
    assert isinstance(metric, NIQE)
    assert (metric.border, metric.channel) == (4, "rgb")


@pytest.mark.parametrize(
    "text, words",
    [
        ("niqe", "niqe needs a file, niqe=FILE"),
        ("lpips=", "lpips needs a file, lpips=TRUNK"),
        ("nique=x", "no measure 'nique'. Did you mean 'niqe'?"),
        ("ma=model.mat", "cannot be reproduced without its authors' program"),
        ("pi", "cannot be reproduced without its authors' program"),
    ],
)
def test_what_cannot_be_measured_is_told(text, words):
    with pytest.raises(InputError) as refused:
        open_measure(text)
    assert words in str(refused.value) and "\n" not in str(refused.value)


def test_scores_are_found_by_the_names_of_pictures(tmp_path):
    path = tmp_path / "ma.csv"
    path.write_text("image,Ma\nbaby.png, 8.5\n\nbird,7\n")
    np.testing.assert_array_equal(read_scores(path, ["bird", "baby"]), [7, 8.5])
    with pytest.raises(InputError, match="no score of birt. Did you mean 'bird'?"):
        read_scores(path, ["birt"])
    path.write_text("baby,8\nbird,many\n")
    with pytest.raises(InputError, match="line 2: should be NAME,SCORE"):
        read_scores(path, ["baby"])
    with pytest.raises(InputError, match="none.csv cannot be read"):
        read_scores(tmp_path / "none.csv", [])


def test_the_perceptual_index_by_hand():
    # Half of 10 - 8.5 + 3.5
    assert perceptual_index(3.5, 8.5) == 2.5
