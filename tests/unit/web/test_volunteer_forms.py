"""What volunteers type is read kindly, and what cannot be read is said at its field."""

import pytest

from shop.errors import MalformedInput, NoCutOpen
from web.forms import Fault, Fields

ULID = "01JCQ4Z8Y3V0V5J6M7N8P9QRST"


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("4.5", 450),
        ("¥12.00", 1200),
        ("3元", 300),
        ("４．５", 450),
        ("4。5", 450),
        ("1,234.50", 123450),
    ],
)
def test_amounts_as_people_write_them(typed: str, fen: int) -> None:
    assert Fields({"fen": typed}).yuan("fen") == fen


@pytest.mark.parametrize(
    "typed", ["", "abc", "4,5", "1.234", "-1", "99999999", "4.5.6", "∞", "1e3"]
)
def test_an_unusable_amount_is_a_fault_at_its_field(typed: str) -> None:
    fields = Fields({"fen": typed})
    assert fields.yuan("fen") is None
    assert list(fields.faults) == ["fen"]
    assert fields.sheet.get("fen") == typed


@pytest.mark.parametrize(("typed", "count"), [("12", 12), (" 0 ", 0), ("１２", 12), ("+3", 3)])
def test_counts(typed: str, count: int) -> None:
    assert Fields({"n": typed}).whole("n") == count


@pytest.mark.parametrize("typed", ["", "1.5", "-1", "1000001", "x", "9" * 400, "<b>1</b>"])
def test_an_unusable_count_is_a_fault(typed: str) -> None:
    fields = Fields({"n": typed})
    assert fields.whole("n") is None
    assert not fields.ok


@pytest.mark.parametrize(
    ("typed", "unit", "grams"),
    [("2.5", "jin", 1250), ("2.5", "kg", 2500), ("250", "g", 250), ("0.01", "jin", 5)],
)
def test_weights_come_out_in_whole_grams(typed: str, unit: str, grams: int) -> None:
    assert Fields({"q": typed, "q_unit": unit}).quantity("q", "g") == grams


def test_a_weight_finer_than_a_gram_is_refused() -> None:
    fields = Fields({"q": "0.0001", "q_unit": "jin"})
    assert fields.grams("q") is None
    assert "Whole grams" in fields.faults["q"].text


def test_texts_keep_to_one_line_without_hidden_signs() -> None:
    fields = Fields({"a": " 土鸡蛋 ", "b": "x" * 81, "c": "a\x00b", "d": "a\u202eb", "e": ""})
    assert fields.text("a") == "土鸡蛋"
    assert [fields.text(name) for name in "bcd"] == [None] * 3
    assert fields.text("e") is None
    assert set(fields.faults) == {"b", "c", "d"}
    fields.text("e", required=True)
    assert "e" in fields.faults


def test_dates_and_choices() -> None:
    fields = Fields({"on": "2026-11-30", "off": "30.11.", "why": "spoiled", "who": "?"})
    assert fields.day("on") == "2026-11-30"
    assert fields.day("off") is None
    assert fields.choice("why", ("spoiled",)) == "spoiled"
    assert fields.choice("who", ("spoiled",), required=False) is None
    assert set(fields.faults) == {"off", "who"}


def test_a_form_without_its_id_asks_for_a_reload() -> None:
    fields = Fields({"id": "nonsense"})
    assert fields.id() == ""
    assert "reload" in fields.faults[""].text
    assert Fields({"id": ULID}).id() == ULID


def test_a_refusal_stands_at_the_field_it_speaks_of() -> None:
    fields = Fields({"quantity": "5"})
    fields.refuse(MalformedInput(field="quantity", why="too many"))
    assert fields.faults["quantity"] == Fault(
        MalformedInput.text, {"field": "quantity", "why": "too many"}
    )
    fields.refuse(NoCutOpen())
    assert fields.faults[""].text == NoCutOpen.text
