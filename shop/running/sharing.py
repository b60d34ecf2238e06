"""What was set aside for households and paid to them, and each sharing out worked out anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from shop.posting import Postings
from shop.review.sharing import Draft
from shop.review.sharing_body import body_of

#: How the walk has a period's draft worked out anew: (cuts, period, seq before it) → draft.
Anew = Callable[[Sequence[str], str, int], Draft]
#: What the entry says beside the draft, the weights and the reserve.
_BESIDE = frozenset({"purpose", "command", "v"})


@dataclass(slots=True)
class Sharing:
    """What households are still owed."""

    _owed: dict[str, int] = field(default_factory=dict)

    def check(self, kind: str, body: dict[str, Any]) -> str | None:
        """Return what does not hold of an entry about the fund, or None."""
        if kind == "PayoutMade":
            owed = self._owed.get(body["party"], 0)
            if body["fen"] > owed:
                return f"it pays {body['fen']} fen, {body['party']} is owed {owed}"
        if kind == "ProceedsAllocated" and "cuts" in body:
            shares = sum(line["fen"] for line in body["allocations"] if line["what"] == "share")
            surplus = body["figures"]["surplus_fen"]
            if shares != max(0, surplus):
                return f"it shares {shares} fen out of a surplus of {surplus}"
        return None

    def take(self, postings: Postings) -> None:
        """Take an entry in."""
        for move in postings.movements:
            if move.party is not None and "payable" in (move.from_account, move.to_account):
                sign = 1 if move.to_account == "payable" else -1
                self._owed[move.party] = self._owed.get(move.party, 0) + sign * move.quantity


def check_shared(body: dict[str, Any], seq: int, anew: Anew) -> str | None:
    """Return whether a sharing out comes out the same again; None where it does."""
    found = anew(body["cuts"], body["period"], seq - 1)
    wanted = body_of(found, body["reserve_fen"], body["weights"])
    said = {name: value for name, value in body.items() if name not in _BESIDE}
    wrong = sorted(key for key in wanted.keys() | said.keys() if wanted.get(key) != said.get(key))
    return f"its proceeds do not come out again: {', '.join(wrong)}" if wrong else None
