import keras
import numpy as np
import pytest

from kerasdense.models.see_in_the_dark import see_in_the_dark

SMALL = {"filters": (2, 3, 4, 5, 6)}


def test_has_the_weights_of_the_released_networks():
    """Ten pairs of 3x3 convolutions, four 2x2 deconvolutions without bias, a 1x1."""
    widths = 32, 64, 128, 256, 512
    convs = 0
    for before, width in zip((4, *widths), widths):
        convs += 9 * before * width + width + 9 * width * width + width
    for width in widths[3::-1]:
        convs += 9 * 2 * width * width + width + 9 * width * width + width
    deconvs = sum(4 * width * 2 * width for width in widths[:4])
    head = 32 * 12 + 12
    assert convs + deconvs + head == 7_760_268
    assert see_in_the_dark().count_params() == 7_760_268
    assert see_in_the_dark(9, cell=3).count_params() == 7_762_203
    shapes = {
        layer.name: layer.kernel.shape
        for layer in see_in_the_dark().layers
        if isinstance(layer, keras.layers.Conv2DTranspose)
    }
    assert list(shapes.values()) == [(2, 2, n, 2 * n) for n in (256, 128, 64, 32)]


@pytest.mark.parametrize("toned", [False, True])
def test_a_packed_pixel_becomes_a_cell_whatever_the_size(toned):
    rng = np.random.default_rng(0)
    for channels, cell in ((4, 2), (9, 3)):
        network = see_in_the_dark(channels, cell=cell, toned=toned, **SMALL)
        for rows, columns in ((32, 48), (37, 53), (5, 7)):
            x = rng.random((1, rows, columns, channels), np.float32)
            assert network(x).shape == (1, cell * rows, cell * columns, 3)


def test_first_of_the_colours_of_a_cell_is_its_top_left_pixel():
    """TensorFlow's order: twice two pixels of red, green and blue, row by row."""
    network = see_in_the_dark(**SMALL)
    head = network.get_layer("conv10")
    head.set_weights([np.zeros(head.kernel.shape), np.arange(12.0)])
    found = network(np.zeros((1, 1, 1, 4), np.float32))[0]
    np.testing.assert_array_equal(found, np.arange(12).reshape(2, 2, 3))


def test_what_is_below_leaves_a_fifth():
    network = see_in_the_dark(**SMALL)
    leaks = [n for n in network.layers if isinstance(n, keras.layers.LeakyReLU)]
    assert len(leaks) == 18
    np.testing.assert_allclose(leaks[0](np.float32([-5, 5])), [-1, 5])


def test_toned_it_begins_with_what_lies_in_each_cell():
    """Without what the U adds, a cell is a mixture of the roots of its own light."""
    network = see_in_the_dark(toned=True, **SMALL)
    head, plain = network.get_layer("conv10"), network.get_layer("plain")
    head.set_weights([np.zeros_like(weight) for weight in head.get_weights()])
    mixture = np.zeros((1, 1, 4, 12), np.float32)
    mixture[..., 0, ::3] = mixture[..., 1, 1::3] = mixture[..., 2, 2::3] = 1
    plain.set_weights([mixture, np.zeros(12)])
    x = np.random.default_rng(0).random((1, 3, 4, 4), np.float32)
    expected = np.sqrt(x[0, ..., :3] + 1e-4).repeat(2, 0).repeat(2, 1)
    np.testing.assert_allclose(network(x)[0], expected, atol=1e-6)
