"""Reading what a page posted: each field gives a usable value, or its fault in plain words.

A form is never thrown away for one bad field: what was typed stays, the sentence stands at the
field. Faults are msgids with parameters, so that they are said in the reader's language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from shop.errors import InputRefused, MalformedInput
from shop.ids import is_ulid
from shop.money import JIN_G, format_yuan, parse_yuan

#: Largest count or quantity a form takes: more than the shop ever holds, in pieces or grams.
QUANTITY_MAX = 1_000_000
#: Largest amount a form takes, in fen: ten million yuan is a slip of the finger.
FEN_MAX = 1_000_000_000
#: Longest text of one line, in characters: a name fits, a pasted page does not.
TEXT_MAX = 80

_WHOLE = re.compile(r"\s*([+-]?\d{1,12})\s*")
_DECIMAL = re.compile(r"\s*(\d{1,7})(?:\.(\d{1,4}))?\s*")
_THOUSANDS = re.compile(r"[^\d]*\d{1,3}(?:,\d{3})+(?:\.\d*)?[^\d]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
#: A person types 。 and full-width digits on a Chinese keyboard and means . and 0 to 9.
_WIDE = str.maketrans("０１２３４５６７８９．。，－＋", "0123456789..,-+")

#: Parameters of refusals that are sums of money.
_SUMS = frozenset({"statement", "book", "amount", "limit"})

#: Grams in the units that goods by weight may be entered in.
GRAMS = {"jin": JIN_G, "kg": 1000, "g": 1}


def N_(text: str) -> str:
    """Mark a text for translation; it is translated where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field or a form: a msgid and its parameters."""

    text: str
    params: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, refused: InputRefused) -> Fault:
        """Return the shop's refusal as a fault to be shown, its sums in yuan."""
        params = {
            key: format_yuan(value) if key in _SUMS and isinstance(value, int) else value
            for key, value in refused.params.items()
        }
        return cls(refused.text, params)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form as it is drawn: what was typed, and what is wrong where.

    Attributes:
        typed: by field name.  faults: by field name; "" is the form as a whole.
    """

    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)

    def get(self, name: str, otherwise: object = "") -> str:
        """Return what stands in a field."""
        return self.typed.get(name, str(otherwise) if otherwise is not None else "")


class Fields:
    """Reads the fields of one post, noting each fault at its field.

    Args:
        posted: the form's fields; only the first value of each counts.
    """

    def __init__(self, posted: Mapping[str, str]) -> None:
        self.posted = posted
        self.faults: dict[str, Fault] = {}

    @property
    def ok(self) -> bool:
        """Whether every field read so far is usable."""
        return not self.faults

    @property
    def sheet(self) -> Sheet:
        """The form again, as typed, with its faults."""
        return Sheet(dict(self.posted.items()), dict(self.faults))

    def refuse(self, refused: InputRefused, names: Mapping[str, str] | None = None) -> None:
        """Note what the shop refused, at the field it speaks of where it speaks of one."""
        at = ""
        if isinstance(refused, MalformedInput):
            said = str(refused.params.get("field", ""))
            at = (names or {}).get(said, said)
        self.faults[at if at in self.posted else ""] = Fault.of(refused)

    def fault(self, name: str, text: str, **params: object) -> None:
        """Note a fault at a field; the first one stays."""
        self.faults.setdefault(name, Fault(text, params))

    def raw(self, name: str) -> str:
        """Return a field as typed, without outer blanks."""
        return self.posted.get(name, "").strip()

    def id(self, name: str = "id") -> str:
        """Return the id the form was rendered with; without one, the form must be loaded anew."""
        text = self.raw(name)
        if not is_ulid(text):
            self.fault("", N_("This form is not complete: reload the page and enter it again."))
            return ""
        return text

    def text(self, name: str, *, required: bool = False, longest: int = TEXT_MAX) -> str | None:
        """Return one line of text, or None where it was left empty."""
        text = self.raw(name)
        if not text:
            if required:
                self.fault(name, N_("Please fill this in."))
            return None
        if len(text) > longest:
            self.fault(name, N_("At most %(most)s characters, please."), most=longest)
            return None
        if _CONTROL.search(text):
            self.fault(name, N_("There are signs in it that cannot be printed: type it again."))
            return None
        return text

    def choice(self, name: str, allowed: Iterable[str], *, required: bool = True) -> str | None:
        """Return one of the choices."""
        text = self.raw(name)
        if text in set(allowed):
            return text
        if required or text:
            self.fault(name, N_("Please choose one."))
        return None

    def whole(
        self, name: str, *, least: int = 0, most: int = QUANTITY_MAX, required: bool = True
    ) -> int | None:
        """Return a whole number."""
        text = self.raw(name).translate(_WIDE)
        if not text:
            if required:
                self.fault(name, N_("Please enter a number."))
            return None
        found = _WHOLE.fullmatch(text)
        if not found:
            self.fault(name, N_("A whole number, please, such as 12."))
            return None
        return self._within(name, int(found.group(1)), least, most)

    def grams(self, name: str, *, least: int = 0, most: int = QUANTITY_MAX) -> int | None:
        """Return a weight in grams, entered in jin, kilograms or grams (`NAME_unit`)."""
        text = self.raw(name).translate(_WIDE)
        per = GRAMS.get(self.raw(f"{name}_unit") or "jin", JIN_G)
        if not text:
            self.fault(name, N_("Please enter a number."))
            return None
        if not _DECIMAL.fullmatch(text):
            self.fault(name, N_("A weight, please, such as 12.5."))
            return None
        weight = Fraction(text) * per
        if weight.denominator != 1:
            self.fault(name, N_("Whole grams, please: fewer decimals."))
            return None
        return self._within(name, int(weight), least, most)

    def quantity(self, name: str, unit: str, *, least: int = 0) -> int | None:
        """Return pieces, or grams for goods by weight."""
        if unit == "g":
            return self.grams(name, least=least)
        return self.whole(name, least=least)

    def yuan(
        self, name: str, *, least: int = 0, most: int = FEN_MAX, required: bool = True
    ) -> int | None:
        """Return an amount in fen, entered as yuan."""
        text = self.raw(name).translate(_WIDE)
        if not text:
            if required:
                self.fault(name, N_("Please enter an amount."))
            return None
        try:
            fen = parse_yuan(text.replace(",", "") if _THOUSANDS.fullmatch(text) else text)
        except ValueError:
            fen = None
        if fen is None:
            self.fault(name, N_("An amount in yuan, please, such as 4.50."))
            return None
        if fen < least:
            self.fault(name, N_("The amount must be at least %(least)s."), least=_yuan(least))
            return None
        if fen > most:
            self.fault(name, N_("The amount can be at most %(most)s."), most=_yuan(most))
            return None
        return fen

    def day(self, name: str) -> str | None:
        """Return a date as YYYY-MM-DD, or None where it was left empty."""
        text = self.raw(name)
        if not text:
            return None
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            self.fault(name, N_("A date, please, such as 2026-11-30."))
            return None

    def each(self, prefix: str, read: Callable[[str], int | None]) -> dict[str, int | None]:
        """Return `read` of every field whose name begins with the prefix, by the rest of it."""
        names = [name for name in self.posted if name.startswith(prefix)]
        return {name.removeprefix(prefix): read(name) for name in names}

    def _within(self, name: str, value: int, least: int, most: int) -> int | None:
        if value < least:
            self.fault(name, N_("The number must be at least %(least)s."), least=least)
            return None
        if value > most:
            self.fault(name, N_("The number can be at most %(most)s."), most=most)
            return None
        return value


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
