"""A fake of WeChat Pay's API v3: checks the shop's signatures, signs its answers and notices."""

from __future__ import annotations

import base64
import json
import re
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from hardware.gateways.fakes.keys import Pair, write
from hardware.gateways.fakes.server import Answered, Asked, Place
from hardware.gateways.fakes.trades import NoSuchTrade, Trade, Trades
from shop.clock import Clock, SystemClock

MCHID, APPID, SERIAL = "1900000001", "wx0000000000000001", "5F000000000000000000000000000001"
PUBLIC_KEY_ID = "PUB_KEY_ID_0119000000012026010100000000000001"
_STATES = {
    "open": "NOTPAY",
    "paying": "USERPAYING",
    "paid": "SUCCESS",
    "closed": "CLOSED",
    "back": "REFUND",
}
_BY_ORDER = re.compile(r"/v3/pay/transactions/out-trade-no/([0-9A-Za-z_-]+)(/close|/reverse)?")
_SIGNED = re.compile(r'(\w+)="([^"]*)"')
_ASKS = {None: "query", "/close": "close", "/reverse": "reverse"}


class FakeWeChat:
    """One fake WeChat Pay.

    Args:
        clock: the time.  shop_key, own_key: made at start where left out.

    Attributes:
        trades: its orders, and what a hand may do to them.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        shop_key: Pair | None = None,
        own_key: Pair | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._shop_key, self._own_key = shop_key or Pair.fresh(), own_key or Pair.fresh()
        self._lock_key = secrets.token_hex(16)
        self.trades = Trades(self._clock, "4200")
        self.place = Place(self._answer)

    def settings(self, folder: Path) -> dict[str, object]:
        """Write the shop's keys into a folder; return its `[gateways.NAME]` table."""
        return {
            "provider": "wechat",
            "base_url": self.place.url,
            "code_pay": True,
            "mchid": MCHID,
            "appid": APPID,
            "serial": SERIAL,
            "private_key_file": write(folder, "wechat.pem", self._shop_key.private_pem),
            "apiv3_key_file": write(folder, "wechat.apiv3", self._lock_key),
            "public_key_file": write(folder, "wechat_public.pem", self._own_key.public_pem),
            "public_key_id": PUBLIC_KEY_ID,
        }

    def stop(self) -> None:
        """Be gone for good."""
        self.place.offline()

    def notice(
        self,
        order: str,
        forged: Literal["", "signature", "timestamp", "serial", "body", "lock"] = "",
    ) -> tuple[dict[str, str], bytes]:
        """Return headers and body of a notice about an order.

        Args:
            forged: what is wrong with it: a stranger's signature | signed a day ago | another
                key's number | changed after signing | locked with another key.
        """
        with self.trades.lock:
            said = json.dumps(self._transaction(self.trades.trade(order)))
        lock_key = secrets.token_hex(16) if forged == "lock" else self._lock_key
        body = json.dumps(
            {
                "id": secrets.token_hex(16),
                "event_type": "TRANSACTION.SUCCESS",
                "resource_type": "encrypt-resource",
                "resource": _locked(said, lock_key),
            }
        )
        headers = self._signature(body, age_s=86_400 if forged == "timestamp" else 0)
        if forged == "signature":
            headers["Wechatpay-Signature"] = self._shop_key.sign("whatever")
        if forged == "serial":
            headers["Wechatpay-Serial"] = "PUB_KEY_ID_0199"
        if forged == "body":
            body = body.replace("TRANSACTION", "transaction")
        return {name.lower(): value for name, value in headers.items()}, body.encode()

    # ------------------------------------------------------------ the wire

    def _answer(self, asked: Asked) -> Answered:
        if not self._is_shop(asked):
            return self._says(401, {"code": "SIGN_ERROR", "message": "wrong signature"})
        path, body = asked.path.partition("?")[0], json.loads(asked.body or b"{}")
        by_order = _BY_ORDER.fullmatch(path)
        if path == "/v3/pay/transactions/native":
            ask, order = "place", body["out_trade_no"]
        elif path == "/v3/pay/transactions/codepay":
            ask, order = "charge", body["out_trade_no"]
        elif by_order:
            ask, order = _ASKS[by_order[2]], by_order[1]
        else:
            return self._says(404, {"code": "NOT_FOUND", "message": path})
        fault = self.trades.fault(ask)
        if fault == "hang":
            return Answered(silent=True)
        if fault == "system":
            return self._says(500, {"code": "SYSTEM_ERROR", "message": "try again"})
        with self.trades.lock:
            try:
                said = self._done(ask, order, body)
            except NoSuchTrade:
                said = self._says(404, {"code": "ORDER_NOT_EXIST", "message": order})
        if fault == "unsigned":
            stranger = dict(said.headers) | {"Wechatpay-Signature": self._shop_key.sign("whatever")}
            return replace(said, headers=stranger)
        return replace(said, silent=fault == "lost")

    def _done(self, ask: str, order: str, body: dict[str, Any]) -> Answered:
        match ask:
            case "place":
                trade = self.trades.place(order, body["amount"]["total"], "native")
                text = f"weixin://wxpay/bizpayurl?pr={trade.reference}"
                return self._says(200, {"code_url": text})
            case "charge":
                charged = self.trades.charge(order, body["amount"]["total"])
                if charged is None:
                    return self._says(400, {"code": "AUTH_CODE_INVALID", "message": "refused"})
                if charged.standing == "paying":
                    return self._says(202, {"code": "USERPAYING", "message": "typing"})
                return self._says(200, self._transaction(charged))
            case "close":
                if self.trades.close(order).standing in ("paid", "back"):
                    return self._says(400, {"code": "ORDER_PAID", "message": order})
                return self._says(204, None)
            case "reverse":
                return self._says(200, {"out_trade_no": self.trades.reverse(order).order})
            case _:
                return self._says(200, self._transaction(self.trades.trade(order)))

    def _transaction(self, trade: Trade) -> dict[str, Any]:
        mchid, _, appid = (trade.shop or f"{MCHID}/{APPID}").partition("/")
        said: dict[str, Any] = {
            "appid": appid,
            "mchid": mchid,
            "out_trade_no": trade.order,
            "trade_state": _STATES[trade.standing],
            "amount": {"total": trade.fen, "currency": "CNY"},
        }
        if trade.standing in ("paid", "back"):
            said["transaction_id"] = trade.reference
            said["amount"] = {"total": trade.paid_fen, "currency": trade.currency}
        return said

    def _is_shop(self, asked: Asked) -> bool:
        """Check the shop's signature over method, path, time, nonce and body."""
        said = dict(_SIGNED.findall(asked.headers.get("authorization", "")))
        if said.get("mchid") != MCHID or said.get("serial_no") != SERIAL:
            return False
        lines = (
            asked.method,
            asked.path,
            said["timestamp"],
            said["nonce_str"],
            asked.body.decode(),
        )
        return self._shop_key.signed("".join(f"{line}\n" for line in lines), said["signature"])

    def _says(self, status: int, said: dict[str, Any] | None) -> Answered:
        body = "" if said is None else json.dumps(said, ensure_ascii=False)
        headers = self._signature(body) | {"Content-Type": "application/json; charset=utf-8"}
        return Answered(status, body.encode(), headers)

    def _signature(self, body: str, age_s: int = 0) -> dict[str, str]:
        stamp, nonce = str(self._clock.now().wall_ms // 1000 - age_s), secrets.token_hex(16)
        return {
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
            "Wechatpay-Serial": PUBLIC_KEY_ID,
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": self._own_key.sign(f"{stamp}\n{nonce}\n{body}\n"),
        }


def _locked(text: str, key: str) -> dict[str, str]:
    """Lock a text with the shop's APIv3 key, as notices are."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce, about = secrets.token_hex(6), "transaction"
    locked = AESGCM(key.encode()).encrypt(nonce.encode(), text.encode(), about.encode())
    return {
        "algorithm": "AEAD_AES_256_GCM",
        "nonce": nonce,
        "associated_data": about,
        "ciphertext": base64.b64encode(locked).decode("ascii"),
    }
