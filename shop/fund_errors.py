"""What is refused around households, the fund and its sharing out; each with its way out.

Keys and texts work as in `shop.errors`.
"""

from __future__ import annotations

from shop.errors import InputRefused


class HouseholdUnknown(InputRefused):
    """A household's code that nobody registered."""

    key = "household_unknown"
    text = "There is no household %(party)s: register its code first, or leave it empty."


class HouseholdKnown(InputRefused):
    """A code was to be registered that a household has already."""

    key = "household_known"
    text = "The code %(party)s is taken: choose another one, or change that household."


class HouseholdCodeUnusable(InputRefused):
    """A household's code has other signs than letters, digits and hyphens, or is too long."""

    key = "household_code_unusable"
    text = "Take a code of 1 to %(most)s letters, digits or hyphens, such as H-03; never a name."


class LotTerms(InputRefused):
    """Goods were to be received on terms that do not fit together."""

    key = "lot_terms"
    text = (
        "Goods are either bought (a cost) or on consignment (a household and what it gets for"
        " one): enter one of the two."
    )


class LotTaken(InputRefused):
    """A lot's name already stands for goods of somebody else."""

    key = "lot_taken"
    text = "Lot %(lot)s is of %(party)s: give this delivery another name."


class PayoutTooLarge(InputRefused):
    """A household was to be paid more than the fund owes it."""

    key = "payout_too_large"
    text = "%(party)s is owed %(limit)s, not %(amount)s: pay at most that."


class FundTooSmall(InputRefused):
    """More was to be set aside or spent than the fund holds."""

    key = "fund_too_small"
    text = "This takes %(amount)s and the fund holds %(limit)s: bank collected money first."


class NothingToShare(InputRefused):
    """The rounds named are shared out already, leave one out, or are no closed period."""

    key = "nothing_to_share"
    text = "Proceeds are shared a closed period at a time, in order: choose the next one."


class SharesMissing(InputRefused):
    """A surplus was left without anybody to share it among."""

    key = "shares_missing"
    text = "There is a surplus of %(amount)s: say who shares it, or keep it in the reserve."


class ReserveTooLarge(InputRefused):
    """More was to go into the reserve than there is before it."""

    key = "reserve_too_large"
    text = "At most %(limit)s can go into the reserve: there is no more after what is owed."


class ProceedsChanged(InputRefused):
    """A fact came in after the draft had been looked at."""

    key = "proceeds_changed"
    text = "The proceeds have changed since they were looked at: look again, then share out."
