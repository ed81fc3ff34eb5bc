import errno
import os
import subprocess
import sys

import keras
import numpy as np
import pytest

from kerasdense import checkpoint
from kerasdense.errors import InputError, ModelFileError


def made(seed=0, width=3):
    """-> a network and an optimizer that have taken a step, by their names."""
    keras.utils.set_random_seed(seed)
    network = keras.Sequential([keras.Input((4,)), keras.layers.Dense(width)])
    network.add(keras.layers.Dropout(0.5))
    optimizer = keras.optimizers.Adam(0.1)
    optimizer.build(network.trainable_variables)
    optimizer.apply([np.ones(v.shape, np.float32) for v in network.trainable_variables])
    network(np.ones((1, 4), np.float32), training=True)  # draws from dropout's seed
    return {"network": network, "optimizer": optimizer}


def values(owners):
    return [np.asarray(v) for owner in owners.values() for v in owner.variables]


def test_all_comes_back(tmp_path):
    first, second = made(seed=1), made(seed=2)
    checkpoint.save(tmp_path, first, step=7, losses=[0.5, 0.25], best_psnr=30.5)
    assert any((a != b).any() for a, b in zip(values(first), values(second)))
    checkpoint.load(tmp_path, second)
    for a, b in zip(values(first), values(second), strict=True):
        np.testing.assert_array_equal(a, b)
    numbers = checkpoint.numbers(tmp_path)
    assert numbers == {"step": 7, "losses": [0.5, 0.25], "best_psnr": 30.5}
    assert isinstance(numbers["step"], int)


def test_who_is_not_named_is_not_taken_up(tmp_path):
    one, two = made(seed=1), made(seed=2)
    network, before = {"network": two.pop("network")}, values(two)
    checkpoint.save(tmp_path, one, step=1)
    checkpoint.load(tmp_path, network)
    for a, b in zip(values({"network": one["network"]}), values(network)):
        np.testing.assert_array_equal(a, b)
    for a, b in zip(before, values(two), strict=True):
        np.testing.assert_array_equal(a, b)


def test_who_was_not_saved_is_missed(tmp_path):
    saved = made()
    checkpoint.save(tmp_path, {"network": saved["network"]}, step=1)
    with pytest.raises(ModelFileError, match="left by another network"):
        checkpoint.load(tmp_path, saved)


def test_nothing_but_the_checkpoint_is_left(tmp_path):
    assert not checkpoint.exists(tmp_path)
    checkpoint.save(tmp_path, made(), step=1)
    checkpoint.save(tmp_path, made(), step=2)
    assert checkpoint.exists(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [checkpoint.FILE]


@pytest.mark.parametrize("owner, name", [(np, "savez"), (os, "fsync"), (os, "replace")])
def test_a_full_disk_leaves_the_old_checkpoint(tmp_path, monkeypatch, owner, name):
    checkpoint.save(tmp_path, made(), step=1)
    before = (tmp_path / checkpoint.FILE).read_bytes()

    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(owner, name, full)
    with pytest.raises(InputError, match="No space left on device.*still there"):
        checkpoint.save(tmp_path, made(seed=1), step=2)
    assert (tmp_path / checkpoint.FILE).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [checkpoint.FILE]


def test_another_network_is_refused_before_anything_changes(tmp_path):
    checkpoint.save(tmp_path, made(width=5), step=1)
    other = made(width=3)
    before = values(other)
    with pytest.raises(ModelFileError, match="left by another network"):
        checkpoint.load(tmp_path, other)
    for a, b in zip(before, values(other)):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("keep", [0, 100, 1000])
def test_a_broken_checkpoint_is_told(tmp_path, keep):
    checkpoint.save(tmp_path, made(), step=1)
    path = tmp_path / checkpoint.FILE
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ModelFileError, match="is broken") as caught:
        checkpoint.numbers(tmp_path)
    assert caught.value.exit_code == 3


def test_one_run_to_a_folder(tmp_path):
    with checkpoint.only_run_in(tmp_path / "new"):
        with pytest.raises(InputError, match="Another run is training"):
            with checkpoint.only_run_in(tmp_path / "new"):
                pass
    with checkpoint.only_run_in(tmp_path / "new"):
        pass  # free again


def test_a_process_that_died_holds_nothing(tmp_path):
    program = (
        "import os, sys; from kerasdense import checkpoint\n"
        "with checkpoint.only_run_in(sys.argv[1]): os._exit(9)"
    )
    died = subprocess.run([sys.executable, "-c", program, tmp_path])
    assert died.returncode == 9
    with checkpoint.only_run_in(tmp_path):
        pass
