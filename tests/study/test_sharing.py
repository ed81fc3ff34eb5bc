import json

import pytest

from kerasdense.study import sharing


def test_shares_are_of_the_two_alone_over_both_at_once():
    assert sharing.saved({"both": 10, "depth": 8, "normals": 8}) == 1.6


def test_it_counts_and_times_each_and_writes_it_down(tmp_path):
    trunks = []
    found = sharing.study(
        tmp_path, ("alexnet",), width=1 / 32, rounds=2, batch=1, each=trunks.append
    )
    assert trunks == ["alexnet"]
    told = found["trunks"]["alexnet"]
    # What is not shared is counted twice, and what is shared is counted once.
    assert 1 < sharing.saved(told["weights"]) < 2
    assert 1 < sharing.saved(told["gflop"]) < 2
    for what in ("prediction", "training"):
        assert min(told[what].values()) > 0
    assert json.loads((tmp_path / "study.json").read_text()) == found
    text = (tmp_path / "report.md").read_text()
    assert "The lecture says 1.6 times" in text and "| alexnet |" in text


@pytest.mark.parametrize("maps", [{"depth": 1}, {"normals": 3}])
def test_one_map_alone_is_a_network_of_one(maps):
    network = sharing.built("alexnet", 1 / 32, maps)
    assert set(network.output) == set(maps)
