import pytest

from kerasdense.cli.study.shared import chosen_of, opened_of, refuse_report
from kerasdense.errors import InputError


def test_a_model_that_is_named_twice_is_one():
    assert [m.name for m in opened_of("canny,sobel", "", "sobel")] == ["canny", "sobel"]
    with pytest.raises(InputError, match="--models names nobody"):
        opened_of("", ",")


def test_a_report_is_left_as_it_is(tmp_path):
    refuse_report(tmp_path, False)
    (tmp_path / "report.md").write_text("mine")
    refuse_report(tmp_path, True)
    with pytest.raises(InputError, match="holds a report already"):
        refuse_report(tmp_path, False)


def test_what_is_chosen_is_known():
    assert chosen_of("part", "a,b", ("a", "b", "c")) == ("a", "b")
    with pytest.raises(InputError, match="There is no part 'd'"):
        chosen_of("part", "a,d", ("a", "b"))
