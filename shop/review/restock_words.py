"""Why so many are to be brought, in words: sentences with their parameters, for pages to say."""

from __future__ import annotations

from shop.review.restock import DAYS_LEAST, Policy, Proposal

#: A sentence's msgid, and what it is about: text, whole numbers, or (quantity, unit).
Sentence = tuple[str, dict[str, object]]


def N_(text: str) -> str:
    """Mark a text for translation; it is translated where it is shown."""
    return text


def reasons(one: Proposal, policy: Policy) -> tuple[Sentence, ...]:
    """Return the sentences behind a suggestion, what must be known first."""
    said: list[Sentence] = []

    def say(text: str, **named: object) -> None:
        said.append((text, named))

    if one.below:
        say(N_("The book says less than nothing is there: count this shelf first."))
    if not one.per_day:
        say(N_("Nothing has gone lately: bring none, or a few to try."))
        return tuple(said)
    if one.days_known < DAYS_LEAST:
        say(N_("Known for %(days)s days only: a cautious guess."), days=one.days_known)
    say(N_("About %(week)s go in a week in stock."), week=(round(one.per_day * 7), one.unit))
    say(
        N_("Likely there now: %(there)s (%(low)s to %(high)s)."),
        there=(one.on_hand, one.unit),
        low=(one.low, one.unit),
        high=(one.high, one.unit),
    )
    if one.capped is None:
        say(
            N_("%(upto)s are enough for %(days)s days, nine times in ten."),
            upto=(one.up_to, one.unit),
            days=policy.days,
        )
    else:
        say(
            N_("%(wanted)s would be wanted, but only %(upto)s go before their date."),
            wanted=(one.capped, one.unit),
            upto=(one.up_to, one.unit),
        )
    if one.expiring:
        say(N_("%(lost)s of it will likely pass their date unsold."), lost=(one.expiring, one.unit))
    return tuple(said)
