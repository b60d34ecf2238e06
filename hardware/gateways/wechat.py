"""WeChat Pay (API v3): codes of a sale (NATIVE) and residents' own codes (CODEPAY).

Source: pay.weixin.qq.com/doc/v3, through the library wechatpayv3; the one place that touches a
private attribute of it (the address, which it does not let be set). WeChat has no sandbox for
this interface: it was tried against our own fake alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hardware.gateways.base import (
    ANSWER_S,
    CONNECT_S,
    CURRENCY,
    NOTICE_BYTES_MAX,
    NotBelieved,
    Notice,
    NotSetUp,
    Seen,
    Unclear,
    Wanted,
    key_text,
)
from hardware.gateways.wechat_answers import Line

HOST = "https://api.mch.weixin.qq.com"
#: WeChat demands an address for its notices; under .invalid there never is anybody, and the
#: order is asked about instead.
NOWHERE = "https://notices.invalid/notify/wechat"
#: A fixed window of 5 minutes is what shops commonly use; WeChat signs each repeat anew.
WINDOW_MS = 5 * 60 * 1000

_UNKNOWN = ("ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS")
_CLOSED = ("ORDER_CLOSED", "ORDERCLOSED", "ORDER_REVERSED", "ORDERREVERSED")
_SIGNED = ("signature", "timestamp", "nonce", "serial", "signature-type")


@dataclass(frozen=True, slots=True)
class Account:
    """A shop's account with WeChat Pay; what opens it is never shown.

    Attributes:
        gateway: its name in the settings.  mchid, appid: whose it is.
        serial: of the merchant's certificate.  public_key_id: of WeChat's public key.
        private_key, apiv3_key, public_key: the keys themselves.
        store: the shop's number of this store.  subject: what the resident reads on the phone.
        notify_url, base_url: "" for none, and for WeChat's own.
    """

    gateway: str
    mchid: str
    appid: str
    serial: str
    public_key_id: str
    private_key: str = field(repr=False)
    apiv3_key: str = field(repr=False)
    public_key: str = field(repr=False)
    store: str = "shop"
    subject: str = "同心小店"
    notify_url: str = ""
    base_url: str = ""


def open_account(
    gateway: str, options: Mapping[str, Any], *, subject: str, notify_url: str, base_url: str
) -> WeChat:
    """Read the keys that the settings name, and load the library.

    Args:
        gateway: its name.  options: its keys of the settings.  subject: the shop's name.

    Raises:
        NotSetUp: a key cannot be used, or the library is missing.
    """
    return WeChat(
        Account(
            gateway,
            mchid=options["mchid"],
            appid=options["appid"],
            serial=options["serial"],
            public_key_id=options["public_key_id"],
            private_key=key_text(gateway, options["private_key_file"], private=True),
            apiv3_key=key_text(gateway, options["apiv3_key_file"], private=True),
            public_key=key_text(gateway, options["public_key_file"], private=False),
            store=options["store"],
            subject=subject,
            notify_url=notify_url,
            base_url=base_url,
        )
    )


class WeChat:
    """One account with WeChat Pay.

    Args:
        account: whose, with its keys.

    Raises:
        NotSetUp: the library is missing, or a key is none.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        where = account.base_url or HOST
        self._line = Line(account.gateway, where)
        try:
            from wechatpayv3 import WeChatPay, WeChatPayType
        except ImportError as error:
            why = "wechatpayv3 is not installed: see docs/how-to/take-qr-payments.md"
            raise NotSetUp(account.gateway, where, why) from error
        if len(account.apiv3_key.encode()) != 32:
            why = "the APIv3 key must have 32 characters: copy it anew from the merchant's pages"
            raise NotSetUp(account.gateway, where, why)
        self._types = WeChatPayType
        try:
            # No logger: the library would write whole requests into it, codes and all.
            self._api = WeChatPay(
                wechatpay_type=WeChatPayType.NATIVE,
                mchid=account.mchid,
                private_key=account.private_key,
                cert_serial_no=account.serial,
                appid=account.appid,
                apiv3_key=account.apiv3_key,
                notify_url=account.notify_url or NOWHERE,
                timeout=(CONNECT_S, ANSWER_S),
                public_key=account.public_key,
                public_key_id=account.public_key_id,
            )
        except Exception as error:  # noqa: BLE001 - the library raises nothing narrower
            why = f"a key file is no key ({error}): copy it anew from the merchant's pages"
            raise NotSetUp(account.gateway, where, why) from None
        self._api._core._gate_way = where

    @property
    def shop(self) -> str:
        """Whose money it must be."""
        return f"{self._account.mchid}/{self._account.appid}"

    def place(self, wanted: Wanted) -> str:
        """Place an order whose code the screen shows."""
        said = self._asked(
            lambda: self._api.pay(
                description=self._account.subject,
                out_trade_no=wanted.order,
                amount={"total": wanted.fen, "currency": CURRENCY},
            )
        )
        text = said.get("code_url")
        if not isinstance(text, str) or not text:
            raise self._line.unclear("the answer holds no code")
        return text

    def charge(self, wanted: Wanted, code: str) -> Seen:
        """Charge a resident's payment code."""
        said = self._asked(
            lambda: self._api.pay(
                description=self._account.subject,
                out_trade_no=wanted.order,
                amount={"total": wanted.fen, "currency": CURRENCY},
                payer={"auth_code": code},
                scene_info={"store_info": {"out_id": self._account.store}},
                pay_type=self._types.CODEPAY,
            ),
            takes=("USERPAYING",),
        )
        if said.get("code") == "USERPAYING":
            return Seen(wanted.order, "paying")
        return self._line.seen(said)

    def query(self, wanted: Wanted) -> Seen:
        """Ask how an order stands."""
        said = self._asked(lambda: self._api.query(out_trade_no=wanted.order), takes=_UNKNOWN)
        if said.get("code") in _UNKNOWN:
            return Seen(wanted.order, "unknown")
        return self._line.seen(said)

    def close(self, wanted: Wanted) -> None:
        """Close an order; one that is closed already is closed."""
        self._asked(lambda: self._api.close(out_trade_no=wanted.order), takes=_CLOSED)

    def reverse(self, wanted: Wanted) -> None:
        """Undo a charge, and give back what was taken."""
        self._asked(lambda: self._api.codepay_reverse(out_trade_no=wanted.order), takes=_CLOSED)

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """Return what a notice says, if WeChat's key signed it."""
        named = {f"wechatpay-{name}": headers.get(f"wechatpay-{name}", "") for name in _SIGNED}
        stamp = named["wechatpay-timestamp"]
        # Looked at first: for a serial that it does not know the library would ask WeChat.
        if named["wechatpay-serial"] != self._account.public_key_id:
            raise self._forged("it names another key than WeChat's")
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 12):
            raise self._forged("it has no time")
        if len(body) > NOTICE_BYTES_MAX:
            raise self._forged("it is too long")
        try:
            said = self._api.callback(named, body)
        except Exception:  # noqa: BLE001 - whatever a stranger's bytes do to the library
            said = None
        if not isinstance(said, dict) or not isinstance(said.get("resource"), dict):
            raise self._forged("its signature or its lock is not WeChat's")
        try:
            return Notice(self._line.seen(said["resource"]), int(stamp) * 1000, WINDOW_MS)
        except Unclear as error:
            raise self._forged(error.why) from None

    def _asked(self, ask: Callable[[], Any], takes: tuple[str, ...] = ()) -> dict[str, Any]:
        """Ask, and return what was answered, or an error whose code the caller takes.

        No error carries the one it came from: what the library raises holds the request.
        """
        import requests

        try:
            status, text = ask()
        except requests.exceptions.RequestException as error:
            raise self._line.network(error) from None
        except Exception:  # noqa: BLE001 - the library raises nothing narrower
            raise self._line.unclear("the answer is not signed by WeChat's key") from None
        return self._line.judge(status, text, takes)

    def _forged(self, why: str) -> NotBelieved:
        return NotBelieved(self._account.gateway, "notice", f"a notice is not believed: {why}")
