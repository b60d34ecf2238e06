"""The village: three hundred residents, each with a habit that stays and a rate of visits.

Shares and habits are those of HONESTY.md section 5. A resident is a number, nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction

from shop.money import largest_remainder
from shop.world.chance import Chance, Weighted, gamma2, shuffled


class Habit(StrEnum):
    """How a resident deals with the shop, always."""

    HONEST = "honest"
    GENEROUS = "generous"  # rounds up to full 5 yuan
    FORGETFUL = "forgetful"  # each line neither scanned nor paid with chance .25
    UNDERPAYER = "underpayer"  # pays a share of .4 to .9
    FREE_RIDER = "free_rider"  # neither scans nor pays
    NO_SCAN = "no_scan"  # pays without scanning
    IOU = "iou"  # takes now, pays later


#: Share of residents of each habit, in hundredths.
SHARES: dict[Habit, int] = {
    Habit.HONEST: 70,
    Habit.GENEROUS: 5,
    Habit.FORGETFUL: 10,
    Habit.UNDERPAYER: 4,
    Habit.FREE_RIDER: 4,
    Habit.NO_SCAN: 5,
    Habit.IOU: 2,
}

RESIDENTS = 300


@dataclass(frozen=True, slots=True)
class Resident:
    """One resident: a number, a habit, and how often they come relative to others."""

    number: int
    habit: Habit
    rate: float


@dataclass(frozen=True, slots=True)
class Ways:
    """How the people of this world are and err; shares are 0..1 of the cases named.

    Attributes:
        visits_per_day: mean over the week.
        residents: how many there are.  shares: habit → hundredths, in place of `SHARES`.
        box: "machine" counts money, "claimed" is an open box.
        pieces_fen: coins and notes the box takes, largest first; the smallest is 50.
        cash_share: of paying visits, by cash.  cash_up_to_fen: dearer ones pay by phone.
        jam: of cash payments, one yuan falls past the sensor.
        forgotten: of a forgetful resident's lines.  dear_taste: free riders take p^0.6.
        walks_off: of scanning visits, chooses cash and goes without paying (0: nobody does).
        count_error: of shelf counts, ±1 to 3.  receipt_error: of restockings, ±1.
        box_error: of box counts, ±0.5 or 1 yuan.  recounted: of items, counted twice, blind.
        uncounted: of items at each cut, left out with a reason.
        spoiled: pieces a day that spoil, per piece on the fresh shelf.
        spoilage_logged: of spoiled pieces, written off.
        box_loss: of weeks, half the money of the box is gone before the cut.
        oddities: of visits, something everyday: see `visits`.  gifts: of visits, only a gift.
        unlisted: of visits, takes the thing nobody listed.
        called_off: of cuts, begun once in vain before.  topped_up: of mornings, change money
            is put into the box.
        cut_days: days from one cut to the next.
    """

    visits_per_day: float = 30.0
    residents: int = RESIDENTS
    shares: tuple[tuple[Habit, int], ...] = ()
    box: str = "machine"
    pieces_fen: tuple[int, ...] = (2000, 1000, 500, 100, 50)
    cash_share: float = 0.55
    cash_up_to_fen: int = 6_000
    jam: float = 0.004
    forgotten: float = 0.25
    dear_taste: bool = False
    walks_off: float = 0.003
    count_error: float = 0.04
    receipt_error: float = 0.01
    box_error: float = 0.3
    recounted: float = 0.25
    uncounted: float = 0.0
    spoiled: float = 0.01
    spoilage_logged: float = 1.0
    box_loss: float = 0.0
    oddities: float = 0.15
    gifts: float = 0.005
    unlisted: float = 0.01
    called_off: float = 0.05
    topped_up: float = 0.03
    cut_days: int = 7

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in SHARES_OF_CASES and not 0 <= value <= 1:
                raise ValueError(f"{field.name} is a share of cases, 0 to 1, not {value}")
        if self.cut_days < 1 or not 0 <= self.visits_per_day <= VISITS_PER_DAY_MAX:
            raise ValueError(f"cut_days from 1, visits_per_day from 0 to {VISITS_PER_DAY_MAX}")


#: Fields of `Ways` that are shares.
SHARES_OF_CASES = frozenset(
    {
        "cash_share",
        "jam",
        "forgotten",
        "walks_off",
        "count_error",
        "receipt_error",
        "box_error",
        "recounted",
        "uncounted",
        "spoiled",
        "spoilage_logged",
        "box_loss",
        "oddities",
        "gifts",
        "unlisted",
        "called_off",
        "topped_up",
    }
)

#: One till, twelve hours, some three minutes a visit at the longest.
VISITS_PER_DAY_MAX = 200


class Village:
    """All residents, and who comes next.

    Args:
        chance: where habits and rates come from.
        ways: shares and sizes.
    """

    def __init__(self, chance: Chance, ways: Ways) -> None:
        self.residents: Sequence[Resident] = settle(chance, ways)
        self._who = Weighted([resident.rate for resident in self.residents])

    def comer(self, chance: Chance) -> Resident:
        """Return the resident of the next visit: those with a higher rate come more often."""
        return self.residents[self._who.draw(chance)]


def settle(chance: Chance, ways: Ways) -> tuple[Resident, ...]:
    """Return the residents: each habit by its share to the nearest whole, rates Gamma(2)."""
    shares = dict(ways.shares) or SHARES
    counts = largest_remainder(ways.residents, [Fraction(share) for share in shares.values()])
    habits = [habit for habit, count in zip(shares, counts, strict=True) for _ in range(count)]
    return tuple(
        Resident(number, habit, gamma2(chance))
        for number, habit in enumerate(shuffled(chance, habits), 1)
    )
