"""Everything that is read of a run of cuts to review, close or restate it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from shop.queries import cuts, facts, review
from shop.queries.as_of import as_of
from shop.queries.connection import Connection
from shop.reconcile.estimate.shift import BASELINE_CUTS
from shop.reconcile.facts import CutFacts
from shop.reconcile.period import of_cuts
from shop.reconcile.statement import Statement, draw
from shop.review import frozen
from shop.review.flags import Around, Flag, flags
from shop.review.tally import Tally

#: Cuts before a period that its flags are held against: the baseline and as many again.
EARLIER_CUTS = 2 * BASELINE_CUTS


@dataclass(frozen=True)
class PeriodRead:
    """A run of cuts, read once.

    Attributes:
        cuts: the facts of each, oldest first.  tally: what a bulletin adds.
    """

    cuts: tuple[CutFacts, ...]
    tally: Tally

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The statement of each cut."""
        return tuple(draw(one) for one in self.cuts)

    @cached_property
    def whole(self) -> Statement:
        """The statement of the period: its cuts summed, never averaged."""
        return of_cuts(self.statements)

    @cached_property
    def inputs_sha256(self) -> str:
        """The digest of all that the figures are worked out from."""
        return frozen.inputs_sha256(self.cuts, self.tally)

    @cached_property
    def figures(self) -> frozen.Figures:
        """All figures as a closed period keeps them."""
        return frozen.of_statements(self.statements, self.tally)


def read(connection: Connection, of: Sequence[str]) -> PeriodRead:
    """Return everything of a run of closed cuts, oldest first.

    Raises:
        NoCutOpen: one of them is no closed cut.
    """
    drawn = tuple(facts.of_cut(connection, cut) for cut in of)
    return PeriodRead(drawn, review.tally(connection, of))


def read_as_of(connection: Connection, of: Sequence[str], seq: int) -> PeriodRead:
    """Return the same as it was to be read after entry `seq`."""
    with as_of(connection, seq):
        return read(connection, of)


def flags_of(connection: Connection, found: PeriodRead) -> tuple[Flag, ...]:
    """Return what a reviewer must give reasons for."""
    first = cuts.bounds(connection, found.cuts[0].cut)
    before = cuts.closed_cuts(connection, EARLIER_CUTS, first.closed_seq or 0)[::-1]
    earlier = [draw(facts.of_cut(connection, one.cut)) for one in before]
    off = [review.tally(connection, [one.cut]).written_off_fen for one in before]
    around = Around(
        differences=[
            difference
            for one in found.cuts
            for difference in review.differences(connection, one.cut)
        ],
        written_off_fen=[found.tally.written_off_fen],
        earlier=earlier,
        earlier_written_off_fen=off,
    )
    return flags(found.statements, around)
