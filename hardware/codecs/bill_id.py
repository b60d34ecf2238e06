"""Note ids: what a ccTalk bill validator calls the notes it knows, such as "CN0100A".

`CCVVVVR`: country, four digits of value, revision. The value counts in units that header 156
tells for the country: a factor, and how many of its digits are decimals. 100 units of factor 100
with two decimals are 100.00, ten thousand fen (HARDWARE.md 2.1, headers 157 and 156).
"""

from __future__ import annotations

from dataclasses import dataclass

#: What a unit says at a position that it does not use.
UNUSED = "......."
#: Decimals of the yuan: values leave here in fen.
_FEN_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class BillId:
    """One note as the machine names it.

    Attributes:
        text: the seven characters as sent.  country: two letters.
        value: the four digits, in the country's units; None where they are no digits.
        revision: the letter that tells two prints of one note apart.
    """

    text: str
    country: str
    value: int | None
    revision: str

    def minor_units(self, factor: int, decimals: int) -> int | None:
        """Return its worth in hundredths of the currency, None where that is no whole number.

        Args:
            factor: 0..65535, 0 says that the machine does not know the country.
            decimals: 0..255, how many digits of value times factor stand after the point.
        """
        if self.value is None:
            return None
        hundredths = self.value * factor * 10**_FEN_DECIMALS
        whole, rest = divmod(hundredths, 10**decimals)
        return None if rest or not whole else whole


def parse_bill_id(data: bytes) -> BillId | None:
    """Return the note that `data` (7 bytes, the reply to 157) names.

    None for an unused position (seven dots, blanks or zero bytes) and for what is no note id.
    """
    text = data.decode("ascii", "replace")
    country, value, revision = text[:2], text[2:6], text[6:]
    fits = (
        len(data) == 7
        and country.isascii()
        and country.isalpha()
        and country.isupper()
        and revision.isascii()
        and revision.isalnum()
    )
    digits = value.isascii() and value.isdigit()
    return BillId(text, country, int(value) if digits else None, revision) if fits else None
