"""What every payment provider looks like to the desk that runs its orders.

A provider is asked one thing at a time and answers or raises; it remembers nothing, starts no
thread, and every call of it ends by itself. What becomes of an order is decided in
`hardware.gateways.orders`, which never touches a network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from shop.errors import DeviceError

#: Seconds until a connection stands, and between two pieces of an answer: with `START_MS` of
#: orders together no more than `CALL_MS`, so that a call that counts as lost was sent by then.
CONNECT_S, ANSWER_S = 2, 4
CURRENCY = "CNY"
#: Characters of an order's number that both providers take, and how many.
ORDER_SHAPE = r"[0-9A-Za-z_-]{6,32}"
#: A notice is a page of text at most; more is none.
NOTICE_BYTES_MAX = 64 * 1024
#: A key file is a few lines.
_KEY_BYTES_MAX = 16 * 1024

#: How an order stands with its provider: not paid | the resident is typing | money is there |
#: can never be paid any more | the provider has no such order | paid, and given back since.
Standing = Literal["waiting", "paying", "paid", "closed", "unknown", "refunded"]


class Unreachable(DeviceError):
    """Nothing reached the provider: look at the network; until then the code on the wall serves."""


class Refused(DeviceError):
    """The provider answers no; asking again brings the same answer."""


class NotSetUp(Refused):
    """The provider does not know who asks: look at library, numbers and key files."""


class Unclear(DeviceError):
    """It was asked, and what became of it nobody knows yet: it must be asked again."""


class NotBelieved(DeviceError):
    """A notice that the provider did not sign, or did not sign now: nothing in it is used."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One wish for a payment.

    Attributes:
        order: its number, of `ORDER_SHAPE`, unique for ever.  fen: the amount, 1 or more.
    """

    order: str
    fen: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What a provider says of an order, checked against nothing yet.

    Attributes:
        order: the number it names.  standing: how it stands.
        fen: what was paid, 0 where nothing was.  currency: of it.
        shop: whose money it is, in the form of `Provider.shop`; "" where the answer does not
            name it, being signed for this shop alone.
        reference: the provider's own number of the payment; "" where there is none.
    """

    order: str
    standing: Standing
    fen: int = 0
    currency: str = CURRENCY
    shop: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice whose signature is the provider's.

    Attributes:
        seen: what it says.  sent_ms: UTC milliseconds at which the provider signed it.
        window_ms: how old one of this provider may be.
    """

    seen: Seen
    sent_ms: int
    window_ms: int


class Provider(Protocol):
    """One shop's account with one provider. Each call raises one of the errors above."""

    @property
    def shop(self) -> str:
        """Whose money it must be, in one line: numbers of merchant and app."""
        ...

    def place(self, wanted: Wanted) -> str:
        """Place an order; return the text of the code to show."""
        ...

    def charge(self, wanted: Wanted, code: str) -> Seen:
        """Charge a resident's payment code."""
        ...

    def query(self, wanted: Wanted) -> Seen:
        """Ask how an order stands."""
        ...

    def close(self, wanted: Wanted) -> None:
        """See that an order can be paid no more; one that is paid is `Refused`."""
        ...

    def reverse(self, wanted: Wanted) -> None:
        """Undo a charge: what was taken goes back to the resident."""
        ...

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """Return what a notice says, if its signature over the raw body is the provider's.

        Args:
            headers: of the request, their names in small letters.  body: as it came.

        Raises:
            NotBelieved: it is not the provider's, or cannot be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class Listed:
    """A provider of the settings, before it is opened.

    Attributes:
        name: as the book and the screen call it.  where: its address, for the health record.
        open: reads its keys and loads its library; a `DeviceError` says what is missing.
    """

    name: str
    where: str
    open: Callable[[], Provider] = field(repr=False)


def key_text(gateway: str, path: str, *, private: bool) -> str:
    """Return what a key file says.

    Args:
        gateway: whose.  path: of the file.  private: nobody but the shop's user may read it.

    Raises:
        NotSetUp: it cannot be read, or others can read it.
    """
    try:
        file = Path(path)
        if private and file.stat().st_mode & 0o077:
            why = "others may read this key: run chmod 600 on it"
            raise NotSetUp(gateway, path, why)
        with file.open("rb") as stream:
            data = stream.read(_KEY_BYTES_MAX + 1)
        text = data.decode("ascii").strip()
    except OSError as error:
        why = f"the key cannot be read ({error.strerror}): put it there, readable by the shop"
        raise NotSetUp(gateway, path, why) from error
    except UnicodeDecodeError as error:
        raise NotSetUp(gateway, path, "this is no key: text of letters and digits") from error
    if not text or len(data) > _KEY_BYTES_MAX:
        raise NotSetUp(gateway, path, "this is no key: it is empty or far too long")
    return text
