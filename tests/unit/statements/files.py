"""Statement files as providers write them, made up: no number in them was ever paid with."""

from __future__ import annotations

WECHAT_HEAD = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,"
    "货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,"
    "商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)
WECHAT_SUM = (
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
)
ALIPAY_HEAD = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,"
    "订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,"
    "券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)
ACCOUNT_HEAD = (
    "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,"
    "账户余额（元）,交易渠道,业务类型,备注"
)


def wechat_row(at: str, number: str, yuan: str, *, refund: str = "", fee: str = "0.00000") -> str:
    state = "REFUND" if refund else "SUCCESS"
    amount, back = ("0.00", yuan) if refund else (yuan, "0.00")
    cells = [
        *(at, "wx0", "1900000000", "0", "", number, f"M{number}", "openid", "NATIVE", state),
        *("OTHERS", "CNY", amount, "0.00", refund or "0", "0", back, "0.00", "", ""),
        *('鸡蛋 "土', "", fee, "0.60%", amount, back, ""),
    ]
    return ",".join(f"`{cell}" for cell in cells)


def wechat(*rows: str, said: int | None = None, end: str = "\r\n") -> str:
    count = len(rows) if said is None else said
    return end.join(["\ufeff" + WECHAT_HEAD, *rows, WECHAT_SUM, f"`{count},`0,`0,`0,`0,`0,`0", ""])


def alipay_row(at: str, number: str, yuan: str, kind: str = "交易", back: str = "") -> str:
    cells = [
        *(
            f"{number}\t",
            f"M{number}\t",
            f"{kind}\t",
            "鸡蛋",
            "2026-11-01 00:00:00",
            at,
            "\t",
            "\t",
        ),
        *("\t", "\t", "*某(138****0000)\t", yuan, yuan, "0.00", "0.00", "0.00", "0.00", "0.00"),
        *("", "0.00\t", "0.00", f"{back}\t", "-0.02", "0.00", ""),
    ]
    return ",".join(cells)


def alipay(*rows: str) -> str:
    rule = "#-----------------------------------------业务明细列表----------------------------"
    return "\n".join(
        [
            "#支付宝业务明细查询",
            "#账号：[20880000000000000156]",
            "#起始日期：[2026年11月01日 00:00:00]   终止日期：[2026年12月01日 00:00:00]",
            rule,
            ALIPAY_HEAD,
            *rows,
            rule.replace("列表", "列表结束"),
            "#交易合计：2笔，商家实收共7.00元，商家优惠共0.00元",
            "#导出时间：[2026年12月01日 09:00:00]",
            "",
        ]
    )


def account(*rows: tuple[str, str, str, str, str]) -> str:
    """Rows of (at, number, in, out, kind)."""
    body = [
        f"{number}\t,B\t,\t,鸡蛋\t,{at},某(a***@b.cn)\t,{got},{gone},99.00,支付宝,{kind},"
        for at, number, got, gone, kind in rows
    ]
    return "\n".join(["#支付宝账务明细查询", "#账号：[x]", ACCOUNT_HEAD, *body, "#收入合计：1笔"])
