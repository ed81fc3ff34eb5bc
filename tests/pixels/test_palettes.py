"""Colours of classes."""

import numpy as np
import pytest
from PIL import Image
from skimage.color import rgb2lab

from kerasdense.pixels.palettes import CAMVID, VOC, palette


def test_voc_has_the_colours_of_the_benchmark():
    known = {
        0: (0, 0, 0),  # background
        1: (128, 0, 0),  # aeroplane
        2: (0, 128, 0),  # bicycle
        8: (64, 0, 0),  # cat
        15: (192, 128, 128),  # person
        20: (0, 64, 128),  # tv monitor
        255: (224, 224, 192),  # void
    }
    for label, colour in known.items():
        assert tuple(VOC[label]) == colour
    assert len(np.unique(VOC, axis=0)) == 256


@pytest.mark.parametrize("number", ["000003", "000006", "000025"])
def test_voc_is_the_palette_of_real_label_files(shared, number):
    folder = shared / "data" / "segmentation" / "voc_format_sample"
    path = folder / "SegmentationClass" / f"2011_{number}.png"
    with Image.open(path) as opened:
        stored = np.array(opened.getpalette(), np.uint8).reshape(-1, 3)
    np.testing.assert_array_equal(stored, VOC[: len(stored)])


def test_camvid_has_eleven_classes_and_black_for_the_unlabelled():
    assert tuple(CAMVID[3]) == (128, 64, 128)  # road
    assert tuple(CAMVID[10]) == (0, 128, 192)  # bicyclist
    assert not CAMVID[11:].any()
    assert len(np.unique(CAMVID[:11], axis=0)) == 11


@pytest.mark.parametrize("classes, apart", [(13, 40), (40, 25), (255, 10)])
def test_colours_are_far_apart(classes, apart):
    lab = rgb2lab(palette(classes)[:classes])
    distance = np.linalg.norm(lab[:, None] - lab, axis=2)
    assert distance[np.triu_indices(classes, 1)].min() > apart  # 2.3 is just seen


def test_a_class_keeps_its_colour_when_others_are_added():
    np.testing.assert_array_equal(palette(40)[:5], palette(5)[:5])
    assert not palette(5)[5:255].any()
    assert tuple(palette(5)[255]) == (224, 224, 192)


def test_more_classes_than_bytes_is_an_error():
    with pytest.raises(ValueError, match="1 to 255 classes. Received: 256"):
        palette(256)
