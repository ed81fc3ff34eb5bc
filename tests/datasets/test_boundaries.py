import numpy as np
import pytest
from scipy.io import savemat

from kerasdense.datasets import Scenes, open_dataset
from kerasdense.datasets.boundaries import (
    bsds,
    drawings,
    edge_list,
    of_all_people,
    with_boundary,
)
from kerasdense.datasets.fields import VOID
from kerasdense.errors import InputError
from kerasdense.files import picture


def photograph(path, size=(6, 8)):
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.write(path, np.full((*size, 3), 90, np.uint8))


def drawing(path, row, size=(6, 8)):
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.zeros((*size, 1), np.uint8)
    pixels[row] = 255
    picture.write(path, pixels)


def matlab(path, rows, size=(6, 8)):
    """A file as those of BSDS500: a cell of structures, one for each person."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = np.empty((1, len(rows)), object)
    for i, row in enumerate(rows):
        lines = np.zeros(size, np.uint8)
        lines[row] = 1
        cells[0, i] = {"Segmentation": np.ones(size, np.uint16), "Boundaries": lines}
    savemat(path, {"groundTruth": cells})


@pytest.mark.parametrize(
    "images, truths",
    [
        ("{}/images", "{}/groundTruth"),
        ("data/images/{}", "data/groundTruth/{}"),
        ("BSDS500/data/images/{}", "BSDS500/data/groundTruth/{}"),
    ],
)
def test_bsds_is_read_in_either_layout(tmp_path, images, truths):
    for split, rows in ("train", [1, 2, 4]), ("val", [3]):
        photograph(tmp_path / images.format(split) / f"{split}7.jpg")
        matlab(tmp_path / truths.format(split) / f"{split}7.mat", rows)
    data = open_dataset(f"bsds:{tmp_path}", "train")
    sample = data.read(0)
    assert data.name(0) == "train7" and sample["image"].shape == (6, 8, 3)
    assert sample["boundary"].shape == (6, 8, 3)
    assert sample["boundary"].dtype == np.uint8
    for person, row in enumerate([1, 2, 4]):
        expected = np.zeros((6, 8))
        expected[row] = 255
        np.testing.assert_array_equal(sample["boundary"][..., person], expected)
    assert len(open_dataset(f"bsds:{tmp_path}")) == 1  # val
    assert len(bsds(str(tmp_path), "trainval")) == 2
    with pytest.raises(InputError, match="has no split 'test'"):
        bsds(str(tmp_path), "test")


def test_a_picture_without_its_truth_and_a_broken_truth_are_told(tmp_path):
    photograph(tmp_path / "val/images/a.jpg")
    with pytest.raises(InputError, match="There is no .*a.mat, though"):
        bsds(str(tmp_path), "val")
    truth = tmp_path / "val/groundTruth/a.mat"
    truth.parent.mkdir()
    savemat(truth, {"groundTruth": np.zeros((3, 3))})
    with pytest.raises(InputError, match="a.mat is not as those of BSDS500"):
        bsds(str(tmp_path), "val").read(0)
    matlab(truth, [1], size=(5, 5))
    with pytest.raises(InputError, match="is 8x6 but the boundaries in .* are 5x5"):
        bsds(str(tmp_path), "val").read(0)


def test_lists_name_a_picture_and_its_drawings(tmp_path):
    photograph(tmp_path / "train/one.jpg")
    drawing(tmp_path / "gt/one.png", 2)
    matlab(tmp_path / "gt/one.mat", [3, 5])
    file = tmp_path / "train_pair.lst"
    file.write_text("train/one.jpg gt/one.png\n\ntrain/one.jpg gt/one.mat gt/one.png\n")
    data = open_dataset(f"edge-list:{file}")
    assert len(data) == 2
    assert data.read(0)["boundary"][2].min() == 255
    assert data.read(1)["boundary"].shape == (6, 8, 3)
    file.write_text("train/one.jpg\n")
    with pytest.raises(InputError, match="should name a picture and its drawing"):
        edge_list(str(file), None)
    file.write_text("train/one.jpg gt/two.png\n")
    with pytest.raises(InputError, match="two.png, which is not there"):
        edge_list(str(file), None)


def test_own_drawings_have_a_folder_for_each_person(tmp_path):
    for i, name in enumerate(("a", "b")):
        photograph(tmp_path / f"photos/{name}.jpg")
        drawing(tmp_path / f"anna/{name}.png", i)
        drawing(tmp_path / f"otto/{name}.png", 5)
    data = open_dataset(f"drawings:{tmp_path}/photos,{tmp_path}/anna,{tmp_path}/otto")
    rows = data.read(1)["boundary"].any(axis=1)
    np.testing.assert_array_equal(rows.nonzero(), [[1, 5], [0, 1]])
    with pytest.raises(InputError, match="should be written drawings:PICTURES"):
        drawings("photos", None)


def test_several_people_become_their_share(tmp_path):
    photograph(tmp_path / "train/images/a.jpg")
    matlab(tmp_path / "train/groundTruth/a.mat", [1, 1, 4])
    share = of_all_people(bsds(str(tmp_path), "train")).read(0)["boundary"]
    assert (share.shape, share.dtype) == ((6, 8, 1), np.float32)
    np.testing.assert_allclose(share[[0, 1, 4], 0, 0], [0, 2 / 3, 1 / 3])
    again = of_all_people(of_all_people(bsds(str(tmp_path), "train")))
    np.testing.assert_array_equal(again.read(0)["boundary"], share)


def test_labels_have_boundaries_but_not_where_they_are_void():
    class WithVoid(Scenes):
        def read(self, index):
            sample = super().read(index)
            sample["label"][:5] = VOID
            return sample

    sample = with_boundary(WithVoid(1)).read(0)
    assert set(sample) == {"image", "boundary", "weight"}
    assert not sample["weight"][:5].any() and sample["weight"][5:].all()
    assert 0 < (sample["boundary"] == 255).mean() < 0.2


def test_the_measured_pictures_are_drawn_by_4_to_9_people(shared):
    data = open_dataset(f"bsds:{shared}/data/boundaries/bsds500", "val")
    assert len(data) == 50
    for index in (0, 20, 49):
        sample = data.read(index)
        people = sample["boundary"].shape[-1]
        assert 4 <= people <= 9
        assert sorted(sample["image"].shape[:2]) == [321, 481]
        assert 0.002 < (sample["boundary"] > 0).mean() < 0.06
