"""Shares of single items, drawn to the shop's mean: against DerSimonian and Laird written out."""

import random

import pytest

from shop.reconcile.estimate import shrink


def dersimonian_laird(effects, variances):
    """Their tau², as the 1986 paper has it: fixed-effect weights, Cochran's Q, its moment."""
    k = len(effects)
    w = [1 / v for v in variances]
    fixed = sum(wi * yi for wi, yi in zip(w, effects, strict=True)) / sum(w)
    q = sum(wi * (yi - fixed) ** 2 for wi, yi in zip(w, effects, strict=True))
    c = sum(w) - sum(wi**2 for wi in w) / sum(w)
    tau2 = max(0, (q - (k - 1)) / c)
    w_random = [1 / (v + tau2) for v in variances]
    return tau2, sum(wi * yi for wi, yi in zip(w_random, effects, strict=True)) / sum(w_random)


@pytest.mark.parametrize("seed", range(20))
def test_each_share_moves_as_far_as_theirs_would(seed):
    chance = random.Random(seed)
    items = [
        (
            f"I{n}",
            float(chance.randint(-3, 20)),
            float(chance.randint(10, 90)),
            chance.uniform(0.1, 9),
        )
        for n in range(chance.randint(2, 30))
    ]
    effects = [undeclared / gone for _, undeclared, gone, _ in items]
    variances = [variance / gone**2 for _, _, gone, variance in items]
    tau2, mean = dersimonian_laird(effects, variances)
    for got, y, v in zip(shrink(items), effects, variances, strict=True):
        assert got.raw == pytest.approx(y)
        assert got.shrunk == pytest.approx((y * tau2 + mean * v) / (tau2 + v))


def test_items_that_differ_by_less_than_their_noise_are_all_the_same():
    items = [("A", 1.0, 20.0, 9.0), ("B", 2.0, 20.0, 9.0), ("C", 1.5, 20.0, 9.0)]
    shares = {round(one.shrunk, 12) for one in shrink(items)}
    assert shares == {0.075}


def test_what_is_well_counted_stays_where_it_is():
    sure, unsure = shrink([("SURE", 10.0, 40.0, 0.001), ("UNSURE", 10.0, 40.0, 90.0),
                           ("OTHER", 0.0, 40.0, 0.001)])[:2]  # fmt: skip
    assert sure.shrunk == pytest.approx(sure.raw, abs=1e-3)
    assert abs(unsure.shrunk - unsure.raw) > 0.05


def test_it_comes_nearer_to_the_truth_than_the_raw_shares():
    """On average over shops: what HONESTY.md found as an RMSE cut of 2.4 and more."""
    chance = random.Random(8)
    raw_error = shrunk_error = 0.0
    for _ in range(200):
        true = [min(0.5, max(0.0, chance.gauss(0.08, 0.02))) for _ in range(30)]
        gone = [float(chance.randint(8, 60)) for _ in true]
        seen = [
            (f"I{n}", share * g + chance.gauss(0, 3), g, 9.0)
            for n, (share, g) in enumerate(zip(true, gone, strict=True))
        ]
        for one, share in zip(shrink(seen), true, strict=True):
            raw_error += (one.raw - share) ** 2
            shrunk_error += (one.shrunk - share) ** 2
    assert (raw_error / shrunk_error) ** 0.5 > 2.4


def test_nothing_gone_is_nothing_to_say():
    assert shrink([]) == ()
    assert shrink([("A", 0.0, 0.0, 1.0)]) == ()
    (one,) = shrink([("A", 3.0, 30.0, 1.0), ("B", 0.0, -2.0, 1.0)])
    assert one.shrunk == pytest.approx(0.1)
