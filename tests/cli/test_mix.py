import shutil

import pytest


@pytest.fixture
def other(enlarger, tmp_path):
    """Another enlarger of the same kind."""
    import keras

    from kerasdense import bundle
    from kerasdense.models.edsr import edsr
    from kerasdense.tasks import SuperResolution

    keras.utils.set_random_seed(1)
    bundle.save(tmp_path / "other", edsr(filters=4, blocks=1), SuperResolution())
    return tmp_path / "other"


def test_the_model_in_between_predicts(run, enlarger, other, photograph, tmp_path):
    done = run("mix", enlarger, other, "--alpha", "0.3", "--to", "between")
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().splitlines() == [
        f"between: 0.7 of {enlarger} and 0.3 of {other}",
        "Now: kerasdense predict between PICTURE...",
    ]
    done = run("predict", "between", photograph, "--to", "large.png")
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "large.png").exists()


def test_mistakes_are_one_line(run, enlarger, denoiser, tmp_path):
    shutil.copytree(enlarger, tmp_path / "taken")
    for arguments, words in (
        (
            (enlarger, denoiser, "--to", "made"),
            "their pixels mean different things: ta",
        ),
        ((enlarger, "nowhere", "--to", "made"), "There is no model 'nowhere'"),
        ((enlarger, enlarger, "--to", "taken"), "taken exists and is left as it is"),
    ):
        done = run("mix", *arguments)
        assert done.returncode == 2
        (line,) = done.stderr.decode().splitlines()
        assert words in line
    assert not (tmp_path / "made").exists()
