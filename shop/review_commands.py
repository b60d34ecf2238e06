"""What reviewers, approvers, coordinators and villagers say about a period; frozen commands.

They work as those of `shop.commands` do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NewType

#: A text of several lines, up to 1,000 characters.
LongText = NewType("LongText", str)
#: Who speaks where nobody has logged in: nothing about them is kept.
PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class ReviewPeriod:
    """Accept the figures of a run of cuts as the next period, or send them back.

    Attributes:
        cuts: ids, oldest first.  decision: "accept" or "send_back".
        reasons: an explanation code for each flag, by the flag's id.
        notes: more words to a flag.  seen: digest of the inputs that were looked at.
    """

    id: str
    cuts: tuple[str, ...]
    decision: str
    reasons: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    seen: str | None = None
    note: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class ClosePeriod:
    """Approve what a reviewer accepted: all its figures are frozen for good."""

    id: str
    period: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class PublishBulletin:
    """Put the bulletin of a closed period up."""

    id: str
    period: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class RaiseObjection:
    """Object to a bulletin; who says it is neither asked nor kept."""

    id: str
    period: str
    text: LongText
    by: str | None = PUBLIC


@dataclass(frozen=True, slots=True)
class AnswerObjection:
    """Answer an objection, once; `objection` is the id it was raised with.

    `outcome`: "explained" (the figure stands), "corrected" (a further fact was entered) or
    "noted" (nothing of the figures was meant).
    """

    id: str
    objection: str
    answer: LongText
    outcome: str
    by: str | None = None


ReviewCommand = ReviewPeriod | ClosePeriod | PublishBulletin | RaiseObjection | AnswerObjection
