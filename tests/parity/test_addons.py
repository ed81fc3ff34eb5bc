"""Our layers and those of tensorflow-addons, side by side: see README.md."""

import os
import pathlib
import subprocess

import numpy as np
import pytest

from kerasdense.layers import MaxPoolWithPlaces, MaxUnpool

SCRIPT = pathlib.Path(__file__).with_name("addons.py")


@pytest.fixture(scope="module")
def theirs(tmp_path_factory):
    """The arrays that tensorflow-addons makes, by name."""
    python = os.environ.get("KERASDENSE_ADDONS")
    if not python:
        pytest.skip("needs KERASDENSE_ADDONS, a Python with tensorflow-addons: README")
    path = tmp_path_factory.mktemp("parity") / "theirs.npz"
    subprocess.run([python, SCRIPT, path], check=True)
    return np.load(path)


def test_unpooling_is_equal(theirs):
    x = theirs["x"]
    pooled, places = MaxPoolWithPlaces()(x)
    np.testing.assert_array_equal(pooled, theirs["pooled"])
    np.testing.assert_array_equal(MaxUnpool()(pooled, places, x), theirs["unpooled"])
    # Theirs count (row * columns + column) * channels + channel.
    columns, channels = x.shape[2:]
    row, column = np.divmod(theirs["argmax"] // channels, columns)
    corner = 2 * (row % 2) + column % 2
    ours = np.asarray(places).reshape(*corner.shape[:3], 4, channels)
    np.testing.assert_array_equal(ours.argmax(axis=3), corner)
