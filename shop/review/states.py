"""How a period goes from counting to its bulletin: one table, and the periods it leads to.

A period is a run of consecutive closed cuts chosen for review. Periods follow one another without
a gap, numbered from 1; the last one is still being made. Later facts restate a closed period,
they never edit it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import Any

from shop.errors import BrokenInvariant


class State(Enum):
    """Where a period stands; the values are the keys of its words on pages."""

    OPEN = "open"
    COUNTING = "counting"
    DRAFT = "draft"
    REVIEWED = "reviewed"
    CLOSED = "closed"
    PUBLISHED = "published"
    OBJECTED = "objected"
    RESTATED = "restated"


_S = State
#: (state, what happened) → state. What is not here cannot happen.
TABLE: Mapping[tuple[State, str], State] = MappingProxyType(
    {
        (_S.OPEN, "cut_opened"): _S.COUNTING,
        (_S.COUNTING, "cut_cancelled"): _S.OPEN,
        (_S.COUNTING, "cut_cancelled_later"): _S.DRAFT,
        (_S.COUNTING, "cut_closed"): _S.DRAFT,
        (_S.COUNTING, "late_fact"): _S.COUNTING,
        (_S.COUNTING, "reviewed"): _S.REVIEWED,
        (_S.COUNTING, "sent_back"): _S.COUNTING,
        (_S.DRAFT, "cut_opened"): _S.COUNTING,
        (_S.DRAFT, "cut_cancelled"): _S.DRAFT,
        (_S.DRAFT, "cut_closed"): _S.DRAFT,
        (_S.DRAFT, "late_fact"): _S.DRAFT,
        (_S.DRAFT, "reviewed"): _S.REVIEWED,
        (_S.DRAFT, "sent_back"): _S.DRAFT,
        (_S.REVIEWED, "cut_opened"): _S.REVIEWED,
        (_S.REVIEWED, "cut_cancelled"): _S.REVIEWED,
        (_S.REVIEWED, "cut_closed"): _S.REVIEWED,
        (_S.REVIEWED, "reviewed"): _S.REVIEWED,
        (_S.REVIEWED, "sent_back"): _S.DRAFT,
        (_S.REVIEWED, "late_fact"): _S.DRAFT,
        (_S.REVIEWED, "closed"): _S.CLOSED,
        (_S.CLOSED, "late_fact"): _S.CLOSED,
        (_S.CLOSED, "published"): _S.PUBLISHED,
        (_S.PUBLISHED, "late_fact"): _S.RESTATED,
        (_S.PUBLISHED, "objection"): _S.OBJECTED,
        (_S.OBJECTED, "objection"): _S.OBJECTED,
        (_S.OBJECTED, "late_fact"): _S.OBJECTED,
        (_S.OBJECTED, "answered"): _S.OBJECTED,
        (_S.OBJECTED, "last_answered"): _S.PUBLISHED,
        (_S.OBJECTED, "last_answered_restated"): _S.RESTATED,
        (_S.RESTATED, "late_fact"): _S.RESTATED,
        (_S.RESTATED, "objection"): _S.OBJECTED,
    }
)


#: What the book calls those who sign nothing: who stood at a device or an open page.
NOBODY = frozenset({"till", "kiosk", "volunteer", "coordinator", "setup", "public"})

#: What each kind of entry is to periods; a review that sends back is `sent_back`.
NAME_OF: Mapping[str, str] = MappingProxyType(
    {
        "PeriodReviewed": "reviewed",
        "PeriodClosed": "closed",
        "BulletinPublished": "published",
        "ObjectionRaised": "objection",
        "ObjectionAnswered": "answered",
    }
)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to periods.

    Attributes:
        name: cut_opened, cut_cancelled, cut_closed, late_fact, reviewed, sent_back, closed,
            published, objection or answered.
        seq, at_ms, id, actor, body: of its entry.  cut: the cut it is about, of the first four.
    """

    name: str
    seq: int
    at_ms: int = 0
    id: str = ""
    actor: str = ""
    cut: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Objection:
    """What a villager objected, and what was answered."""

    raised: Event
    answered: Event | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """One period as the book tells it.

    Attributes:
        number: from 1, in order; as text it is the period's name.  state: where it stands.
        cuts: ids of its cuts: of a period not closed yet, all closed cuts that are in none.
        review: the newest word of a reviewer.  closing, publishing: their entries.
        objections: oldest first.  restated_by: later facts about its cuts.
    """

    number: int
    state: State = State.OPEN
    cuts: tuple[str, ...] = ()
    review: Event | None = None
    closing: Event | None = None
    publishing: Event | None = None
    objections: tuple[Objection, ...] = ()
    restated_by: tuple[Event, ...] = ()

    @property
    def name(self) -> str:
        """How entries and addresses call it."""
        return str(self.number)

    @property
    def unanswered(self) -> tuple[Objection, ...]:
        """The objections that wait for an answer."""
        return tuple(one for one in self.objections if one.answered is None)


