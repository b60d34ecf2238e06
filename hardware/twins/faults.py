"""What a bad cable does to bytes: lose, change, double and cut them, by a seeded chance."""

from __future__ import annotations

import random
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Faults:
    """How bad the cable is; all are chances of 0..1.

    Attributes:
        drop: of a byte to be lost.  noise: of a byte to have one bit flipped.
        dup: of a byte to come twice.  split: of a burst to come in two pieces or more.
    """

    drop: float = 0.0
    noise: float = 0.0
    dup: float = 0.0
    split: float = 0.0


#: A good cable.
NO_FAULTS = Faults()


@dataclass(slots=True)
class BadCable:
    """One direction of a cable, with the faults it has and a count of what it did.

    Args:
        rng: the seeded chance.
        faults: how bad it is; may be changed at any time.
    """

    rng: random.Random
    faults: Faults = NO_FAULTS
    counts: dict[str, int] = field(
        default_factory=lambda: {"bytes": 0, "drop": 0, "noise": 0, "dup": 0}
    )

    def carry(self, data: bytes) -> list[bytes]:
        """Return the pieces in which `data` arrives at the other end; none if all was lost."""
        faults, rng = self.faults, self.rng
        out = bytearray()
        for byte in data:
            self.counts["bytes"] += 1
            if rng.random() < faults.drop:
                self.counts["drop"] += 1
                continue
            if rng.random() < faults.noise:
                self.counts["noise"] += 1
                byte ^= 1 << rng.randrange(8)
            out.append(byte)
            if rng.random() < faults.dup:
                self.counts["dup"] += 1
                out.append(byte)
        pieces: list[bytes] = []
        while out:
            cut = len(out)
            if cut > 1 and rng.random() < faults.split:
                cut = rng.randrange(1, cut)
            pieces.append(bytes(out[:cut]))
            del out[:cut]
        return pieces
