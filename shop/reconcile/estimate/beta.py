"""The Beta distribution's quantile, in plain Python (no scipy at run time)."""

from __future__ import annotations

from math import exp, lgamma, log, log1p

#: Terms of the continued fraction: some tens for a shop's figures, √(a + b) at the most.
_TERMS_MAX = 10_000
_TINY = 1e-300


def beta_cdf(x: float, a: float, b: float) -> float:
    """Return P(B ≤ x) for B ~ Beta(a, b): the regularised incomplete beta function.

    Lentz's continued fraction (Abramowitz & Stegun 26.5.8), on the side where it converges fast.
    """
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_cdf(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _TERMS_MAX):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / (1 + term * d or _TINY)
            c = 1 + term / c or _TINY
            step = c * d
            value *= step
        if abs(step - 1) < 1e-15:
            break
    return front * value


def beta_quantile(p: float, a: float, b: float) -> float:
    """Return the x with P(B ≤ x) = p for B ~ Beta(a, b); 0 < p < 1, 0 < a + b ≤ 10⁷.

    Bisection: the distribution function is monotone, so 200 halvings pin it to a double.
    """
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if beta_cdf(middle, a, b) < p:
            low = middle
        else:
            high = middle
    return high
