"""The table of transitions is whole: every button has its rule, money and goods are welcome always."""

from __future__ import annotations

import pytest

from shop.inputs import BUTTONS
from shop.till.buttons import BUTTONS_OF
from shop.till.state import Phase
from shop.till.table import TABLE
from shop.till.view import STEP_OF


def test_every_button_of_a_phase_has_a_rule_and_every_rule_its_button() -> None:
    """`add` alone is turned into a scan by the counter."""
    shown = {(phase, f"press:{button}") for phase, some in BUTTONS_OF.items() for button in some}
    ruled = {key for key in TABLE if key[1].startswith("press:")}
    assert {key for key in shown if key[1] != "press:add"} <= ruled
    assert ruled - shown == set()
    assert {button for some in BUTTONS_OF.values() for button in some} == set(BUTTONS)


@pytest.mark.parametrize("phase", Phase)
def test_money_goods_time_and_trouble_are_heard_in_every_phase(phase: Phase) -> None:
    for name in (
        "ItemScanned", "CodeUnknown", "CodeRefused", "Credited", "Ticked", "CatalogueChanged",
        "TroubleChanged", "press:help",
    ):  # fmt: skip
        assert (phase, name) in TABLE
    assert phase in STEP_OF
    assert phase in BUTTONS_OF


def test_every_phase_can_be_reached_and_left() -> None:
    reached = {to for (at, _), rule in TABLE.items() for to in rule.to if to is not at}
    left = {at for (at, _), rule in TABLE.items() if rule.to - {at}}
    assert reached == left == set(Phase)
