"""How sure a statement is, and what to count again: the only floats of the shop's rules.

Closed form, no scipy or numpy at run time (HONESTY.md section 5).
"""

from shop.reconcile.estimate.allowance import SPOILAGE_SHARE, with_allowance
from shop.reconcile.estimate.intervals import (
    COUNT_VARIANCE,
    Estimate,
    Interval,
    closing_doubts,
    count_variance,
    estimate,
    last_price_fen,
)
from shop.reconcile.estimate.recount import Recount, how_many, looks_copied, recount_list
from shop.reconcile.estimate.shift import Shift, shift
from shop.reconcile.estimate.shrink import Shrunk, shrink

__all__ = [
    "COUNT_VARIANCE",
    "Estimate",
    "Interval",
    "Recount",
    "Shift",
    "SPOILAGE_SHARE",
    "Shrunk",
    "closing_doubts",
    "count_variance",
    "estimate",
    "how_many",
    "last_price_fen",
    "looks_copied",
    "recount_list",
    "shift",
    "shrink",
    "with_allowance",
]
