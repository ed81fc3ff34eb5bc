import numpy as np
import pytest

from kerasdense.datasets import open_dataset
from kerasdense.errors import InputError
from kerasdense.files import picture

SKY, SEA = (128, 128, 128), (10, 20, 200)


@pytest.fixture
def folders(tmp_path):
    """One 2x3 picture; sky above, sea below."""
    (tmp_path / "classes.txt").write_text("sky 128 128 128\ndeep sea 10 20 200\n")
    picture.write(tmp_path / "photos" / "a.png", np.zeros((2, 3, 3), np.uint8))
    return tmp_path


def spec(folder, extra=""):
    parts = folder / "photos", folder / "masks", folder / "classes.txt"
    return f"labels:{','.join(map(str, parts))}{extra}"


def write_mask(folder, mask):
    picture.write(folder / "masks" / "a.png", np.array(mask, np.uint8))


def test_names_may_have_spaces_and_colours(folders):
    write_mask(folders, [[[0], [0], [0]], [[1], [1], [1]]])
    dataset = open_dataset(spec(folders))
    assert dataset.classes == ("sky", "deep sea")
    assert dataset.palette.tolist() == [list(SKY), list(SEA)]
    assert dataset.read(0)["label"][..., 0].tolist() == [[0, 0, 0], [1, 1, 1]]


def test_coloured_masks_become_ids_and_black_void(folders):
    write_mask(folders, [[SKY, SKY, (0, 0, 0)], [SEA, SEA, SEA]])
    label = open_dataset(spec(folders)).read(0)["label"]
    assert label[..., 0].tolist() == [[0, 0, 255], [1, 1, 1]]


def test_a_colour_of_no_class_is_named(folders):
    write_mask(folders, [[SKY, SKY, SKY], [SEA, SEA, (1, 2, 3)]])
    with pytest.raises(InputError, match="the colour 1 2 3 is no class's"):
        open_dataset(spec(folders)).read(0)


def test_values_are_mapped_to_ids(folders):
    write_mask(folders, [[[0], [0], [0]], [[255], [255], [255]]])
    label = open_dataset(spec(folders, ",255=1")).read(0)["label"]
    assert label[..., 0].tolist() == [[0, 0, 0], [1, 1, 1]]


@pytest.mark.parametrize("text", ["labels:a,b", "labels:a,b,c,x", "labels:a"])
def test_what_is_written_otherwise_is_shown_how(text):
    with pytest.raises(InputError, match="labels:photos,masks,classes.txt"):
        open_dataset(text)
