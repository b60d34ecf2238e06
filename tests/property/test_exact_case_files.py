"""Whatever stands in a case file, it is worked out or refused by name; nothing else happens."""

import copy
import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from shop.cases.reading import read_cases
from shop.cases.running import run_cases
from shop.errors import ConfigError
from tests.cases.a_case import GOOD, write

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from(["EGG", "TEA", "s1", "each", "2026-03-04T10:00:00+08:00", "\x00", "é" * 300]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value, path=()):
    """Every place in a JSON value."""
    yield path
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list)
        else ()
    )  # fmt: skip
    for key, child in children:
        yield from places(child, (*path, key))


PLACES = sorted((p for p in places(GOOD["input"]) if p), key=str)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PLACES), anything, st.booleans())
def test_one_spoiled_place(place, value, drop):
    case = copy.deepcopy(GOOD)
    *parents, last = ("input", *place)
    inner = case
    for key in parents:
        inner = inner[key]
    if drop:
        del inner[last]
    else:
        inner[last] = value
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), json.dumps(case))
        refused = refusal(path)
    assert refused is None or (str(path) in refused and "allowed is" in refused)
    assert refused is None or "\n" not in refused


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes(content):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "case.json")
        path.write_bytes(content)
        assert str(path) in (refusal(path) or "")


def refusal(path: Path) -> str | None:
    """Why a file is refused, or None where it was worked out; any other error goes through."""
    try:
        run_cases(read_cases(path), str(path))
    except ConfigError as error:
        return str(error)
    return None
