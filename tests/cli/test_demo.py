import numpy as np
import pytest
from typer.testing import CliRunner

from kerasdense.cli.demo import SIDE, distant, restored
from kerasdense.cli.main import app
from kerasdense.cli.open import Model, shipped
from kerasdense.files import picture
from kerasdense.tasks import Inpainting


def test_the_sheet_shows_every_shipped_model(tmp_path):
    sheet = tmp_path / "sheet.png"
    done = CliRunner().invoke(app, ["demo", "--to", str(sheet)])
    assert done.exit_code == 0, done.output
    for name in shipped():
        assert name in done.output
    rows, columns, channels = picture.read(sheet).pixels.shape
    assert columns > 4 * 224 and rows > len(shipped()) * 224 and channels == 3


def test_a_row_of_a_model_that_takes_a_mask():
    task = Inpainting(damage="box:0.2")
    model = Model("gray-holes", lambda x: np.full_like(x[..., :3], 0.5), task)
    rows = list(restored(model))
    assert len(rows) == 1
    for pictures, words in rows:
        before, by_rival, by_model, truth = (each.astype(int) for each in pictures)
        lost = np.all(before == 0, axis=-1)  # and what was black before
        assert 0.1 < lost.mean() < 0.35
        for mended in (by_rival, by_model):
            assert np.array_equal(mended[~lost], truth[~lost])
        assert np.mean(np.abs(by_model[lost] - 127.5) < 1) > 0.8
        assert "boxes" in words[0] and words[1].startswith("biharmonic")


@pytest.mark.parametrize("shape", [(660, 550, 1), (500, 741, 3), (100, 90, 3)])
def test_what_is_labelled_fills_its_place_whichever_way_it_lies(shape):
    seen = distant({"image": np.full(shape, 9, np.uint8)}, 0)["image"]
    assert seen.shape == (SIDE, SIDE, shape[2])
