"""What Alipay answers, in the words of the desk: seen, refused, unclear, out of reach.

Source: opendocs.alipay.com (公共错误码, alipay.trade.query).
"""

from __future__ import annotations

import re
import ssl
import urllib.error
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hardware.gateways.base import (
    CURRENCY,
    NotSetUp,
    Refused,
    Seen,
    Standing,
    Unclear,
    Unreachable,
)
from shop.errors import DeviceError

_STANDINGS: Mapping[str, Standing] = {
    "WAIT_BUYER_PAY": "paying",
    "TRADE_SUCCESS": "paid",
    "TRADE_FINISHED": "paid",
    "TRADE_CLOSED": "closed",
}
#: The answer is of use: done | the resident is typing.
_USABLE = ("10000", "10003")
_UNCLEAR = ("SYSTEM_ERROR", "TRADE_HAS_SUCCESS", "UNKNOW-ERROR", "ISP.")
_AMOUNT = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?")
_CODE_CHARS_MAX = 60


def yuan(fen: int) -> str:
    """Return an amount as Alipay writes it: 350 → "3.50"."""
    return f"{fen // 100}.{fen % 100:02d}"


def fen(amount: object) -> int | None:
    """Return an amount of Alipay's in fen; None where it is none."""
    found = _AMOUNT.fullmatch(str(amount))
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else None


@dataclass(frozen=True, slots=True)
class Line:
    """The line to Alipay.

    Attributes:
        gateway: its name in the settings.  where: its address.
        appid, seller_id: whose money it must be; no `seller_id` for any account of the app.
    """

    gateway: str
    where: str
    appid: str
    seller_id: str

    @property
    def shop(self) -> str:
        """Whose money it must be."""
        return f"{self.appid}/{self.seller_id}"

    def judge(self, said: Any, takes: str) -> dict[str, Any]:
        """Return a signed answer that is of use, or an error whose sub-code is `takes`."""
        if not isinstance(said, dict):
            raise self.unclear("the answer cannot be read")
        code, sub = str(said.get("code")), str(said.get("sub_code", ""))
        if code in _USABLE or (takes and sub == takes):
            return said
        shown = (sub or code)[:_CODE_CHARS_MAX]
        if code == "20000" or any(word in sub.upper() for word in _UNCLEAR):
            raise self.unclear(f"Alipay says {shown}")
        if code in ("20001", "40001", "40002", "40006") and not sub.startswith("ACQ."):
            raise self._not_set_up(shown)
        raise Refused(self.gateway, self.where, f"Alipay says {shown}")

    def failed(self, error: Exception) -> DeviceError:
        """Say what it means that the library raised this."""
        name = type(error).__name__
        if isinstance(error, urllib.error.HTTPError):
            return self.unclear(f"the answer is HTTP status {error.code}")
        if isinstance(error, urllib.error.URLError):
            # urllib wraps what fails before the request was sent whole, and nothing later.
            sent = isinstance(error.reason, ConnectionResetError | BrokenPipeError)
            bad_tls = isinstance(error.reason, ssl.SSLError)
            if not sent:
                where = "its certificate is not Alipay's" if bad_tls else "look at the network"
                why = f"Alipay cannot be reached ({type(error.reason).__name__}): {where}"
                return Unreachable(self.gateway, self.where, why)
        if name == "AliPayException":  # unsigned: Alipay did not get so far as to know the app
            return self._not_set_up("the app or its key")
        return self.unclear(f"the answer was lost ({name})")

    def seen(self, said: Mapping[str, Any]) -> Seen:
        """Return how an order stands, by an answer or a notice that is signed."""
        standing = _STANDINGS.get(str(said.get("trade_status", "")))
        order = said.get("out_trade_no")
        if standing is None or not isinstance(order, str):
            raise self.unclear("the answer names no order, or not how it stands")
        if standing != "paid":
            return Seen(order, standing)
        paid_fen, reference = fen(said.get("total_amount")), said.get("trade_no")
        if paid_fen is None or not isinstance(reference, str) or not reference:
            raise self.unclear("the answer names no amount or no number of the payment")
        back = "gmt_refund" in said
        currency = str(said.get("trans_currency") or said.get("pay_currency") or CURRENCY)
        shop = self._shop_of(said)
        return Seen(order, "refunded" if back else "paid", paid_fen, currency, shop, reference)

    def _shop_of(self, said: Mapping[str, Any]) -> str:
        """Return whose money it is; an answer to our own app need not name it."""
        if "app_id" not in said and "seller_id" not in said:
            return ""
        app = said.get("app_id", self.appid)
        seller = said.get("seller_id", self.seller_id) if self.seller_id else ""
        return f"{app}/{seller}"

    def unclear(self, why: str) -> Unclear:
        """Return the error of an answer that is of no use."""
        return Unclear(self.gateway, self.where, f"{why}: it is asked again")

    def _not_set_up(self, what: str) -> NotSetUp:
        why = f"Alipay does not know who asks ({what}): look at APPID, keys and products"
        return NotSetUp(self.gateway, self.where, why)
