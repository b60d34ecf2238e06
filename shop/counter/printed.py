"""Which slips of paper come of what was written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shop import slips
from shop.effects import PrintSlip
from shop.entries import Draft
from shop.ious import DAY_MS, DAYS
from shop.slips import SlipRules
from shop.till.state import Till


def slips_of(rules: SlipRules | None, drafts: Iterable[Draft], till: Till) -> Iterator[PrintSlip]:
    """Yield the slips of facts that are in the book now; none without a printer.

    A resident who owes, or is owed, gets a slip in any case; a receipt only where the shop says so.

    Args:
        rules: what slips say; None where there is no printer.  till: after the facts.
    """
    if rules is None:
        return
    for draft in drafts:
        body, at_ms = draft.body, draft.at_ms
        at = slips.moment(at_ms, rules.timezone)
        if draft.kind == "IouNoted":
            due = slips.day(at_ms + DAYS * DAY_MS, rules.timezone)
            yield slips.iou(rules.name, body["iou"], body["fen"], due, at, rules.language)
        elif draft.kind == "ChangeOwed":
            yield slips.owed(rules.name, draft.id, body["fen"], at, rules.language)
        elif draft.kind == "SaleDeclared" and rules.receipt and till.visit is not None:
            visit = till.visit
            yield slips.receipt(
                rules.name, visit.lines, visit.due_fen, visit.money_fen, 0, at, rules.language
            )
