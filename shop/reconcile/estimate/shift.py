"""Has something changed? A one-sided CUSUM that asks for a recount, never a charge.

HONESTY.md section 5: k = 0.5, h = 5 on z = (H_t − H_0)/sd, weekly. 15–19% of shops raise it in a
year for nothing, since twelve weeks of baseline are noisy themselves: so its text is "recount".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: Cuts the baseline is made of.
BASELINE_CUTS = 12
#: Drift that is let pass, and the sum that raises the flag, in standard deviations.
SLACK = 0.5
LIMIT = 5.0
#: A baseline without scatter is chance, not certainty: what counting alone leaves in doubt.
SD_FLOOR = 0.002


@dataclass(frozen=True, slots=True)
class Shift:
    """What the sum of drifts says after the last cut.

    Attributes:
        level: the CUSUM, 0 or more.  raised: it is above the limit: count again.
    """

    level: float
    raised: bool


def shift(honesty: Sequence[float]) -> Shift | None:
    """Return where the CUSUM stands after a run of cuts, oldest first; None if too few.

    Args:
        honesty: H of each cut; the first twelve are the baseline.
    """
    if len(honesty) <= BASELINE_CUTS:
        return None
    baseline = honesty[:BASELINE_CUTS]
    mean = sum(baseline) / BASELINE_CUTS
    variance = sum((value - mean) ** 2 for value in baseline) / (BASELINE_CUTS - 1)
    sd = max(variance**0.5, SD_FLOOR)
    level = 0.0
    for value in honesty[BASELINE_CUTS:]:
        z = (value - mean) / sd
        level = max(0.0, level - z - SLACK)
    return Shift(level, level > LIMIT)
