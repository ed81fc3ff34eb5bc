"""Pictures are known again, and others are not taken for them."""

import cv2
import numpy as np
import pytest
from skimage import data

from kerasdense.datasets import Dataset, Images, open_dataset, train_and_validation
from kerasdense.datasets.same import ALIKE, fingerprint, likeness, without
from kerasdense.errors import InputError

NAMES = ("astronaut", "camera", "chelsea", "coffee", "rocket", "moon")


def photograph(name):
    image = getattr(data, name)()
    return image if image.ndim == 3 else image[..., None]


@pytest.fixture(scope="module")
def photographs():
    return {name: photograph(name) for name in NAMES}


class These(Dataset):
    def __init__(self, images, fields=("image",)):
        self.images, self.fields = images, fields

    def __len__(self):
        return len(self.images)

    def read(self, index):
        return {name: list(self.images.values())[index] for name in self.fields}

    def name(self, index):
        return list(self.images)[index]


def as_jpeg(image, quality):
    return cv2.imdecode(cv2.imencode(".jpg", image, [1, quality])[1], cv2.IMREAD_COLOR)


def copies(image):
    """{what was done: the picture}"""
    rows, columns = image.shape[:2]
    small = cv2.resize(image, (columns // 3, rows // 3), interpolation=cv2.INTER_AREA)
    return {
        "as it is": image,
        "of 16 bits": image.astype(np.uint16) * 257,
        "of floats": image / np.float32(255),
        "a JPEG": as_jpeg(image, 30),
        "smaller": small,
        "larger": cv2.resize(image, None, fx=1.4, fy=1.4),
        "mirrored": image[:, ::-1],
        "on its side": np.rot90(image),
        "gray": np.rint(image.mean(-1, keepdims=True)).astype(np.uint8),
        "all of it": as_jpeg(small[::-1], 30),
        "darker": image // 2,
    }


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee", "rocket"])
def test_a_copy_is_known_again(name, photographs):
    image = photographs[name]
    for done, copy in copies(image).items():
        copy = copy.reshape(*copy.shape[:2], -1)
        assert likeness(copy, image) > 0.9, done
        assert likeness(image, copy) == pytest.approx(likeness(copy, image), abs=0.01)


def test_other_pictures_are_not(photographs):
    for one, image in photographs.items():
        for two, other in photographs.items():
            assert (likeness(image, other) > ALIKE) == (one == two)


def test_an_even_picture_is_like_no_other(photographs):
    even = np.full((30, 40, 3), 200, np.uint8)
    assert np.abs(fingerprint(even)).max() < 1e-3
    assert likeness(even, even) < 0.01
    assert likeness(even, photographs["coffee"]) < 0.01


def test_any_size_has_a_fingerprint():
    rng = np.random.default_rng(0)
    for shape in (1, 1, 3), (5, 7, 1), (3, 200, 3):
        print_ = fingerprint(rng.random(shape))
        assert print_.shape == (32, 32) and np.all(np.isfinite(print_))


def test_what_is_also_elsewhere_is_left_out(photographs):
    elsewhere = These({"a": as_jpeg(photographs["coffee"], 40)})
    and_there = These({"b": photographs["rocket"][:, ::-1]})
    kept, removed = without(These(photographs), [elsewhere, and_there])
    assert removed == [("coffee", "a"), ("rocket", "b")]
    rest = [kept.name(i) for i in range(len(kept))]
    assert rest == ["astronaut", "camera", "chelsea", "moon"]
    np.testing.assert_array_equal(kept.read(3)["image"], photographs["moon"])


def test_pictures_are_needed_and_some_must_be_left(photographs):
    with pytest.raises(InputError, match="leaves nothing to train on"):
        without(These(photographs), [These(photographs)])
    with pytest.raises(InputError, match="holds only noisy"):
        without(These(photographs), [These(photographs, ("noisy",))])


@pytest.fixture
def folders(tmp_path, photographs, monkeypatch):
    """mine, and theirs, which holds a small copy of coffee."""
    monkeypatch.chdir(tmp_path)
    for folder, names in ("mine", NAMES), ("theirs", ("coffee",)):
        (tmp_path / folder).mkdir()
        for name in names:
            image = photographs[name][..., ::-1]
            if folder == "theirs":
                image = cv2.resize(image, (90, 60), interpolation=cv2.INTER_AREA)
            cv2.imwrite(str(tmp_path / folder / f"{name}.png"), image)
    return tmp_path


def test_neither_trained_on_nor_held_out(folders):
    told = []
    training, held = train_and_validation(
        ["images:mine"], left_out=["images:theirs"], tell=told.append
    )
    names = [part.name(i) for part in (training, held) for i in range(len(part))]
    assert sorted(names) == sorted(set(NAMES) - {"coffee"})
    assert told == ["Left out of images:mine: coffee (coffee)."]


def test_what_is_named_to_be_scored_stays_whole(folders):
    training, held = train_and_validation(
        "images:mine", "images:theirs", ["images:theirs"]
    )
    assert (len(training), len(held)) == (5, 1)


def test_nothing_left_out_is_told_too(folders, photographs):
    cv2.imwrite(str(folders / "theirs/coffee.png"), photographs["moon"][:9, :9])
    told = []
    train_and_validation("images:mine", left_out=["images:theirs"], tell=told.append)
    assert told == ["Left out of images:mine: nothing."]


def test_the_dry_sides_of_the_rain_pairs_are_found_in_bsds500(shared):
    """Six of nine are in the part of BSDS500 that is here; through rain, too."""
    folder = shared / "data/boundaries/bsds500"
    pairs = open_dataset(f"rain:{shared}/data/rain/ddn_pairs")
    _, of_train = without(Images(folder / "train/images"), [pairs])
    _, of_val = without(Images(folder / "val/images"), [pairs])
    assert of_train == [
        ("196015", "rain2"),
        ("207056", "rain4"),
        ("227040", "rain8"),
        ("236017", "rain16"),
    ]
    assert of_val == [("21077", "rain5"), ("219090", "rain6")]
