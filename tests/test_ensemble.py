import numpy as np
import pytest
from keras import ops

from kerasdense.ensemble import eightfold
from kerasdense.errors import InputError
from kerasdense.tasks import (
    Colorization,
    Denoising,
    DepthNormals,
    LowLight,
    Normals,
    OpticalFlow,
    Segmentation,
    SuperResolution,
)

PICTURE = np.random.default_rng(0).random((1, 5, 7, 3), np.float32)


def wavy(x):
    """Judges by place and by direction, so that no two turns agree; twice as large."""
    x = np.repeat(np.repeat(x, 2, axis=1), 2, axis=2)
    rows, columns = np.indices(x.shape[1:3])
    slope = np.diff(x, axis=2, append=0)
    return x + 0.1 * np.sin(3 * rows + columns**2)[..., None] + slope


def published(network, x):
    """Every choice of three flips, undone in reverse: the code of EDSR-PyTorch."""
    flips = {
        "v": lambda a: a[:, :, ::-1],
        "h": lambda a: a[:, ::-1],
        "t": lambda a: a.swapaxes(1, 2),
    }
    outputs = []
    for chosen in ("", "v", "h", "t", "vh", "vt", "ht", "vht"):
        seen = x
        for flip in chosen:
            seen = flips[flip](seen)
        output = network(seen)
        for flip in reversed(chosen):
            output = flips[flip](output)
        outputs.append(output)
    return np.mean(outputs, axis=0)


def test_pictures_are_averaged_as_edsr_does():
    ensemble = eightfold(wavy, SuperResolution())
    assert ensemble(PICTURE).shape == (1, 10, 14, 3)
    np.testing.assert_allclose(
        ensemble(PICTURE), published(wavy, PICTURE), rtol=0, atol=1e-6
    )


def test_what_treats_all_directions_alike_stays_as_it_is():
    ensemble = eightfold(lambda x: 1 - x, Denoising())
    np.testing.assert_allclose(ensemble(PICTURE), 1 - PICTURE, rtol=0, atol=1e-6)


@pytest.mark.parametrize("sure, expected", [(0.9, 1), (0.6, 0)])
def test_probabilities_of_labels_are_averaged_and_not_their_votes(sure, expected):
    """Seen lying, 7 rows by 5, a picture is class 1 for `sure`; seen standing, it is
    class 0 at 0.7. Either is seen four times."""

    def network(x):
        first = 1 - sure if x.shape[1] == 5 else 0.7
        logits = np.log([first, 1 - first])
        return np.broadcast_to(logits, (*x.shape[:3], 2)).astype("float32") + 3

    task = Segmentation(("a", "b"))
    output = eightfold(network, task)(PICTURE)
    mean = (1 - sure + 0.7) / 2
    np.testing.assert_allclose(
        ops.softmax(output)[0, 2, 3], [mean, 1 - mean], rtol=1e-5
    )
    assert np.all(task.decode(output, PICTURE) == expected)


def test_what_is_written_of_blocks_lies_alike_in_all_turns():
    """Each block writes its own mean: the mean of eight of those is that again."""
    task = Colorization(objective="regression", stride=4)
    x = np.random.default_rng(1).random((1, 9, 14, 3), np.float32)
    filled = np.pad(x, [(0, 0), (0, 3), (0, 2), (0, 0)], "edge")

    def means(x):
        batch, rows, columns, _ = x.shape
        assert not (rows % 4 or columns % 4)
        blocks = x.reshape(batch, rows // 4, 4, columns // 4, 4, -1)
        return blocks.mean(axis=(2, 4))[..., :2]

    found = eightfold(means, task)(x)
    assert found.shape == (1, 3, 4, 2)
    np.testing.assert_allclose(found, means(filled), atol=1e-6)


@pytest.mark.parametrize("task", [Normals, DepthNormals, OpticalFlow, LowLight])
def test_what_is_another_when_it_is_mirrored_has_no_mean(task):
    """Whoever asks: predict, evaluate, a study."""
    with pytest.raises(InputError, match="leave out --self-ensemble"):
        eightfold(lambda x: x, task())
