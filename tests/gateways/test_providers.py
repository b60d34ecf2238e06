"""The real libraries against the fakes on loopback: what each answer means, and what is believed."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from hardware.gateways import base
from hardware.gateways.base import (
    NotBelieved,
    NotSetUp,
    Refused,
    Unclear,
    Unreachable,
    Wanted,
)
from hardware.gateways.fakes.trades import Fault, NextCharge
from tests.failures import proves
from tests.gateways.conftest import At

WANTED = Wanted("01J0000000000000000000000A0", 350)
CODES = {"wechat": "134567890123456789", "alipay": "281234567890123456"}

RUBBISH = [
    b"", b"{}", b"\xff\xfe", b"a=1", b"sign=&sign_type=RSA2", b"[1]", b"x" * 70_000,
    b'{"resource": 1}', b"sign=%00&sign_type=RSA2&a=1&a=2",
]  # fmt: skip


def code_text(at: At) -> str:
    return {"wechat": "weixin://", "alipay": "https://qr.alipay.com/"}[at.name]


def test_a_sale_s_code_is_placed_paid_and_seen(at: At) -> None:
    provider = at.open()
    assert provider.place(WANTED).startswith(code_text(at))
    assert provider.query(WANTED).standing in ("waiting", "unknown")
    at.fake.trades.type_password(WANTED.order)
    assert provider.query(WANTED).standing == "paying"
    at.fake.trades.pay(WANTED.order)
    seen = provider.query(WANTED)
    assert (seen.standing, seen.fen, seen.currency) == ("paid", 350, "CNY")
    assert seen.shop in ("", provider.shop)
    assert seen.reference


def test_a_closed_code_can_be_paid_no_more(at: At) -> None:
    provider = at.open()
    provider.place(WANTED)
    provider.close(WANTED)
    with pytest.raises(ValueError, match="cannot be paid"):
        at.fake.trades.pay(WANTED.order)
    provider.close(WANTED)
    assert provider.query(WANTED).standing == "closed"


@proves("payment_closing", "wechat", "alipay")
def test_closing_what_is_being_paid_is_refused(at: At) -> None:
    provider = at.open()
    provider.place(WANTED)
    at.fake.trades.pay_when_closing(WANTED.order)
    with pytest.raises(Refused):
        provider.close(WANTED)
    assert provider.query(WANTED).standing == "paid"


def test_a_residents_code_is_charged(at: At) -> None:
    seen = at.open().charge(WANTED, CODES[at.name])
    assert (seen.standing, seen.fen) == ("paid", 350)


def test_a_password_is_to_be_typed(at: At) -> None:
    at.fake.trades.charges = NextCharge("paying")
    provider = at.open()
    assert provider.charge(WANTED, CODES[at.name]).standing == "paying"
    assert provider.query(WANTED).standing == "paying"


def test_a_code_that_is_no_good_is_refused(at: At) -> None:
    at.fake.trades.charges = NextCharge("refused")
    with pytest.raises(Refused):
        at.open().charge(WANTED, CODES[at.name])


def test_what_was_charged_goes_back(at: At) -> None:
    provider = at.open()
    provider.charge(WANTED, CODES[at.name])
    provider.reverse(WANTED)
    assert at.fake.trades.taken() == {}
    assert provider.query(WANTED).standing in ("refunded", "closed")


def test_an_order_nobody_placed_is_unknown(at: At) -> None:
    assert at.open().query(WANTED).standing == "unknown"


@pytest.mark.parametrize("fault", ["system", "unsigned"])
def test_what_is_no_answer_is_unclear_and_never_a_yes(at: At, fault: Fault) -> None:
    provider = at.open()
    provider.place(WANTED)
    at.fake.trades.type_password(WANTED.order)  # so that each call has something to say
    for ask in ("place", "charge", "query", "close", "reverse"):
        at.fake.trades.fail(ask, fault)
        arguments = (WANTED, CODES[at.name]) if ask == "charge" else (WANTED,)
        with pytest.raises(Unclear):
            getattr(provider, ask)(*arguments)


@proves("provider_away", "wechat", "alipay")
def test_a_provider_that_is_away_was_never_reached(at: At) -> None:
    provider = at.open()
    at.fake.place.offline()
    with pytest.raises(Unreachable, match="look at the network"):
        provider.place(WANTED)
    at.fake.place.online()
    provider.place(WANTED)


@proves("provider_away", "wechat", "alipay")
def test_a_provider_that_never_answers_is_given_up_and_unclear(
    at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("wechat", "alipay"):
        monkeypatch.setattr(f"hardware.gateways.{module}.ANSWER_S", 0.2)
    at.fake.trades.fail("charge", "lost")
    provider = at.open()
    with pytest.raises(Unclear):
        provider.charge(WANTED, CODES[at.name])
    assert provider.query(WANTED).standing == "paid", "it was done all the same"


def test_a_residents_code_is_in_no_error_and_no_log(
    at: At, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for module in ("wechat", "alipay"):
        monkeypatch.setattr(f"hardware.gateways.{module}.ANSWER_S", 0.2)
    provider = at.open()
    for fault in ("system", "unsigned", "lost"):
        at.fake.trades.fail("charge", fault)  # type: ignore[arg-type]
        with pytest.raises(Unclear) as caught:
            provider.charge(WANTED, CODES[at.name])
        assert caught.value.__cause__ is None
        assert CODES[at.name] not in repr(caught.value)
    at.fake.place.offline()
    with pytest.raises(Unreachable) as away:
        provider.charge(WANTED, CODES[at.name])
    assert CODES[at.name] not in repr(away.value)
    said = [record.getMessage() for record in caplog.records]
    assert not [line for line in said if CODES[at.name] in line]


class TestNotices:
    @pytest.fixture
    def paid(self, at: At) -> base.Provider:
        provider = at.open()
        provider.place(WANTED)
        at.fake.trades.pay(WANTED.order)
        return provider

    def test_one_of_the_provider_is_believed(self, at: At, paid: base.Provider) -> None:
        notice = paid.read_notice(*at.fake.notice(WANTED.order))
        assert (notice.seen.standing, notice.seen.fen) == ("paid", 350)
        assert notice.seen.shop == paid.shop
        assert paid.query(WANTED).reference == notice.seen.reference

    @proves("payment_late", "wechat", "alipay")
    @pytest.mark.parametrize("forged", ["signature", "serial", "body"])
    def test_a_forged_one_is_not(self, at: At, paid: base.Provider, forged: str) -> None:
        with pytest.raises(NotBelieved):
            paid.read_notice(*at.fake.notice(WANTED.order, forged))  # type: ignore[arg-type]

    @proves("payment_late", "wechat", "alipay")
    def test_rubbish_is_not(self, at: At, paid: base.Provider) -> None:
        headers, _ = at.fake.notice(WANTED.order)
        for body in RUBBISH:
            for said in (headers, {}):
                with pytest.raises(NotBelieved):
                    paid.read_notice(said, body)

    @proves("payment_late", "wechat", "alipay")
    def test_no_changed_byte_of_it_is(self, at: At, paid: base.Provider) -> None:
        headers, body = at.fake.notice(WANTED.order)
        for place in range(0, len(body), max(1, len(body) // 60)):
            changed = bytearray(body)
            changed[place] ^= 0x01
            with pytest.raises(NotBelieved):
                paid.read_notice(headers, bytes(changed))

    def test_one_says_when_it_was_signed(self, at: At, paid: base.Provider) -> None:
        fresh = paid.read_notice(*at.fake.notice(WANTED.order))
        old = paid.read_notice(*at.fake.notice(WANTED.order, "timestamp"))
        assert fresh.sent_ms - old.sent_ms > old.window_ms


class TestSettingUp:
    def test_a_shop_that_the_provider_does_not_know(self, at: At) -> None:
        other = type(at.fake)()
        try:
            provider = at.open(base_url=other.settings(at.folder / "other")["base_url"])
            with pytest.raises(NotSetUp, match="does not know who asks"):
                provider.query(WANTED)
        finally:
            other.stop()

    @pytest.mark.parametrize("what", ["missing", "open", "rubbish", "empty"])
    def test_a_key_file_that_cannot_be_used(self, at: At, what: str) -> None:
        path = Path(str(at.table["private_key_file"]))
        if what == "missing":
            path = path.with_name("nobody.pem")
        elif what == "open":
            path.chmod(0o644)
        else:
            path.write_text("-----BEGIN PRIVATE KEY-----\nabc" if what == "rubbish" else "")
        options = {"private_key_file": str(path)}
        table = at.table if what == "missing" else {}
        if what in ("open", "rubbish", "empty"):
            copy = path.with_name("copy.pem")
            copy.write_text("-----BEGIN PRIVATE KEY-----\nabc" if what == "rubbish" else "")
            os.chmod(copy, 0o644 if what == "open" else 0o600)
            options = {"private_key_file": str(copy)}
        with pytest.raises(NotSetUp, match="key"):
            at.open(**(table | options))

    def test_without_its_library(self, at: At, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("wechatpayv3", "alipay"):
            monkeypatch.setitem(__import__("sys").modules, name, None)
        with pytest.raises(NotSetUp, match=r"take-qr-payments\.md"):
            at.open()

    def test_a_bare_key_as_alipay_s_tool_writes_it(self, at: At) -> None:
        if at.name != "alipay":
            pytest.skip("WeChat hands out PEM files")
        path = Path(str(at.table["private_key_file"]))
        bare = "".join(path.read_text().splitlines()[1:-1])
        copy = path.with_name("bare.txt")
        copy.touch(0o600)
        copy.write_text(bare)
        assert at.open(private_key_file=str(copy)).query(WANTED).standing == "unknown"


def test_each_fen_arrives_as_it_was_asked(at: At) -> None:
    provider = at.open()
    for number, fen in enumerate([1, 10, 99, 100, 350, 123_456]):
        wanted = Wanted(f"{WANTED.order}{number}", fen)
        assert provider.charge(wanted, CODES[at.name]).fen == fen
