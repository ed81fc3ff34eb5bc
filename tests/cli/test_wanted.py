from pathlib import Path

from kerasdense.cli.wanted import Wanted


def test_options_of_one_picture_leave_those_of_all_alone():
    wanted = Wanted(Path("to"), overlay=True, options={"tile": 64})
    own = wanted.with_options({"beside": {}, "tile": 32})
    assert own.options == {"tile": 32, "beside": {}} and own.overlay
    assert wanted.options == {"tile": 64}
    assert not own.without_overlay().overlay and own.overlay
