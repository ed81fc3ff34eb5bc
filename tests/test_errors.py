import pytest

from kerasdense.errors import InputError, ModelFileError, did_you_mean


def test_a_broken_model_is_a_bad_input_with_an_exit_code_of_its_own():
    assert issubclass(ModelFileError, InputError)
    assert (InputError.exit_code, ModelFileError.exit_code) == (2, 3)


@pytest.mark.parametrize(
    "name, expected",
    [
        ("denoise-grey", " Did you mean 'denoise-gray'?"),
        ("sr-x3", " Did you mean 'sr-x2'?"),
        ("something else", ""),
        (None, ""),
    ],
)
def test_a_close_name_is_proposed_and_a_far_one_is_not(name, expected):
    assert did_you_mean(name, ["denoise-gray", "sr-x2"]) == expected
