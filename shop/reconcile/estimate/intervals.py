"""How sure a statement is: two estimands, two intervals, never mixed (HONESTY.md section 5).

*Realised*: what happened in this period; only the counting and the cash are uncertain.
*Underlying*: how honest this community is; the baskets are a sample as well.
Closed form; the only floats of the shop's rules are here and in `beta`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from shop.money import JIN_G
from shop.reconcile.estimate.beta import beta_quantile
from shop.reconcile.facts import CutFacts, ItemFacts, Recounts, SaleFacts
from shop.reconcile.figures import Exact

#: Φ⁻¹(0.95): intervals are 90% ones.
Z = 1.6448536269514722
#: Variance of one count before any recount has been seen, in units².
COUNT_VARIANCE = 0.10
#: How many recounts that belief is worth.
COUNT_PRIOR_N = 12
#: Variance of what was received against what was written down, in units².
RECEIPT_VARIANCE = 0.02
#: Standard deviation of counting the cash, in fen (1 yuan).
CASH_SD_FEN = 100
#: A Beta of more trials than any village has: its variance is what rounding left of 0.
TRIALS_MAX = 1e7

#: Variances are frozen into the book as whole millionths.
MILLION = 1_000_000

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """The figures of a statement that are not exact.

    Attributes:
        honesty: H, (P + box loss + IOU) / V.  loss_share, over_share: H = 1 − l + o.
        realised: what happened, 90%; None where it cannot be said.
        underlying: how honest the community is, 90%; None where it is too few to say.
        loss: of the loss share, 90%; None likewise.
        mean_basket_fen: m, size-biased.  mean_unseen_fen: m_L, of one unseen taking.
        effective_baskets: n_eff = V / m.
        measurement_sd: of H, from counting alone.
    """

    honesty: float | None
    loss_share: float | None
    over_share: float | None
    realised: Interval | None
    underlying: Interval | None
    loss: Interval | None
    mean_basket_fen: float | None
    mean_unseen_fen: float | None
    effective_baskets: float | None
    measurement_sd: float | None


def count_variance(recounts: Recounts) -> float:
    """Return σ_c² as this shop has learned it from blind recounts, in units².

    (12·0.10 + Σ d²/2) / (12 + n): a difference of two counts has twice the variance of one.
    """
    seen = recounts.squares / JIN_G**2 / 2
    return (COUNT_PRIOR_N * COUNT_VARIANCE + seen) / (COUNT_PRIOR_N + recounts.n)


def estimate(facts: CutFacts, exact: Exact) -> Estimate:
    """Return both intervals of a statement, with the count error the shop has learned."""
    sigma_c2 = count_variance(facts.recounts)
    value = exact.value_gone_fen
    got = exact.goods_money_fen + exact.box_loss_fen + exact.gap_parts.iou_issued
    if value <= 0:
        return Estimate(None, None, None, None, None, None, None, None, None, None)
    v_value = value_variance(facts, exact, sigma_c2)
    realised = _fieller(got, value, v_value, CASH_SD_FEN**2)
    # Visits that only refunded are no sessions, but what they left over is in A all the same.
    sales = facts.sales
    sessions = [sale for sale in sales if not sale.refund_only]
    due = sum(sale.due_fen for sale in sessions)
    x = exact.unattached_fen + exact.cash_over_short_fen + exact.box_loss_fen
    undeclared = exact.value_undeclared_fen
    losses = [max(sale.due_fen - sale.paid_fen - sale.iou_fen, 0) for sale in sales]
    overs = [max(sale.paid_fen + sale.iou_fen - sale.due_fen, 0) for sale in sales]
    loss = (sum(losses) + max(0, undeclared - x)) / value
    over = (sum(overs) + max(0, x - undeclared)) / value
    honesty = 1 - loss + over
    var_m = (honesty**2 * v_value + CASH_SD_FEN**2) / value**2
    partial = Estimate(
        honesty, loss, over, realised, None, None, None, None, None, sqrt(max(0.0, var_m))
    )
    if due <= 0:
        return partial
    mean = sum(sale.due_fen**2 for sale in sessions) / due
    unseen = _unseen_fen(exact, facts, mean)
    var_l = (
        _spread(sales, losses, loss)
        + (1 - loss) ** 2 * unseen * max(0, undeclared - x)
        + loss**2 * mean * max(0, min(x, undeclared))
        + 0.5 * unseen**2 * (1 - loss) ** 2
    ) / value**2
    var_o = (_spread(sales, overs, over) + mean * max(0, x - undeclared)) / value**2
    bounds = _loss_bounds(loss, unseen, value, var_l)
    underlying = None
    if bounds:
        rest = Z**2 * (var_o + var_m)
        underlying = (
            honesty - sqrt((bounds[1] - loss) ** 2 + rest),
            honesty + sqrt((loss - bounds[0]) ** 2 + rest),
        )
    return Estimate(
        honesty=honesty,
        loss_share=loss,
        over_share=over,
        realised=realised,
        underlying=underlying,
        loss=bounds,
        mean_basket_fen=mean,
        mean_unseen_fen=unseen,
        effective_baskets=value / mean,
        measurement_sd=partial.measurement_sd,
    )


def value_variance(facts: CutFacts, exact: Exact, sigma_c2: float) -> float:
    """Return v_V, the variance of V_G that counting leaves, in fen²."""
    return sum(
        last_price_fen(item) ** 2 * variance
        for item, variance in zip(facts.items, unit_variances(facts, exact, sigma_c2), strict=True)
    )


def unit_variances(facts: CutFacts, exact: Exact, sigma_c2: float) -> list[float]:
    """Return var U of each item, in units² (grams as g/500), in the order of the facts.

    A counted item: 2σ_c² + σ_r², restocked or not; where its opening was an estimate, that
    estimate's variance stands for one of the two σ_c². One that was not counted: what the
    others scatter, disp·λ·D·(1 + D_missing/D_counted) + σ_c².
    """
    ratio = exact.estimate_ratio.numerator / exact.estimate_ratio.denominator
    pairs = list(zip(facts.items, exact.items, strict=True))
    counted = [
        (_units(item, item.declared), _units(item, moved.undeclared))
        for item, moved in pairs
        if item.counted is not None
    ]
    declared_counted = sum(declared for declared, _ in counted)
    declared_missing = sum(_units(item, item.declared) for item, _ in pairs if item.counted is None)
    scatter = sum((gone - ratio * declared) ** 2 for declared, gone in counted)
    dispersion = max(1.0, scatter / max(1.0, ratio * declared_counted))
    more = 1 + declared_missing / max(1.0, declared_counted)
    return [
        _opening_variance(item, sigma_c2) + sigma_c2 + RECEIPT_VARIANCE
        if item.counted is not None
        else dispersion * ratio * _units(item, item.declared) * more + sigma_c2
        for item, _ in pairs
    ]


def closing_doubts(facts: CutFacts, exact: Exact) -> dict[str, int]:
    """Return how uncertain the closing of each uncounted item is, in millionths of a unit².

    CutClosed freezes it: the next cut opens with that estimate, and its first count inherits
    the doubt. What the opening was in doubt already adds up.
    """
    sigma_c2 = count_variance(facts.recounts)
    variances = unit_variances(facts, exact, sigma_c2)
    return {
        item.item: round((variance + _opening_variance(item, sigma_c2) - sigma_c2) * MILLION)
        for item, variance in zip(facts.items, variances, strict=True)
        if item.counted is None
    }


def _opening_variance(item: ItemFacts, sigma_c2: float) -> float:
    return sigma_c2 if item.opening_doubt is None else item.opening_doubt / MILLION


def last_price_fen(item: ItemFacts) -> int:
    """Return the item's last price in the period, of a piece or of 500 g; 0 if it had none."""
    return item.prices[-1][1] if item.prices else 0


