"""What all tests share: measured data, where there is any, and two processors."""

import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest

SHARED = pathlib.Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared():
    """The folder of real data and published weights beside the checkout."""
    if not (SHARED / "data").is_dir():
        pytest.skip("needs the measured data in ../shared, which is not here")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def two_processors():
    """Pretends that the processor is two, to train on two replicas anywhere.

    Before the first test, when all files to run are imported: TensorFlow is told while
    it has not begun to compute, and only where a file imports it.
    """
    tf = sys.modules.get("tensorflow")
    if tf:
        tf.config.set_logical_device_configuration(
            tf.config.list_physical_devices("CPU")[0],
            [tf.config.LogicalDeviceConfiguration()] * 2,
        )
