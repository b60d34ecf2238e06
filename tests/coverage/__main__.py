"""Prints the coverage table: `python -m tests.coverage [SHOPS MONTHS SEED]`, by default 20 50 1."""

import sys
from functools import partial

from tests.coverage.measure import ALLOWANCES, HEAD, Coverage, in_two, measure
from tests.coverage.scenarios import SCENARIOS


def one_shop(first: int, *, name: str, months: int, seed: int, chained: bool) -> Coverage:
    return measure(name, shops=1, months=months, seed=seed, first=first, chained=chained)


def main(shops: int = 20, months: int = 50, seed: int = 1) -> None:
    print(HEAD, flush=True)
    for name in SCENARIOS:
        work = partial(one_shop, name=name, months=months, seed=seed, chained=False)
        found = in_two(work, shops)
        print(found.line(name), flush=True)
    with_it = ", ".join(f"{a:.1%}: {found.share(n):.3f}" for a, n in found.allowed.items())
    print(f"\n{name}, what happened with an allowance of {with_it} ({len(ALLOWANCES)} tried)")
    for name in ("base, 900 visits", "30% of items uncounted"):
        work = partial(one_shop, name=name, months=months, seed=seed, chained=True)
        print(in_two(work, shops).line(f"{name}, month after month"), flush=True)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
