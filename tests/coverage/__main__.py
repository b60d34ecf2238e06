"""Prints the coverage table, as docs/explanation/how-sure.md has it.

nice python -m tests.coverage [SEED]
"""

import sys
from functools import partial

from tests.coverage.measure import HEAD, Coverage, in_two, measure
from tests.coverage.scenarios import MONTHS, SCENARIOS

#: Not of HONESTY.md: what follows when a month opens with what the last one closed with.
CHAINED = ("base, 900 visits", "30% of items uncounted")


def one_shop(first: int, *, name: str, months: int, seed: int, chained: bool) -> Coverage:
    return measure(name, shops=1, months=months, seed=seed, first=first, chained=chained)


def main(seed: int = 1) -> None:
    print(HEAD, flush=True)
    for name, scenario in SCENARIOS.items():
        months = scenario.months
        shops = scenario.shops * MONTHS // months
        found = in_two(partial(one_shop, name=name, months=months, seed=seed, chained=False), shops)
        print(found.line(name), flush=True)
        if not scenario.well_specified:
            print(found.allowances(), flush=True)
    for name in CHAINED:
        work = partial(one_shop, name=name, months=MONTHS, seed=seed, chained=True)
        print(in_two(work, SCENARIOS[name].shops).line(f"{name}, month after month"), flush=True)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
