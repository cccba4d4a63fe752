"""When Python looks for garbage."""

import gc

import pytest

from chronology.memory import no_collection


def test_garbage_is_looked_for_again_after_the_outermost() -> None:
    with no_collection():
        with no_collection():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_and_where_that_fails() -> None:
    with pytest.raises(ValueError, match="no"), no_collection():
        raise ValueError("no")
    assert gc.isenabled()
