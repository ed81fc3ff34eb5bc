import pytest

from kerasdense.reach import Reach, reach_of


@pytest.mark.parametrize("margin", [None, 0, 17])
def test_a_reach_is_read_from_facts(margin):
    assert reach_of({"reach": {"margin": margin, "step": 8}}) == Reach(margin, 8)


@pytest.mark.parametrize("broken", [{}, {"reach": None}, {"reach": {"margin": "far"}}])
def test_facts_without_a_reach_are_an_error(broken):
    with pytest.raises((KeyError, TypeError, ValueError)):
        reach_of(broken)
