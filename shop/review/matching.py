"""Which line of a QR statement is which payment of the book: pure, and each is used once.

First by number, then by what a person said, then by amount and time. Among equal amounts the
order of time is kept and the whole distance is the least; where two ways are equally good a
person decides. What is left nearby with another amount is paired last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from shop.review.pairing import paired_in_time
from shop.statements.lines import QrLine

#: How far the clocks of provider and shop, and the pressing of a button, may lie apart.
WINDOW_MS = 10 * 60_000
#: How near a payment of another amount must be to be taken for the one that was claimed.
NEAR_MS = 2 * 60_000


@dataclass(frozen=True, slots=True)
class Tender:
    """A QR payment, or money given back by QR, as the book has it.

    Attributes:
        seq, at_ms, visit: of its entry.
        fen: what a line may match: what is still claimed, confirmed, or was not found.
        state: claimed, sure (the provider confirmed it), or unfound (at an earlier statement).
        numbers: digests of the numbers it is known by.  back: it was given back.
        mine: it belongs to the cut; else it only keeps a line from being taken for another.
    """

    seq: int
    at_ms: int
    visit: str
    fen: int
    state: str = "claimed"
    numbers: frozenset[str] = frozenset()
    back: bool = False
    mine: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """The cut in time: after the opening of the one before, up to its own."""

    start_ms: int
    end_ms: int

    def holds(self, at_ms: int) -> bool:
        """Say whether a moment lies in it."""
        return self.start_ms < at_ms <= self.end_ms

    def near(self, at_ms: int) -> bool:
        """Say whether a moment may belong to one of its payments."""
        return self.start_ms - WINDOW_MS < at_ms <= self.end_ms + WINDOW_MS


@dataclass(frozen=True, slots=True)
class Found:
    """A line that belongs to the cut, the tender it is of (None: of none), and how it is known.

    `how` is exact, amount_time, near_amount, manual, or none.
    """

    line: QrLine
    tender: Tender | None
    how: str


@dataclass(frozen=True, slots=True)
class Tie:
    """Lines and tenders of one amount that fit in more than one equally good way."""

    lines: tuple[QrLine, ...]
    tenders: tuple[Tender, ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """What a statement means for a cut.

    Attributes:
        found: its lines, in their order.  unfound: claims that are on no line.
        lacking: what is sure in the book and on no line.  ties: left for a person.
        elsewhere: lines of other cuts.
    """

    found: tuple[Found, ...]
    unfound: tuple[Tender, ...]
    lacking: tuple[Tender, ...]
    ties: tuple[Tie, ...]
    elsewhere: tuple[QrLine, ...]


@dataclass(slots=True)
class _Work:
    """Lines and tenders that are still free, and what was found."""

    lines: dict[str, QrLine]
    tenders: dict[int, Tender]
    found: dict[str, Found] = field(default_factory=dict)

    def pair(self, line: QrLine, tender: Tender, how: str) -> None:
        """Take a line and its tender out of what is free."""
        self.found[line.ref] = Found(line, tender, how)
        del self.lines[line.ref]
        del self.tenders[tender.seq]


def match(
    span: Span,
    tenders: Iterable[Tender],
    lines: Sequence[QrLine],
    pairs: Mapping[str, int] | None = None,
) -> Matching:
    """Return what a statement's unused lines mean for a cut.

    Args:
        span: of the cut.  tenders: those of the cut, and others around its edges.
        lines: of the statement, without those that were used before.
        pairs: what a person said: digest of a line → seq of its tender, 0 for none.
    """
    said = dict(pairs or {})
    near = {line.ref: line for line in lines if line.kind != "fee" and span.near(line.at_ms)}
    work = _Work(near, {tender.seq: tender for tender in tenders if tender.fen > 0})
    _by_number(work)
    alone = _by_person(work, said)
    ties = _by_amount(work, alone)
    held = {line.ref for tie in ties for line in tie.lines}
    kept = {tender.seq for tie in ties for tender in tie.tenders}
    _by_nearness(work, alone | held, kept)
    found, elsewhere = [], []
    for line in lines:
        one = work.found.get(line.ref) or Found(line, None, "none")
        if line.ref in held:
            continue
        if one.tender.mine if one.tender else span.holds(line.at_ms):
            found.append(one)
        else:
            elsewhere.append(line)
    left = [one for one in work.tenders.values() if one.mine and one.seq not in kept]
    return Matching(
        found=tuple(found),
        unfound=tuple(one for one in left if one.state == "claimed"),
        lacking=tuple(one for one in left if one.state == "sure"),
        ties=ties,
        elsewhere=tuple(elsewhere),
    )


def _by_number(work: _Work) -> None:
    """Pair what carries the same number."""
    known = {number: one for one in work.tenders.values() for number in one.numbers}
    for line in list(work.lines.values()):
        for number in (line.ref, line.order):
            tender = known.get(number) if number else None
            back = line.kind == "refund"
            if tender and tender.seq in work.tenders and tender.back == back:
                work.pair(line, tender, "exact")
                break


def _by_person(work: _Work, said: Mapping[str, int]) -> set[str]:
    """Pair what a person said; return the lines that they said are of no sale."""
    alone = set()
    for ref, seq in said.items():
        line, tender = work.lines.get(ref), work.tenders.get(seq)
        if line is not None and tender is not None:
            work.pair(line, tender, "manual")
        elif line is not None and not seq:
            alone.add(ref)
    return alone


def _by_amount(work: _Work, alone: set[str]) -> tuple[Tie, ...]:
    """Pair equal amounts in the order of time; return what fits in several ways."""
    lines: dict[tuple[bool, int], list[QrLine]] = {}
    tenders: dict[tuple[bool, int], list[Tender]] = {}
    for line in work.lines.values():
        if line.ref not in alone:
            lines.setdefault((line.kind == "refund", line.fen), []).append(line)
    for tender in work.tenders.values():
        tenders.setdefault((tender.back, tender.fen), []).append(tender)
    ties = []
    for key in sorted(lines.keys() & tenders.keys()):
        ours = sorted(lines[key], key=lambda line: (line.at_ms, line.ref))
        theirs = sorted(tenders[key], key=lambda tender: (tender.at_ms, tender.seq))
        times = [line.at_ms for line in ours], [tender.at_ms for tender in theirs]
        for group in paired_in_time(*times, WINDOW_MS):
            if group.tied:
                at_lines = tuple(ours[place] for place in group.left)
                ties.append(Tie(at_lines, tuple(theirs[place] for place in group.right)))
                continue
            for one, other in group.pairs:
                work.pair(ours[one], theirs[other], "amount_time")
    return tuple(ties)


def _by_nearness(work: _Work, held: set[str], kept: set[int]) -> None:
    """Pair what is left close together with another amount, where nothing else is near."""
    lines = [one for one in work.lines.values() if one.ref not in held and one.kind == "payment"]
    tenders = [
        one
        for one in work.tenders.values()
        if one.state == "claimed" and not one.back and one.seq not in kept
    ]
    lines.sort(key=lambda one: one.at_ms)
    tenders.sort(key=lambda one: one.at_ms)
    to_tenders = _alone_near([one.at_ms for one in lines], [one.at_ms for one in tenders])
    to_lines = _alone_near([one.at_ms for one in tenders], [one.at_ms for one in lines])
    for place, other in to_tenders.items():
        if to_lines.get(other) == place:
            work.pair(lines[place], tenders[other], "near_amount")


def _alone_near(times: Sequence[int], others: Sequence[int]) -> dict[int, int]:
    """Return for each time the place of the one other that is near, where there is just one."""
    out = {}
    first = 0
    for place, at_ms in enumerate(times):
        while first < len(others) and others[first] < at_ms - NEAR_MS:
            first += 1
        one = first < len(others) and others[first] <= at_ms + NEAR_MS
        two = first + 1 < len(others) and others[first + 1] <= at_ms + NEAR_MS
        if one and not two:
            out[place] = first
    return out


def total_fen(lines: Iterable[QrLine]) -> int:
    """Return what lines come to: payments less what was given back."""
    return sum(line.net_fen for line in lines)


def every_line(matching: Matching) -> Iterable[QrLine]:
    """Go through all lines of a matching."""
    return chain((one.line for one in matching.found), matching.elsewhere)
