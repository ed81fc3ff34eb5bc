"""Every kind of dataset keeps to the vocabulary."""

import numpy as np
import pytest
from PIL import Image

from kerasdense.datasets import FIELDS, KINDS, VOID, open_dataset
from kerasdense.datasets.changes import for_task
from kerasdense.pixels import palettes
from kerasdense.tasks import Denoising, SuperResolution

# kind -> the folders it takes, of pictures and of labels, and the text that names them
FOLDERS = {
    "images": ("photos", "", "photos"),
    "pairs": ("rain dry", "", "rain,dry"),
    "camvid": ("val/images", "val/labels", "."),
    "isbi": ("images", "labels", "."),
    "voc": ("JPEGImages", "SegmentationClass", "."),
    "labels": ("photos", "masks", "photos,masks,classes.txt"),
    "samples": ("", "", "camera,rocket"),
    "balls": ("", "", "3"),
    "frames": ("photos", "", "photos"),
    "moving": ("", "", "2"),
    "scenes": ("", "", "3,24x32"),
}


# kind -> writes such a data set, and gives the text that names it
LAYOUTS = {
    "sbd": lambda to: f"{to.voc('ab', 'cd')},{to.sbd('ac', 'd')}",
    "pascal-context": lambda to: to.pascal_context("ab", "cd"),
    "nyu40": lambda to: to.nyu(40),
    "nyu13": lambda to: to.nyu(13),
    "nyu4": lambda to: to.nyu(4),
    "nyu": lambda to: to.nyu_depth(),
    "rgbd": lambda to: f"{to.rgbd()},1000,500,500,1.5,0.5",
    "relative-depth": lambda to: to.rgbd(),
    "bsds": lambda to: to.bsds(),
    "edge-list": lambda to: to.edge_list(),
    "drawings": lambda to: to.drawings(),
    "chairs": lambda to: to.chairs(),
    "sintel": lambda to: f"{to.sintel()},final",
    "kitti-flow": lambda to: to.kitti_flow(),
    "middlebury": lambda to: to.middlebury(),
    "siftflow": lambda to: to.sift_flow("abc", "de"),
    "cityscapes": lambda to: to.cityscapes(),
    "kitti": lambda to: to.kitti(),
    "cc": lambda to: to.real_noise(),
    "koehler": lambda to: to.koehler(),
    "levin": lambda to: to.levin(),
    "masked": lambda to: to.masked(),
    "polyu": lambda to: to.real_noise(),
    "rain": lambda to: to.rain(),
    "benchmark": lambda to: f"{to.benchmark()},2",
    "div2k": lambda to: f"{to.div2k()},2",
    "enlarge": lambda to: "{0}/4x_downsampled,{0}/Original".format(
        f"{to.pirm()}/Validation"
    ),
    "flickr2k": lambda to: f"{to.flickr2k()},2",
    "pirm": lambda to: to.pirm(),
}
# They need tensorflow-datasets and rawpy: test_tfds.py, test_sid.py.
ELSEWHERE = {"tfds", "sid"}


@pytest.fixture(params=sorted(KINDS.keys() - ELSEWHERE))
def dataset(request, tmp_path, monkeypatch, written):
    """A small dataset of each kind there is; 16-bit pictures among the pictures."""
    monkeypatch.chdir(tmp_path)
    if request.param in LAYOUTS:
        split = "train" if "nyu" in request.param or "sift" in request.param else None
        return open_dataset(f"{request.param}:{LAYOUTS[request.param](written)}", split)
    pictures, labels, text = FOLDERS[request.param]
    (tmp_path / "classes.txt").write_text("cat\ndog 10 20 30\n")
    for folder in pictures.split():
        (tmp_path / folder).mkdir(parents=True)
        for i, shape in enumerate([(6, 8), (6, 8, 3)]):
            image = Image.fromarray(np.full(shape, 9, np.uint8))
            image.save(tmp_path / folder / f"{i}.png")
        deep = Image.fromarray(np.full((6, 8), 999, np.uint16))
        deep.save(tmp_path / folder / "2.png")
    for folder in labels.split():
        (tmp_path / folder).mkdir(parents=True)
        for i in range(3):
            image = Image.fromarray(np.full((6, 8), 255, np.uint8))
            image.save(tmp_path / folder / f"{i}.png")
    return open_dataset(f"{request.param}:{text}")


def test_samples_hold_what_the_dataset_says_as_the_vocabulary_has_it(dataset):
    assert len(dataset) in (1, 2, 3)
    for i in range(len(dataset)):
        sample = dataset.read(i)
        assert set(sample) == set(dataset.fields) <= set(FIELDS)
        check(sample)
        sizes = {
            array.shape[:2]
            for name, array in sample.items()
            if name != "small" and not FIELDS[name].whole
        }
        assert len(sizes) == 1
        if "label" in sample:
            assert set(np.unique(sample["label"])) <= {
                *range(len(dataset.classes)),
                VOID,
            }


def test_datasets_with_labels_name_and_colour_their_classes(dataset):
    labelled = "label" in dataset.fields
    assert labelled == bool(dataset.classes)
    if labelled:
        assert len(dataset.palette) == len(dataset.classes)
        assert dataset.palette.dtype == np.uint8
    assert len({dataset.name(i) for i in range(len(dataset))}) == len(dataset)


def test_what_is_made_for_a_task_keeps_to_the_vocabulary(dataset):
    for task in (
        Denoising(channels=1),
        Denoising(channels=3),
        SuperResolution(scale=scale_of(dataset)),
        SuperResolution(scale=scale_of(dataset), channels=1, luma=True),
    ):
        made = for_task(dataset, task)
        for i in range(len(made)):
            sample = made.read(i)
            assert set(sample) == set(made.fields)
            check(sample)
            assert sample["image"].shape[-1] == task.channels


def scale_of(dataset):
    """-> how many times as large its pictures are as the small ones, or may be."""
    sample = dataset.read(0)
    small = sample.get("small", sample["image"][::2])
    return sample["image"].shape[0] // small.shape[0]


def check(sample):
    for name, array in sample.items():
        assert array.ndim == 3
        assert array.shape[-1] in FIELDS[name].channels
        assert array.dtype.name in FIELDS[name].dtypes


def test_void_is_one_number_everywhere():
    assert VOID == palettes.VOID == 255
    assert not FIELDS["label"].blend
