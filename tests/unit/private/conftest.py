"""The shop that these stories happen in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.people import C1, V1
from tests.unit.private.a_shop import Desk, desk


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Desk]:
    """A shop nobody has set up."""
    with desk(tmp_path) as held:
        yield held


@pytest.fixture
def shop(empty: Desk) -> Desk:
    """A shop with one volunteer, Li, and one coordinator, Chen."""
    empty.enrol(V1, C1)
    return empty
