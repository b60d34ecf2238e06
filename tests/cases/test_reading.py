"""A bad case file is refused with one sentence: the case, the key, what is allowed."""

import json
from collections.abc import Callable

import pytest

from shop.cases.fields import NOTHING
from shop.cases.reading import read_cases
from shop.errors import ConfigError
from tests.cases.a_case import good, write

Spoil = Callable[[dict], object]


def session(**changes):
    base = {"id": "s2", "at": "2026-03-05T10:00:00+08:00", "lines": [{"sku": "TEA", "qty": 1}]}
    return {**base, **changes}


def payment(**changes):
    return {"tender": "qr", "fen": 500, "kind": "goods", "session": None, **changes}


BAD: dict[str, tuple[Spoil, str]] = {
    "unknown sku in a line": (
        lambda c: c["sessions"].append(session(lines=[{"sku": "RUM", "qty": 1}])),
        r"T1: sessions\[1\]\.lines\[0\]\.sku = 'RUM': allowed is an sku of this case's products",
    ),
    "unknown sku in a move": (
        lambda c: c["moves"].append({"sku": "RUM", "kind": "restock", "qty": 1}),
        r"T1: moves\[1\]\.sku = 'RUM': allowed is an sku",
    ),
    "unknown sku in open": (
        lambda c: c["open"].update(RUM=1),
        r"T1: open\.RUM = 'RUM': allowed is one of the keys EGG, TEA",
    ),
    "unknown sku in close": (
        lambda c: c["close"].update(RUM=1),
        r"T1: close\.RUM",
    ),
    "unknown session": (
        lambda c: c["payments"].append(payment(session="s9")),
        r"T1: payments\[1\]\.session = 's9': allowed is a session of this case, or null",
    ),
    "duplicate session": (
        lambda c: c["sessions"].append(session(id="s1")),
        r"T1: sessions\[1\]\.id = 's1': allowed is id values that differ",
    ),
    "duplicate sku": (
        lambda c: c["products"].append(c["products"][0]),
        r"T1: products\[2\]\.sku = 'EGG'",
    ),
    "two prices from one moment": (
        lambda c: c["products"][0]["prices"].append(c["products"][0]["prices"][0]),
        r"T1: products\[0\]\.prices = .*: allowed is one price from each moment on",
    ),
    "no price at all": (
        lambda c: c["products"][0].update(prices=[]),
        r"T1: products\[0\]\.prices = \[\]: allowed is at least one price",
    ),
    "half a fen": (
        lambda c: c["payments"].append(payment(fen=99.5)),
        r"T1: payments\[1\]\.fen = Decimal\('99.5'\): allowed is a whole number from 1",
    ),
    "a whole number written as a fraction": (
        lambda c: c["cashbox"].update(open=1000.0),
        r"T1: cashbox\.open = .*: allowed is a whole number from 0",
    ),
    "an amount in words": (
        lambda c: c["payments"].append(payment(fen="500")),
        r"T1: payments\[1\]\.fen = '500': allowed is a whole number",
    ),
    "true is no amount": (
        lambda c: c["payments"].append(payment(fen=True)),
        r"T1: payments\[1\]\.fen = True",
    ),
    "an amount beyond all measure": (
        lambda c: c["payments"].append(payment(fen=10**15)),
        r"T1: payments\[1\]\.fen",
    ),
    "nothing paid": (
        lambda c: c["payments"].append(payment(fen=0)),
        r"T1: payments\[1\]\.fen = 0: allowed is a whole number from 1",
    ),
    "no units taken": (
        lambda c: c["sessions"].append(session(lines=[{"sku": "TEA", "qty": 0}])),
        r"T1: sessions\[1\]\.lines\[0\]\.qty = 0: allowed is a whole number from 1",
    ),
    "a move of nothing": (
        lambda c: c["moves"][0].update(qty=0),
        r"T1: moves\[0\]\.qty = 0",
    ),
    "an empty basket": (
        lambda c: c["sessions"].append(session(lines=[])),
        r"T1: sessions\[1\]\.lines = \[\]: allowed is at least one line",
    ),
    "before the period": (
        lambda c: c["sessions"].append(session(at="2026-03-02T07:59:59+08:00")),
        r"T1: sessions\[1\]\.at = .*: allowed is a time in the period",
    ),
    "at the period's end": (
        lambda c: c["sessions"].append(session(at="2026-03-09T08:00:00+08:00")),
        r"T1: sessions\[1\]\.at = .*: allowed is a time in the period, its end not included",
    ),
    "no price yet": (
        lambda c: c["sessions"].append(
            session(at="2026-03-02T09:00:00+08:00", lines=[{"sku": "EGG", "qty": 1}])
        ),
        r"T1: sessions\[1\]\.lines\[0\]\.sku = 'EGG': allowed is an sku with a marked price",
    ),
    "an item missing in open": (
        lambda c: c["open"].pop("TEA"),
        r"T1: open\.TEA = nothing: allowed is a whole number",
    ),
    "a negative count": (
        lambda c: c["close"].update(TEA=-1),
        r"T1: close\.TEA = -1: allowed is a whole number from 0",
    ),
    "a time without offset": (
        lambda c: c["period"].update(start="2026-03-02T08:00:00"),
        r"T1: period\.start = .*: allowed is a time with offset",
    ),
    "a time in milliseconds": (
        lambda c: c["period"].update(start=1_772_409_600_000),
        r"T1: period\.start",
    ),
    "an end before the start": (
        lambda c: c["period"].update(end="2026-03-02T08:00:00+08:00"),
        r"T1: period\.end = .*: allowed is a time after the start",
    ),
    "an unknown kind of move": (
        lambda c: c["moves"][0].update(kind="stolen"),
        r"T1: moves\[0\]\.kind = 'stolen': allowed is one of restock, transfer_in",
    ),
    "an unknown tender": (
        lambda c: c["payments"].append(payment(tender="shells")),
        r"T1: payments\[1\]\.tender = 'shells': allowed is one of cash, qr",
    ),
    "an unknown purpose": (
        lambda c: c["payments"].append(payment(kind="bribe")),
        r"T1: payments\[1\]\.kind = 'bribe': allowed is one of goods, donation, iou_repayment",
    ),
    "an unknown evidence": (
        lambda c: c.update(cash_evidence="hearsay"),
        r"T1: cash_evidence = 'hearsay': allowed is one of machine, claimed",
    ),
    "an unknown key": (
        lambda c: c["sessions"][0].update(resident="Li"),
        r"T1: sessions\[0\]\.resident = 'resident': allowed is one of the keys id, at, lines",
    ),
    "an unknown key at the top": (
        lambda c: c.update(weather="fine"),
        r"T1: weather = 'weather': allowed is one of the keys id, kind",
    ),
    "a list where an object belongs": (
        lambda c: c.update(cashbox=[]),
        r"T1: cashbox = \[\]: allowed is an object",
    ),
    "an object where a list belongs": (
        lambda c: c.update(sessions={}),
        r"T1: sessions = \{\}: allowed is a list",
    ),
    "no cash box": (
        lambda c: c.pop("cashbox"),
        r"T1: cashbox = nothing: allowed is an object",
    ),
    "void is yes or no": (
        lambda c: c["sessions"][0].update(void="yes"),
        r"T1: sessions\[0\]\.void = 'yes': allowed is true or false",
    ),
    "an unknown kind": (
        lambda c: c.update(kind="guess"),
        r"case 1: input\.kind = 'guess': allowed is one of reconcile, aggregate",
    ),
    "no id": (
        lambda c: c.pop("id"),
        r"case 1: input\.id = nothing: allowed is a text",
    ),
    "control characters in an id": (
        lambda c: c.update(id="T1\x1b[2J"),
        r"case 1: input\.id",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_each_bad_case_gets_its_sentence(what, tmp_path):
    spoil, sentence = BAD[what]
    case = good()
    spoil(case["input"])
    path = write(tmp_path, case)
    with pytest.raises(ConfigError, match=sentence) as caught:
        read_cases(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_good_case_is_read(tmp_path):
    (case,) = read_cases(write(tmp_path, good()))
    assert case.id == "T1"
    assert case.given.moves[0].quantity == 1
    assert case.given.sessions[0].lines[0].each_fen == 150


def test_what_may_be_left_out(tmp_path):
    case = good()
    for key in ("moves", "sessions", "payments", "close", "title"):
        del case["input"][key]
    del case["expected"]
    (read,) = read_cases(write(tmp_path, case))
    given = read.given
    assert (given.moves, given.sessions, given.payments) == ((), (), ())
    assert given.counted == {"EGG": None, "TEA": None}
    assert (given.cash_evidence, given.max_basket, given.iou_open_fen) == ("machine", 6, 0)
    assert (given.cashbox.added_fen, given.cashbox.removed_fen) == (0, 0)
    assert read.expected is NOTHING


def test_a_line_may_carry_its_own_price_before_the_first_mark(tmp_path):
    case = good()
    line = {"sku": "EGG", "qty": 1, "fen": 99}
    case["input"]["sessions"].append(session(at="2026-03-02T09:00:00+08:00", lines=[line]))
    (read,) = read_cases(write(tmp_path, case))
    assert read.given.sessions[1].lines[0].each_fen == 99


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "well-formed JSON"),
        ("{", "well-formed JSON"),
        ("[" * 100_000, "well-formed JSON"),
        ("[]", "one case or a list of cases"),
        ("7", "case 1 = 7: allowed is an object"),
        ('{"input": 3}', "case 1: input = 3: allowed is an object"),
        ('{"inptu": {}}', "case 1: inptu = 'inptu': allowed is one of the keys input"),
        ('{"input": {}, "input": {}}', "'input': allowed is each key once"),
        ('{"input": {"id": NaN}}', "'NaN': allowed is JSON"),
        ("1" * 5000, "well-formed JSON"),
    ],
)
def test_what_is_no_case_file_gets_its_sentence(text, sentence, tmp_path):
    with pytest.raises(ConfigError, match=sentence):
        read_cases(write(tmp_path, text))


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(ConfigError, match="a file that can be read"):
        read_cases(tmp_path)
    with pytest.raises(ConfigError, match="a file that can be read"):
        read_cases(tmp_path / "nowhere.json")
    (tmp_path / "latin.json").write_bytes(b'{"input": "\xe9"}')
    with pytest.raises(ConfigError, match="JSON in UTF-8"):
        read_cases(tmp_path / "latin.json")


