import keras
import numpy as np
import pytest

from kerasdense.models.trunks.googlenet import googlenet


def model(**options):
    image = keras.Input((None, None, 3))
    return keras.Model(image, googlenet(image, **options))


@pytest.fixture(scope="module")
def paper():
    return model()


def test_it_has_the_papers_layers_and_weights(paper):
    """22 layers with weights, of which the last is the classifier that is not here:
    3 before the inceptions, and two deep in each of nine."""
    convolutions = [x for x in paper.layers if isinstance(x, keras.layers.Conv2D)]
    assert len(convolutions) == 3 + 6 * 9
    assert paper.count_params() == 5_973_552


def test_channels_are_table_1s(paper):
    expected = [256, 480, 512, 512, 512, 528, 832, 832, 1024]
    stages = "3a 3b 4a 4b 4c 4d 4e 5a 5b".split()
    found = [paper.get_layer(f"inception_{s}_output").output.shape[-1] for s in stages]
    assert found == expected


@pytest.mark.parametrize("options", [{}, {"pad": 3, "centred": False}])
def test_sides_are_table_1s(options):
    maps = model(width=1 / 16, **options)(np.zeros((1, 224, 64, 3), np.float32))
    assert [m.shape[1] for m in maps.values()] == [112, 56, 28, 14, 7]
