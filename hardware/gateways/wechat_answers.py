"""What WeChat Pay answers, in the words of the desk: seen, refused, unclear, out of reach.

Source: pay.weixin.qq.com/doc/v3 (states of an order, error codes); codes of the older interface
stand beside them, since examples of both are about.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hardware.gateways.base import NotSetUp, Refused, Seen, Standing, Unclear, Unreachable

_STANDINGS: Mapping[str, Standing] = {
    "SUCCESS": "paid",
    "REFUND": "refunded",
    "NOTPAY": "waiting",
    "USERPAYING": "paying",
    "CLOSED": "closed",
    "REVOKED": "closed",
    "PAYERROR": "closed",
}
_UNCLEAR = (
    "SYSTEM_ERROR", "SYSTEMERROR", "BANK_ERROR", "BANKERROR", "USERPAYING",
    "FREQUENCY_LIMITED", "RATELIMIT_EXCEEDED",
)  # fmt: skip
_NOT_OURS = ("SIGN_ERROR", "NO_AUTH", "NOAUTH", "APPID_MCHID_NOT_MATCH", "MCH_NOT_EXISTS")
_CODE_CHARS_MAX = 40


@dataclass(frozen=True, slots=True)
class Line:
    """The line to WeChat: `gateway` is its name in the settings, `where` its address."""

    gateway: str
    where: str

    def judge(self, status: int, text: Any, takes: tuple[str, ...]) -> dict[str, Any]:
        """Return an answer that is of use, or an error whose code is one of `takes`.

        Args:
            status: of HTTP.  text: the body.
        """
        try:
            said = json.loads(text or "{}")
        except ValueError:
            raise self.unclear(f"the answer (status {status}) cannot be read") from None
        if not isinstance(said, dict):
            raise self.unclear(f"the answer (status {status}) cannot be read")
        code = str(said.get("code", ""))[:_CODE_CHARS_MAX]
        if code in takes or (200 <= status < 300 and not code):
            return said
        if status == 401 or code in _NOT_OURS:
            why = f"WeChat does not know who asks ({code}): look at numbers, keys and products"
            raise NotSetUp(self.gateway, self.where, why)
        if status >= 500 or status == 429 or code in _UNCLEAR:
            raise self.unclear(f"WeChat says {code or status}")
        raise Refused(self.gateway, self.where, f"WeChat says {code or status}")

    def network(self, error: Any) -> Unreachable | Unclear:
        """Say whether anything can have reached WeChat when the line failed."""
        import requests
        from urllib3.exceptions import NewConnectionError

        inner = error.args[0] if error.args else None
        inner = getattr(inner, "reason", inner)
        # TLS can fail after the request was read, too: only a wrong certificate comes before it.
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
            cause = cause.__cause__ or cause.__context__
        before = isinstance(error, requests.exceptions.ConnectTimeout)
        if before or cause is not None or isinstance(inner, NewConnectionError):
            why = f"WeChat cannot be reached ({type(error).__name__}): look at the network"
            return Unreachable(self.gateway, self.where, why)
        return self.unclear(f"the answer was lost ({type(error).__name__})")

    def seen(self, said: Mapping[str, Any]) -> Seen:
        """Return how an order stands, by an answer or a notice that is signed."""
        standing = _STANDINGS.get(str(said.get("trade_state", "")))
        order = said.get("out_trade_no")
        if standing is None or not isinstance(order, str):
            raise self.unclear("the answer names no order, or not how it stands")
        if standing not in ("paid", "refunded"):
            return Seen(order, standing)
        amount, reference = said.get("amount"), said.get("transaction_id")
        if not isinstance(amount, dict) or type(amount.get("total")) is not int:
            raise self.unclear("the answer names no amount")
        if not isinstance(reference, str) or not reference:
            raise self.unclear("the answer names no number of the payment")
        shop = f"{said.get('mchid')}/{said.get('appid')}"
        return Seen(order, standing, amount["total"], str(amount.get("currency")), shop, reference)

    def unclear(self, why: str) -> Unclear:
        """Return the error of an answer that is of no use."""
        return Unclear(self.gateway, self.where, f"{why}: it is asked again")
