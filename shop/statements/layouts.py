"""The layouts that are known: which column means what, by the name in the file's own header.

WeChat Pay's columns are those of its page on the merchant bill (ALL, SUCCESS and REFUND, and the
older one with 总金额). Alipay's are as public programs that read its bills have them; no page of
Alipay's own could be read. So columns are found by name, never by place, and what is not needed
may be missing or new. docs/how-to/bring-in-a-qr-statement.md says the same to people.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout.

    Attributes:
        name: how commands and the book call it.
        columns: role → names it goes by in headers, the preferred first.
        needed: roles without which a header is not of this layout.
        kinds: word in the `kind` column → payment, refund, fee, or "" to leave the line out;
            a word matches where it is part of the cell.
        otherwise: the kind of a line that no word matches; None refuses the cell.
    """

    name: str
    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...] = ()
    otherwise: str | None = "payment"


def _columns(**names: str) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({role: tuple(text.split("|")) for role, text in names.items()})


LAYOUTS = (
    Layout(
        "wechat",
        _columns(
            at="交易时间",
            ref="微信订单号|微信支付订单号|微信支付单号",
            order="商户订单号",
            kind="交易状态",
            amount="应结订单金额|总金额|订单金额",
            refund="退款金额|申请退款金额",
            refund_ref="微信退款单号|微信支付退款单号",
            refund_state="退款状态",
            fee="手续费",
            currency="货币种类",
        ),
        ("at", "ref", "kind", "amount"),
        (
            ("success", "payment"),
            ("支付成功", "payment"),
            ("refund", "refund"),
            ("转入退款", "refund"),
            ("revoked", "refund"),
        ),
        None,
    ),
    Layout(
        "alipay",
        _columns(
            at="完成时间|创建时间",
            ref="支付宝交易号",
            order="商户订单号",
            kind="业务类型",
            amount="商家实收|商户实收|订单金额",
            refund_ref="退款批次号/请求号|退款批次号",
            fee="服务费",
        ),
        ("at", "ref", "kind", "amount"),
        (("退款", "refund"), ("交易", "payment")),
        None,
    ),
    Layout(
        "alipay_account",
        _columns(
            at="发生时间",
            ref="账务流水号",
            order="商户订单号",
            kind="业务类型",
            income="收入金额",
            outgo="支出金额",
        ),
        ("at", "ref", "kind", "income", "outgo"),
        (
            ("充值", ""),
            ("提现", ""),
            ("退费", "fee"),
            ("退款", "refund"),
            ("收费", "fee"),
            ("服务费", "fee"),
            ("手续费", "fee"),
        ),
    ),
    Layout(
        "plain",
        _columns(
            date="date|日期",
            at="time|时间",
            amount="amount|金额",
            ref="reference|流水号|单号",
            fee="fee|手续费",
        ),
        ("date", "at", "amount", "ref"),
    ),
)

_UNIT = re.compile(r"\([+-]?(元|yuan|cny|rmb)\)$")


def plain_cell(text: str) -> str:
    """Return a cell without what exports wrap it in: blanks, tabs, backticks, a BOM."""
    return text.strip(" \t\r\n\ufeff\u00a0").removeprefix("`").strip(" \t'\u00a0")


def header_word(text: str) -> str:
    """Return a header's cell as it is compared: 订单金额（元） is 订单金额."""
    word = unicodedata.normalize("NFKC", plain_cell(text)).casefold().replace(" ", "")
    return _UNIT.sub("", word)


def recognise(cells: Sequence[str]) -> tuple[Layout, dict[str, int]] | None:
    """Return the layout whose header a row is, with the place of each role; None for no header."""
    words = [header_word(cell) for cell in cells]
    for layout in LAYOUTS:
        places: dict[str, int] = {}
        for role, names in layout.columns.items():
            for name in names:
                if name in words:
                    places[role] = words.index(name)
                    break
        if all(role in places for role in layout.needed):
            return layout, places
    return None