def test_two_cases_of_one_name(tmp_path):
    with pytest.raises(ConfigError, match="case 2: id = 'T1'"):
        read_cases(write(tmp_path, [good(), good()]))


SUMS = [
    ({"kind": "aggregate", "sold_value": 100, "received": 1.5}, r"T2: received = Decimal"),
    ({"kind": "aggregate", "sold_value": 100}, r"T2: received = nothing"),
    ({"kind": "cash_identity", "put_in": 1, "lent": -1}, r"T2: lent = -1"),
    (
        {"kind": "vintage", "value_gone": 1, "goods_money": 1, "iou_issued": 1,
         "vintages": [{"as_of": "soon"}]},
        r"T2: vintages\[0\]\.as_of = 'soon': allowed is a date",
    ),
    (
        {"kind": "vintage", "value_gone": 1, "goods_money": 1, "iou_issued": 1,
         "vintages": [{"as_of": "2026-05-01"}, {"as_of": "2026-04-01"}]},
        r"T2: vintages\[1\]\.as_of = '2026-04-01': allowed is a date after 2026-05-01",
    ),
    (
        {"kind": "proceeds", "value_gone": 1, "goods_money": 1,
         "lots": [{"household": "H1", "units_gone": 1, "units_paid": 1, "payout_fen": 1,
                   "shrink_bearer": "the state"}]},
        r"T2: lots\[0\]\.shrink_bearer = 'the state': allowed is one of fund, consignor, prorata",
    ),
    (
        {"kind": "proceeds", "value_gone": 1, "goods_money": 1,
         "beneficiaries": [{"id": "B1", "weight": 0}]},
        r"T2: beneficiaries\[0\]\.weight = 0: allowed is a weight above 0",
    ),
    (
        {"kind": "proceeds", "value_gone": 1, "goods_money": 1,
         "beneficiaries": [{"id": "B1", "weight": 1}, {"id": "B1", "weight": 1}]},
        r"T2: beneficiaries\[1\]\.id = 'B1'",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("given", "sentence"), SUMS)
def test_bad_sums_get_their_sentence(given, sentence, tmp_path):
    path = write(tmp_path, json.loads(json.dumps({"input": {"id": "T2", **given}})))
    with pytest.raises(ConfigError, match=sentence):
        read_cases(path)
