"""Reading a case's JSON strictly: what is not allowed is refused by its place and its name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NoReturn

from shop.errors import ConfigError

#: Largest amount in fen, either way: ten million yuan; sums of many still fit 64 bits.
FEN_MAX = 1_000_000_000
#: Most pieces or grams in one figure: a thousand times a full shop.
QUANTITY_MAX = 1_000_000
#: Longest title.
TEXT_CHARS_MAX = 200
#: Longest code or id: the shop's own forms take no longer one.
CODE_CHARS_MAX = 80

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Nothing:
    """Stands for a value that is not there."""

    def __repr__(self) -> str:
        return "nothing"


NOTHING = _Nothing()


class Fields:
    """One JSON object of a case, read key by key.

    Args:
        file: the case file, as the person named it.
        where: place of this object in the file, such as "G1: sessions[0]".
        value: what stands there.
        known: the keys it may have; any other is refused.
    """

    def __init__(self, file: str, where: str, value: object, known: Iterable[str]) -> None:
        self.file, self.where = file, where
        if not isinstance(value, dict):
            raise ConfigError(file, where, value, "an object")
        self.value: dict[str, Any] = value
        names = tuple(known)
        for key in value:
            if key not in names:
                self.refuse(key, f"one of the keys {', '.join(names)}", key)

    def path(self, key: str) -> str:
        """Return the place of a key, as it stands in messages."""
        return f"{self.where}.{key}" if ": " in self.where else f"{self.where}: {key}"

    def refuse(self, key: str, allowed: str, value: object = NOTHING) -> NoReturn:
        """Refuse what stands at a key.

        Raises:
            ConfigError: always.
        """
        shown = self.value.get(key, NOTHING) if value is NOTHING else value
        raise ConfigError(self.file, self.path(key), shown, allowed)

    def has(self, key: str) -> bool:
        """Say whether the key is there with something in it."""
        return self.value.get(key) is not None

    def whole(
        self, key: str, least: int = 0, most: int = FEN_MAX, default: int | None = None
    ) -> int:
        """Return a whole number from `least` to `most`; `default` where the key is absent."""
        if key not in self.value and default is not None:
            return default
        found = self.value.get(key)
        if not _is_whole(found, least, most):
            self.refuse(key, f"a whole number from {least} to {most}")
        assert isinstance(found, int)
        return found

    def text(self, key: str, most: int = CODE_CHARS_MAX) -> str:
        """Return a text of 1..`most` printable characters, without blanks around it."""
        found = self.value.get(key)
        good = isinstance(found, str) and 1 <= len(found) <= most and found.isprintable()
        if not good or not isinstance(found, str) or found != found.strip():
            self.refuse(key, f"a text of 1 to {most} printable characters, no blanks around it")
        return found

    def title(self) -> None:
        """Refuse a title that is no text; it says nothing to the shop."""
        if "title" in self.value:
            self.text("title", TEXT_CHARS_MAX)

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """Return one of `choices`."""
        if key not in self.value and default is not None:
            return default
        found = self.value.get(key)
        if not isinstance(found, str) or found not in choices:
            self.refuse(key, f"one of {', '.join(choices)}")
        return found

    def flag(self, key: str) -> bool:
        """Return true or false; false where the key is absent."""
        found = self.value.get(key, False)
        if not isinstance(found, bool):
            self.refuse(key, "true or false")
        return found

    def moment(self, key: str) -> int:
        """Return a time with its offset, as UTC milliseconds."""
        found = self.value.get(key)
        allowed = "a time with offset in ISO 8601, such as 2026-03-02T08:00:00+08:00"
        if not isinstance(found, str):
            self.refuse(key, allowed)
        try:
            moment = datetime.fromisoformat(found)
            if moment.tzinfo is None:
                self.refuse(key, allowed)
            return (moment - _EPOCH) // timedelta(milliseconds=1)
        except (ValueError, OverflowError):
            self.refuse(key, allowed)

    def day(self, key: str) -> str:
        """Return a date as it is written."""
        found = self.value.get(key)
        try:
            return date.fromisoformat(str(found)).isoformat()
        except ValueError:
            self.refuse(key, "a date in ISO 8601, such as 2026-04-01")

    def inner(self, key: str, known: Iterable[str], optional: bool = False) -> Fields:
        """Return the object at a key; an empty one where it is absent and may be."""
        found = {} if optional and key not in self.value else self.value.get(key, NOTHING)
        return Fields(self.file, self.path(key), found, known)

    def each(self, key: str, known: Iterable[str], optional: bool = False) -> list[Fields]:
        """Return the objects of a list; none where it is absent and may be."""
        found = [] if optional and key not in self.value else self.value.get(key)
        if not isinstance(found, list):
            self.refuse(key, "a list")
        names = tuple(known)
        return [
            Fields(self.file, f"{self.path(key)}[{i}]", value, names)
            for i, value in enumerate(found)
        ]


def _is_whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def only_once(fields: Iterable[Fields], key: str, texts: Iterable[str]) -> None:
    """Refuse the second of two equal ids, names or codes."""
    seen = set()
    for field, text in zip(fields, texts, strict=True):
        if text in seen:
            field.refuse(key, f"{key} values that differ from one another", text)
        seen.add(text)
