"""What is refused when a file is asked for; keys and texts work as in `shop.errors`."""

from __future__ import annotations

from shop.errors import InputRefused


class NoCutClosedYet(InputRefused):
    """A statement was asked of a book in which no cut has been closed."""

    key = "no_cut_closed_yet"
    text = "No cut has been closed yet: count shelf and box, then close the cut."


class NoSuchCuts(InputRefused):
    """The cuts that were named are not there, or they stand the wrong way round."""

    key = "no_such_cuts"
    text = "There are no closed cuts %(first)s to %(last)s: their numbers are 1 to %(newest)s."


class TooManyCuts(InputRefused):
    """One statement was to sum up more cuts than anybody reads."""

    key = "too_many_cuts"
    text = "Choose at most %(most)s cuts for one statement."
