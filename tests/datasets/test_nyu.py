"""NYU Depth v2: the published tables, and small files of the same kind."""

import numpy as np
import pytest

from kerasdense.datasets.nyu import CAMERA, CLASSES, LABELLED, REGIONS, nyu
from kerasdense.datasets.spec import open_dataset, open_splits
from kerasdense.errors import InputError


def test_labels_begin_with_1_and_0_is_void(written):
    folder = written.nyu(13)
    sample = nyu(13)(folder, "test").read(1)
    assert sample["label"][0, :, 0].tolist() == [255, 0, 1, 3]
    assert nyu(13)(folder, "test").name(1) == "0051"


def test_pictures_for_training_are_divided_and_those_for_testing_are_not(
    written, names
):
    folder = written.nyu(40, train=20, test=5)
    splits = open_splits(f"nyu40:{folder}")
    assert [len(splits[s]) for s in ("train", "val", "test")] == [18, 2, 5]
    assert names(splits["val"]) == ["0006", "0016"]
    assert len(nyu(40)(folder, "trainval")) == 20


def tables(written):
    """Maps of the kind of the published ones: 894 -> 40, 40 -> 13, 40 -> 4."""
    to_40 = np.arange(894) % 40 + 1
    to_13, to_4 = np.arange(40) % 13 + 1, np.arange(40) % 4 + 1
    mapping = {"labels13": to_13.astype(np.uint8)}
    written.matlab(
        "NYU/meta/classMapping40.mat",
        mapClass=to_40.astype(np.uint8),
        mapToNYUSuperClass=to_4.astype(np.uint8),
    )
    written.matlab("NYU/class13Mapping.mat", classMapping13=mapping)
    return to_40, to_13, to_4


@pytest.mark.parametrize("classes", [40, 13, 4])
def test_40_classes_are_merged_into_13_and_4(written, classes):
    to_40, to_13, to_4 = tables(written)
    label = np.array([[0, 1, 40, 14], [5, 13, 27, 39]])
    folder = written.nyu(40, labels=label)
    found = open_dataset(f"nyu{classes}:{folder}", "train").read(0)["label"][..., 0]
    merged = {40: np.arange(1, 41), 13: to_13, 4: to_4}[classes]
    expected = np.where(label == 0, 255, merged[label - 1] - 1)
    np.testing.assert_array_equal(found, expected)


def depths_of(images):
    return images[..., 0].astype(np.float32) / 50 + 1


@pytest.fixture
def published(written):
    """nyu_depth_v2_labeled.mat as MATLAB writes it: columns first, in HDF5."""
    h5py = pytest.importorskip("h5py")
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (6, 4, 5, 3), np.uint8)  # [N, H, W, 3]
    labels = rng.integers(0, 895, (6, 4, 5)).astype(np.uint16)
    (written.folder / "NYU").mkdir()
    with h5py.File(written.folder / "NYU" / LABELLED, "w") as file:
        file["images"] = images.transpose(0, 3, 2, 1)
        file["labels"] = labels.transpose(0, 2, 1)
        file["depths"] = depths_of(images).transpose(0, 2, 1)
    written.matlab(
        "NYU/splits.mat",
        trainNdxs=np.array([[2], [4], [5]], np.uint16),
        testNdxs=np.array([[1], [3], [6]], np.uint16),
    )
    return f"{written.folder}/NYU", images, labels


@pytest.mark.parametrize("classes", [40, 13, 4])
def test_the_file_as_published_is_read_picture_by_picture(written, published, classes):
    folder, images, labels = published
    to_40, to_13, to_4 = tables(written)
    dataset = open_dataset(f"nyu{classes}:{folder}", "test")
    assert [dataset.name(i) for i in range(3)] == ["0001", "0003", "0006"]
    sample = dataset.read(1)
    np.testing.assert_array_equal(sample["image"], images[2])
    merged = {40: np.arange(1, 41), 13: to_13, 4: to_4}[classes]
    expected = np.where(labels[2] == 0, 255, merged[to_40[labels[2] - 1] - 1] - 1)
    np.testing.assert_array_equal(sample["label"][..., 0], expected)
    assert dataset.classes == CLASSES[classes]


def test_the_file_as_published_tells_depth_with_labels_and_without(written, published):
    folder, images, _ = published
    tables(written)
    for spec in (f"nyu:{folder}", f"nyu13:{folder}"):
        dataset = open_dataset(spec, "test")
        labels = ("label",) if "13" in spec else ()
        assert dataset.fields == ("image", *labels, "depth", "camera")
        sample = dataset.read(1)
        assert set(sample) == set(dataset.fields)
        np.testing.assert_allclose(sample["depth"][..., 0], depths_of(images)[2])
        # 4 rows of 480 and 5 columns of 640
        assert sample["camera"][0, 0, 0] == pytest.approx(CAMERA[0] * 5 / 640)
        assert bool(dataset.classes) == bool(labels)
    far = open_dataset(f"nyu:{folder},eigen", "test").read(1)["depth"][..., 0]
    # rows 45 to 471 of 480 are 0 to 4 of 4; columns 41 to 601 of 640 are 0 to 5 of 5
    np.testing.assert_allclose(far, depths_of(images)[2])


