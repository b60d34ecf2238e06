"""Every function named in the flow of one scan exists under that name."""

import importlib
import re
from pathlib import Path

import pytest

FLOW = Path(__file__).parents[2] / "docs" / "explanation" / "flow-of-one-scan.md"
NAMES = sorted(set(re.findall(r"`((?:shop|hardware|web)\.[A-Za-z_.]+)`", FLOW.read_text("utf-8"))))


def found(name: str) -> object:
    """Return what a dotted name means: the longest importable module, then attributes."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            value: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            value = getattr(value, part)
        return value
    raise AttributeError(name)


def test_the_flow_names_functions():
    assert len(NAMES) > 25


@pytest.mark.parametrize("name", NAMES)
def test_it_exists(name: str):
    assert found(name) is not None


def test_a_name_that_is_not_there_is_noticed():
    with pytest.raises(AttributeError):
        found("shop.till.step.leap")
