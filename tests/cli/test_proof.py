import pytest

from kerasdense.cli import proof
from kerasdense.errors import ModelFileError

SECONDS = {"network": 0.2, "file": 0.05, "rows": 8, "columns": 9}


def test_reports_of_other_files_are_kept(tmp_path):
    path = tmp_path / proof.NAME
    assert proof.read_reports(path) == {}
    proof.write_reports(path, {"a.tflite": {"proven": True}})
    proof.write_reports(path, proof.read_reports(path) | {"b": {"proven": False}})
    assert set(proof.read_reports(path)) == {"a.tflite", "b"}


@pytest.mark.parametrize("content", ["[]", "{", "7"])
def test_what_is_no_report_of_ours_is_not_written_over(tmp_path, content):
    path = tmp_path / proof.NAME
    path.write_text(content)
    with pytest.raises(ModelFileError, match="Move it away"):
        proof.read_reports(path)


def test_pictures_are_told_in_255ths_and_labels_in_shares():
    apart = {"largest": 2.0, "mean": 0.5, "differing": 0.25, "psnr": None}
    scores = {"network": {"psnr": 30.0}, "file": {"psnr": 29.9}}
    told = list(proof.rows({"difference": apart, "seconds": SECONDS, "scores": scores}))
    assert ("PSNR, file to network, dB", "", "", "equal") in told
    assert ("values that differ", "", "", "25.000 %") in told
    assert ("psnr", 30.0, 29.9, "-0.1000") in told
    assert told[-1] == ("milliseconds for 8x9", 200.0, 50.0, "4.00 x as fast")

    apart = {"differing": 0.01}
    told = proof.rows({"difference": apart, "seconds": SECONDS, "scores": {}})
    assert next(told) == ("pixels that differ", "", "", "1.000 %")


def test_several_maps_are_told_by_their_names():
    apart = {
        "what": {"differing": 0.01},
        "look": {"largest": 2.0, "mean": 0.5, "differing": 0.25, "psnr": 40.0},
    }
    told = list(proof.rows({"difference": apart, "seconds": SECONDS, "scores": {}}))
    assert told[0] == ("what: pixels that differ", "", "", "1.000 %")
    assert ("look: PSNR, file to network, dB", "", "", 40.0) in told
