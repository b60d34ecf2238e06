"""The estimate as a closed period keeps it: whole numbers per million, never a float."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shop.reconcile.estimate.intervals import Estimate, Interval
from shop.reconcile.estimate.shift import shift

MILLION = 1_000_000

Frozen = int | list[int] | None


def per_million(value: float | None) -> int | None:
    """Return a share in whole parts of a million, or None where there is none."""
    return None if value is None else round(value * MILLION)


def ends_per_million(ends: Interval | None) -> list[int] | None:
    """Return both ends of an interval in parts of a million."""
    return None if ends is None else [round(end * MILLION) for end in ends]


def frozen(found: Estimate) -> Mapping[str, Frozen]:
    """Return every figure of an estimate as whole numbers.

    Shares and standard deviations per million, baskets and fen in thousandths.
    """
    return {
        "honesty_ppm": per_million(found.honesty),
        "loss_share_ppm": per_million(found.loss_share),
        "over_share_ppm": per_million(found.over_share),
        "realised_ppm": ends_per_million(found.realised),
        "underlying_ppm": ends_per_million(found.underlying),
        "loss_ppm": ends_per_million(found.loss),
        "mean_basket_thousandths_fen": _thousandths(found.mean_basket_fen),
        "mean_unseen_thousandths_fen": _thousandths(found.mean_unseen_fen),
        "effective_baskets_thousandths": _thousandths(found.effective_baskets),
        "measurement_sd_ppm": per_million(found.measurement_sd),
    }


def _thousandths(value: float | None) -> int | None:
    return None if value is None else round(value * 1000)


def has_shifted(honesty: Sequence[float | None]) -> bool:
    """Say whether a run of cuts, oldest first, asks for a recount; see `shift`."""
    found = shift([value for value in honesty if value is not None])
    return found is not None and found.raised
