"""Folders of pictures, of pairs, and of pictures with labels."""

import numpy as np
import pytest
from PIL import Image

from kerasdense.datasets import Images, Labelled, Pairs
from kerasdense.errors import InputError

GRAY = np.arange(12, dtype=np.uint8).reshape(3, 4)
COLOUR = np.arange(36, dtype=np.uint8).reshape(3, 4, 3)


@pytest.fixture
def folder(tmp_path):
    """-> a function that writes a folder of pictures."""

    def write(name, **pictures):
        (tmp_path / name).mkdir(exist_ok=True)
        for stem, pixels in pictures.items():
            Image.fromarray(pixels).save(tmp_path / name / f"{stem}.png")
        return tmp_path / name

    return write


def test_images_come_in_natural_order_with_their_pixels(folder):
    images = Images(folder("in", img10=GRAY, img2=COLOUR))
    assert [images.name(i) for i in range(len(images))] == ["img2", "img10"]
    np.testing.assert_array_equal(images.read(0)["image"], COLOUR)
    np.testing.assert_array_equal(images.read(1)["image"], GRAY[..., None])


def test_a_folder_that_is_not_there_is_named_with_the_one_that_was_meant(folder):
    photos = folder("photos", a=GRAY)
    with pytest.raises(InputError, match="no folder .*photso. Did you mean 'photos'?"):
        Images(photos.with_name("photso"))
    with pytest.raises(InputError, match="no picture in this folder"):
        Images(folder("empty"))


def test_pairs_are_matched_by_name(folder):
    damaged = folder("damaged", a=GRAY, b=GRAY + 1)
    whole = folder("whole", b=COLOUR + 1, a=COLOUR)
    pairs = Pairs(damaged, whole)
    assert pairs.fields == ("damaged", "image")
    assert len(pairs) == 2
    assert pairs.name(1) == "b"
    np.testing.assert_array_equal(pairs.read(1)["damaged"], GRAY[..., None] + 1)
    np.testing.assert_array_equal(pairs.read(1)["image"], COLOUR + 1)


def test_pairs_of_a_rain_set_are_matched_by_number(folder):
    rain = folder("rain", rain1=GRAY, rain10=GRAY + 10, rain2=GRAY + 2)
    dry = folder("dry", norain1=GRAY, norain10=GRAY + 10, norain2=GRAY + 2)
    pairs = Pairs(rain, dry)
    assert [pairs.name(i) for i in range(3)] == ["rain1", "rain2", "rain10"]
    for i in range(3):
        sample = pairs.read(i)
        np.testing.assert_array_equal(sample["damaged"], sample["image"])


def test_the_published_rain_pairs_show_the_same_scene(shared, tmp_path):
    published = shared / "data" / "rain" / "ddn_pairs"
    for kind in ("rain", "norain"):
        (tmp_path / kind).mkdir()
        for path in published.glob(f"{kind}*.png"):
            (tmp_path / kind / path.name).symlink_to(path)
    pairs = Pairs(tmp_path / "rain", tmp_path / "norain")
    assert len(pairs) == 9
    assert pairs.name(8) == "rain16"
    for i in (0, 8):
        damaged, image = (pairs.read(i)[n].astype(float) for n in pairs.fields)
        assert np.corrcoef(damaged.ravel(), image.ravel())[0, 1] > 0.7


def test_a_pair_of_two_sizes_is_refused_when_read(folder):
    pairs = Pairs(folder("damaged", a=GRAY), folder("whole", a=GRAY[:2]))
    expected = r"damaged.a\.png is 4x3 but its target .*whole.a\.png is 4x2: crop or"
    with pytest.raises(InputError, match=expected):
        pairs.read(0)


def test_a_picture_without_a_partner_is_refused_at_once(folder):
    damaged = folder("damaged", street1=GRAY, street2=GRAY)
    whole = folder("whole", street1=GRAY, stret2=GRAY)
    expected = r"street2\.png has no partner in .*called street2 .* mean 'stret2'\?"
    with pytest.raises(InputError, match=expected):
        Pairs(damaged, whole)
    with pytest.raises(InputError, match=expected):
        Labelled(damaged, whole, ("cat", "dog"))


def labelled(folder, label, **settings):
    label = np.array(label, np.uint8)
    picture = np.zeros((*label.shape, 3), np.uint8)
    images = folder("images", a=picture)
    return Labelled(images, folder("labels", a=label), ("cat", "dog"), **settings)


def read(*arguments, **settings):
    return labelled(*arguments, **settings).read(0)["label"][..., 0].tolist()


def test_labels_come_as_they_are_and_255_is_void(folder):
    assert read(folder, [[0, 1], [255, 0]]) == [[0, 1], [255, 0]]


def test_the_void_of_the_files_becomes_255(folder):
    assert read(folder, [[0, 1], [2, 255]], void=2) == [[0, 1], [255, 255]]


def test_values_of_the_files_become_ids(folder):
    mapped = {"void": 7, "ids": {0: 0, 255: 1}}
    assert read(folder, [[0, 255], [255, 7]], **mapped) == [[0, 1], [1, 255]]
    # One step, not two: 1 becomes 0, and what was 0 does not become anything again.
    assert read(folder, [[0, 1], [2, 2]], void=0, ids={1: 0, 2: 1}) == [
        [255, 0],
        [1, 1],
    ]


def test_a_label_that_is_no_class_is_named_with_its_file(folder):
    expected = r"labels.a\.png holds the label 2, but there are 2 classes, 0 to 1"
    with pytest.raises(InputError, match=expected):
        read(folder, [[0, 2], [9, 255]])


def test_labels_of_another_size_are_refused(folder):
    dataset = labelled(folder, [[0, 1], [1, 1]])
    folder("labels", a=np.zeros((2, 3), np.uint8))
    with pytest.raises(InputError, match=r"is 2x2 but its labels .* are 3x2"):
        dataset.read(0)


def test_only_the_names_asked_for_are_taken(folder):
    images = folder("images", a=COLOUR, b=COLOUR, c=COLOUR)
    labels = folder("labels", a=GRAY, c=GRAY)
    dataset = Labelled(images, labels, range(12), names=["c", "a"])
    assert [dataset.name(i) for i in range(len(dataset))] == ["a", "c"]
    with pytest.raises(InputError, match="has no picture called d"):
        Labelled(images, labels, range(12), names=["a", "d"])
