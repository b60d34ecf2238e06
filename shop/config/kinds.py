"""What a setting may be: each kind checks one value and says in words what it allows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class Kind(Protocol):
    """A kind of value."""

    @property
    def allowed(self) -> str:
        """What may stand there, for the reader of an error and of the reference."""
        ...

    def take(self, value: object) -> object:
        """Return the value as the program uses it; ValueError where it is not allowed."""
        ...


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `low` to `high`, of `unit`."""

    low: int
    high: int
    unit: str = ""

    @property
    def allowed(self) -> str:
        """The range with its unit."""
        unit = f" {self.unit}" if self.unit else ""
        return f"a whole number from {self.low} to {self.high}{unit}"

    def take(self, value: object) -> int:
        """Return the number; true and false are no numbers here."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError
        if not self.low <= value <= self.high:
            raise ValueError
        return value


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    allowed: str = "true or false"

    def take(self, value: object) -> bool:
        """Return the flag; 0 and 1 are no flags here."""
        if not isinstance(value, bool):
            raise ValueError
        return value


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]

    @property
    def allowed(self) -> str:
        """The words, quoted."""
        return " or ".join(f'"{word}"' for word in self.words)

    def take(self, value: object) -> str:
        """Return the word."""
        if not isinstance(value, str) or value not in self.words:
            raise ValueError
        return value


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text.

    Attributes:
        most: characters at most.  least: characters at least.
        shape: what it must look like as a whole, if that matters.
        said: the shape in words.
    """

    most: int
    least: int = 0
    shape: str = ""
    said: str = ""

    @property
    def allowed(self) -> str:
        """Length and shape in words."""
        return self.said or f"text of {self.least} to {self.most} characters on one line"

    def take(self, value: object) -> str:
        """Return the text."""
        if not isinstance(value, str) or not self.least <= len(value) <= self.most:
            raise ValueError
        if not value.isprintable() or (self.shape and not re.fullmatch(self.shape, value)):
            raise ValueError
        return value


@dataclass(frozen=True, slots=True)
class LineEnds:
    """The characters of which any ends a line; the only text here with control characters."""

    allowed: str = r'1 to 4 characters such as "\r\n", or "" where a pause ends a code'

    def take(self, value: object) -> str:
        """Return the characters."""
        if not isinstance(value, str) or len(value) > 4 or not value.isascii():
            raise ValueError
        return value


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone of the IANA list."""

    allowed: str = 'a time zone by its IANA name, such as "Asia/Shanghai"'

    def take(self, value: object) -> str:
        """Return the name of a zone that exists here."""
        if not isinstance(value, str) or not value:
            raise ValueError
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, OSError) as error:  # a folder of zones is an OSError
            raise ValueError from error
        return value


@dataclass(frozen=True, slots=True)
class Network:
    """Machines of a network, or one machine."""

    allowed: str = 'an address or a network, such as "192.168.4.20" or "192.168.4.0/24"'

    def take(self, value: object) -> str:
        """Return the text of a network that exists."""
        if not isinstance(value, str):
            raise ValueError
        ip_network(value, strict=False)
        return value


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of one kind, of `least` to `most` entries, none twice."""

    kind: Kind
    least: int
    most: int

    @property
    def allowed(self) -> str:
        """The length, and what each may be."""
        return f"a list of {self.least} to {self.most}, each {self.kind.allowed}, none twice"

    def take(self, value: object) -> tuple[object, ...]:
        """Return the entries, checked one by one."""
        if not isinstance(value, list) or not self.least <= len(value) <= self.most:
            raise ValueError
        taken = tuple(self.kind.take(entry) for entry in value)
        if len(set(taken)) != len(taken):
            raise ValueError
        return taken


@dataclass(frozen=True, slots=True)
class CoinValues:
    """What coins are worth here, by the id that the machine gives them."""

    most: int
    allowed: str = "a table of coin id → fen, such as { CN100A = 100 }, each worth 1 fen or more"

    def take(self, value: object) -> dict[str, int]:
        """Return id → fen."""
        if not isinstance(value, dict) or len(value) > self.most:
            raise ValueError
        for coin, fen in value.items():
            if not re.fullmatch(r"[A-Z]{2}[0-9.KMGm]{3}[0-9A-Za-z]", coin):
                raise ValueError
            Whole(1, 100_000).take(fen)
        return dict(value)


@dataclass(frozen=True, slots=True)
class Pulses:
    """What a number of pulses is worth."""

    most: int
    allowed: str = "a table of pulses → fen, such as { 1 = 100, 5 = 500 }, each worth 1 fen or more"

    def take(self, value: object) -> dict[int, int]:
        """Return pulses → fen."""
        if not isinstance(value, dict) or len(value) > self.most:
            raise ValueError
        out: dict[int, int] = {}
        for pulses, fen in value.items():
            number = Whole(1, 255).take(int(pulses) if str(pulses).isdecimal() else pulses)
            out[number] = Whole(1, 100_000).take(fen)
        return out


@dataclass(frozen=True, slots=True)
class Key:
    """One setting.

    Attributes:
        name: without its section.  kind: what it may be.
        default: its value where no file sets it; a function where that depends on the machine.
        meaning: one line on what it does, with the reason where one is needed.
        needed: it must be set; there is no default.
    """

    name: str
    kind: Kind
    default: object | Callable[[], object]
    meaning: str
    needed: bool = False

    @property
    def default_value(self) -> object:
        """The default, as it is on this machine."""
        return self.default() if callable(self.default) else self.default
