"""The state machine reaches only what its table allows, whatever happens in whatever order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.errors import BrokenInvariant
from shop.review.states import TABLE, Event, State, allowed, periods

NAMES = (
    *("cut_opened", "cut_cancelled", "cut_closed", "late_fact", "reviewed", "sent_back", "closed"),
    *("published", "objection", "answered"),
)


def event(name: str, seq: int, state: dict[str, Any]) -> Event:
    """One thing that happens, as the book would have it."""
    body: dict[str, Any] = {}
    cut = ""
    if name == "cut_closed":
        cut = f"C{seq}"
        state["cuts"].append(cut)
    elif name == "late_fact":
        cut = state["cuts"][0] if state["cuts"] else "none"
    elif name in ("reviewed", "sent_back", "closed"):
        body = {"cuts": state["cuts"][state["taken"] :] or ["none"]}
    elif name in ("published", "objection"):
        body = {"period": str(state["closed"] or 1)}
    elif name == "answered":
        body = {"objection": state["raised"][-1] if state["raised"] else "none"}
    if name == "objection":
        state["raised"].append(f"E{seq}")
    return Event(name, seq, id=f"E{seq}", cut=cut, body=body)


@given(st.lists(st.sampled_from(NAMES), max_size=40))
def test_only_allowed_states_are_reached(names: list[str]) -> None:
    state: dict[str, Any] = {"cuts": [], "taken": 0, "closed": 0, "raised": []}
    taken: list[Event] = []
    for seq, name in enumerate(names, 1):
        cuts, raised = list(state["cuts"]), list(state["raised"])
        one = event(name, seq, state)
        before = periods(taken)
        try:
            after = periods([*taken, one])
        except (BrokenInvariant, ValueError):
            state["cuts"], state["raised"] = cuts, raised
            continue
        taken.append(one)
        if name == "closed":
            state["taken"], state["closed"] = len(state["cuts"]), len(after) - 1
        for was, now in zip(before, after, strict=False):
            told = {what for (source, what), target in TABLE.items()
                    if source is was.state and target is now.state}  # fmt: skip
            assert was.state is now.state or any(what.startswith(name) for what in told)
        assert all(one.state in (State.CLOSED, State.PUBLISHED, State.OBJECTED, State.RESTATED)
                   for one in after[:-1])  # fmt: skip
        assert after[-1].closing is None
        together = [cut for period in after for cut in period.cuts]
        assert len(together) == len(set(together)), "a cut belongs to one period"


@pytest.mark.parametrize("state", State)
def test_every_state_is_reached_and_all_but_the_last_are_left(state: State) -> None:
    assert state is State.OPEN or state in TABLE.values()
    assert any(source is state for source, _ in TABLE)


def test_what_the_table_leaves_out_cannot_happen() -> None:
    assert not allowed(State.DRAFT, "closed")
    assert not allowed(State.REVIEWED, "published")
    assert not allowed(State.CLOSED, "reviewed")
    with pytest.raises(BrokenInvariant, match="is about no period"):
        periods([Event("published", 1, body={"period": "4"})])
    with pytest.raises(BrokenInvariant, match="cannot follow"):
        periods([Event("reviewed", 1, body={"cuts": []})])
