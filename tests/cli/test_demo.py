import numpy as np
import pytest
from typer.testing import CliRunner

from kerasdense.cli.demo import SIDE, distant, followed, in_colour, outlined, restored
from kerasdense.cli.main import app
from kerasdense.cli.open import Model, open_model, shipped
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


def test_a_model_of_flow_is_shown_between_its_rival_and_the_truth():
    ((drawn, words),) = followed(open_model("farneback"))
    assert [picture.shape for picture in drawn] == [(SIDE, SIDE, 3)] * 4
    assert words[0] == "moving cut-outs" and words[3] == "the true flow"
    assert words[1].startswith("dense inverse search, epe ")
    assert words[2].startswith("farneback, epe ")


def test_depth_and_normals_stand_beside_the_photograph():
    from kerasdense.cli.demo import SIDE, surfaces
    from kerasdense.cli.open import Model
    from kerasdense.models.mean_maps import mean_maps
    from kerasdense.tasks import DepthNormals

    task = DepthNormals(relative=True, side=64)
    model = Model("depth", mean_maps(task.channels_out, size=(3, 4)), task)
    ((drawn, words),) = surfaces(model)
    assert len(drawn) == len(words) == 3 and words[0] == "a garage"
    assert {max(picture.shape[:2]) for picture in drawn} == {2 * SIDE}
    assert all(picture.dtype == "uint8" for picture in drawn)


def test_boundaries_stand_beside_those_of_canny():
    ((drawn, words),) = outlined(open_model("sobel"))
    assert [picture.shape for picture in drawn] == [(SIDE, SIDE, 3)] * 3
    assert words == ["chelsea", "Canny", "sobel"]
    photograph, by_canny, by_sobel = drawn
    assert not np.array_equal(by_canny, by_sobel)
    assert by_canny.max() > 100 and by_canny.mean() < photograph.mean()


def test_colours_stand_between_gray_and_the_truth():
    ((drawn, words),) = in_colour(open_model("mean-color"))
    assert [picture.shape for picture in drawn] == [(SIDE, SIDE, 3)] * 3
    assert words == ["astronaut, gray", "mean-color", "as it was"]
    spread = [int(np.ptp(picture.astype(int), axis=-1).max()) for picture in drawn]
    assert spread[0] <= 1 < spread[1] < spread[2]


def test_a_raw_file_is_shown_as_large_as_what_comes_of_it():
    ((drawn, words),) = restored(open_model("develop"))
    assert [picture.shape for picture in drawn] == [(SIDE, SIDE, 3)] * 4
    assert words[0] == "astronaut, a raw file, amplified"
    assert words[1].startswith("developed as it is: ")
    assert words[2].startswith("develop: ") and words[3] == "as it was"
    assert np.array_equal(drawn[1], drawn[2])
