"""What may have gone without a person taking it: an allowance beside the interval.

No interval covers a bias: goods that spoiled and were not written off count as undeclared. The
remedy is to write off; until then a page says "up to x% may be unrecorded spoilage"
(HONESTY.md section 5).
"""

from __future__ import annotations

from shop.reconcile.estimate.intervals import Interval

#: Of the value gone, what a page allows for by default.
SPOILAGE_SHARE = 0.01


def with_allowance(interval: Interval | None, share: float = SPOILAGE_SHARE) -> Interval | None:
    """Return the interval with its upper end raised by an allowance; the lower one stays.

    Spoilage can only make people look less honest than they are.

    Args:
        interval: realised or underlying, or None where there is none.
        share: of V_G, 0 or more, that may be unrecorded spoilage.
    """
    if share < 0:
        raise ValueError(f"an allowance is a share of 0 or more, not {share}")
    return interval and (interval[0], interval[1] + share)
