"""One line of the doctor: how something is, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Level = Literal["ok", "look", "bad"]


def N_(text: str) -> str:
    """Mark a text that is translated where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Line:
    """One check's verdict.

    Attributes:
        key: what was checked, such as "clock" or "device coins".
        level: ok | look (a person should) | bad (the shop does not work as it should).
        text: msgid of what was seen.  remedy: msgid of what to do; "" where nothing is.
        params: for both.
    """

    key: str
    level: Level
    text: str
    remedy: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    def said(self, translate: Callable[[str], str]) -> tuple[str, str]:
        """Return text and remedy in the reader's language."""
        remedy = translate(self.remedy) % self.params if self.remedy else ""
        return translate(self.text) % self.params, remedy


def hangs(key: str, seconds: int) -> Line:
    """Say that a check did not come to its end: what it looked at hangs."""
    return Line(
        key,
        "bad",
        N_("did not answer within %(seconds)d s"),
        N_(
            "what it looks at hangs: restart the machine; if it stays, replace the card or the plug"
        ),
        {"seconds": seconds},
    )


def failed(key: str, error: BaseException) -> Line:
    """Say that a check failed by itself: nothing is known of what it looks at."""
    return Line(
        key,
        "look",
        N_("could not be checked (%(why)s)"),
        N_("look at it by hand, and tell the makers of this program"),
        {"why": f"{type(error).__name__}: {error}"},
    )
