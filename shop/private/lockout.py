"""How long somebody waits after wrong tries: pure arithmetic, kept by `locks`.

The first tries are free, then each further wrong one doubles the wait, up to an hour. After a
day without a wrong try all is forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass

MINUTE_MS = 60_000
#: The longest wait: 24 tries a day against a million PINs.
WAIT_MS_MAX = 60 * MINUTE_MS
#: A person who mistypes a few times is no attacker.
PERSON_FREE = 4
#: Several people may share a phone or a proxy: an address has more room than a person.
SOURCE_FREE = 19
#: Wrong tries older than this no longer count.
FORGET_MS = 24 * 60 * MINUTE_MS


@dataclass(frozen=True, slots=True)
class Tries:
    """What is remembered of one person or address.

    Attributes:
        wrong: tries in a row that were wrong, or are being looked at.
        until_ms: no try before this moment (UTC ms).  last_ms: the newest try.
    """

    wrong: int = 0
    until_ms: int = 0
    last_ms: int = 0


def wait_ms(wrong: int, free: int) -> int:
    """Return how long to wait after so many wrong tries, of which `free` cost nothing."""
    if wrong <= free:
        return 0
    return min(MINUTE_MS << min(wrong - free - 1, 16), WAIT_MS_MAX)


def settled(tries: Tries, now_ms: int, free: int) -> Tries:
    """Return what is left of them now.

    A clock that was set back would make a wait endless: none is ever longer than its rule says.
    """
    if now_ms - tries.last_ms >= FORGET_MS and now_ms >= tries.until_ms:
        return Tries()
    until_ms = min(tries.until_ms, now_ms + wait_ms(tries.wrong, free))
    return Tries(tries.wrong, until_ms, min(tries.last_ms, now_ms))


def left_ms(tries: Tries, now_ms: int) -> int:
    """Return how long one must still wait; 0 when a try is allowed."""
    return max(0, tries.until_ms - now_ms)


def counted(tries: Tries, now_ms: int, free: int) -> Tries:
    """Return them with one more, taken as wrong until it is known to be right."""
    wrong = tries.wrong + 1
    return Tries(wrong, now_ms + wait_ms(wrong, free), now_ms)


def taken_back(tries: Tries) -> Tries:
    """Return them without the newest: it was right, and so nobody has to wait for it."""
    return Tries(max(0, tries.wrong - 1), 0, tries.last_ms)
