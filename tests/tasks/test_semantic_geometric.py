import numpy as np

from kerasdense.bundle import task_from, task_record
from kerasdense.datasets import Scenes
from kerasdense.datasets.sift_flow import CLASSES, GEOMETRY
from kerasdense.tasks import SemanticGeometric

TASK = SemanticGeometric(("boat", "cow"), weights=(1.0, 3.0))
LABEL = np.array([[[0], [1], [255]]], np.uint8)
GEOMETRY_OF = np.array([[[255], [2], [0]]], np.uint8)


def test_each_map_has_its_own_truth_and_its_own_void():
    y, w = TASK.target({"label": LABEL, "geometry": GEOMETRY_OF})
    np.testing.assert_array_equal(y["semantic"], [[[0], [1], [0]]])
    np.testing.assert_array_equal(w["semantic"], [[[1], [1], [0]]])
    np.testing.assert_array_equal(y["geometric"], [[[0], [2], [0]]])
    np.testing.assert_array_equal(w["geometric"], [[[0], [1], [1]]])


def test_losses_are_meaned_over_the_known_pixels_of_each_and_added():
    """Of even logits a pixel costs ln 2 and ln 3; the weight is of the classes only."""
    y, w = TASK.target({"label": LABEL, "geometry": GEOMETRY_OF})
    y, w = ({name: np.asarray(a)[None] for name, a in part.items()} for part in (y, w))
    output = {
        name: np.zeros((1, 1, 3, channels), np.float32)
        for name, channels in TASK.channels_out.items()
    }
    expected = (1 + 3) / 2 * np.log(2) + np.log(3)
    np.testing.assert_allclose(TASK.loss(y, output, w), [expected], rtol=1e-6)


def test_the_task_of_a_dataset_has_its_classes_and_colours():
    task = SemanticGeometric.of(Scenes(1))
    assert task.classes == Scenes.classes and task.surfaces == GEOMETRY
    assert task.palette == tuple(map(tuple, Scenes.palette.tolist()))
    np.testing.assert_array_equal(task.parts["semantic"].colours()[:3], Scenes.palette)


def test_it_is_read_as_it_was_written():
    task = SemanticGeometric(CLASSES, weights=(0.5,) * 33)
    assert task_from(task_record(task)) == task
    assert task.channels_out == {"semantic": 33, "geometric": 3}


def test_scores_of_the_two_maps_have_different_names():
    names = [name for m in TASK.metrics() for name in m.result()]
    assert len(set(names)) == len(names) == 8
    assert {TASK.monitor, "geometric_pixel_accuracy"} <= set(names)
    assert "semantic-true-classes" in TASK.extras()