def periods(events: Iterable[Event]) -> tuple[Period, ...]:
    """Return all periods, oldest first; the last one is not closed yet.

    Raises:
        BrokenInvariant: something happened that the table does not know.
    """
    found: list[Period] = [Period(1)]
    counting = False
    for event in events:
        counting = _COUNTING.get(event.name, counting)
        place = _place(found, event)
        if place is None:
            continue
        before = found[place]
        found[place] = _after(before, event)
        if event.name == "closed":
            last = before.cuts.index(event.body["cuts"][-1])
            left = before.cuts[last + 1 :]
            state = State.COUNTING if counting else State.DRAFT if left else State.OPEN
            found.append(Period(before.number + 1, state, left))
    return tuple(found)


#: Whether a round is going on after each of these.
_COUNTING = {"cut_opened": True, "cut_cancelled": False, "cut_closed": False}


def name_of(kind: str, body: Mapping[str, Any]) -> str:
    """Return what an entry is to periods, as `Event.name`."""
    sends_back = kind == "PeriodReviewed" and body["decision"] == "send_back"
    return "sent_back" if sends_back else NAME_OF[kind]


def allowed(state: State, name: str) -> bool:
    """Say whether something may happen to a period in this state."""
    return (state, name) in TABLE


def _place(found: list[Period], event: Event) -> int | None:
    """Return which period an event is about, or None where it touches none."""
    last = len(found) - 1
    if event.name in (*_COUNTING, "reviewed", "sent_back", "closed"):
        return last
    if event.name == "late_fact":
        return next((i for i, one in enumerate(found) if event.cut in one.cuts), None)
    if event.name == "answered":
        ids = [[one.raised.id for one in period.objections] for period in found]
        wanted = event.body.get("objection")
        place = next((i for i, of in enumerate(ids) if wanted in of), None)
    else:
        name = str(event.body.get("period"))
        place = next((i for i, one in enumerate(found) if one.name == name), None)
    if place is None:
        raise BrokenInvariant(f"entry {event.seq} ({event.name}) is about no period")
    return place


def _after(period: Period, event: Event) -> Period:
    name = event.name
    if name == "answered":
        period = replace(period, objections=_answered(period, event))
        if not period.unanswered:
            name = "last_answered_restated" if period.restated_by else "last_answered"
    elif name == "cut_cancelled" and period.state is State.COUNTING and period.cuts:
        name = "cut_cancelled_later"
    elif name == "late_fact" and _of_reviewed_others(period, event):
        return period
    state = TABLE.get((period.state, name))
    if state is None:
        raise BrokenInvariant(f"entry {event.seq}: {name} cannot follow {period.state.value}")
    return _taken_in(replace(period, state=state), event)


def _of_reviewed_others(period: Period, event: Event) -> bool:
    """Say whether a late fact is of a cut that a reviewed period was not reviewed with."""
    return (
        period.state is State.REVIEWED
        and period.review is not None
        and event.cut not in period.review.body["cuts"]
    )


def _taken_in(period: Period, event: Event) -> Period:
    match event.name:
        case "cut_closed":
            return replace(period, cuts=(*period.cuts, event.cut))
        case "reviewed" | "sent_back":
            return replace(period, review=event)
        case "closed":
            return replace(period, closing=event, cuts=tuple(event.body["cuts"]))
        case "published":
            return replace(period, publishing=event)
        case "objection":
            return replace(period, objections=(*period.objections, Objection(event)))
        case "late_fact" if period.closing is not None:
            return replace(period, restated_by=(*period.restated_by, event))
    return period


def _answered(period: Period, event: Event) -> tuple[Objection, ...]:
    wanted = event.body.get("objection")
    return tuple(
        replace(one, answered=event) if one.raised.id == wanted and not one.answered else one
        for one in period.objections
    )
