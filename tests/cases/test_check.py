"""The comparison itself: what agrees, what differs, what is left out."""

from decimal import Decimal

from shop.cases.check import differences


def test_whole_numbers_agree_exactly():
    assert differences({"gap": 3}, {"gap": 3}) == []
    assert differences({"gap": 3}, {"gap": 4}) == ["gap: expected 3, got 4"]
    assert differences({"gap": 3}, {"gap": "3"})
    assert differences({"gap": 1}, {"gap": True})


def test_fractions_agree_to_a_millionth():
    assert differences({"rates": {"a": Decimal("0.333333")}}, {"rates": {"a": 0.333334}}) == []
    assert differences({"rates": {"a": Decimal("0.333333")}}, {"rates": {"a": 0.333335}})
    assert differences({"rates": {"a": Decimal("1.0")}}, {"rates": {"a": 1}}) == []


def test_stats_agree_to_a_tenthousandth():
    assert differences({"stats": {"m": Decimal("1767.4312")}}, {"stats": {"m": 1767.43125}}) == []
    assert differences({"stats": {"m": Decimal("1767.4312")}}, {"stats": {"m": 1767.4314}})


def test_nothing_to_say_is_a_figure():
    assert differences({"rates": {"a": None}}, {"rates": {"a": None}}) == []
    assert differences({"rates": {"a": None}}, {"rates": {"a": 0.0}})


def test_a_key_on_one_side_only_differs():
    assert differences({"stats": {}, "gap": 1}, {"gap": 1}) == ["stats: expected {}, got nothing"]
    assert differences({"gap": 1}, {"gap": 1, "gpa": 2}) == ["gpa: expected nothing, got 2"]


def test_lists_agree_place_by_place():
    assert differences([1, 2], [1, 3]) == ["[1]: expected 2, got 3"]
    assert differences({"a": [[1, 2]]}, {"a": [[1]]}) == ["a[0]: expected [1, 2], got [1]"]
    assert differences([1], []) == ["all of it: expected [1], got []"]


def test_keys_that_are_left_out():
    expected = {"stats": {"H": 1}, "rates": {"a": 1, "b": 2}}
    assert differences(expected, {"rates": {"a": 1, "b": 3}}, ("stats", "rates.b")) == []
    assert differences(expected, {"rates": {"a": 1, "b": 3}}, ("stats",))
