import numpy as np
import pytest

from kerasdense.datasets import open_dataset
from kerasdense.errors import InputError


def test_files_called_alike_but_for_a_word_are_pairs(written):
    for number in (1, 2, 10):
        written.picture(f"rain{number}.png", value=100 + number)
        written.picture(f"norain{number}.png", value=number)
    dataset = open_dataset(f"rain:{written.folder}")
    assert [dataset.name(i) for i in range(3)] == ["rain1", "rain2", "rain10"]
    sample = dataset.read(2)
    assert np.all(sample["damaged"] == 110) and np.all(sample["image"] == 10)


def test_so_are_those_of_the_paper_and_others_are_left_alone(written):
    written.picture("2rain.png", value=9)
    written.picture("2ground_truth.png", value=3)
    written.picture("result.png")
    dataset = open_dataset(f"rain:{written.folder}")
    assert len(dataset) == 1
    assert np.all(dataset.read(0)["image"] == 3)


@pytest.mark.parametrize(
    "names, told",
    [
        (["rain1", "rain2", "norain2"], "rain1.png has no partner"),
        (["rain1", "norain1", "norain3"], "norain3.png has no partner"),
        (["sun"], "none"),
    ],
)
def test_what_has_no_partner_is_told(written, names, told):
    for name in names:
        written.picture(f"{name}.png")
    with pytest.raises(InputError, match=told):
        open_dataset(f"rain:{written.folder}")


def test_pairs_are_of_one_size(written):
    written.picture("rain1.png", (2, 4))
    written.picture("norain1.png", (3, 4))
    with pytest.raises(InputError, match="4x2 but its target .* 4x3"):
        open_dataset(f"rain:{written.folder}").read(0)


def test_the_shared_pairs_are_read(shared):
    for folder, count in ("ddn_pairs", 9), ("ddn_paper_pairs_jpg", 3):
        dataset = open_dataset(f"rain:{shared}/data/rain/{folder}")
        assert len(dataset) == count
        light = [
            dataset.read(i)["damaged"].mean() - dataset.read(i)["image"].mean()
            for i in range(count)
        ]
        assert min(light) > 3  # rain is bright
