"""What is refused around review, closing, publishing and objections; each with its way out.

Keys and texts work as in `shop.errors`.
"""

from __future__ import annotations

from shop.errors import InputRefused


class NotYourRole(InputRefused):
    """Somebody without the role wanted to review, approve, publish or answer."""

    key = "not_your_role"
    text = "Only %(role)s may do this: log in as one, or ask a coordinator for the role."


class ReviewByCounter(InputRefused):
    """Who counted in a cut wanted to review or approve it."""

    key = "review_by_counter"
    text = "%(person)s counted in these rounds: somebody who did not count must sign."


class ApprovalByReviewer(InputRefused):
    """Who reviewed a period wanted to approve it as well."""

    key = "approval_by_reviewer"
    text = "%(person)s reviewed this period: somebody else must approve it."


class ReasonMissing(InputRefused):
    """A flag was left without a reason."""

    key = "reason_missing"
    text = "%(count)s flags have no reason yet: choose one for each."


class CutsNotConsecutive(InputRefused):
    """The cuts of a period do not follow one another, or leave one out."""

    key = "cuts_not_consecutive"
    text = "A period is a run of closed rounds without a gap: begin with round no. %(first)s."


class CutAlreadyInPeriod(InputRefused):
    """A cut belongs to a closed period and was to enter another."""

    key = "cut_already_in_period"
    text = "Round no. %(number)s belongs to period %(period)s, which is closed: leave it out."


class FiguresChanged(InputRefused):
    """A fact came in after the figures had been looked at or reviewed."""

    key = "figures_changed"
    text = "The figures have changed since they were looked at: look again and review them anew."


class NotReviewed(InputRefused):
    """A period was to be closed that no reviewer has accepted."""

    key = "not_reviewed"
    text = "Period %(period)s has not been accepted by a reviewer: have it reviewed first."


class PeriodUnknown(InputRefused):
    """There is no such period, or it is not closed yet."""

    key = "period_unknown"
    text = "There is no closed period %(period)s: choose one from the list."


class PriceInClosedPeriod(InputRefused):
    """A price was to be dated into a period that is closed."""

    key = "price_in_closed_period"
    text = "Period %(period)s is closed and keeps its prices: mark the price from now on."


class PublishedTooEarly(InputRefused):
    """A bulletin was to be put up before its period was closed."""

    key = "published_too_early"
    text = "Period %(period)s is not closed yet: have it reviewed and closed before publishing."


class PublishedAlready(InputRefused):
    """A bulletin was to be put up a second time."""

    key = "published_already"
    text = "The bulletin of period %(period)s is up already: later facts are shown beside it."


class NotPublished(InputRefused):
    """Somebody objects to a bulletin that is not up."""

    key = "not_published"
    text = "There is no bulletin of period %(period)s: choose one from the list."


class ObjectionTooLate(InputRefused):
    """The days for objecting have passed."""

    key = "objection_too_late"
    text = "The %(days)s days for objecting are over: tell a coordinator, who will write it down."


class ObjectionsFull(InputRefused):
    """More objections came than anybody can read: one person wrote many, or a machine did."""

    key = "objections_full"
    text = "That is a lot at once: wait an hour, or put a note into the letter box."


class ObjectionUnknown(InputRefused):
    """An answer was given to an objection that there is not."""

    key = "objection_unknown"
    text = "There is no such objection: choose one from the list."


class AnsweredAlready(InputRefused):
    """An objection has its answer."""

    key = "answered_already"
    text = "This objection has been answered already: the answer stands."
