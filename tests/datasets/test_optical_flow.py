import numpy as np
import pytest

from kerasdense.check import check
from kerasdense.datasets import open_dataset
from kerasdense.datasets.spec import open_splits
from kerasdense.errors import InputError


def test_chairs_are_split_by_their_list(written):
    folder = written.chairs("12")
    for split, number in (("train", 1), ("val", 2)):
        data = open_dataset(f"chairs:{folder}", split)
        assert [data.name(i) for i in range(len(data))] == [f"0000{number}"]
        sample = data.read(0)
        assert sample["image"][0, 0, 0] == number
        assert sample["flow"][0, 0].tolist() == [number, 0]


def test_chairs_without_a_list_are_all_there_is(written):
    assert set(open_splits(f"chairs:{written.chairs()}")) == {"all"}


def test_a_list_of_other_chairs_is_refused(written):
    folder = written.chairs("121")
    with pytest.raises(InputError, match="has 3 lines and .* 2 pairs"):
        open_dataset(f"chairs:{folder}", "train")


def test_sintel_hides_and_distrusts_what_its_masks_say(written):
    data = open_dataset(f"sintel:{written.sintel()}")
    assert [data.name(i) for i in range(2)] == ["alley/frame_0001", "alley/frame_0002"]
    sample = data.read(0)
    assert (sample["image"][0, 0, 0], sample["second"][0, 0, 0]) == (1, 2)
    assert sample["occlusion"][0, :, 0].tolist() == [255, 0, 0, 0]
    assert np.isnan(sample["flow"][0]).all(axis=-1).tolist() == [0, 1, 0, 0]
    with pytest.raises(InputError, match="should say clean or final, not 'wet'"):
        open_dataset(f"sintel:{written.folder}/sintel,wet")


def test_kitti_hides_what_its_second_file_lacks(written):
    data = open_dataset(f"kitti-flow:{written.kitti_flow()}")
    sample = data.read(0)
    assert np.isnan(sample["flow"][0]).all(axis=-1).tolist() == [0, 0, 1, 0]
    assert sample["occlusion"][0, :, 0].tolist() == [0, 255, 0, 0]
    assert sample["flow"][1, 0].tolist() == [1.5, -2.0]


def test_middlebury_is_named_by_its_scenes(written):
    data = open_dataset(f"middlebury:{written.middlebury()}")
    assert data.name(0) == "Venus" and data.fields == ("image", "second", "flow")


def test_frames_go_in_turn(written):
    for number in (10, 9, 8):
        written.picture(f"film/f{number}.png", value=number)
    data = open_dataset(f"frames:{written.folder}/film")
    pairs = [[data.read(i)[n][0, 0, 0] for n in ("image", "second")] for i in (0, 1)]
    assert pairs == [[8, 9], [9, 10]] and data.fields == ("image", "second")
    written.picture("alone/f.png")
    with pytest.raises(InputError, match="has one picture"):
        open_dataset(f"frames:{written.folder}/alone")


def test_what_is_missing_or_of_another_size_is_named(written):
    folder = written.chairs()
    (written.folder / "chairs/data/00002_img2.ppm").unlink()
    with pytest.raises(InputError, match="00002_img2.ppm is missing"):
        open_dataset(f"chairs:{folder}")
    written.picture("chairs/data/00002_img2.ppm", shape=(3, 4))
    found = check(open_splits(f"chairs:{folder}"))
    assert len(found.faults) == 1
    assert "00002_img1.ppm is 4x2 and" in found.faults[0]
    assert "00002_img2.ppm is 4x3" in found.faults[0]
    with pytest.raises(InputError, match="has no NAME_img1.ppm"):
        open_dataset(f"chairs:{written.folder}")
    with pytest.raises(InputError, match="has none of image_2, colored_0"):
        open_dataset(f"kitti-flow:{folder}")


def test_the_real_ones_are_in_order(shared):
    folder = shared / "data" / "optical_flow"
    counts = {
        f"chairs:{folder / 'flyingchairs'}": 4,
        f"sintel:{folder / 'sintel'}": 2,
        f"sintel:{folder / 'sintel'},final": 2,
        f"kitti-flow:{folder / 'kitti'}": 1,
        f"frames:{folder / 'sintel/training/clean/alley_1'}": 2,
    }
    for spec, count in counts.items():
        found = check(open_splits(spec))
        assert not found.faults and found.images == {"all": count}
