"""Per-item shares of undeclared units, shrunk to the shop's mean: for choosing recounts only.

Normal–normal with DerSimonian and Laird's tau² (closed form). It finds what to look at first;
its ranking is too noisy to judge goods by, and it is never public (HONESTY.md section 5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shrunk:
    """An item's share U/G as counted, and as far as it can be believed."""

    item: str
    raw: float
    shrunk: float


def shrink(items: Sequence[tuple[str, float, float, float]]) -> tuple[Shrunk, ...]:
    """Return each item's share drawn towards the mean by how uncertain it is.

    Args:
        items: (item, undeclared units, units gone, variance of U in units²); items of which
            nothing is gone are left out.
    """
    usable = [
        (name, gone_u / gone, max(variance, 1e-12) / gone**2)
        for name, gone_u, gone, variance in items
        if gone > 0
    ]
    if not usable:
        return ()
    weights = [1 / variance for _, _, variance in usable]
    whole = sum(weights)
    mean = sum(w * y for w, (_, y, _) in zip(weights, usable, strict=True)) / whole
    q = sum(w * (y - mean) ** 2 for w, (_, y, _) in zip(weights, usable, strict=True))
    spare = whole - sum(w * w for w in weights) / whole
    tau2 = max(0.0, (q - (len(usable) - 1)) / spare) if spare > 0 else 0.0
    pooled = [1 / (variance + tau2) for _, _, variance in usable]
    centre = sum(w * y for w, (_, y, _) in zip(pooled, usable, strict=True)) / sum(pooled)
    return tuple(
        Shrunk(name, y, centre + (y - centre) * tau2 / (tau2 + variance))
        for name, y, variance in usable
    )
