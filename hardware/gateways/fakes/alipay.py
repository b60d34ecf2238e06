"""A fake of Alipay's face-to-face interface: checks the app's signatures, signs what it says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

from hardware.gateways.alipay_answers import fen, yuan
from hardware.gateways.fakes.keys import Pair, write
from hardware.gateways.fakes.server import Answered, Asked, Place
from hardware.gateways.fakes.trades import NoSuchTrade, Trade, Trades
from shop.clock import Clock, SystemClock

APPID, SELLER = "2021000000000001", "2088000000000001"
_ASKS = {
    "alipay.trade.precreate": "place",
    "alipay.trade.pay": "charge",
    "alipay.trade.query": "query",
    "alipay.trade.close": "close",
    "alipay.trade.cancel": "reverse",
}
_STATES = {
    "paying": "WAIT_BUYER_PAY",
    "paid": "TRADE_SUCCESS",
    "closed": "TRADE_CLOSED",
    "back": "TRADE_CLOSED",
}
_DONE = {"code": "10000", "msg": "Success"}
_NOT_THERE = {"code": "40004", "msg": "Business Failed", "sub_code": "ACQ.TRADE_NOT_EXIST"}
_ZONE = timezone(timedelta(hours=8))


class FakeAlipay:
    """One fake Alipay.

    Args:
        clock: the time.  app_key, own_key: made at start where left out.

    Attributes:
        trades: its orders, and what a hand may do to them.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        app_key: Pair | None = None,
        own_key: Pair | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._app_key, self._own_key = app_key or Pair.fresh(), own_key or Pair.fresh()
        self.trades = Trades(self._clock, "2088")
        self.place = Place(self._answer)

    def settings(self, folder: Path) -> dict[str, object]:
        """Write the app's keys into a folder; return its `[gateways.NAME]` table."""
        return {
            "provider": "alipay",
            "base_url": f"{self.place.url}/gateway.do",
            "code_pay": True,
            "appid": APPID,
            "seller_id": SELLER,
            "private_key_file": write(folder, "alipay.pem", self._app_key.private_pem),
            "public_key_file": write(folder, "alipay_public.pem", self._own_key.public_pem),
        }

    def stop(self) -> None:
        """Be gone for good."""
        self.place.offline()

    def notice(
        self,
        order: str,
        forged: Literal["", "signature", "timestamp", "serial", "body"] = "",
    ) -> tuple[dict[str, str], bytes]:
        """Return headers and body of a notice about an order.

        Args:
            forged: what is wrong with it: a stranger's signature | signed two days ago | signed
                in another way than agreed | changed after signing.
        """
        with self.trades.lock:
            trade = self.trades.trade(order)
        said = self._paid(trade) | {
            "notify_time": self._stamp(2 * 86_400 if forged == "timestamp" else 0),
            "notify_type": "trade_status_sync",
            "app_id": APPID,
            "charset": "utf-8",
            "version": "1.0",
            "trade_status": _STATES.get(trade.standing, "WAIT_BUYER_PAY"),
        }
        said.setdefault("seller_id", SELLER)
        text = "&".join(f"{name}={value}" for name, value in sorted(said.items()))
        key = self._app_key if forged == "signature" else self._own_key
        said |= {"sign": key.sign(text), "sign_type": "RSA" if forged == "serial" else "RSA2"}
        if forged == "body":
            said["total_amount"] = yuan(trade.paid_fen + 1)
        headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
        return headers, urlencode(said).encode()

    # ------------------------------------------------------------ the wire

    def _answer(self, asked: Asked) -> Answered:
        said = dict(parse_qsl(urlsplit(asked.path).query, keep_blank_values=True))
        signature, method = said.pop("sign", ""), said.get("method", "")
        name = method.replace(".", "_") + "_response"
        text = "&".join(f"{key}={value}" for key, value in sorted(said.items()))
        if said.get("app_id") != APPID or not self._app_key.signed(text, signature):
            why = {"code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.invalid-signature"}
            return Answered(body=json.dumps({"error_response": why}).encode())
        content, ask = json.loads(said["biz_content"]), _ASKS[method]
        fault = self.trades.fault(ask)
        if fault == "hang":
            return Answered(silent=True)
        if fault == "system":
            why = {"code": "40004", "msg": "Business Failed", "sub_code": "ACQ.SYSTEM_ERROR"}
            return self._says(name, why)
        with self.trades.lock:
            try:
                done = self._done(ask, content["out_trade_no"], content)
            except NoSuchTrade:
                done = _NOT_THERE
        answer = self._says(name, done, self._app_key if fault == "unsigned" else self._own_key)
        return replace(answer, silent=fault == "lost")

    def _done(self, ask: str, order: str, content: dict[str, Any]) -> dict[str, Any]:
        match ask:
            case "place":
                trade = self.trades.place(order, fen(content["total_amount"]) or 0, "native")
                text = f"https://qr.alipay.com/{trade.reference}"
                return _DONE | {"out_trade_no": order, "qr_code": text}
            case "charge":
                charged = self.trades.charge(order, fen(content["total_amount"]) or 0)
                if charged is None:
                    sub = "ACQ.PAYMENT_AUTH_CODE_INVALID"
                    return {"code": "40004", "msg": "Business Failed", "sub_code": sub}
                if charged.standing == "paying":
                    return {"code": "10003", "msg": "order success pay inprocess"}
                return _DONE | self._paid(charged)
            case "close":
                return self._close(order)
            case "reverse":
                try:
                    action = "refund" if self.trades.reverse(order).standing == "back" else "close"
                except NoSuchTrade:  # Alipay cancels what it never heard of, too
                    return _DONE | {"out_trade_no": order, "retry_flag": "N"}
                return _DONE | {"out_trade_no": order, "retry_flag": "N", "action": action}
            case _:
                return self._query(order)

    def _query(self, order: str) -> dict[str, Any]:
        trade = self.trades.trade(order)
        if trade.standing == "open":  # before its code is scanned there is no order
            return _NOT_THERE
        return _DONE | self._paid(trade) | {"trade_status": _STATES[trade.standing]}

    def _close(self, order: str) -> dict[str, Any]:
        trade = self.trades.trade(order)
        if trade.standing == "open" and not trade.landing:
            return _NOT_THERE
        if self.trades.close(order).standing == "closed":
            return _DONE | {"out_trade_no": order}
        sub = "ACQ.REASON_TRADE_STATUS_INVALID"
        return {"code": "40004", "msg": "Business Failed", "sub_code": sub}

    def _paid(self, trade: Trade) -> dict[str, Any]:
        said = {
            "out_trade_no": trade.order,
            "trade_no": trade.reference,
            "total_amount": yuan(trade.paid_fen or trade.fen),
        }
        if trade.currency != "CNY":
            said["trans_currency"] = trade.currency
        return said | ({"seller_id": trade.shop} if trade.shop else {})

    def _says(self, name: str, said: dict[str, Any], key: Pair | None = None) -> Answered:
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        signature = (key or self._own_key).sign(text)
        body = f'{{"{name}":{text},"sign":"{signature}"}}'
        return Answered(body=body.encode(), headers={"Content-Type": "text/html;charset=utf-8"})

    def _stamp(self, age_s: int) -> str:
        at = datetime.fromtimestamp(self._clock.now().wall_ms // 1000 - age_s, _ZONE)
        return at.strftime("%Y-%m-%d %H:%M:%S")
