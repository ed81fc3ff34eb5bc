import numpy as np
import pytest
import tensorflow as tf

from kerasdense.tasks import TASKS, Task
from kerasdense.tasks.task import keras_dtype, to_unit


@pytest.mark.parametrize(
    "dtype, white", [("uint8", 255), ("uint16", 65535), ("float32", 1.0)]
)
def test_pixels_of_any_type_come_between_0_and_1(dtype, white):
    pixels = np.array([0, white], dtype)
    for array in pixels, tf.constant(pixels):
        unit = to_unit(array)
        assert keras_dtype(unit) == "float32"
        np.testing.assert_array_equal(unit, [0, 1])


def test_every_level_of_8_bits_is_its_255th():
    levels = np.arange(256, dtype=np.uint8)
    np.testing.assert_allclose(to_unit(levels), levels / 255, rtol=1e-6)


class Both(Task):
    reads = ("image", "depth")


def test_what_a_task_reads_lies_side_by_side():
    image = np.full((2, 3, 3), 51, np.uint8)  # a fifth of 255
    depth = np.full((2, 3, 1), 7.5, np.float32)
    x = Both().input({"depth": depth, "image": image, "label": None})
    np.testing.assert_allclose(x, np.broadcast_to([0.2, 0.2, 0.2, 7.5], (2, 3, 4)))


@pytest.mark.parametrize("name", TASKS)
def test_tasks_are_known_by_the_names_of_their_classes(name):
    assert TASKS[name].__name__ == name
    assert issubclass(TASKS[name], Task)
    assert TASKS[name].reads and TASKS[name].learns
