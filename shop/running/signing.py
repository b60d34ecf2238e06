"""Who signed what, held against who counted: reviews, closings, bulletins and objections anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from shop.errors import BrokenInvariant
from shop.posting import Postings
from shop.review.publish import bulletin
from shop.review.states import NAME_OF, NOBODY, Event, Period, name_of, periods

_CUT_EVENTS = {
    "CutOpened": "cut_opened",
    "CutCancelled": "cut_cancelled",
    "CutClosed": "cut_closed",
}
_COUNTING = frozenset(
    {"CutOpened", "StockCounted", "CashCounted", "QrStatementRecorded", "CutClosed"}
)

#: How the walk has a period's figures worked out anew: (cuts, seq before it) → (digest, figures).
Anew = Callable[[Sequence[str], int], tuple[str, dict[str, Any]]]


class Signed(Protocol):
    """One entry as this looks at it."""

    @property
    def seq(self) -> int:
        """Its place."""
        ...

    @property
    def kind(self) -> str:
        """Its kind."""
        ...

    @property
    def at_ms(self) -> int:
        """When it was said."""
        ...

    @property
    def body(self) -> dict[str, Any]:
        """What it says."""
        ...

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def actor(self) -> str:
        """Who said it."""
        ...

    @property
    def head(self) -> str:
        """The digest of the entry before it."""
        ...


@dataclass(slots=True)
class Signing:
    """Everything that happened to periods so far."""

    _events: list[Event] = field(default_factory=list)
    _counters: dict[str, set[str]] = field(default_factory=dict)
    _closed: dict[str, int] = field(default_factory=dict)

    def check(self, fact: Signed) -> str | None:
        """Return what does not hold of an entry about a period, or None."""
        if fact.kind not in NAME_OF:
            return None
        try:
            before = periods(self._events)
            periods([*self._events, self._event(fact)])
        except BrokenInvariant as broken:
            return str(broken)
        own = _CHECKS.get(fact.kind)
        return own(self, fact, before) if own else None

    def take(self, fact: Signed, postings: Postings) -> None:
        """Take an entry in."""
        kind, body = fact.kind, fact.body
        if kind in _CUT_EVENTS:
            self._events.append(
                Event(_CUT_EVENTS[kind], fact.seq, fact.at_ms, fact.id, fact.actor, body["cut"])
            )
            if kind == "CutClosed":
                self._closed[body["cut"]] = fact.seq
        elif kind in NAME_OF:
            self._events.append(self._event(fact))
        named = {move.cut for move in postings.movements if move.cut}
        if kind in _COUNTING and fact.actor not in NOBODY:
            self._counters.setdefault(body["cut"], set()).add(fact.actor)
        if kind == "CashCollected" and fact.actor not in NOBODY:
            for cut in named:
                self._counters.setdefault(cut, set()).add(fact.actor)
        for cut in sorted(named):
            if fact.seq > self._closed.get(cut, fact.seq):
                self._events.append(
                    Event("late_fact", fact.seq, fact.at_ms, fact.id, fact.actor, cut)
                )

    def _event(self, fact: Signed) -> Event:
        name = name_of(fact.kind, fact.body)
        return Event(name, fact.seq, fact.at_ms, fact.id, fact.actor, "", fact.body)

    def _reviewed(self, fact: Signed, before: Sequence[Period]) -> str | None:
        body, free = fact.body, before[-1].cuts
        of = tuple(body["cuts"])
        begin = free.index(of[0]) if of and of[0] in free else 0
        if body["period"] != before[-1].name or not of or of != free[begin : begin + len(of)]:
            return "it reviews another run of cuts than the next one"
        if begin and len(before) > 1:
            return "it leaves a cut out"
        if body["decision"] == "accept" and not all(flag.get("why") for flag in body["flags"]):
            return "it leaves a flag without a reason"
        return self._did_not_count(fact, of)

    def _period_closed(self, fact: Signed, before: Sequence[Period]) -> str | None:
        body, review = fact.body, before[-1].review
        assert review is not None  # the table has let it through
        same = ("period", "cuts", "inputs_sha256")
        if any(body[name] != review.body[name] for name in same):
            return "it closes something else than was reviewed"
        if (body["reviewer"], body["review"]) != (review.actor, review.seq):
            return "it names another review than the last one"
        if fact.actor == review.actor:
            return f"{fact.actor} reviewed and approved it"
        return self._did_not_count(fact, tuple(body["cuts"]))

    def _published(self, fact: Signed, before: Sequence[Period]) -> str | None:
        closing = next(one.closing for one in before if one.name == fact.body["period"])
        assert closing is not None  # the table has let it through
        if fact.body["figures"] != bulletin(closing.body["figures"]):
            return "it tells other figures than its period was closed with"
        if (fact.body["reviewer"], fact.body["approver"]) != (
            closing.body["reviewer"],
            closing.actor,
        ):
            return "it bears other signatures than its period"
        return None if fact.body["head"] == fact.head else "it names another head of the chain"

    def _did_not_count(self, fact: Signed, of: Sequence[str]) -> str | None:
        counted = any(fact.actor in self._counters.get(cut, ()) for cut in of)
        return f"{fact.actor} counted in what they signed" if counted else None


_CHECKS: dict[str, Callable[[Signing, Signed, Sequence[Period]], str | None]] = {
    "PeriodReviewed": Signing._reviewed,
    "PeriodClosed": Signing._period_closed,
    "BulletinPublished": Signing._published,
}


def check_figures(body: dict[str, Any], seq: int, anew: Anew, rules: dict[str, int]) -> str | None:
    """Return whether a closed period's figures come out the same again; None where they do.

    Figures of other rules than today's are left as they stand: a rule is changed on purpose.
    """
    if body["rules"] != rules:
        return None
    digest, figures = anew(body["cuts"], seq - 1)
    if digest != body["inputs_sha256"]:
        return "the inputs of the period are others than those it was closed with"
    if figures != body["figures"]:
        wrong = sorted(key for key in figures if figures[key] != body["figures"].get(key))
        return f"its figures do not come out again: {', '.join(wrong) or 'more than there are'}"
    return None
