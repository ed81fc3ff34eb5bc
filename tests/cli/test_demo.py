from typer.testing import CliRunner

from kerasdense.cli.main import app
from kerasdense.cli.open import shipped
from kerasdense.files import picture


def test_the_sheet_shows_every_shipped_model(tmp_path):
    sheet = tmp_path / "sheet.png"
    done = CliRunner().invoke(app, ["demo", "--to", str(sheet)])
    assert done.exit_code == 0, done.output
    for name in shipped():
        assert name in done.output
    assert "segment-membrane is not on it" in done.output
    rows, columns, channels = picture.read(sheet).pixels.shape
    assert columns > 4 * 224 and rows > 5 * 224 and channels == 3
