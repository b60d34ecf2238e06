"""Every worked case comes out to the fen from facts taken by hand, without any book."""

from pathlib import Path

import pytest

from shop.cases.check import differences
from shop.cases.fields import NOTHING
from shop.cases.happened import ShopCase
from shop.cases.reading import read_cases
from shop.export.statement_json import figures_json
from shop.reconcile.statement import draw
from tests.cases.by_hand import facts_of
from tests.cases.files import NAMES, OWN, shared

LATER = ("stats", "swaps")


def off(path: Path) -> tuple[int, list[str]]:
    cases = [case for case in read_cases(path) if isinstance(case.given, ShopCase)]
    return len(cases), [
        f"{case.id}: {difference}"
        for case in cases
        for difference in differences(
            case.expected, figures_json(draw(facts_of(case.given))), LATER
        )
    ]


def test_our_own_cases_come_out():
    cases, faults = off(OWN)
    assert cases >= 9
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", NAMES)
def test_the_shared_cases_come_out(name):
    cases, faults = off(shared(name))
    assert cases
    assert not faults, "\n".join(faults)


def test_every_case_says_what_is_expected():
    assert all(case.expected is not NOTHING for case in read_cases(OWN))
