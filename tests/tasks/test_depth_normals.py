import numpy as np
import pytest

from kerasdense.bundle import task_from, task_record
from kerasdense.compare import refuse_other_tasks
from kerasdense.errors import InputError
from kerasdense.tasks import Depth, DepthNormals, Normals, RelativeDepth

RNG = np.random.default_rng(0)
NORMALS = RNG.normal(size=(5, 6, 3)).astype(np.float32)
NORMALS /= np.linalg.norm(NORMALS, axis=-1, keepdims=True)
SAMPLE = {
    "depth": RNG.uniform(1, 5, (5, 6, 1)).astype(np.float32),
    "normals": NORMALS,
    "label": RNG.integers(0, 2, (5, 6, 1)).astype(np.uint8),
}
WITH_LABELS = DepthNormals(classes=("wall", "ball"), shares=(1.0, 2.0, 0.5), side=320)


def test_it_reads_a_picture_and_learns_what_its_parts_do():
    assert DepthNormals(side=9).parts == {"depth": Depth(side=9), "normals": Normals(9)}
    relative = DepthNormals(relative=True)
    assert relative.parts["depth"] == RelativeDepth()
    assert relative.learns == ("relative_depth", "normals")
    assert WITH_LABELS.learns == ("depth", "normals", "label")
    assert WITH_LABELS.channels_out == {"depth": 1, "normals": 3, "labels": 2}


def test_losses_are_added_by_their_shares():
    y, w = WITH_LABELS.target(SAMPLE)
    y, w = ({n: np.asarray(a)[None] for n, a in part.items()} for part in (y, w))
    output = {
        name: RNG.normal(size=(1, 5, 6, channels)).astype(np.float32)
        for name, channels in WITH_LABELS.channels_out.items()
    }
    losses = [p.loss(y[n], output[n], w[n])[0] for n, p in WITH_LABELS.parts.items()]
    expected = losses[0] + 2 * losses[1] + 0.5 * losses[2]
    np.testing.assert_allclose(WITH_LABELS.loss(y, output, w), [expected], rtol=1e-5)


def test_scores_say_of_which_part_and_whether_aligned():
    names = {n for m in DepthNormals(relative=True).metrics() for n in m.result()}
    assert {"depth_si_log", "depth_delta1_aligned", "normals_mean_angle"} <= names
    assert "depth_delta1" not in names
    assert DepthNormals.monitor in names
    assert set(DepthNormals().protocols()) == {"metric", "aligned", "relative"}
    assert "depth-aligned" in DepthNormals().extras()


@pytest.mark.parametrize("task", [DepthNormals(relative=True), WITH_LABELS])
def test_it_is_read_as_it_was_written(task):
    assert task_from(task_record(task)) == task
    assert task.by_relative_truth().relative


def test_metres_are_not_compared_with_what_has_none():
    tasks = [DepthNormals(), DepthNormals(relative=True)]
    with pytest.raises(InputError, match="differ in relative"):
        refuse_other_tasks(["a", "b"], tasks)
