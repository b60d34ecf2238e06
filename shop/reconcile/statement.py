"""The statement: one frozen value that pages, JSON and exports share.

It says what is gone, what came in, and where the difference lies. It holds no figure about a
person: a sale is only ever counted among all of them (HONESTY.md sections 4 and 6).
"""

from __future__ import annotations

from dataclasses import dataclass

from shop.money import round_half_up
from shop.reconcile.estimate import Estimate, estimate
from shop.reconcile.exact import Exact, work_out
from shop.reconcile.facts import CutFacts
from shop.reconcile.rates import Rates, rates
from shop.reconcile.swaps import Swap, swaps

#: QR payments claimed in a cut from which on an empty wallet looks like a false code.
FALSE_CODE_CLAIMS = 5


@dataclass(frozen=True, slots=True)
class Headline:
    """The sentence "of every 100 yuan taken, N were received".

    Attributes:
        percent: the accounted rate in whole percent, half up; None where nothing was taken.
        qr_as_claimed: part of it is QR money that only residents speak of, so it is not
            published (DESIGN.md section 4).
    """

    percent: int | None
    qr_as_claimed: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A cut's or a period's statement: its facts, its exact figures, its rates, how sure.

    Attributes:
        estimate: both intervals and what they rest on.  swaps: pairs that may be mis-scans.
    """

    facts: CutFacts
    exact: Exact
    rates: Rates
    estimate: Estimate
    swaps: tuple[Swap, ...]

    @property
    def headline(self) -> Headline:
        """Return the one figure, with what must be said beside it."""
        accounted = self.rates.accounted
        return Headline(
            percent=None if accounted is None else round_half_up(accounted * 100),
            qr_as_claimed=self.facts.qr_evidence == "claimed" and _has_qr(self.facts),
        )

    @property
    def flags(self) -> tuple[str, ...]:
        """Return what a reader must know before believing a figure, as keys.

        demo: an invented shop.  qr_as_claimed: see `Headline`.  qr_never_arrived: many paid by
        QR and the statement is empty, as under a false code.  cash_as_claimed: no machine
        counted the coins.  restated: a late fact changed the cut.  uncounted: a shelf was
        estimated.  box_loss: the box is short beyond a miscount.  unpriced: goods without a
        marked price are valued at 0.
        """
        exact, facts = self.exact, self.facts
        known = {
            "demo": facts.demo,
            "qr_as_claimed": self.headline.qr_as_claimed,
            "qr_never_arrived": _never_arrived(facts),
            "cash_as_claimed": facts.cash_evidence == "claimed",
            "restated": facts.restated,
            "uncounted": any(item.estimated for item in exact.items),
            "box_loss": exact.box_loss_fen > 0,
            "unpriced": any(item.undeclared and not item.priced for item in exact.items),
        }
        return tuple(key for key, holds in known.items() if holds)


def _never_arrived(facts: CutFacts) -> bool:
    """Say whether many paid by QR and nothing arrived: a code may be stuck over the shop's."""
    claims, arrived_fen = facts.money.qr_claims, facts.money.qr_statement_fen
    return facts.qr_evidence == "statement" and claims >= FALSE_CODE_CLAIMS and arrived_fen == 0


def _has_qr(facts: CutFacts) -> bool:
    return facts.money.qr_fen != 0 or facts.money.qr_claimed_fen != 0


def draw(facts: CutFacts) -> Statement:
    """Work a cut's facts out into its statement.

    Raises:
        BrokenInvariant: the facts do not add up.
    """
    return assemble(facts, work_out(facts))


def assemble(facts: CutFacts, exact: Exact) -> Statement:
    """Put a statement together from exact figures: rates, intervals, suggestions follow."""
    return Statement(facts, exact, rates(exact, facts), estimate(facts, exact), swaps(facts, exact))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the waterfall from goods gone to goods money.

    Attributes:
        label: value_gone, one of the gap parts, box_loss, or goods_money.
        fen: how far the level moves (a total's own height for the first and the last bar).
        start_fen, end_fen: the level before and after; a total stands on 0.
    """

    label: str
    fen: int
    start_fen: int
    end_fen: int


def waterfall(statement: Statement) -> tuple[Bar, ...]:
    """Return the bars from V_G down to P, each part by its own name; they join end to start.

    A shortage of the box that is nobody's unpaid goods is called box_loss.
    """
    exact = statement.exact
    level = exact.value_gone_fen
    bars = [Bar("value_gone", level, 0, level)]
    for label, fen in exact.gap_parts.addends().items():
        if label == "cash_over_short" and exact.box_loss_fen:
            label = "box_loss"
        bars.append(Bar(label, -fen, level, level - fen))
        level -= fen
    bars.append(Bar("goods_money", level, 0, level))
    return tuple(bars)