def test_regions_are_those_of_the_papers(written):
    folder = written.nyu_depth(train=0, test=1, shape=(480, 640))
    for region, (up, down, left, right) in REGIONS.items():
        depth = open_dataset(f"nyu:{folder},{region}", "test").read(0)["relative_depth"]
        rows, columns = np.nonzero(depth[..., 0])
        found = (rows.min(), rows.max() + 1, columns.min(), columns.max() + 1)
        assert found == (up, down, left, right)
    sample = open_dataset(f"nyu:{folder}", "test").read(0)
    np.testing.assert_allclose(sample["camera"].ravel(), CAMERA, rtol=1e-6)
    with pytest.raises(InputError, match="REGION is whole or eigen or network"):
        open_dataset(f"nyu:{folder},eigne")


def test_depth_of_8_bits_is_relative_and_was_rounded_down(written, names):
    folder = written.nyu_depth(train=20, test=2)
    splits = open_splits(f"nyu:{folder}")
    assert [len(splits[s]) for s in ("train", "val", "test")] == [18, 2, 2]
    assert names(splits["val"]) == ["0006", "0016"]
    sample = splits["test"].read(0)
    assert set(sample) == {"image", "relative_depth", "camera"}
    inner = sample["relative_depth"][2:-2, 2:-2]
    np.testing.assert_allclose(inner, 150.5 / 255, rtol=1e-6)
    assert not sample["relative_depth"][0].any()  # the white border
    # the middle of the picture stays where it is: (325.58 + 0.5) / 10 - 0.5
    np.testing.assert_allclose(
        sample["camera"].ravel(), [51.886, 51.947, 32.108, 24.924], rtol=1e-5
    )


def test_depth_of_16_bits_is_in_millimetres(written):
    folder = written.nyu_depth(kind="depth_mm")
    sample = open_dataset(f"nyu:{folder}", "test").read(0)
    np.testing.assert_allclose(sample["depth"][2:-2, 2:-2], 0.15, rtol=1e-6)


def test_labels_come_with_depth_where_there_is_some(written):
    written.nyu(13)
    written.nyu_depth(shape=(2, 4))
    sample = open_dataset(f"nyu13:{written.folder}/NYU", "test").read(1)
    assert set(sample) == {"image", "label", "relative_depth", "camera"}
    np.testing.assert_allclose(sample["relative_depth"], 151.5 / 255, rtol=1e-6)
    (written.folder / "NYU/test/depth_rel8/0051.png").unlink()
    dataset = open_dataset(f"nyu13:{written.folder}/NYU", "test")
    assert dataset.fields == ("image", "label")


def test_depth_that_is_not_there_is_told(written):
    folder = written.nyu(13)
    with pytest.raises(InputError, match="nyu: .* has neither .* nor test/depth_mm or"):
        open_dataset(f"nyu:{folder}", "test")
    written.nyu_depth()
    (written.folder / "NYU/test/depth_rel8/0051.png").unlink()
    with pytest.raises(InputError, match="0051.jpg has no depth in .*depth_rel8"):
        open_dataset(f"nyu:{folder}", "test")


def test_splits_of_the_file_are_those_published(written, published, names):
    tables(written)
    folder = published[0]
    # of 2, 4 and 5 there is no tenth: the first is held out
    assert names(nyu(40)(folder, "train")) == ["0004", "0005"]
    assert names(nyu(40)(folder, "val")) == ["0002"]
    assert names(nyu(40)(folder, "trainval")) == ["0002", "0004", "0005"]
    assert len(nyu(40)(folder, None)) == 6


def test_what_is_amiss_is_said(written, published):
    folder = published[0]
    with pytest.raises(InputError, match="has no classMapping40.mat"):
        nyu(40)(folder, "test")
    (written.folder / "NYU" / LABELLED).unlink()
    with pytest.raises(InputError, match=r"nyu13: .* has neither nyu_depth_v2_labeled"):
        nyu(13)(folder, "train")


def test_the_published_tables_and_labels(shared):
    """13 of 40: furniture is 6, objects 7. 4: wall and ceiling are structure."""
    folder = shared / "data" / "depth_normals" / "nyuv2"
    dataset = open_dataset(f"nyu13:{folder}")
    assert len(dataset) == 80
    sample = dataset.read(0)
    assert sample["image"].shape == (480, 640, 3)
    assert sample["relative_depth"].shape == (480, 640, 1)
    depths = open_splits(f"nyu:{folder}")
    assert [len(depths[s]) for s in ("train", "val", "test")] == [120, 13, 80]
    from kerasdense.datasets.nyu import table_of

    for classes, groups in {
        13: {"wall": "wall", "bathtub": "objects", "dresser": "furniture"},
        4: {"wall": "structure", "floor": "floor", "sofa": "furniture"},
    }.items():
        table = table_of(folder, 40, classes)
        for name, group in groups.items():
            merged = table[CLASSES[40].index(name) + 1]
            assert CLASSES[classes][merged] == group
    assert table_of(folder, 894, 40).shape == (895,)
    assert table_of(folder, 894, 40)[[0, 5]].tolist() == [255, 4]  # 5 is a chair
