"""Alipay face to face: codes of a sale (precreate) and residents' own codes (pay).

Source: opendocs.alipay.com (当面付), through the library python-alipay-sdk in public-key mode; the
one place that touches a private attribute of it (the address, where it is a fake's). It was tried
against our own fake; Alipay's sandbox is reached by setting its address.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl

from hardware.gateways.alipay_answers import Line, yuan
from hardware.gateways.base import (
    ANSWER_S,
    NOTICE_BYTES_MAX,
    NotBelieved,
    Notice,
    NotSetUp,
    Seen,
    Unclear,
    Wanted,
    key_text,
)

HOST = "https://openapi.alipay.com/gateway.do"
#: Alipay repeats a notice for 25 hours and may leave its time as it was; a repeat is no second
#: credit, so the window need only keep out what is old enough to be forgotten.
WINDOW_MS = 26 * 3_600_000
#: So long a code can be paid if nobody closes it: the time it is shown, and as much again.
CODE_LIVES, CHARGE_LIVES = "6m", "2m"
FIELDS_MAX = 64

_ZONE = timezone(timedelta(hours=8))  # Alipay's times are Beijing's, whatever this machine's are
_TIME = "%Y-%m-%d %H:%M:%S"
_NOT_THERE = "ACQ.TRADE_NOT_EXIST"


@dataclass(frozen=True, slots=True)
class Account:
    """A shop's account with Alipay; what opens it is never shown.

    Attributes:
        gateway: its name in the settings.  appid: the app.  seller_id: the account, "" for any.
        private_key: the app's.  public_key: Alipay's.  subject: what the resident reads.
        notify_url, base_url: "" for none, and for Alipay's own.
    """

    gateway: str
    appid: str
    seller_id: str
    private_key: str = field(repr=False)
    public_key: str = field(repr=False)
    subject: str = "同心小店"
    notify_url: str = ""
    base_url: str = ""


def open_account(
    gateway: str, options: Mapping[str, Any], *, subject: str, notify_url: str, base_url: str
) -> Alipay:
    """Read the keys that the settings name, and load the library.

    Args:
        gateway: its name.  options: its keys of the settings.  subject: the shop's name.

    Raises:
        NotSetUp: a key cannot be used, or the library is missing.
    """
    return Alipay(
        Account(
            gateway,
            appid=options["appid"],
            seller_id=options["seller_id"],
            private_key=key_text(gateway, options["private_key_file"], private=True),
            public_key=key_text(gateway, options["public_key_file"], private=False),
            subject=subject,
            notify_url=notify_url,
            base_url=base_url,
        )
    )


class Alipay:
    """One account with Alipay.

    Args:
        account: whose, with its keys.

    Raises:
        NotSetUp: the library is missing, or a key is none.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        where = account.base_url or HOST
        self._line = Line(account.gateway, where, account.appid, account.seller_id)
        try:
            import alipay
            from alipay.utils import AliPayConfig
        except ImportError as error:
            why = "python-alipay-sdk is not installed: see docs/how-to/take-qr-payments.md"
            raise NotSetUp(account.gateway, where, why) from error
        # It gives itself a console of its own at DEBUG; nothing of a payment belongs there.
        logging.getLogger("python-alipay-sdk").handlers.clear()
        try:
            self._api = alipay.AliPay(
                appid=account.appid,
                app_notify_url=account.notify_url or None,
                app_private_key_string=_pem(account.private_key, "PRIVATE KEY"),
                alipay_public_key_string=_pem(account.public_key, "PUBLIC KEY"),
                sign_type="RSA2",
                config=AliPayConfig(timeout=ANSWER_S),
            )
        except (ValueError, IndexError, TypeError) as error:
            why = f"a key file is no key ({error}): copy it anew from Alipay's pages"
            raise NotSetUp(account.gateway, where, why) from None
        self._api._gateway = where

    @property
    def shop(self) -> str:
        """Whose money it must be."""
        return self._line.shop

    def place(self, wanted: Wanted) -> str:
        """Place an order whose code the screen shows; at Alipay it begins with the first scan."""
        content = self._order(wanted) | {
            "timeout_express": CODE_LIVES,
            "qr_code_timeout_express": CODE_LIVES,
        }
        text = self._ask("alipay.trade.precreate", content).get("qr_code")
        if not isinstance(text, str) or not text:
            raise self._line.unclear("the answer holds no code")
        return text

    def charge(self, wanted: Wanted, code: str) -> Seen:
        """Charge a resident's payment code."""
        content = self._order(wanted) | {
            "scene": "bar_code",
            "auth_code": code,
            "timeout_express": CHARGE_LIVES,
        }
        said = self._ask("alipay.trade.pay", content)
        if said["code"] == "10003":
            return Seen(wanted.order, "paying")
        return self._line.seen({"trade_status": "TRADE_SUCCESS"} | said)

    def query(self, wanted: Wanted) -> Seen:
        """Ask how an order stands; before its code is scanned Alipay has none."""
        said = self._ask("alipay.trade.query", {"out_trade_no": wanted.order}, takes=_NOT_THERE)
        if said.get("sub_code") == _NOT_THERE:
            return Seen(wanted.order, "unknown")
        return self._line.seen(said)

    def close(self, wanted: Wanted) -> None:
        """Close an order; where nobody has scanned its code, take the code back."""
        content = {"out_trade_no": wanted.order}
        said = self._ask("alipay.trade.close", content, takes=_NOT_THERE)
        if said.get("sub_code") == _NOT_THERE:
            self.reverse(wanted)

    def reverse(self, wanted: Wanted) -> None:
        """Undo a charge, and give back what was taken."""
        said = self._ask("alipay.trade.cancel", {"out_trade_no": wanted.order})
        if said.get("retry_flag") == "Y":
            raise self._line.unclear("Alipay wants to be asked again")

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """Return what a notice says, if Alipay's key signed it."""
        if len(body) > NOTICE_BYTES_MAX:
            raise self._forged("it is too long")
        try:
            pairs = parse_qsl(
                body.decode("utf-8"),
                keep_blank_values=True,
                strict_parsing=True,
                errors="strict",
                max_num_fields=FIELDS_MAX,
            )
        except ValueError:
            raise self._forged("it cannot be read") from None
        said = dict(pairs)
        signature = said.pop("sign", "")
        if len(said) + 1 != len(pairs) or said.get("sign_type") != "RSA2" or not signature:
            raise self._forged("it is not signed as agreed")
        try:
            signed = self._api.verify(dict(said), signature)
        except Exception:  # noqa: BLE001 - whatever a stranger's bytes do to the library
            signed = False
        if signed is not True:
            raise self._forged("its signature is not Alipay's")
        try:
            sent = datetime.strptime(said.get("notify_time", ""), _TIME).replace(tzinfo=_ZONE)
            return Notice(self._line.seen(said), int(sent.timestamp()) * 1000, WINDOW_MS)
        except ValueError:
            raise self._forged("it has no time") from None
        except Unclear as error:
            raise self._forged(error.why) from None

    def _order(self, wanted: Wanted) -> dict[str, str]:
        return {
            "out_trade_no": wanted.order,
            "total_amount": yuan(wanted.fen),
            "subject": self._account.subject,
        }

    def _ask(self, method: str, content: dict[str, str], takes: str = "") -> dict[str, Any]:
        """Ask, and return what was answered, or an error whose code the caller takes.

        No error carries the one it came from: what the library raises may hold the request.
        """
        stamp = datetime.now(_ZONE).strftime(_TIME)
        try:
            said = self._api.server_api(method, content, timestamp=stamp)
        except Exception as error:  # noqa: BLE001 - sorted by `failed`, the rest is unclear
            raise self._line.failed(error) from None
        return self._line.judge(said, takes)

    def _forged(self, why: str) -> NotBelieved:
        return NotBelieved(self._account.gateway, "notice", f"a notice is not believed: {why}")


def _pem(text: str, what: str) -> str:
    """Return a key as PEM: Alipay's own tool writes it as one bare line."""
    if text.startswith("-----"):
        return text
    return f"-----BEGIN {what}-----\n{text}\n-----END {what}-----"
