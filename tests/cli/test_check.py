import json

from typer.testing import CliRunner

from kerasdense.cli.main import app
from kerasdense.files import picture


def invoke(*arguments):
    return CliRunner().invoke(app, ["check", *map(str, arguments)])


def test_what_is_in_order_is_counted(photograph):
    done = invoke(f"images:{photograph.parent}", "--json")
    assert done.exit_code == 0
    assert json.loads(done.output)["images"] == {"all": 1}


def test_a_broken_file_is_named_with_code_2(photograph):
    (photograph.parent / "broken.png").write_bytes(b"\x89PNG nothing")
    done = invoke(f"images:{photograph.parent}")
    assert done.exit_code == 2
    assert "broken.png" in done.output.replace("\n", "")
    assert "1 samples are in order" in done.output


def test_training_refuses_it_with_the_same_words(run, photograph, tmp_path):
    picture.write(tmp_path / "b.png", picture.read(photograph).pixels[:10])
    (tmp_path / "broken.png").write_bytes(b"\x89PNG nothing")
    spec = f"images:{tmp_path}"
    done = run("train", "denoise_color", tmp_path / "run", "--data", spec)
    assert done.returncode == 2
    assert "broken.png" in done.stderr.decode()
    assert not (tmp_path / "run" / "training.npz").exists()
