"""Weeks of one shop, each opening with what the one before closed with, as a period's cuts."""

import random
from dataclasses import replace

from shop.reconcile.exact import work_out
from shop.reconcile.period import of_cuts
from shop.reconcile.statement import Statement, draw
from tests.coverage.measure import lived
from tests.coverage.scenarios import SCENARIOS
from tests.coverage.village import Month, Shop


def weeks(chance: random.Random, count: int, name: str = "tiny week, 60 visits") -> list[Month]:
    """Return consecutive weeks: what each closes with, errors and estimates, the next opens with."""
    shop = Shop(SCENARIOS[name], chance.randrange(10**6))
    out: list[Month] = []
    closing: dict[str, int] = {}
    for week in lived(shop, chance, count, chained=True):
        goods = []
        for item in week.facts.items:
            # The village refills its shelves by night, unseen; here they go on as they are.
            lower = closing.get(item.item, item.opening) - item.opening
            counted = None if item.counted is None else item.counted + lower
            goods.append(replace(item, opening=item.opening + lower, counted=counted))
        week.facts = replace(week.facts, items=tuple(goods))
        closing = {one.item: one.opening - one.gone for one in work_out(week.facts).items}
        out.append(week)
    return out


def period_of(chain: list[Month]) -> Statement:
    """Return the statement of all of them together."""
    return of_cuts([draw(week.facts) for week in chain])
