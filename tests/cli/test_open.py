import pytest

from kerasdense.cli.open import folder_of, open_model, shipped
from kerasdense.errors import InputError, ModelFileError


def test_every_shipped_model_opens_and_has_a_card():
    assert shipped(), "no model is shipped"
    for name, folder in shipped().items():
        model = open_model(name)
        assert model.task.channels in (1, 3)
        card = (folder / "card.md").read_text()
        assert "## Measured" in card and "## Limits" in card


def test_a_name_nearly_right_is_corrected():
    with pytest.raises(InputError, match="Did you mean 'denoise-gray'"):
        folder_of("denoise-grey")


def test_a_folder_that_is_no_bundle_says_so(tmp_path):
    with pytest.raises(ModelFileError, match="is no bundle") as caught:
        open_model(str(tmp_path))
    assert caught.value.exit_code == 3