def _units(item: ItemFacts, quantity: int) -> float:
    return quantity / (1 if item.unit == "each" else JIN_G)


def _fieller(got: int, value: int, v_value: float, v_got: float) -> Interval | None:
    """Return Fieller's 90% interval of got / value; None where it has no two ends."""
    a = value**2 - Z**2 * v_value
    b = got * value
    c = got**2 - Z**2 * v_got
    under_root = b * b - a * c
    if a <= 0 or under_root < 0:
        return None
    root = sqrt(under_root)
    return ((b - root) / a, (b + root) / a)


def _spread(sales: Sequence[SaleFacts], parts: Sequence[int], share: float) -> float:
    return sum((part - share * sale.due_fen) ** 2 for sale, part in zip(sales, parts, strict=True))


def _unseen_fen(exact: Exact, facts: CutFacts, mean: float) -> float:
    """Return m_L, what one taking that nobody declared is worth, in fen.

    p. = Σp²q/Σpq and a. = Σpq/Σq over undeclared (U > 0) and declared units at last prices.
    """
    pairs = list(zip(facts.items, exact.items, strict=True))
    declared = [(last_price_fen(item), _units(item, item.declared)) for item, _ in pairs]
    gone = [(last_price_fen(item), _units(item, max(0, moved.undeclared))) for item, moved in pairs]
    p_declared, a_declared = _mean_prices(declared)
    p_gone, a_gone = _mean_prices(gone) if any(q for _, q in gone) else (p_declared, a_declared)
    more = max(0.0, (mean - p_declared) / a_declared) if a_declared else 0.0
    return p_gone + more * a_gone


def _mean_prices(weighted: Sequence[tuple[int, float]]) -> tuple[float, float]:
    units = sum(q for _, q in weighted)
    value = sum(p * q for p, q in weighted)
    if units <= 0 or value <= 0:
        return 0.0, 0.0
    return sum(p * p * q for p, q in weighted) / value, value / units


def _loss_bounds(loss: float, unseen: float, value: int, var_l: float) -> Interval | None:
    """Return the 90% interval of the loss share: a Beta with Jeffreys' half event."""
    if var_l <= 0:
        return None
    centre = min(loss + 0.5 * unseen / value, 1 - 1e-9)
    k = centre * (1 - centre) / var_l - 1
    if not 0 < k <= TRIALS_MAX or centre <= 0:
        return None
    a, b = centre * k, (1 - centre) * k
    low = 0.0 if loss * value <= 0.5 * unseen else beta_quantile(0.05, a, b)
    return low, beta_quantile(0.95, a, b)
