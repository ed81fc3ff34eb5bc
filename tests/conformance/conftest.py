import functools

import pytest

from kerasdense import recipes


@pytest.fixture(params=recipes.names())
def recipe(request):
    """Every recipe there is, in its small version."""
    return small(request.param)


@functools.cache
def small(name):
    return recipes.load(name)(small=True)
