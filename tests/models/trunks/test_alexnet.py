import keras
import numpy as np

from kerasdense.models.trunks.alexnet import alexnet


def model(**options):
    image = keras.Input((None, None, 3))
    return keras.Model(image, alexnet(image, **options))


def test_it_has_caffenets_weights():
    """From its table: kernels, channels of a group, channels."""
    convolutions = [
        (11, 3, 96),
        (5, 48, 256),
        (3, 256, 384),
        (3, 192, 384),
        (3, 192, 256),
    ]
    expected = sum(k * k * a * b + b for k, a, b in convolutions)
    assert model().count_params() == expected == 2_334_080


def test_it_pools_before_it_normalises():
    names = [layer.name for layer in model(width=0.1).layers]
    assert names.index("pool1") < names.index("norm1") < names.index("conv2")
    assert names.index("pool2") < names.index("norm2") < names.index("conv3")


def test_sides_of_fcn_with_500_pixels():
    """Caffe's arithmetic: floor((500 + 200 - 11) / 4) + 1, and pools rounded up."""
    maps = model(pad=100, width=1 / 32)(np.zeros((1, 500, 64, 3), np.float32))
    assert [m.shape[1] for m in maps.values()] == [173, 86, 43, 21]


def test_free_of_padding_maps_have_their_strides():
    maps = model(width=1 / 32)(np.zeros((1, 64, 96, 3), np.float32))
    sides = {name: tuple(m.shape[1:3]) for name, m in maps.items()}
    assert sides == {
        "conv1": (16, 24),
        "conv2": (8, 12),
        "conv5": (4, 6),
        "pool5": (2, 3),
    }
