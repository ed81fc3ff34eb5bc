"""What all tests share: the measured data beside the checkout, where there is any."""

import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest

SHARED = pathlib.Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared():
    """The folder of real data and published weights beside the checkout."""
    if not (SHARED / "data").is_dir():
        pytest.skip("needs the measured data in ../shared, which is not here")
    return SHARED
