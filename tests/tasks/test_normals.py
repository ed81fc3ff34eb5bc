import numpy as np

from kerasdense.bundle import task_from, task_record
from kerasdense.tasks import Normals

TASK = Normals(side=320)
NORMALS = np.float32([[(0, 0, -1), (0.6, 0, -0.8), (0, 0, 0)]])


def test_directions_that_are_missing_do_not_count():
    y, w = TASK.target({"normals": NORMALS})
    np.testing.assert_array_equal(y, NORMALS)
    np.testing.assert_array_equal(w, [[[1], [1], [0]]])


def test_the_loss_is_one_less_the_mean_cosine_of_known_pixels():
    y, w = (np.asarray(a)[None] for a in TASK.target({"normals": NORMALS}))
    output = np.float32([[[(0, 0, -1), (0, 0, -1), (1, 0, 0)]]])
    np.testing.assert_allclose(TASK.loss(y, output, w), [1 - (1 + 0.8) / 2], rtol=1e-5)


def test_predictions_have_a_length_of_1():
    output = np.float32([[[(0, 0, -0.1), (3, 0, -4), (0, 0, 0)]]])
    found = np.asarray(TASK.decode(output, None))
    np.testing.assert_allclose(found[0, 0, :2], [(0, 0, -1), (0.6, 0, -0.8)], atol=1e-6)
    assert np.isfinite(found).all()


def test_it_is_read_as_it_was_written_and_knows_no_scale():
    assert task_from(task_record(TASK)) == TASK
    assert TASK.by_relative_truth() is TASK
    assert {"metric", "aligned", "relative"} == set(TASK.protocols())


def test_it_is_drawn():
    assert TASK.render(NORMALS).shape == (1, 3, 3)
